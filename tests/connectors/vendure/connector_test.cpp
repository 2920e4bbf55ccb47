#include "connectors/begin.hpp"
#include "connectors/vendure/make.hpp"

#include "tests/connectors/conformance.hpp"
#include "tests/connectors/vendure/fake_shop.hpp"

namespace norekey::connectors::vendure {

using namespace std::chrono_literals;

const Instant kNoon = parse_instant("2026-11-21T12:00:00Z").value();

/// A shop, and a connector to it.
class VendureBench {
 public:
  template <class T>
  T get(awaitable<T> todo) {
    return world_.get(std::move(todo));
  }

  Connector& connector() {
    if (!connector_) connector_ = make(channel_of(*shop_), *client_).value();
    return *connector_;
  }
  bool takes_webhooks() const { return true; }
  Instant now() const { return now_; }

  std::string place() {
    now_ += 1s;
    return std::to_string(shop_->model.add(now_, now_).id);
  }
  std::string cart() { return std::to_string(shop_->model.add(now_, Instant{}).id); }
  void change(const std::string& id) {
    now_ += 1s;
    shop_->model.find(id)->updated = now_;
  }
  net::Request webhook(const std::string& id) const {
    return webhook_of(
        R"({"id":"e)" + id + R"(","event":"order.placed","data":{"id":")" + id + R"("}})", now_);
  }
  int notes(const std::string& id) const {
    return static_cast<int>(shop_->model.find(id)->notes.size());
  }
  bool shows(const std::string& id, const std::string& text) const {
    const ShopOrder* order = shop_->model.find(id);
    return order->erp_number == text ||
           (!order->notes.empty() && order->notes[0].find(text) != std::string::npos);
  }
  void sells(const std::string& sku) { shop_->shelf[sku]; }
  std::string stock(const std::string& sku, const std::string& location) const {
    return std::to_string(shop_->shelf.at(sku).at(location == "EAST" ? "1" : "2"));
  }
  void go_away() {
    connector();
    shop_.reset();
  }

 private:
  net::World world_;
  std::unique_ptr<net::Client> client_ = net::make_client();
  std::unique_ptr<FakeShop> shop_ = std::make_unique<FakeShop>(world_);
  std::unique_ptr<Connector> connector_;
  Instant now_ = kNoon;
};

}  // namespace norekey::connectors::vendure

namespace norekey::connectors {
INSTANTIATE_TYPED_TEST_SUITE_P(Vendure, ConnectorRules, vendure::VendureBench);
}

namespace norekey::connectors::vendure {

class VendureTest : public testing::Test {
 protected:
  Connector& connect(const config::Channel& channel) {
    auto made = make(channel, *client);
    if (!made) throw std::runtime_error(to_string(made.error()));
    connector = std::move(*made);
    return *connector;
  }

  template <class T>
  T get(awaitable<T> todo) {
    return world.get(std::move(todo));
  }

  net::World world;
  std::unique_ptr<net::Client> client = net::make_client();
  FakeShop shop{world};
  std::unique_ptr<Connector> connector;
};

using Names = std::vector<std::string>;

TEST_F(VendureTest, LogsInOnceAndLearnsTheCustomFieldsOnce) {
  shop.model.add(kNoon, kNoon);
  connect(channel_of(shop));
  EXPECT_TRUE(get(connector->fetch("1")));
  EXPECT_TRUE(get(connector->fetch("1")));
  EXPECT_EQ(shop.asked, (Names{"Login", "About", "Order", "Order"}));
  EXPECT_NE(shop.last_query.find("couponCodes customFields{poNumber erpOrderNumber} customer"),
            std::string::npos)
      << "relations and lists are not asked for: " << shop.last_query;
  EXPECT_EQ(shop.last_query.find("accountNumber"), std::string::npos)
      << "the shop has no such field";
}

TEST_F(VendureTest, LogsInAgainWhereTheShopHasForgottenTheSession) {
  shop.model.add(kNoon, kNoon);
  connect(channel_of(shop));
  EXPECT_TRUE(get(connector->fetch("1")));
  shop.forget_sessions();
  EXPECT_TRUE(get(connector->fetch("1")));
  EXPECT_EQ(shop.asked, (Names{"Login", "About", "Order", "Order", "Login", "Order"}));
}

TEST_F(VendureTest, StopsWhereALoginHelpsNothing) {
  connect(channel_of(shop));
  shop.may_read = false;
  const auto result = get(connector->fetch("1"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fate, Fate::halt);
  EXPECT_EQ(result.error().what, "the shop does not let the channel's login do this: 'said so'");
  EXPECT_EQ(shop.asked, (Names{"Login", "About", "Login", "About"}));
}

TEST_F(VendureTest, StopsAtWrongCredentials) {
  config::Channel channel = channel_of(shop);
  channel.login = "somebody";
  connect(channel);
  const auto result = get(connector->greet());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fate, Fate::halt);
  EXPECT_EQ(to_string(result.error()),
            "the shop refused the login: 'The provided credentials are invalid'\n  fix: correct "
            "login and password of the channel");
}

TEST_F(VendureTest, SaysThatTheShopGivesNoToken) {
  shop.canned["Login"] = {R"({"data":{"login":{"id":"1"}}})"};
  connect(channel_of(shop));
  const auto result = get(connector->greet());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().what, "the shop took the login, but gave no vendure-auth-token");
}

