#include "flow/reconcile/verdict.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flow/reconcile/books.hpp"
#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace reconcile_test {

/// One web order that all sides agree on; a case then changes what it wants.
struct OneOrder {
  Books books;

  OneOrder() {
    books.channel = "acme/shop";
    books.zone = "America/Chicago";
    books.now = parse_instant("2026-03-12T15:00:00Z").value();
    books.from = parse_instant("2026-03-08T00:00:00Z").value();
    connectors::WebOrder& web = books.web.emplace_back();
    web.order = web.number = "W1";
    web.currency = "USD";
    web.total = Decimal::parse("100.00").value();
    web.placed = parse_instant("2026-03-10T15:00:00Z").value();
    Known& known = books.known["acme/shop/W1"];
    known.order.identity = "acme/shop/W1";
    known.order.number = "W1";
    known.order.parts = 1;
    known.order.state = "planned";
    known.order.po_number = "PO-7";
    known.order.placed = web.placed;
    known.customer = "0004117";
    known.lines = {{"000A", 3}, {"000B", 1}};
    PartFacts& part = known.parts.emplace_back();
    part.key = "acme/shop/W1/1";
    part.revision = 1;
    part.operation = "place";
    part.receipt = {"1", "SO1", "quotation", part.key, true};
    part.total = "100.00";
    part.reps = "ANA 100 %";
    part.lines = R"([["000A","3","20"],["000B","1","40"]])";
    part.credits = R"([{"rep":"ANA"}])";
    books.erp.push_back(held("SO1", part.key));
    books.ledger["acme/shop/W1"] = {Decimal(90), 1};
  }

  adapters::HeldOrder held(const std::string& number, const std::string& key) const {
    adapters::HeldOrder out;
    out.order.receipt = {number, number, "quotation", key, true};
    out.order.customer = "0004117";
    out.order.po_number = "PO-7";
    out.order.total = Decimal::parse("100.00").value();
    out.order.reps = {{"ANA", 100, true}};
    out.order.lines = {{"000A", "", "EA", 3, 20, 60}, {"000B", "", "EA", 1, 40, 40}};
    out.entered = parse_instant("2026-03-10T15:01:00Z").value();
    out.entered_by = "Integration";
    out.by_us = out.last_by_us = true;
    return out;
  }

  Known& known() { return books.known["acme/shop/W1"]; }
};

struct ReconcileCase {
  const char* name;
  void (*change)(OneOrder&);
  const char* want;  ///< "class: what | next"
};

class ReconcileOne : public testing::TestWithParam<ReconcileCase> {};

