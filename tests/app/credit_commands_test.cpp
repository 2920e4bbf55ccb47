/// `norekey credit …` against a scripted daemon: what is printed, where, and with which exit code.
#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <thread>

#include "app/control.hpp"
#include "tests/app/typed.hpp"

namespace norekey::app {
namespace credit_commands_test {

namespace json = boost::json;
using testing::HasSubstr;

constexpr const char* kCompany =
    "company:\n  acme: { zone: UTC, currency: USD, house-rep: REP99, inside-sales: own-pool }\n";
constexpr const char* kInForce =
    "id,at,slot,rep,share,from\nA1,account:C1,primary,ANA,100,2026-01-01\n";
constexpr const char* kSales =
    R"({"sales":[{"identity":"acme/shop/W1","no":"W1","account":"C1","currency":"USD",
"placed_at":"2026-03-10T15:00:00Z","lines":[{"n":1,"net":"10.00"}]}],"next":""})";

/// Gives each command the answer that was written for it.
class AnsweringDaemon {
 public:
  explicit AnsweringDaemon(json::object answers) : answers_(std::move(answers)) {
    server_ = listen_for_commands(io_.get_executor(), "control.sock", [this](json::object request) {
                return answer(std::move(request));
              }).value();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~AnsweringDaemon() {
    io_.stop();
    thread_.join();
  }

 private:
  awaitable<Result<json::value>> answer(json::object request) {
    const std::string command(request.at("command").as_string());
    json::value out = answers_.at(command);
    co_return out;
  }

  const json::object answers_;
  boost::asio::io_context io_;
  std::unique_ptr<ControlServer> server_;
  std::thread thread_;
};

json::object tables_and_sales() {
  return {{"credit tables", json::object{{"channels.yaml", kCompany},
                                         {"assignments.csv", kInForce},
                                         {"reps.csv", "rep,name\nANA,Ana\nBEN,Ben\n"}}},
          {"credit sales", json::parse(kSales)}};
}

class CreditCommand : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("norekey.yaml", "state-dir: .\ncontrol-socket: control.sock\n");
  }
  static Typed credit(std::vector<std::string> words) {
    words.insert(words.begin(), {"--config", ".", "credit"});
    return type(std::move(words));
  }

  ScratchFolder folder_;
};

TEST_F(CreditCommand, AClaimOfTheWholeOrderNamesNoLineNought) {
  json::object answers;
  answers["credit claims"] = json::parse(R"([
      {"id": "W1-1", "state": "denied", "order": "W1", "line": 0, "for": "ANA 100 %", "by": "olga",
       "why": "mine", "decided_by": "carl", "because": "no"},
      {"id": "W1-2", "state": "denied", "order": "W1", "line": 2, "for": "BEN 100 %", "by": "olga",
       "why": "his", "decided_by": "carl", "because": "no"}])");
  const AnsweringDaemon daemon(std::move(answers));
  const Typed said = credit({"claims"});
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(said.out,
            "CLAIM  STATE   ORDER  LINE  FOR        BY    WHY   DECIDED BY  BECAUSE\n"
            "W1-1   denied  W1     all   ANA 100 %  olga  mine  carl        no\n"
            "W1-2   denied  W1     2     BEN 100 %  olga  his   carl        no\n");
}

TEST_F(CreditCommand, VerifyOfNoReceiptIsNotAnsweredByTheLedger) {
  const Typed empty = credit({"verify", "--receipt", ""});
  EXPECT_EQ(empty.code, 3);
  EXPECT_EQ(empty.out, "");
  EXPECT_EQ(empty.err, "norekey: cannot read ''\n  fix: check the path and the file's mode\n");
  const Typed key_alone = credit({"verify", "--key", "key.pem"});
  EXPECT_EQ(key_alone.code, 2);
  EXPECT_EQ(
      key_alone.err,
      "norekey: --key requires --receipt\n  fix: norekey credit verify --help shows how it is "
      "written\n");
}