TEST_F(VendureTest, NeedsNoLoginWithAnApiKey) {
  config::Channel channel = channel_of(shop);
  channel.login = "";
  channel.password = {};
  channel.api_key = secret("NOREKEY_TEST_KEY", shop.api_key);
  connect(channel);
  EXPECT_EQ(get(connector->greet()).value(), "Vendure, channel us-web");
  EXPECT_EQ(shop.asked, Names{"About"});
  shop.api_key = "changed:in the shop";
  const auto refused = get(connector->greet());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fate, Fate::halt);
}

TEST_F(VendureTest, NamesTheShopsOwnChannel) {
  shop.channel_token = "us-token";
  config::Channel channel = channel_of(shop);
  connect(channel);
  EXPECT_EQ(get(connector->greet()).error().what, "the shop does not know the channel: 'said so'");
  channel.channel_token = "us-token";
  connect(channel);
  EXPECT_TRUE(get(connector->greet()));
}

TEST_F(VendureTest, TakesTheAdminApisOwnAddressToo) {
  config::Channel channel = channel_of(shop);
  for (const std::string& url :
       {shop.url() + "/", shop.url() + "/admin-api", shop.url() + "/admin-api/"}) {
    channel.url = url;
    connect(channel);
    EXPECT_TRUE(get(connector->greet())) << url;
  }
  channel.url = shop.url() + "/other";
  connect(channel);
  EXPECT_EQ(get(connector->greet()).error().what, "the shop answered with HTTP status 404");
}

TEST_F(VendureTest, FetchesByCodeAsWellAsById) {
  shop.model.add(kNoon, kNoon);
  shop.model.add(kNoon, kNoon);
  connect(channel_of(shop));
  const auto by_code = get(connector->fetch("CODE2")), by_id = get(connector->fetch("2"));
  EXPECT_EQ(by_code.value().body, by_id.value().body);
  const auto none = get(connector->fetch("CODE\"3"));
  ASSERT_FALSE(none);
  EXPECT_EQ(to_string(none.error()),
            "the shop has no order 'CODE\"3'\n  fix: look for it in the shop's admin page");
}

TEST_F(VendureTest, KeepsTheShopsBytes) {
  shop.model.add(kNoon, kNoon);
  shop.order_body = "{ \"data\" : {\"order\":{\"id\":\"1\" , \"orderPlacedAt\" : null}}}\n";
  connect(channel_of(shop));
  EXPECT_EQ(get(connector->fetch("1")).value().body, shop.order_body);
}

TEST_F(VendureTest, LearnsAgainWhereACustomFieldHasGone) {
  shop.model.add(kNoon, kNoon);
  connect(channel_of(shop));
  EXPECT_TRUE(get(connector->fetch("1")));
  shop.order_fields = {"erpOrderNumber"};
  EXPECT_TRUE(get(connector->fetch("1")));
  EXPECT_EQ(shop.asked, (Names{"Login", "About", "Order", "Order", "About", "Order"}));
}