TEST_P(ReconcileOne, IsNamedInItsClass) {
  OneOrder one;
  GetParam().change(one);
  const Reconciled result = reconcile(one.books);
  ASSERT_EQ(result.entries.size(), 1u);
  const Entry& entry = result.entries[0];
  EXPECT_EQ(name_of(entry.standing) + (": " + entry.what) + " | " + entry.next, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Flow, ReconcileOne,
    testing::Values(
        ReconcileCase{"all_agree", [](OneOrder&) {}, "matched:  | "},
        ReconcileCase{
            "a_line_changed_by_staff",
            [](OneOrder& o) {
              o.books.erp[0].order.lines[0].quantity = 2;
              o.books.erp[0].order.lines[1].price = 60;
              o.books.erp[0].last_by_us = false;
              o.books.erp[0].changed_by = "Ann";
            },
            "changed in ERP: changed in ERP by Ann: quantity of 000A 3 became 2; price of "
            "000B 40.00 became 60.00 | "},
        ReconcileCase{"moved_to_another_customer",
                      [](OneOrder& o) {
                        o.known().parts[0].customer = "0004117";
                        o.books.erp[0].order.customer = "0009999";
                      },
                      "mismatched: the ERP's SO1 is not what was sent: customer 0004117 became "
                      "0009999 | norekey trace W1"},
        ReconcileCase{"an_erp_that_names_no_customers",
                      [](OneOrder& o) {
                        o.known().parts[0].customer = "0004117";
                        o.books.erp[0].order.customer.clear();
                      },
                      "matched:  | "},
        ReconcileCase{"lines_swapped_with_the_same_total",
                      [](OneOrder& o) { o.books.erp[0].order.lines[0].item = "000C"; },
                      "mismatched: the ERP's SO1 is not what was sent: 3 x 000A removed; 3 x 000C "
                      "added | norekey trace W1"},
        ReconcileCase{"a_price_that_the_erp_owns",
                      [](OneOrder& o) {
                        o.books.authority.price = "erp";
                        o.books.erp[0].order.lines[0].price = 21;
                        o.books.erp[0].order.total = 103;
                      },
                      "matched:  | "},
        ReconcileCase{
            "a_quantity_where_the_erp_owns_prices",
            [](OneOrder& o) {
              o.books.authority.price = "erp";
              o.books.erp[0].order.lines[0].quantity = 4;
            },
            "mismatched: the ERP's SO1 is not what was sent: quantity of 000A 3 became 4 | "
            "norekey trace W1"},
        ReconcileCase{"lines_that_were_not_kept",
                      [](OneOrder& o) {
                        o.known().parts[0].lines.clear();
                        o.books.erp[0].order.lines[0].quantity = 4;
                      },
                      "matched:  | "},
        ReconcileCase{"not_seen",
                      [](OneOrder& o) {
                        o.books.known.clear();
                        o.books.erp.clear();
                      },
                      "missing: Norekey has not seen it | it is fetched now; look again in a "
                      "minute"},
        ReconcileCase{"just_placed",
                      [](OneOrder& o) {
                        o.books.known.clear();
                        o.books.erp.clear();
                        o.books.now = o.books.web[0].placed + std::chrono::seconds(30);
                      },
                      "awaiting ERP: Norekey has not seen it | it is fetched now; look again in a "
                      "minute"},
        ReconcileCase{"waits",
                      [](OneOrder& o) {
                        o.known().parts.clear();
                        o.known().waits = true;
                        o.known().what = "the ERP is busy";
                        o.books.erp.clear();
                      },
                      "awaiting ERP: the ERP is busy | "},
        ReconcileCase{"parked",
                      [](OneOrder& o) {
                        o.known().parts.clear();
                        o.known().parked = true;
                        o.known().what = "no item 'X'";
                        o.known().fix = "norekey lookups set items X …";
                        o.books.erp.clear();
                      },
                      "held: no item 'X' | norekey lookups set items X …"},
        ReconcileCase{"forgotten",
                      [](OneOrder& o) {
                        o.known().parts.clear();
                        o.books.erp.clear();
                      },
                      "missing: nothing of it waits, and the ERP does not have it | norekey trace "
                      "W1"},
        ReconcileCase{"a_file_that_nobody_confirmed",
                      [](OneOrder& o) {
                        o.known().parts[0].receipt.confirmed = false;
                        o.books.erp.clear();
                      },
                      "awaiting ERP: handed over, the ERP has not confirmed it | "},
        ReconcileCase{"deleted", [](OneOrder& o) { o.books.erp.clear(); },
                      "deleted: SO1 was in the ERP and is not any more | ask who deleted it; enter "
                      "it again in the ERP, or cancel the web order"},
        ReconcileCase{"duplicate",
                      [](OneOrder& o) { o.books.erp.push_back(o.held("SO2", "acme/shop/W1/1")); },
                      "duplicate: in the ERP as SO1 and SO2 | cancel all but one of them in the "
                      "ERP"},
        ReconcileCase{"a_cancelled_twin_is_no_duplicate",
                      [](OneOrder& o) {
                        o.books.erp.insert(o.books.erp.begin(), o.held("SO2", "acme/shop/W1/1"));
                        o.books.erp.front().alive = false;
                      },
                      "matched:  | "},
        ReconcileCase{"agent_changed_by_staff",
                      [](OneOrder& o) {
                        o.books.erp[0].order.reps = {{"BOB", 100, true}};
                        o.books.erp[0].last_by_us = false;
                        o.books.erp[0].changed_by = "Ann Clerk";
                      },
                      "changed in ERP: changed in ERP by Ann Clerk: reps ANA 100 % became BOB 100 "
                      "% | "},
        ReconcileCase{"amount_changed_by_staff",
                      [](OneOrder& o) {
                        o.books.erp[0].order.total = Decimal::parse("120.00").value();
                        o.books.erp[0].last_by_us = false;
                        o.books.erp[0].changed_by = "Ann Clerk";
                      },
                      "changed in ERP: changed in ERP by Ann Clerk: total 100.00 became 120.00 | "},
        ReconcileCase{"touched_by_staff_but_as_it_was",
                      [](OneOrder& o) {
                        o.books.erp[0].last_by_us = false;
                        o.books.erp[0].changed_by = "Ann Clerk";
                      },
                      "matched:  | "},
        ReconcileCase{"other_than_sent_and_nobody_did_it",
                      [](OneOrder& o) { o.books.erp[0].order.total = 99; },
                      "mismatched: the ERP's SO1 is not what was sent: total 100.00 became 99 | "
                      "norekey trace W1"},
        ReconcileCase{"in_another_currency_than_on_the_web",
                      [](OneOrder& o) { o.books.erp[0].order.currency = "EUR"; },
                      "mismatched: the ERP's SO1 is not what was sent: currency USD became EUR | "
                      "norekey trace W1"},
        ReconcileCase{"read_back_differed",
                      [](OneOrder& o) { o.known().parts[0].differences = {"rep: sent ANA"}; },
                      "mismatched: the ERP did not keep what was sent: rep: sent ANA | norekey "
                      "trace W1"},
        ReconcileCase{"the_ledger_lacks_it", [](OneOrder& o) { o.books.ledger.clear(); },
                      "mismatched: the ledger has no sales credit of it | norekey credit explain "
                      "W1"},
        ReconcileCase{
            "cancelled_in_the_erp",
            [](OneOrder& o) {
              o.books.erp[0].alive = o.books.erp[0].last_by_us = false;
              o.books.erp[0].changed_by = "Ann Clerk";
            },
            "cancelled in ERP: SO1 was cancelled in the ERP by Ann Clerk | cancel the web "
            "order and tell the customer"},
        ReconcileCase{
            "cancelled_on_the_web_and_too_late",
            [](OneOrder& o) {
              o.books.web[0].cancelled = true;
              o.known().parked = true;
              o.known().what = "SO1 is picked";
              o.known().fix = "agree with the customer";
            },
            "cancelled on the web: cancelled on the web, quotation in the ERP as SO1: SO1 "
            "is picked | agree with the customer"},
        ReconcileCase{"cancelled_on_the_web_and_on_its_way",
                      [](OneOrder& o) {
                        o.books.web[0].cancelled = true;
                        o.known().waits = true;
                      },
                      "awaiting ERP: cancelled on the web, quotation in the ERP as SO1: the "
                      "cancellation is on its way | "},
        ReconcileCase{"cancelled_on_the_web_and_not_seen",
                      [](OneOrder& o) {
                        o.books.web[0].cancelled = true;
                        o.known().order.state = "planned";
                      },
                      "awaiting ERP: cancelled on the web, quotation in the ERP as SO1: Norekey "
                      "has not seen the cancellation | it is fetched now; look again in a minute"},
        ReconcileCase{"cancelled_on_the_web_and_given_up",
                      [](OneOrder& o) {
                        o.books.web[0].cancelled = true;
                        o.known().order.state = "cancelled";
                      },
                      "cancelled on the web: cancelled on the web, quotation in the ERP as SO1 | "
                      "cancel it in the ERP, or agree with the customer"},
        ReconcileCase{"cancelled_on_both_sides",
                      [](OneOrder& o) {
                        o.books.web[0].cancelled = true;
                        o.books.erp[0].alive = false;
                        o.books.ledger.clear();
                      },
                      "matched:  | "},
        ReconcileCase{"cancelled_but_still_in_the_ledger",
                      [](OneOrder& o) {
                        o.books.web[0].cancelled = true;
                        o.books.erp[0].alive = false;
                      },
                      "mismatched: cancelled, but the ledger still has its sales credit | norekey "
                      "credit explain W1"},
        ReconcileCase{"cancelled_by_hand_after_ours_was_refused",
                      [](OneOrder& o) {
                        o.books.web[0].cancelled = true;
                        o.books.erp[0].alive = false;
                        o.known().cancel_refused = true;
                      },
                      "awaiting ERP: cancelled in the ERP by hand: the ledger still has its sales "
                      "credit | it is taken back now; look again in a minute"},
        ReconcileCase{
            "keyed_by_hand_beside_ours",
            [](OneOrder& o) {
              o.books.erp.push_back(o.held("SO9", ""));
              o.books.erp.back().by_us = o.books.erp.back().last_by_us = false;
              o.books.erp.back().entered_by = "Ann Clerk";
            },
            "re-entered: entered again in the ERP as SO9 by Ann Clerk beside SO1 | cancel "
            "one of them in the ERP before both are shipped"},
        ReconcileCase{"keyed_by_hand_in_place_of_what_is_parked",
                      [](OneOrder& o) {
                        o.known().parts.clear();
                        o.known().parked = true;
                        o.books.erp[0] = o.held("SO9", "");
                        o.books.erp[0].by_us = false;
                        o.books.erp[0].entered_by = "Ann Clerk";
                        o.books.erp[0].text = "web order W1 by phone";
                      },
                      "re-entered: entered again in the ERP as SO9 by Ann Clerk | ignore what is "
                      "parked of it: norekey parked --json names the message"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Reconcile, NamesAnOrderOfOursThatTheWebDoesNotHave) {
  OneOrder one;
  one.books.erp.push_back(one.held("SO5", "acme/shop/GHOST/1"));
  const Reconciled result = reconcile(one.books);
  ASSERT_EQ(result.entries.size(), 2u);
  EXPECT_EQ(result.entries[0].what,
            "SO5 carries the key acme/shop/GHOST/1, the web has no such order");
}

TEST(Reconcile, AnOrderOfAFileErpThatPeopleEnteredIsFoundByItsPoAndOthersAreCounted) {
  OneOrder one;
  adapters::HeldOrder hand = one.held("SO9", "");
  hand.by_us = hand.last_by_us = false;
  hand.entered_by.clear();
  hand.entered = Instant{};  // its extract does not say
  hand.order.lines.clear();
  hand.order.partly = true;
  one.books.erp.push_back(hand);
  hand.order.receipt.number = "SO10";
  hand.order.po_number = "OTHER";
  one.books.erp.push_back(hand);
  const Reconciled result = reconcile(one.books);
  ASSERT_EQ(result.entries.size(), 1u);
  EXPECT_EQ(result.entries[0].what, "entered again in the ERP as SO9 beside SO1");
  EXPECT_EQ(result.by_hand, 1);
}

TEST(Reconcile, AddsUpByDayInTheCompanysZone) {
  OneOrder one;
  connectors::WebOrder late = one.books.web[0];
  late.number = late.order = "W2";
  late.placed = parse_instant("2026-03-11T04:30:00Z").value();  // still the 10th in Chicago
  one.books.web.push_back(late);
  const Reconciled result = reconcile(one.books);
  ASSERT_EQ(result.days.size(), 1u);
  const DayBook& day = result.days.at({"2026-03-10", "USD"});
  EXPECT_EQ(day.web, 2);
  EXPECT_EQ(day.web_total.str(), "200.00");
  EXPECT_EQ(day.erp, 1);
  EXPECT_EQ(day.erp_total.str(), "100.00");
  EXPECT_EQ(day.ledger, 1);
  EXPECT_EQ(day.ledger_amount.str(), "90");
}

TEST(Reconcile, NeverAddsUpTwoCurrencies) {
  OneOrder one;
  connectors::WebOrder other = one.books.web[0];
  other.number = other.order = "W2";
  other.currency = "EUR";
  other.total = Decimal::parse("61.92").value();
  one.books.web.push_back(other);
  one.books.erp.push_back(one.held("SO2", "acme/shop/W2/1"));
  one.books.erp.back().order.total = other.total;
  one.books.ledger["acme/shop/W2"] = {Decimal(50), 1};
  const Reconciled result = reconcile(one.books);
  std::string sums;
  for (const auto& [of, day] : result.days)
    sums += of.first + " " + of.second + " " + std::to_string(day.web) + " " + day.web_total.str() +
            " " + day.erp_total.str() + " " + day.ledger_amount.str() + "\n";
  EXPECT_EQ(sums, "2026-03-10 EUR 1 61.92 61.92 50\n2026-03-10 USD 1 100.00 100.00 90\n");
}

TEST(ReconcileWorld, AnOrderThatNobodySawIsFetchedAndThenMatches) {
  World world;
  world.shop->put("W1", {{"A", "3.00"}});
  const boost::json::object request{{"command", "reconcile"}, {"since", "7d"}, {"all", true}};
  const auto before = world.command(request);
  EXPECT_EQ(before.at("channels").at(0).at("entries").at(0).at("order"), "W1");
  world.work();
  world.clock.advance(5min);
  const auto after = world.command(request);
  EXPECT_EQ(after.at("channels").at(0).at("classes"), (boost::json::object{{"matched", 1}}));
  EXPECT_EQ(after.at("channels").at(0).at("unexplained"), 0);
}

TEST(ReconcileWorld, AnOrderOfWhichNobodySaysWhenItWasEnteredHasNoAge) {
  World world;
  FakeErp::Sale ghost;
  ghost.key = "acme/shop/GHOST/1";
  ghost.order.receipt = {"9", "SO9", "open", ghost.key, true};
  ghost.entered = Instant{};
  world.erp->sales.push_back(ghost);
  const auto report = world.command({{"command", "reconcile"}, {"since", "7d"}});
  const auto& entry = report.at("channels").at(0).at("entries").at(0);
  EXPECT_EQ(entry.at("class"), "only in ERP");
  EXPECT_EQ(entry.at("age"), "");
  EXPECT_EQ(entry.at("since"), "");
}

/// As people are told: cancel it in the ERP, and be done with the message or leave it.
TEST(ReconcileWorld, ACancellationThatPeopleMadeInTheErpTakesTheSalesCreditBack) {
  for (const bool ignored : {false, true}) {
    World world;
    world.shop->put("W1", {{"A", "3.00"}});
    EXPECT_EQ(world.webhook("W1@1"), 200);
    world.work();
    world.erp->too_late = true;
    world.shop->orders["W1"].operation = Operation::cancel;
    EXPECT_EQ(world.webhook("W1@2"), 200);
    world.work();
    queue::Query query;
    query.state = queue::State::parked;
    const auto parked = world.run(world.context().journal.list(query)).value();
    ASSERT_EQ(parked.size(), 1u);
    if (ignored)
      world.command({{"command", "ignore"}, {"id", parked[0].id}, {"why", "cancelled there"}});
    world.erp->too_late = false;
    world.erp->sales.at(0).cancelled = true;
    world.erp->sales.at(0).changed_by = "Ann";
    const boost::json::object request{{"command", "reconcile"}, {"since", "7d"}, {"all", true}};
    const auto before = world.command(request);
    EXPECT_EQ(before.at("channels").at(0).at("classes"), (boost::json::object{{"awaiting ERP", 1}}))
        << boost::json::serialize(before);
    world.work();
    const auto after = world.command(request);
    EXPECT_EQ(after.at("channels").at(0).at("classes"), (boost::json::object{{"matched", 1}}))
        << boost::json::serialize(after);
    EXPECT_EQ(world.ledger().size(), 2u) << "booked and reversed";
    EXPECT_TRUE(world.run(world.context().journal.list(query)).value().empty());
  }
}

TEST(ReconcileWorld, AGapInWebhooksIsShownAsCoveredByPolling) {
  World world;
  world.shop->put("W1", {{"A", "3.00"}});
  EXPECT_EQ(world.webhook("W1@1"), 200);
  world.work();
  world.clock.advance(30min);
  for (const char* number : {"W2", "W3"}) world.shop->put(number, {{"A", "3.00"}});
  world.run(poll_once(world.context(), "acme/shop"));
  world.work();
  world.clock.advance(5min);
  const auto books =
      world.run(gather_books(world.context(), "acme/shop", world.clock.now() - 24h)).value();
  const auto gaps = world.run(webhook_gaps(world.context(), books)).value();
  ASSERT_EQ(gaps.size(), 1u);
  EXPECT_EQ(gaps[0].orders, 2);
  EXPECT_EQ(next_step({{}, {}, 2, true}, "acme/shop"),
            "look in the shop at its webhook to /hooks/acme/shop, and enable it there: Norekey "
            "cannot; its orders come by polling meanwhile");
  EXPECT_EQ(next_step({{}, {}, 2, false}, "acme/shop"), "none: webhooks came again");
}

TEST(ReconcileWorld, AShopThatIsAwayMeansThatNothingIsSaid) {
  World world;
  world.shop->down = Error{Fate::retry, "the shop is away", "", {}, ""};
  auto answer = world.run(run_command(world.context(), {{"command", "reconcile"}}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().what, "the shop is away");
}

}  // namespace reconcile_test
}  // namespace norekey::flow