TEST_F(CreditCommand, OrdersOfATimeWithoutAnySayOnlyThat) {
  json::object answers;
  answers["orders"] = json::array();
  const AnsweringDaemon daemon(std::move(answers));
  EXPECT_EQ(type({"--config", ".", "orders"}).out, "no orders yet\n");
  EXPECT_EQ(type({"--config", ".", "orders", "--since", "2d"}).out, "no orders there\n");
}

TEST_F(CreditCommand, AdoptionSaysThatThereIsNobodyToCall) {
  json::object answers = tables_and_sales();
  answers["credit sales"] = json::parse(R"({"sales": [], "next": ""})");
  const AnsweringDaemon daemon(std::move(answers));
  const Typed said = credit({"adoption"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, testing::EndsWith("\nto call: longer without an order than usual: nobody\n"
                                          "\nto call: new on the web: nobody\n"));
}

TEST_F(CreditCommand, EvalOfAFolderCannotRun) {
  const Typed said = credit({"eval", "."});
  EXPECT_EQ(said.code, 3);
  EXPECT_EQ(said.out, "");
  EXPECT_EQ(said.err,
            "norekey: the file '.' cannot be opened\n  fix: give a file of cases, one JSON object "
            "a line, or - for standard input\n");
}

TEST_F(CreditCommand, WhatIfNamesTheGivenFileInItsFindings) {
  folder_.write("draft.csv",
                "id,at,slot,rep,share,from\nA1,account:C1,primary,BOB,100,2026-01-01\n");
  const AnsweringDaemon daemon(tables_and_sales());
  const Typed typed = credit({"what-if", "--assignments", "draft.csv"});
  EXPECT_EQ(typed.code, 3);
  EXPECT_THAT(typed.err, HasSubstr("draft.csv:2:23: unknown rep 'BOB'"));
}

TEST_F(CreditCommand, WhatIfSaysThatARowDecidesNothingYet) {
  folder_.write("draft.csv",
                "id,at,slot,rep,share,from,until\nA1,account:C1,primary,ANA,100,2026-01-01,"
                "2027-01-01\nA2,account:C1,primary,BEN,100,2027-01-01,\n");
  const AnsweringDaemon daemon(tables_and_sales());
  const Typed typed = credit({"what-if", "--assignments", "draft.csv"});
  EXPECT_EQ(typed.code, 0) << typed.err;
  EXPECT_EQ(typed.out,
            "1 orders, 0 would change\nrow A2 of the draft decides none of these orders: begins on "
            "2027-01-01, after the last of these orders\n");
}

TEST_F(CreditCommand, WhatIfAsCsv) {
  folder_.write("draft.csv",
                "id,at,slot,rep,share,from\nA1,account:C1,primary,BEN,100,2026-01-01\n");
  const AnsweringDaemon daemon(tables_and_sales());
  const Typed typed = credit({"what-if", "--assignments", "draft.csv", "--format", "csv"});
  EXPECT_EQ(typed.code, 0) << typed.err;
  EXPECT_EQ(typed.out,
            "rep,slot,now,then,difference,currency\nANA,primary,10.00,0.00,-10.00,USD\n"
            "BEN,primary,0.00,10.00,10.00,USD\n");
}

TEST_F(CreditCommand, InvoicesTellEverythingThatAPersonIsNeededFor) {
  folder_.write("invoices.csv",
                "order,type,no,date,line,amount\nW1,return,R1,2026-03-12,1,99.00\n");
  const AnsweringDaemon daemon({{"credit post", json::parse(R"({"order":"W1","posted":1,"entries":1,
"flags":["OVER_RETURN","PRIOR_PERIOD"],"refused":[{"what":"invoice I2 line 9: order W1 has no line 9",
"fix":"use one of its lines: 1; or none for all of them"}]})")}});
  const Typed typed = credit({"invoices", "invoices.csv"});
  EXPECT_EQ(typed.code, 1);
  EXPECT_EQ(
      typed.err,
      "norekey: invoice I2 line 9: order W1 has no line 9\n  fix: use one of its lines: 1; or "
      "none for all of them\n"
      "norekey: more of order W1 was returned than its invoice had: the return was entered "
      "up to the invoice, the rest is for a person\n  fix: hold the return against its "
      "invoice in the ERP; norekey credit explain W1 shows what is entered\n");
  EXPECT_EQ(typed.out,
            "order W1: belongs to a closed month, counts in the open one\n1 document posted for 1 "
            "order\n");
}

TEST_F(CreditCommand, InvoicesAreOfAFileOrOfAnErp) {
  const Typed both = credit({"invoices", "invoices.csv", "--from", "legacy"});
  EXPECT_EQ(both.code, 2);
  EXPECT_EQ(both.err,
            "norekey: file excludes --from\n  fix: norekey credit invoices --help shows how it is "
            "written\n");
  const Typed all = credit({"invoices", "invoices.csv", "--all"});
  EXPECT_EQ(all.code, 2);
  EXPECT_EQ(all.err,
            "norekey: --all requires --from\n  fix: norekey credit invoices --help shows how it is "
            "written\n");
}

TEST_F(CreditCommand, AContestsDaysDoNotRunBackwards) {
  const Typed typed = credit({"contest", "--from", "2026-03-31", "--to", "2026-03-01"});
  EXPECT_EQ(typed.code, 2);
  EXPECT_EQ(typed.err,
            "norekey: --from 2026-03-31 is after --to 2026-03-01\n  fix: give the earlier day "
            "first\n");
}

TEST_F(CreditCommand, InvoicesOfAFileAreToldToScripts) {
  folder_.write("invoices.csv",
                "order,type,no,date,line,amount\nW1,return,R1,2026-03-12,1,99.00\n"
                "W1,invoice,I1,2026-02-30,1,99.00\n");
  const AnsweringDaemon daemon({{"credit post", json::parse(R"({"order":"W1","posted":1,"entries":1,
"flags":["UNREFERENCED_CREDIT","PRIOR_PERIOD"]})")}});
  const Typed typed = credit({"invoices", "invoices.csv", "--json"});
  EXPECT_EQ(typed.code, 1);
  EXPECT_EQ(typed.err, "");
  EXPECT_EQ(
      typed.out,
      R"({"posted":1,"orders":1,"findings":[{"order":"","line":3,"what":"date: '2026-02-30' is )"
      R"(neither a date nor a moment","fix":"write it like 2026-11-21"},{"order":"W1","line":0,)"
      R"("what":"a return of order W1 names no invoice of it: it follows the order's own split",)"
      R"("fix":"if it belongs to an invoice, enter that invoice, and the return with its number )"
      R"(in the column refers"}],"noticed":[{"order":"W1","flag":"PRIOR_PERIOD"}]})"
      "\n");
}