TEST_F(VendureTest, StopsWhereTheQueryNeverFits) {
  const std::string misfit =
      R"({"errors":[{"message":"no","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]})";
  shop.canned["Order"] = {misfit, misfit};
  connect(channel_of(shop));
  const auto result = get(connector->fetch("1"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fate, Fate::halt);
  EXPECT_EQ(result.error().what, "the shop's API does not know the request: 'no'");
}

TEST_F(VendureTest, WritesTheNumberIntoANoteWhereThereIsNoField) {
  shop.order_fields = {"poNumber"};
  shop.model.add(kNoon, kNoon);
  connect(channel_of(shop));
  Notice notice{"CODE1", "CODE1", "SO-7", "sales credit REP01 60 %, REP02 40 %", ""};
  EXPECT_TRUE(get(connector->acknowledge(notice)));
  EXPECT_EQ(shop.model.orders[0].notes,
            Names{"ERP order SO-7; sales credit REP01 60 %, REP02 40 %"});
  EXPECT_EQ(shop.model.orders[0].erp_number, "");
  EXPECT_EQ(get(connector->greet()).value(),
            "Vendure, channel us-web; orders have no custom field erpOrderNumber: the number "
            "stands in a note only");
}

TEST_F(VendureTest, WritesPrivateNotesAndHoldsWhereTold) {
  shop.model.add(kNoon, kNoon);
  config::Channel channel = channel_of(shop);
  channel.note_public = false;
  connect(channel);
  Notice notice{"1", "CODE1", "", "", "the credit limit is used up"};
  EXPECT_TRUE(get(connector->acknowledge(notice)));
  EXPECT_EQ(shop.model.orders[0].notes, Names{"it waits: the credit limit is used up (private)"});
}

TEST_F(VendureTest, SaysThatAnOrderToTellOfIsNotThere) {
  connect(channel_of(shop));
  Notice notice{"77", "CODE77", "SO-7", "", ""};
  const auto result = get(connector->acknowledge(notice));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fate, Fate::reject);
  EXPECT_EQ(result.error().what, "the shop has no order '77'");
}

TEST_F(VendureTest, BackfillsFromTheConfiguredDate) {
  shop.model.add(kNoon - 48h, kNoon - 48h);
  shop.model.add(kNoon - 12h, kNoon - 12h);
  config::Channel channel = channel_of(shop);
  channel.backfill_from = "2026-11-20T12:00:00Z";
  connect(channel);
  const auto page = get(connector->poll("", kNoon)).value();
  ASSERT_EQ(page.triggers.size(), 1u);
  EXPECT_EQ(page.triggers[0].order, "2");
}

TEST_F(VendureTest, BackfillsFromTheBeginningOfADayInTheShopsZone) {
  shop.model.add(kNoon - 12h, parse_instant("2026-11-20T04:59:59Z").value());
  shop.model.add(kNoon - 12h, parse_instant("2026-11-20T05:00:00Z").value());
  config::Channel channel = channel_of(shop);
  channel.zone = "America/New_York";
  channel.backfill_from = "2026-11-20";
  connect(channel);
  const auto page = get(connector->poll("", kNoon)).value();
  ASSERT_EQ(page.triggers.size(), 1u);
  EXPECT_EQ(page.triggers[0].order, "2");
}

TEST_F(VendureTest, FirstStartWithoutADateBringsNothingOld) {
  for (int i = 0; i < 5; ++i) shop.model.add(kNoon - 1h, kNoon - 1h);
  connect(channel_of(shop));
  auto page = get(connector->poll("", kNoon)).value();
  EXPECT_TRUE(page.triggers.empty());
  shop.model.add(kNoon - 2h, kNoon - 59min);  // this machine's clock is an hour ahead of the shop's
  page = get(connector->poll(page.cursor, kNoon)).value();
  ASSERT_EQ(page.triggers.size(), 1u);
  EXPECT_EQ(page.triggers[0].order, "6");
}

