// What the adapter tells the flow when calls end badly: the difference between "not written" and
// "nobody knows".
#include <gtest/gtest.h>

#include "adapters/tryton/tryton.hpp"
#include "tests/adapters/documents.hpp"
#include "tests/adapters/scripted_tryton.hpp"
#include "tests/net/loopback.hpp"

namespace norekey::adapters::tryton {
namespace tryton_outcome_test {

struct HandClock : Clock {
  Instant time{std::chrono::hours(24)};
  Instant now() const override { return time; }
};

class TrytonOutcome : public testing::Test {
 protected:
  TrytonOutcome() {
    setenv("NOREKEY_TEST_TRYTON_PASSWORD", "x", 1);
    erp_.name = "legacy";
    erp_.url = "http://127.0.0.1:1/";
    erp_.database = "erp";
    erp_.login = "integration";
    erp_.password = {config::Secret::Kind::environment, "NOREKEY_TEST_TRYTON_PASSWORD"};
    erp_.leave_at = "quote";
    open();
  }

  void open() { adapter_ = *make(erp_, server_, clock_, world_.executor()); }

  Instant soon() const { return clock_.time + std::chrono::minutes(1); }

  Sent send() { return world_.get(adapter_->send(document_of(document_xml()), "k", soon())); }
  Sent change() {
    return world_.get(adapter_->change(kept_, document_of(document_xml()), soon(), Extent::whole));
  }
  Sent cancel() { return world_.get(adapter_->cancel(kept_, soon())); }
  Sent finish() { return world_.get(adapter_->finish(kept_)); }

  static std::string told(const Sent& sent) {
    if (const auto* receipt = std::get_if<Receipt>(&sent)) return "receipt " + receipt->state;
    if (const auto* rejected = std::get_if<Rejected>(&sent))
      return "rejected: " + rejected->error.what;
    if (const auto* retry = std::get_if<Retry>(&sent)) return "retry: " + retry->error.what;
    return "unknown: " + std::get<Unknown>(sent).error.what;
  }