TEST_F(CreditCommand, AuditReadsTheErpsCodesByTheLookups) {
  folder_.write("channels.yaml", kCompany);
  folder_.write("assignments.csv", kInForce);
  std::filesystem::create_directories("lookups");
  folder_.write("lookups/reps.csv", "rep,erp\nANA,17\nBEN,18\n");
  folder_.write("lookups/customers.csv", "account,customer\nC1,0004117\n");
  folder_.write("erp.csv",
                "invoice,date,order,account,rep,amount\nI1,2026-03-01,X1,0004117,17,40.00\n"
                "I2,2026-03-01,X2,0004117,18,2.50\n");
  const Typed typed = credit({"audit", "--invoices", "erp.csv", "--format", "csv"});
  EXPECT_EQ(typed.code, 1) << typed.err;
  EXPECT_EQ(typed.out,
            "invoice,order,in_erp,by_assignments,amount,currency,rule,explained,why\n"
            "I2,X2,BEN,ANA,2.50,USD,A1,yes,primary: A1 at account:C1 gives ANA 100 %.\n");
  const Typed reps = credit({"audit", "--invoices", "erp.csv", "--format", "csv", "--of", "reps"});
  EXPECT_EQ(reps.out,
            "rep,erp,assignments,difference,currency\nANA,40.00,42.50,2.50,USD\n"
            "BEN,2.50,0.00,-2.50,USD\n");
}

}  // namespace credit_commands_test
}  // namespace norekey::app