TEST_F(VendureTest, WhatIsPlacedBetweenTheFirstStartAndTheFirstAnswerIsOurs) {
  for (const auto ago : {2h, 1h}) shop.model.add(kNoon - ago, kNoon - ago);
  shop.model.add(kNoon - 9min, kNoon - 9min);  // the shop could not be reached since 10 minutes ago
  shop.model.add(kNoon - 1min, kNoon - 1min);
  connect(channel_of(shop));
  auto page = get(connector->poll(begun_at(kNoon - 10min), kNoon)).value();
  EXPECT_TRUE(page.triggers.empty());
  page = get(connector->poll(page.cursor, kNoon + 2s)).value();
  ASSERT_EQ(page.triggers.size(), 2u);
  EXPECT_EQ(page.triggers[0].order, "3");
  EXPECT_EQ(page.triggers[1].order, "4");
}

TEST_F(VendureTest, WhatWasPlacedBeforeTheFirstStartIsNotThoughTheShopAnswersLate) {
  shop.model.add(kNoon - 12min, kNoon - 12min);
  connect(channel_of(shop));
  auto page = get(connector->poll(begun_at(kNoon - 10min), kNoon)).value();
  page = get(connector->poll(page.cursor, kNoon + 2s)).value();
  EXPECT_TRUE(page.triggers.empty());
}

TEST_F(VendureTest, TakesWebhooksSignedWithTheFormerSecret) {
  config::Channel channel = channel_of(shop);
  channel.former_signing_secret = secret("NOREKEY_TEST_FORMER", "before");
  connect(channel);
  const std::string body = R"({"id":"e1","event":"order.placed","data":{"id":"1"}})";
  EXPECT_EQ(connector->receive(webhook_of(body, kNoon), kNoon).value().size(), 1u);
  EXPECT_EQ(connector->receive(webhook_of(body, kNoon, "before"), kNoon).value().size(), 1u);
  EXPECT_FALSE(connector->receive(webhook_of(body, kNoon, "guess"), kNoon));
  EXPECT_FALSE(connector->receive(webhook_of(body, kNoon - 6min), kNoon));
}

struct ConfigCase {
  const char* name;
  void (*change)(config::Channel&);
  const char* want;
};

class VendureConfig : public VendureTest, public testing::WithParamInterface<ConfigCase> {};

TEST_P(VendureConfig, ThatDoesNotFitIsSaid) {
  config::Channel channel = channel_of(shop);
  GetParam().change(channel);
  const auto made = make(channel, *client);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fate, Fate::halt);
  EXPECT_EQ(to_string(made.error()), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Channel, VendureConfig,
    testing::Values(ConfigCase{"no_url", [](config::Channel& c) { c.url = ""; },
                               "channel.web.url: is missing: the shop's address\n  fix: add  url: "
                               "https://shop.example"},
                    ConfigCase{"no_login", [](config::Channel& c) { c.login = ""; },
                               "channel.web.login: is missing: Vendure is read with login and "
                               "password, or with an api-key\n  fix: add login and "
                               "password, or api-key"},
                    ConfigCase{"no_password", [](config::Channel& c) { c.password = {}; },
                               "channel.web.password: is missing: Vendure is read with login and "
                               "password, or with an api-key\n  fix: add login and "
                               "password, or api-key"},
                    ConfigCase{"no_signing_secret",
                               [](config::Channel& c) { c.signing_secret = {}; },
                               "channel.web.signing-secret: is missing: without it no webhook is "
                               "taken\n  fix: add signing-secret, or write  mode: poll"},
                    ConfigCase{"bad_date",
                               [](config::Channel& c) { c.backfill_from = "last week"; },
                               "channel.web.backfill-from: 'last week' is not a moment in time: it "
                               "does not begin with a date\n"
                               "  fix: write it like 2026-11-21T23:00:21Z"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(VendureTest, NeedsNoSigningSecretWhereItOnlyPolls) {
  config::Channel channel = channel_of(shop);
  channel.mode = "poll";
  channel.signing_secret = {};
  connect(channel);
  const auto refused = connector->receive(webhook_of("{}", kNoon), kNoon);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().cause, "signature");
}

TEST_F(VendureTest, KnowsTheNearestZone) {
  config::Channel channel = channel_of(shop);
  channel.zone = "America/Chicag";
  const auto made = make(channel, *client);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().where.field, "channel.web.zone");
  EXPECT_NE(made.error().what.find("America/Chicago"), std::string::npos) << made.error().what;
}

}  // namespace norekey::connectors::vendure