  net::World world_;
  HandClock clock_;
  ScriptedTryton server_;
  config::Erp erp_;
  std::unique_ptr<Adapter> adapter_;
  Receipt kept_{"9", "SO000009", "quotation", "k", true};
};

TEST_F(TrytonOutcome, SendsOnceAndQuotes) {
  EXPECT_EQ(told(send()), "receipt quotation");
  EXPECT_EQ(server_.times("login"), 1);
  EXPECT_EQ(server_.times("create"), 1);
}

TEST_F(TrytonOutcome, IsUnknownWhenTheAnswerToTheCreateWasLost) {
  for (const bool done : {true, false}) {
    server_.mishaps["create"] = {lost_answer(done)};
    EXPECT_EQ(told(send()), "unknown: no answer from 127.0.0.1:1");
  }
  EXPECT_EQ(server_.times("create"), 2);
  EXPECT_EQ(server_.times("delete"), 0);
}

TEST_F(TrytonOutcome, IsUnknownWhenAGatewayAnsweredTheCreate) {
  server_.mishaps["create"] = {http(504)};
  EXPECT_EQ(told(send()), "unknown: the ERP legacy gave no usable answer: HTTP 504");
}

TEST_F(TrytonOutcome, MayBeRetriedWhenNothingReachedTheServer) {
  server_.mishaps["create"] = {no_connection()};
  EXPECT_EQ(told(send()), "retry: no answer from 127.0.0.1:1");
}

TEST_F(TrytonOutcome, MayBeRetriedWhenTheServerTookNoRequest) {
  server_.mishaps["create"] = {http(503)};
  EXPECT_EQ(told(send()), "retry: the ERP legacy is busy: HTTP 503");
}

TEST_F(TrytonOutcome, MayBeRetriedWhenALookUpFailed) {
  server_.mishaps["search_read"] = {lost_answer(false)};
  EXPECT_EQ(told(send()), "retry: no answer from 127.0.0.1:1");
  EXPECT_EQ(server_.times("create"), 0);
}

TEST_F(TrytonOutcome, RunsALostDatabaseRaceAgain) {
  const Mishap race = error(R"(["could not serialize access due to concurrent update\n",""])");
  server_.mishaps["create"] = {race, race, race};
  EXPECT_EQ(told(send()), "receipt quotation");
  server_.mishaps["create"] = {race, race, race, race};
  EXPECT_EQ(told(send()),
            "retry: the ERP legacy is busy: could not serialize access due to concurrent update");
}

TEST_F(TrytonOutcome, LogsInAgainWhenTheSessionIsLost) {
  EXPECT_EQ(told(send()), "receipt quotation");
  server_.mishaps["create"] = {http(401)};
  EXPECT_EQ(told(send()), "receipt quotation");
  EXPECT_EQ(server_.times("login"), 2);
}

TEST_F(TrytonOutcome, StopsTheRouteWhenEverySessionIsLostAtOnce) {
  server_.mishaps["create"] = {http(401), http(401)};
  EXPECT_EQ(told(send()), "retry: the ERP legacy does not keep the session of user 'integration'");
}

TEST_F(TrytonOutcome, StopsTheRouteWhenTheDatabaseIsUnknown) {
  server_.mishaps["login"] = {http(404)};
  const Sent sent = send();
  EXPECT_EQ(told(sent), "retry: the ERP legacy has no database or method as asked (HTTP 404)");
  EXPECT_EQ(std::get<Retry>(sent).error.fate, Fate::halt);
}

TEST_F(TrytonOutcome, RejectsWhatTheCreateRefuses) {
  server_.mishaps["create"] = {error(R"(["UserError",["A value is required.","",null]])")};
  EXPECT_EQ(told(send()), "rejected: the ERP legacy refused: A value is required.");
  EXPECT_EQ(server_.times("delete"), 0);
}

TEST_F(TrytonOutcome, WritesNothingWhenTheTimeRanOutDuringTheLookUps) {
  server_.before = [this](const std::string& word) {
    if (word == "search_read") clock_.time += std::chrono::seconds(20);
  };
  EXPECT_EQ(told(send()),
            "retry: the time to send the order was over before the ERP legacy was free");
  EXPECT_EQ(server_.times("create"), 0);
}

TEST_F(TrytonOutcome, StillSendsInAShortWindow) {
  erp_.send_window = std::chrono::seconds(2);
  open();
  const Instant by = clock_.time + erp_.send_window;
  EXPECT_EQ(told(world_.get(adapter_->send(document_of(document_xml()), "k", by))),
            "receipt quotation");
}

TEST_F(TrytonOutcome, IsUnknownWhenTheQuotationGotNoAnswer) {
  server_.mishaps["quote"] = {lost_answer(false)};
  EXPECT_EQ(told(send()), "unknown: no answer from 127.0.0.1:1");
  EXPECT_EQ(server_.state, "draft");
}

TEST_F(TrytonOutcome, TakesARefusedDraftBack) {
  server_.mishaps["quote"] = {error(R"(["UserError",["Enter a warehouse.","",null]])")};
  EXPECT_EQ(told(send()), "rejected: the ERP legacy refused: Enter a warehouse.");
  EXPECT_EQ(server_.state, "");
}

TEST_F(TrytonOutcome, IsUnknownWhenARefusedDraftCouldNotBeTakenBack) {
  server_.mishaps["quote"] = {error(R"(["UserError",["Enter a warehouse.","",null]])")};
  server_.mishaps["delete"] = {lost_answer(false)};
  EXPECT_EQ(told(send()), "unknown: the ERP legacy refused: Enter a warehouse.");
}

TEST_F(TrytonOutcome, LeavesADraftToTheNextLookWhenTheTimeToSendIsOver) {
  server_.mishaps["quote"] = {error(R"(["UserError",["Enter a warehouse.","",null]])")};
  server_.before = [this](const std::string& word) {
    if (word == "quote") clock_.time += std::chrono::minutes(2);
  };
  EXPECT_EQ(told(send()), "unknown: the ERP legacy refused: Enter a warehouse.");
  EXPECT_EQ(server_.times("delete"), 0);
}

TEST_F(TrytonOutcome, AcceptsStockWarningsAndNoOthers) {
  const Mishap stock = error(R"(["UserWarning",["stock_quantity_warning_5","Too few.",""]])");
  server_.mishaps["quote"] = {stock, stock};
  EXPECT_EQ(told(send()), "receipt quotation");
  server_.mishaps["quote"] = {error(R"(["UserWarning",["credit_limit_5","Over the limit.",""]])")};
  const Sent refused = send();
  EXPECT_EQ(told(refused), "rejected: the ERP legacy warned: Over the limit.");
  EXPECT_EQ(std::get<Rejected>(refused).error.fix,
            "put it right in the ERP, or, if no person need look, name 'credit_limit_5' in "
            "accept-warnings of erp.legacy; then replay");
}

TEST_F(TrytonOutcome, AcceptsTheWarningsThatTheConfigNames) {
  erp_.accept_warnings = {"credit_limit"};
  open();
  server_.mishaps["quote"] = {error(R"(["UserWarning",["credit_limit_5","Over the limit.",""]])")};
  EXPECT_EQ(told(send()), "receipt quotation");
  server_.mishaps["quote"] = {
      error(R"(["UserWarning",["stock_quantity_warning_5","Too few.",""]])")};
  EXPECT_EQ(told(send()), "rejected: the ERP legacy warned: Too few.");
}

TEST_F(TrytonOutcome, WritesNothingWhenTheTimeRanOutOnTheWayToTheConnection) {
  std::vector<std::string> bounded;
  server_.leaving = [this, &bounded](const std::string& word, const net::Call& call) {
    if (!call.in_time) return;
    EXPECT_TRUE(call.in_time());
    bounded.push_back(word);
    clock_.time += std::chrono::minutes(2);
    EXPECT_FALSE(call.in_time());
    clock_.time -= std::chrono::minutes(2);
  };
  EXPECT_EQ(told(send()), "receipt quotation");
  EXPECT_EQ(bounded, std::vector<std::string>{"create"});
}

TEST_F(TrytonOutcome, FinishNeverClaimsThatNothingIsThere) {
  server_.state = "draft";
  for (const Mishap& mishap : {lost_answer(false), no_connection(), http(503), http(404)}) {
    server_.mishaps["quote"] = {mishap};
    EXPECT_TRUE(std::holds_alternative<Unknown>(finish()));
  }
  server_.mishaps["quote"] = {error(R"(["UserError",["Enter a warehouse.","",null]])")};
  EXPECT_EQ(told(finish()), "receipt draft");
}

TEST_F(TrytonOutcome, ARefusedChangeLeavesTheSaleQuotedAsItWas) {
  server_.state = "quotation";
  server_.mishaps["write"] = {error(R"(["UserError",["No.","",null]])")};
  EXPECT_EQ(told(change()), "rejected: the ERP legacy refused: No.");
  EXPECT_EQ(server_.state, "quotation");
}

TEST_F(TrytonOutcome, AChangeIsUnknownWhenItsAnswerWasLost) {
  server_.state = "quotation";
  server_.mishaps["write"] = {lost_answer(true)};
  EXPECT_EQ(told(change()), "unknown: no answer from 127.0.0.1:1");
}

TEST_F(TrytonOutcome, AChangeThatComesTooLateSaysWhy) {
  server_.state = "processing";
  EXPECT_EQ(told(change()),
            "rejected: sale SO000009 is already processing in the ERP: too late to change it");
  EXPECT_EQ(told(cancel()),
            "rejected: sale SO000009 is already processing in the ERP: too late to change it");
  EXPECT_EQ(server_.times("write") + server_.times("draft") + server_.times("cancel"), 0);
}

TEST_F(TrytonOutcome, ACancelThatTheERPIgnoredIsTooLate) {
  server_.state = "draft";
  server_.before = [this](const std::string& word) {
    if (word != "cancel") return;
    server_.mishaps["cancel"] = {
        {200, R"({"id":1,"result":null})", false, net::Reached::sent, false}};
    server_.state = "processing";
  };
  EXPECT_EQ(told(cancel()),
            "rejected: sale SO000009 is already processing in the ERP: too late to change it");
}

TEST_F(TrytonOutcome, SeveralSendsAtOnceLogInOnceAndKeepToTheCallsAllowed) {
  erp_.in_flight = 2;
  open();
  std::vector<std::future<Sent>> all;
  for (int i = 0; i < 8; ++i) {
    all.push_back(net::asio::co_spawn(world_.executor(),
                                      adapter_->send(document_of(document_xml()), "k", soon()),
                                      net::asio::use_future));
  }
  for (auto& one : all) EXPECT_EQ(told(one.get()), "receipt quotation");
  EXPECT_EQ(server_.times("login"), 1);
  EXPECT_EQ(server_.times("create"), 8);
  EXPECT_EQ(server_.most_at_once, 2);
}

TEST_F(TrytonOutcome, RemembersWhatItLookedUpForTenMinutes) {
  send();
  const int first = server_.times("search_read");
  send();
  const int second = server_.times("search_read") - first;
  clock_.time += std::chrono::minutes(11);
  send();
  const int third = server_.times("search_read") - first - second;
  EXPECT_LT(second, first);
  EXPECT_EQ(third, first);
}

struct NeedCase {
  const char* name;
  std::string config::Erp::*member;
};

TEST(TrytonMake, NamesTheKeyThatIsMissing) {
  net::World world;
  HandClock clock;
  ScriptedTryton server;
  config::Erp whole;
  whole.name = "legacy";
  whole.url = whole.database = whole.login = "x";
  whole.password = {config::Secret::Kind::environment, "X"};
  for (const NeedCase& need :
       {NeedCase{"url", &config::Erp::url}, NeedCase{"database", &config::Erp::database},
        NeedCase{"login", &config::Erp::login}}) {
    config::Erp erp = whole;
    (erp.*need.member).clear();
    auto made = make(erp, server, clock, world.executor());
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().what,
              std::string("erp.legacy has no ") + need.name + ", which Tryton needs");
    EXPECT_EQ(made.error().where.field, std::string("erp.legacy.") + need.name);
  }
  EXPECT_TRUE(make(whole, server, clock, world.executor()));
}

}  // namespace tryton_outcome_test
}  // namespace norekey::adapters::tryton
