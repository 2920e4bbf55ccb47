// The rules for every adapter, and what is Tryton's own, on a real Tryton.
#include <boost/json.hpp>

#include "adapters/tryton/desk.hpp"
#include "adapters/tryton/tryton.hpp"
#include "adapters/tryton/values.hpp"
#include "tests/adapters/conformance.hpp"
#include "tests/adapters/live_tryton.hpp"

namespace norekey::adapters::tryton {
namespace tryton_conformance_test {

class LiveBench : public Bench {
 public:
  explicit LiveBench(config::Erp erp = live_erp())
      : session_(*client_, system_clock(), world.executor(), erp),
        adapter_(*make(erp, *client_, system_clock(), world.executor())) {}

  Adapter& adapter() override { return *adapter_; }

  void pick(const Receipt& receipt) override {
    Desk desk(session_, config::Erp{}.accept_warnings);
    for (const char* button : {"quote", "confirm"}) {
      std::string name = button;
      auto failed = get(desk.press(std::move(name), std::stoll(receipt.id)));
      if (failed) ADD_FAILURE() << to_string(failed->error);
    }
  }

  Session& session() { return session_; }

 private:
  std::unique_ptr<net::Client> client_ = net::make_client();
  Session session_;
  std::unique_ptr<Adapter> adapter_;
};

std::unique_ptr<Bench> leaving_at(const char* state) {
  config::Erp erp = live_erp();
  erp.leave_at = state;
  return std::make_unique<LiveBench>(std::move(erp));
}

INSTANTIATE_TEST_SUITE_P(
    Live, AdapterConformance,
    testing::Values(BenchCase{"tryton_left_as_draft", [] { return leaving_at("draft"); }},
                    BenchCase{"tryton_left_as_quotation", [] { return leaving_at("quote"); }}),
    [](const auto& info) { return std::string(info.param.name); });

class TrytonLive : public AdapterConformance {};

INSTANTIATE_TEST_SUITE_P(Live, TrytonLive,
                         testing::Values(BenchCase{"tryton", [] { return leaving_at("quote"); }}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_P(TrytonLive, GreetsWithVersionDatabaseCompanyAndUser) {
  EXPECT_EQ(*bench_->get(bench_->adapter().greet()),
            "Tryton 6.0.29, database erp, company Acme Distribution Inc, user integration");
}

TEST_P(TrytonLive, LeavesOrdersConfirmedWhereToldSo) {
  bench_ = leaving_at("confirm");
  const std::string key = fresh_key();
  EXPECT_EQ(sent(document_xml(), key).state, "processing");
}

TEST_P(TrytonLive, PutsTheResidualCentOnItsItem) {
  const std::string xml =
      "<document><customer>0004117</customer><rep><code>REP01</code></rep><warehouse>WH</warehouse>"
      "<line><item>FST001000</item><quantity>120</quantity><uom>EA</uom><price>0.083417</price></"
      "line>"
      "<total>10.02</total></document>";
  const ErpOrder held = read_back(sent(xml, fresh_key()));
  EXPECT_EQ(held.total.str(), "10.02");
  ASSERT_EQ(held.lines.size(), 2u);
  EXPECT_EQ(held.lines[1].item, "ROUNDING");
  EXPECT_EQ(held.lines[1].amount.str(), "0.01");
}

TEST_P(TrytonLive, DeliversToAnAddressThatIsNoneOfTheCustomersAndMakesItOnce) {
  const std::string xml =
      "<document><customer>0009999</customer><rep><code>REP00</code></rep><warehouse>WH</warehouse>"
      "<address><name>Walk O'In</name><street1>1 Main St</street1><street2>Apt "
      "2</street2><city>Troy</city>"
      "<region>NY</region><postal>12180</postal><country>US</country></address>"
      "<line><item>FST001000</item><quantity>1</quantity><price>3.42</price></line><total>3.42</"
      "total></document>";
  const Receipt first = sent(xml, fresh_key()), second = sent(xml, fresh_key());
  EXPECT_EQ(read_back(first).ship_to, "Walk O'In");
  Session& session = static_cast<LiveBench&>(*bench_).session();
  boost::json::array domain = only(boost::json::array{"name", "=", "Walk O'In"});
  std::string method = "model.party.address.search_read";
  boost::json::array params{std::move(domain), 0, nullptr, nullptr,
                            boost::json::array{"street", "subdivision.code"}};
  auto addresses = bench_->get(session.call(std::move(method), std::move(params)));
  ASSERT_TRUE(addresses) << to_string(addresses.error().error);
  ASSERT_EQ(addresses->as_array().size(), 1u);
  const boost::json::object& made = addresses->as_array()[0].as_object();
  EXPECT_EQ(made.at("street"), "1 Main St\nApt 2");
  EXPECT_EQ(made.at("subdivision.").as_object().at("code"), "US-NY");
}

TEST_P(TrytonLive, AcceptsThatTheStockIsShort) {
  const std::string xml =
      "<document><customer>0004117</customer><rep><code>REP01</code></rep><warehouse>WH</warehouse>"
      "<line><item>FST001000</item><quantity>99999</quantity><uom>EA</uom><price>1</price></line>"
      "<line><item>ELE001006</item><quantity>99999</quantity><uom>CS</uom><price>1</price></line>"
      "<total>199998</total></document>";
  EXPECT_EQ(sent(xml, fresh_key()).state, "quotation");
}

TEST_P(TrytonLive, TakesHostileTextAsItIs) {
  for (const std::string po : {"O'Brien &amp; Sons &lt;b&gt;", "'; DROP TABLE sale_sale; --",
                               "%s %n ${x}", "漢字 🏗️"}) {
    const std::string xml =
        "<document><customer>0004117</customer><rep><code>REP01</code></rep><po_number>" + po +
        "</po_number><warehouse>WH</warehouse><line><item>FST001000</item>"
        "<quantity>1</quantity><price>1</price></line><total>1</total></document>";
    const Receipt receipt = sent(xml, fresh_key());
    EXPECT_EQ(read_back(receipt).po_number, expected(document_of(xml))->po_number);
  }
}

TEST_P(TrytonLive, PutsLineBreaksOnOneLineWhereTheERPHasOneLine) {
  const std::string xml =
      "<document><customer>0004117</customer><rep><code>REP01</code></"
      "rep><po_number>tab\tline\n\nend</po_number>"
      "<note>first\nsecond</note><warehouse>WH</warehouse><line><item>FST001000</"
      "item><description>one\ntwo"
      "</description><quantity>1</quantity><price>1</price></line><total>1</total></document>";
  const ErpOrder held = read_back(sent(xml, fresh_key()));
  EXPECT_EQ(held.po_number, "tab line end");
  EXPECT_EQ(held.lines[0].description, "one\ntwo");
}

TEST_P(TrytonLive, FinishesWhatAnEarlierAttemptLeftAsADraft) {
  const std::string key = fresh_key();
  std::unique_ptr<Bench> interrupted = leaving_at("draft");
  const Receipt draft = taken(
      interrupted->get(interrupted->adapter().send(document_of(document_xml()), key, soon())));
  EXPECT_EQ(draft.state, "draft");
  const Receipt finished = taken(bench_->get(bench_->adapter().finish(find(key).at(0))));
  EXPECT_EQ(finished.id, draft.id);
  EXPECT_EQ(finished.state, "quotation");
  EXPECT_NE(finished.number, "");
}

TEST_P(TrytonLive, SaysOfADeletedSaleThatItIsGone) {
  const std::string key = fresh_key();
  const Receipt receipt = sent(document_xml(), key);
  Desk desk(static_cast<LiveBench&>(*bench_).session(), config::Erp{}.accept_warnings);
  ASSERT_FALSE(bench_->get(desk.remove(std::stoll(receipt.id), soon())));
  EXPECT_TRUE(find(key).empty());
  auto held = bench_->get(bench_->adapter().read_back(receipt));
  ASSERT_FALSE(held);
  EXPECT_EQ(
      to_string(held.error()),
      "the ERP no longer has sale " + receipt.number + " for " + key +
          "\n  fix: ask who deleted it; ignore the message, or enter the order in the ERP by hand");
  const Sent changed = bench_->get(
      bench_->adapter().change(receipt, document_of(document_xml()), soon(), Extent::whole));
  EXPECT_EQ(why(changed).cause, "deleted in ERP");
  EXPECT_EQ(taken(bench_->get(bench_->adapter().cancel(receipt, soon()))).state, "deleted");
}

struct RefusedCase {
  const char* name;
  const char* change_of;  ///< text of the good document that is replaced
  const char* with;
  const char* want;
  const char* cause;
};

const std::vector<RefusedCase>& refused_cases() {
  static const std::vector<RefusedCase> cases = {
      {"an_inactive_customer", "0004117", "0000388",
       "the ERP legacy has no customer '0000388' in use", "erp/customers/0000388"},
      {"an_unknown_item", "FST001000", "FST-1000", "the ERP legacy has no item 'FST-1000' in use",
       "erp/items/FST-1000"},
      {"an_unknown_unit", "EA", "DOZ", "the ERP legacy has no unit 'DOZ' in use", "erp/units/DOZ"},
      {"an_unknown_rep", "REP01", "JS", "the ERP legacy has no rep 'JS' in use", "erp/reps/JS"},
      {"a_rep_who_left", "REP01", "REP05", "the ERP legacy has no rep 'REP05' in use",
       "erp/reps/REP05"},
      {"an_unknown_ship_to", "SHIP-TO 01", "SHIP-TO 77",
       "customer '0004117' has no address 'SHIP-TO 77' in the ERP legacy",
       "erp/ship_tos/0004117/SHIP-TO 77"},
      {"an_unknown_warehouse", ">WH<", ">EAST<", "the ERP legacy has no warehouse 'EAST' in use",
       "erp/warehouses/EAST"},
      {"an_unknown_term", "NET30", "NET33", "the ERP legacy has no payment term 'NET33' in use",
       "erp/payment_terms/NET33"},
      {"a_unit_of_another_kind", ">EA<", ">FT<",
       "the ERP legacy refused: The value for field \"Unit\" in \"Sale Line\" is not valid "
       "according to its domain.",
       "refused by ERP"},
  };
  return cases;
}

TEST_P(TrytonLive, RefusesWithTheERPsWordsAndWritesNothing) {
  for (const RefusedCase& c : refused_cases()) {
    SCOPED_TRACE(c.name);
    std::string xml = document_xml();
    const std::size_t at = xml.find(c.change_of);
    ASSERT_NE(at, std::string::npos);
    xml.replace(at, std::string(c.change_of).size(), c.with);
    const std::string key = fresh_key();
    const Sent refused = send(xml, key);
    ASSERT_TRUE(std::holds_alternative<Rejected>(refused));
    EXPECT_EQ(why(refused).what, c.want);
    EXPECT_EQ(why(refused).cause, c.cause);
    EXPECT_TRUE(find(key).empty());
  }
}

TEST_P(TrytonLive, ADraftThatCannotBeQuotedIsTakenBack) {
  const std::string key = fresh_key();  // two warehouses, none given: the quotation asks for one
  const std::string xml =
      "<document><customer>0004117</customer><rep><code>REP01</code></rep><line><item>FST001000</"
      "item>"
      "<quantity>1</quantity><price>1</price></line><total>1</total></document>";
  const Sent refused = send(xml, key);
  EXPECT_TRUE(std::holds_alternative<Rejected>(refused)) << to_string(why(refused));
  EXPECT_EQ(why(refused).cause, "refused by ERP");
  EXPECT_TRUE(find(key).empty());
}

TEST_P(TrytonLive, AWrongPasswordStopsTheRouteAndIsNotTriedAgain) {
  setenv("NOREKEY_TEST_WRONG_PASSWORD", "not-it", 1);
  config::Erp erp = live_erp();
  erp.password.name = "NOREKEY_TEST_WRONG_PASSWORD";
  LiveBench wrong(std::move(erp));
  for (int times = 0; times < 3; ++times) {
    const Sent sent =
        wrong.get(wrong.adapter().send(document_of(document_xml()), fresh_key(), soon()));
    ASSERT_TRUE(std::holds_alternative<Retry>(sent));
    EXPECT_EQ(why(sent).fate, Fate::halt);
    EXPECT_EQ(to_string(why(sent)),
              "the ERP legacy refused the login of user 'integration'\n  fix: check login and "
              "password of "
              "erp.legacy (environment variable NOREKEY_TEST_WRONG_PASSWORD)");
  }
}

}  // namespace tryton_conformance_test
}  // namespace norekey::adapters::tryton
