/// `norekey credit import` against a scripted daemon: what becomes of the drafts where activating
/// them fails.
#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <thread>

#include "app/control.hpp"
#include "tests/app/typed.hpp"

namespace norekey::app {
namespace import_command_test {

namespace json = boost::json;
using testing::HasSubstr;

constexpr const char* kAssignments =
    "id,at,slot,rep,share,from\nA1,account:C1,primary,ANA,100,2026-01-01\n";
constexpr const char* kReps = "rep,name\nANA,Ana\n";
constexpr const char* kErpSays =
    R"({"erp":"erp","changes":[{"what":"new","account":"C2","rep":"BEN","was":"","why":""}],
"same":1,"writes":true,"not_on_the_web":[],"assignments":"id,at,slot,rep,share,from\nX\n",
"reps":"rep,name\nANA,Ana\nBEN,Ben\n"})";

/// Answers `credit import` with what the ERP says, `apply` as it was told to.
class ScriptedDaemon {
 public:
  explicit ScriptedDaemon(Result<json::value> applied, const char* says = kErpSays)
      : applied_(std::move(applied)), says_(says) {
    server_ = listen_for_commands(io_.get_executor(), "control.sock", [this](json::object request) {
                return answer(std::move(request));
              }).value();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~ScriptedDaemon() {
    io_.stop();
    thread_.join();
  }

 private:
  awaitable<Result<json::value>> answer(json::object request) {
    const std::string command(request.at("command").as_string());
    if (command == "credit import") co_return json::parse(says_);
    if (request.at("dry_run").as_bool()) co_return json::object{{"same", "yes"}};
    co_return applied_;
  }

  const Result<json::value> applied_;
  const std::string says_;
  boost::asio::io_context io_;
  std::unique_ptr<ControlServer> server_;
  std::thread thread_;
};

class ImportCommand : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("norekey.yaml", "state-dir: .\ncontrol-socket: control.sock\n");
    folder_.write("assignments.csv", kAssignments);
  }
  static std::string read(const char* name) {
    std::ostringstream text;
    text << std::ifstream(name).rdbuf();
    return text.str();
  }
  static Typed import() { return type({"--config", ".", "credit", "import", "--from", "erp"}); }

  ScratchFolder folder_;
};

TEST_F(ImportCommand, DraftsArePutBackWhereAFindingIsMade) {
  folder_.write("reps.csv", kReps);
  const ScriptedDaemon daemon(json::parse(
      R"({"activated":false,"findings":[{"kind":"error","text":"assignments.csv:2: wrong"}]})"));
  const Typed typed = import();
  EXPECT_EQ(typed.code, 1) << typed.err;
  EXPECT_EQ(read("assignments.csv"), kAssignments);
  EXPECT_EQ(read("reps.csv"), kReps);
}

TEST_F(ImportCommand, DraftsArePutBackWhereTheDaemonCannot) {
  const ScriptedDaemon daemon(Error{Fate::retry, "the store is busy", "try again", {}, ""});
  const Typed typed = import();
  EXPECT_EQ(typed.code, 3);
  EXPECT_THAT(typed.err, HasSubstr("the store is busy"));
  EXPECT_EQ(read("assignments.csv"), kAssignments);
  EXPECT_FALSE(std::filesystem::exists("reps.csv")) << "it was not there before";
}

TEST_F(ImportCommand, AListThatWouldLeaveManyWithNobodyIsAskedAbout) {
  folder_.write("reps.csv", kReps);
  json::array changes;
  for (const char* account : {"C1", "C2", "C3", "C4"})
    changes.push_back(json::object{{"what", "ended"},
                                   {"account", account},
                                   {"rep", ""},
                                   {"was", "ANA 100 %"},
                                   {"why", "the ERP names nobody any more"}});
  json::object says = json::parse(kErpSays).as_object();
  says["changes"] = std::move(changes);
  const std::string text = json::serialize(says);
  const ScriptedDaemon daemon(json::parse(R"({"activated":true,"findings":[]})"), text.c_str());
  const Typed typed = import();
  EXPECT_EQ(typed.code, 1);
  EXPECT_EQ(typed.err,
            "norekey: 4 of 5 accounts that have their rep from the ERP would have nobody from "
            "today on: nothing was written\n  fix: look at what the ERP says; where it is right: "
            "norekey credit import --from erp --accept\n");
  EXPECT_EQ(read("assignments.csv"), kAssignments);
  EXPECT_EQ(type({"--config", ".", "credit", "import", "--from", "erp", "--accept"}).code, 0);
  EXPECT_EQ(read("assignments.csv"), "id,at,slot,rep,share,from\nX\n");
}

TEST_F(ImportCommand, DraftsStayWhereTheyAreActivated) {
  folder_.write("reps.csv", kReps);
  const ScriptedDaemon daemon(json::parse(R"({"activated":true,"findings":[]})"));
  const Typed typed = import();
  EXPECT_EQ(typed.code, 0) << typed.err;
  EXPECT_EQ(read("assignments.csv"), "id,at,slot,rep,share,from\nX\n");
  EXPECT_EQ(read("reps.csv"), "rep,name\nANA,Ana\nBEN,Ben\n");
}

}  // namespace import_command_test
}  // namespace norekey::app
