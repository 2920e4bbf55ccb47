/// The audit log after commands that were typed: who did what, on what, before and after, and why.
#include "console/access/audit.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/json.hpp>

#include "app/ask.hpp"
#include "app/daemon.hpp"
#include "flow/log.hpp"
#include "tests/app/typed.hpp"

namespace norekey::app {
namespace audit_test {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::HasSubstr;

boost::asio::awaitable<void> read_audit(flow::Context& context, json::array& out) {
  std::string who, what, cursor;
  auto page = co_await console::audit_page(context, std::move(who), std::move(what),
                                           std::move(cursor), 100);
  if (page) out = std::move(page->items);
}

/// The demo's config in a folder of its own.
class Audit : public testing::Test {
 protected:
  void SetUp() override {
    fs::copy(SOURCE_DIR "/config/examples/demo", ".", fs::copy_options::recursive);
    replace("norekey.yaml", "8642", "0");
  }

  void replace(const std::string& name, const std::string& from, const std::string& to) const {
    std::ostringstream read;
    read << std::ifstream(name, std::ios::binary).rdbuf();
    std::string text = read.str();
    text.replace(text.find(from), from.size(), to);
    folder_.write(name, text);
  }

  static Typed demo(std::vector<std::string> words) {
    words.insert(words.begin(), {"--config", "."});
    return type(std::move(words));
  }

  /// Newest first.
  static json::array log() {
    config::Findings findings;
    const auto config = config::read_daemon(".", findings);
    if (!config) return {};
    auto daemon = Daemon::open(*config, flow::silent_log(), true);
    EXPECT_TRUE(daemon);
    json::array out;
    boost::asio::io_context& io = (*daemon)->io();
    boost::asio::co_spawn(io, read_audit((*daemon)->context(), out),
                          [&io](std::exception_ptr) { io.stop(); });
    io.run();
    return out;
  }

  /// "apply bundle: clearer note", the oldest first.
  static std::string told() {
    std::string out;
    for (const json::value& one : log()) {
      EXPECT_EQ(one.at("who"), json::value(who()));
      EXPECT_EQ(one.at("from"), "this machine");
      const std::string why(one.at("why").as_string());
      out = std::string(one.at("what").as_string()) + " " + std::string(one.at("on").as_string()) +
            (why.empty() ? "" : ": " + why) + "\n" + out;
    }
    return out;
  }

  const ScratchFolder folder_;
};

TEST_F(Audit, HasWhatCommandsChangedAndNothingOfThoseThatOnlyRead) {
  EXPECT_EQ(demo({"apply", "--why", "we begin"}).code, 0);
  EXPECT_EQ(demo({"lookups", "set", "items", "NEW-1", "000777", "--why", "new item"}).code, 0);
  EXPECT_EQ(demo({"lookups", "set", "items", "NEW-1", "000778"}).code, 0);
  EXPECT_EQ(demo({"lookups", "list", "items"}).code, 0);
  EXPECT_EQ(demo({"orders"}).code, 0);
  EXPECT_EQ(demo({"pause", "erp/legacy", "--why", "day-end"}).code, 0);
  EXPECT_EQ(demo({"replay", "--cause", "items/NONE"}).code, 1);  // nothing was
  replace("mappings/order-to-file.yaml", "WEB {number}", "Web order {number}");
  EXPECT_EQ(demo({"apply", "--dry-run"}).code, 0);
  EXPECT_EQ(demo({"apply", "--why", "clearer note"}).code, 0);
  EXPECT_EQ(demo({"rollback", "--why", "not wanted"}).code, 0);
  EXPECT_EQ(told(),
            "apply bundle: we begin\n"
            "lookups set items NEW-1: new item\n"
            "lookups set items NEW-1\n"
            "pause erp/legacy: day-end\n"
            "apply bundle: clearer note\n"
            "rollback bundle: not wanted\n");
  const json::array all = log();
  ASSERT_EQ(all.size(), 6U);
  EXPECT_EQ(json::serialize(all[3].at("before")), R"({"NEW-1":"000777"})");
  EXPECT_EQ(json::serialize(all[3].at("after")), R"({"NEW-1":"000778"})");
  EXPECT_EQ(all[0].at("before"), all[1].at("after"));
  EXPECT_EQ(all[0].at("after"), all[1].at("before"));
  EXPECT_NE(all[0].at("before"), all[0].at("after"));
}

TEST_F(Audit, ADryRunOnAFreshFolderActivatesNothingAndTheFirstApplySaysWho) {
  const Typed dry = demo({"apply", "--dry-run"});
  EXPECT_EQ(dry.code, 0);
  EXPECT_THAT(dry.out, HasSubstr("+ channels.yaml"));
  EXPECT_TRUE(log().empty());
  EXPECT_EQ(demo({"apply", "--why", "we begin"}).code, 0);
  const json::value bundles = json::parse(demo({"bundles", "--json"}).out);
  ASSERT_EQ(bundles.as_array().size(), 1U);
  EXPECT_EQ(bundles.at(0).at("who"), json::value(who()));
  EXPECT_EQ(bundles.at(0).at("why"), "we begin");
}

}  // namespace audit_test
}  // namespace norekey::app
