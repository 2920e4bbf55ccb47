/// Each rule: what makes it say something, in full, and what ends it.
#include "flow/alerts/rules.hpp"

#include "flow/assigned.hpp"
#include "tests/flow/alerts/alert_world.hpp"
#include "tests/flow/partner_world.hpp"
#include "tests/net/certificates.hpp"

namespace norekey::flow {
namespace rules_test {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(AlertRule, ParkedSaysWhatWasParkedForHalfAnHour) {
  AlertWorld w;
  w.shop->put("W1", {{"Z", "9.00"}});
  w.webhook("W1@1");
  w.work();
  w.clock.advance(30min - 1s);
  EXPECT_THAT(w.now(), IsEmpty());
  w.clock.advance(1s);
  EXPECT_THAT(w.now(), ElementsAre("parked items/Z: 1 message is parked: sku 'Z' has no item in "
                                   "lookups/items"));
  w.command({{"command", "lookups set"}, {"lookup", "items"}, {"rows", {{"Z", "000Z"}}}});
  w.work();
  EXPECT_THAT(w.now(), IsEmpty());
}

TEST(AlertRule, ParkedSaysWhoLooksAfterIt) {
  AlertWorld w;
  w.shop->put("W1", {{"Z", "9.00"}});
  w.webhook("W1@1");
  w.work();
  w.clock.advance(1h);
  queue::Effects effects;
  queue::Record& record = effects.records.emplace_back();
  record.kind = kAssignedRecords;
  record.key = assigned_key("items/Z");
  record.value = "Zoë";
  record.who = "olga (console)";
  ASSERT_TRUE(w.run(w.context().store.put(std::move(effects))));
  EXPECT_THAT(w.now(), ElementsAre("parked items/Z: 1 message is parked: sku 'Z' has no item in "
                                   "lookups/items; Zoë looks after it"));
}

TEST(AlertRule, ParkedNamesTheOldestTwentyCausesAndSumsUpTheRest) {
  AlertWorld w;
  for (int i = 0; i < 23; ++i) {
    const std::string number = "W" + std::to_string(10 + i);
    w.shop->put(number, {{"Z" + number, "9.00"}});
    w.webhook(number + "@1");
    w.work();
    w.clock.advance(1s);
  }
  w.clock.advance(1h);
  const auto all = w.now();
  ASSERT_EQ(all.size(), 21U);
  EXPECT_EQ(all[0].substr(0, 23), "parked items/ZW10: 1 me");
  EXPECT_EQ(all[20], "parked others: 3 messages are parked for 3 more causes");
}

TEST(AlertRule, WaitingSaysWhatNobodyTakesUp) {
  AlertWorld w;
  w.shop->put("W1", {{"A", "9.00"}});
  w.webhook("W1@1");
  w.clock.advance(15min - 1s);
  EXPECT_THAT(w.now(), IsEmpty());
  w.clock.advance(2s);
  EXPECT_THAT(w.now(),
              ElementsAre("! waiting queue: 1 message waits although it may be worked on"));
  w.work();
  EXPECT_THAT(w.now(), IsEmpty());
}

TEST(AlertRule, WaitingIsNotSaidOfAShopThatIsPaused) {
  AlertWorld w;
  w.shop->put("W1", {{"A", "9.00"}});
  w.webhook("W1@1");
  w.command({{"command", "pause"}, {"destination", "shop/acme/shop"}, {"why", "stock-taking"}});
  w.clock.advance(1h);
  EXPECT_THAT(w.now(), ElementsAre("paused shop/acme/shop: shop/acme/shop is paused by cli: "
                                   "stock-taking, 0 under way"));
  w.command({{"command", "resume"}, {"destination", "shop/acme/shop"}});
  EXPECT_THAT(w.now(), ElementsAre("! waiting queue: 1 message waits although it may be worked "
                                   "on"));
}

TEST(AlertRule, AShopThatIsPausedIsOneAlertThoughItsStockIsPausedWithIt) {
  auto files = with_alerts("hold: 2 min");
  std::string& channels = files["channels.yaml"];
  channels.replace(channels.find("partial: no"), 11, "partial: no, outbound: { stock: on-hand }");
  AlertWorld w;
  w.use(files);
  w.command({{"command", "pause"}, {"destination", "shop/acme/shop"}});
  ASSERT_EQ(w.now().size(), 1U);
  EXPECT_TRUE(w.now()[0].starts_with("paused shop/acme/shop: ")) << w.now()[0];
  w.command({{"command", "pause"}, {"destination", "sync/acme/shop"}});
  EXPECT_EQ(w.now().size(), 2U) << "paused by itself as well";
}

TEST(AlertRule, AwaitingSaysThatTheErpHasNotConfirmed) {
  AlertWorld w("awaiting-after: 10 min");
  queue::Message message;
  message.key = "acme/shop/W1/1/confirm";
  message.kind = "confirm";
  message.channel = "acme/shop";
  message.due = w.clock.now() + 24h;
  std::vector<queue::Message> batch{message};
  ASSERT_TRUE(w.run(w.context().store.add(batch)));
  w.clock.advance(10min - 1s);
  EXPECT_THAT(w.now(), IsEmpty());
  w.clock.advance(2s);
  EXPECT_THAT(w.now(), ElementsAre("awaiting erp: the ERP has not confirmed 1 order file"));
}

TEST(AlertRule, DestinationSaysWhoDoesNotAnswer) {
  AlertWorld w;
  w.erp_fails(4);
  EXPECT_THAT(w.now(), IsEmpty());
  w.erp_fails(5);
  EXPECT_THAT(w.now(),
              ElementsAre("! destination erp/erp: erp/erp does not answer: 5 failures in a row"));
  w.context().destinations["erp/erp"].answered();
  EXPECT_THAT(w.now(), IsEmpty());
}

TEST(AlertRule, DifferenceSaysWhatReconcilingFound) {
  AlertWorld w;
  w.shop->put("W1", {{"A", "9.00"}});
  w.webhook("W1@1");
  w.work();
  const auto sales = w.erp->sales;
  w.erp->sales.clear();  // somebody has deleted it
  w.clock.advance(1h);
  w.command({{"command", "reconcile"}});
  EXPECT_THAT(w.now(), ElementsAre("difference acme/shop: 1 order of acme/shop differs between "
                                   "web, ERP and ledger: 1 deleted"));
  w.erp->sales = sales;
  w.command({{"command", "reconcile"}});
  EXPECT_THAT(w.now(), IsEmpty());
}

TEST(AlertRule, DifferenceCountsTheClassesThatNeedSomebody) {
  AlertWorld w("differences: 3");
  const auto classes = [&](const std::string& found) {
    w.put_record(kReconciledRecords, "acme/shop", R"({"classes":{)" + found + "}}");
    return w.now();
  };
  EXPECT_THAT(
      classes(R"("matched":90,"awaiting ERP":9,"held":9,"changed in ERP":9,"re-entered":9)"),
      IsEmpty());
  EXPECT_THAT(classes(R"("missing":1,"duplicate":1)"), IsEmpty());
  EXPECT_THAT(classes(R"("matched":5,"missing":2,"duplicate":1)"),
              ElementsAre("difference acme/shop: 3 orders of acme/shop differ between web, ERP and "
                          "ledger: 2 missing, 1 duplicate"));
}

TEST(AlertRule, RepsSaysWhoseSalesCreditTheErpShowsOtherwiseUntilItAgrees) {
  AlertWorld w;
  w.erp->other_rep = "BOB";
  w.shop->put("W1", {{"A", "9.00"}});
  w.webhook("W1@1");
  w.work();
  const char* const want =
      "reps acme/shop: the ERP holds other reps than were sent on 1 order of acme/shop: W1 (reps: "
      "sent ANA 100 %, the ERP holds BOB 100 %)";
  EXPECT_THAT(w.now(), ElementsAre(want));
  w.restart();
  w.context().premises.host = "db1";
  EXPECT_THAT(w.now(), ElementsAre(want));
  w.erp->other_rep.reset();
  w.shop->put("W1", {{"A", "9.00"}, {"B", "1.00"}});
  w.webhook("W1@2");
  w.work();
  EXPECT_THAT(w.now(), IsEmpty());
}

TEST(AlertRule, RepsIsSaidForADayAndThenForgotten) {
  AlertWorld w;
  w.erp->other_rep = "BOB";
  for (int i = 0; i < 7; ++i) {
    const std::string number = "W" + std::to_string(i);
    w.shop->put(number, {{"A", "9.00"}});
    w.webhook(number + "@1");
    w.work();
  }
  ASSERT_EQ(w.now().size(), 1U);
  EXPECT_NE(w.now()[0].find("on 7 orders of acme/shop: W0 (reps: "), std::string::npos);
  EXPECT_TRUE(w.now()[0].ends_with("; and 2 more")) << w.now()[0];
  w.clock.advance(24h);
  EXPECT_THAT(w.now(), IsEmpty());
  w.look();
  std::string kind = kRepMismatchRecords, after;
  EXPECT_THAT(w.run(w.context().journal.records(kind, after, 10)).value(), IsEmpty());
}

TEST(AlertRule, SilentSaysThatOrdersDoNotComeAtATimeAtWhichTheyDid) {
  AlertWorld w("silent-orders: 3, silent-after: 1 h");
  int number = 0;
  const auto order = [&] {
    const std::string name = "W" + std::to_string(++number);
    w.shop->put(name, {{"A", "9.00"}});
    w.webhook(name + "@1");
    w.work();
  };
  // Tuesdays from 9:00 in Chicago, four weeks, across the night in which the clocks were set.
  w.clock.advance(-28 * 24h);
  for (int week = 0; week < 4; ++week) {
    for (int i = 0; i < 5; ++i) {
      order();
      w.clock.advance(20min);
    }
    w.clock.advance(7 * 24h - 100min);
  }
  w.clock.advance(-1h);
  order();
  w.clock.advance(65min);
  EXPECT_THAT(w.now(), ElementsAre("silent acme/shop: no order comes from acme/shop; in the same "
                                   "time of the weeks before there were 3, 3, 3, 3"));
  w.command({{"command", "pause"}, {"destination", "shop/acme/shop"}});
  EXPECT_EQ(w.now().size(), 1U) << "a shop that is paused is silent because of that";
  EXPECT_TRUE(w.now()[0].starts_with("paused "));
  w.command({{"command", "resume"}, {"destination", "shop/acme/shop"}});
  w.context().alert_memory->orders_are_read = true;
  EXPECT_THAT(w.now(), IsEmpty()) << "nothing is said by counts that are not whole";
  w.context().alert_memory->orders_are_read = false;
  w.look();
  ASSERT_EQ(w.now().size(), 1U);
  w.context().alert_memory->orders_are_read = true;
  EXPECT_THAT(w.now(), ElementsAre("silent acme/shop: no order comes from acme/shop"))
      << "and what was silent stays so";
  w.context().alert_memory->orders_are_read = false;
  order();
  EXPECT_THAT(w.now(), IsEmpty());
}

TEST(AlertRule, WebhookSaysThatTheShopSendsNoneAnyMore) {
  AlertWorld w;
  w.put_record(kReconciledRecords, "acme/shop",
               R"({"unexplained":0,"webhook_gap":{"from":"2026-03-10T12:00:00Z","orders":2}})");
  EXPECT_THAT(w.now(), IsEmpty());
  w.put_record(kReconciledRecords, "acme/shop",
               R"({"unexplained":0,"webhook_gap":{"from":"2026-03-10T12:00:00Z","orders":3}})");
  EXPECT_THAT(w.now(),
              ElementsAre("webhook acme/shop: no webhook of acme/shop comes any more: the last 3 "
                          "orders came by polling only; look whether the shop has disabled it, and "
                          "enable it there"));
  w.put_record(kReconciledRecords, "acme/shop", R"({"unexplained":0})");
  EXPECT_THAT(w.now(), IsEmpty());
}

TEST(AlertRule, WebhookIsFoundByReconcilingAndEndsWithTheNextOne) {
  AlertWorld w;
  const auto order = [&](const std::string& number, bool webhook) {
    w.shop->put(number, {{"A", "9.00"}}).placed_at = w.clock.now();
    if (webhook) {
      w.webhook(number + "@1");
    } else {
      w.run(poll_once(w.context(), "acme/shop"));
    }
    w.work();
    w.clock.advance(1min);
    w.command({{"command", "reconcile"}});
  };
  order("W1", true);
  for (const char* one : {"W2", "W3"}) order(one, false);
  EXPECT_THAT(w.now(), IsEmpty());
  order("W4", false);
  ASSERT_EQ(w.now().size(), 1U);
  EXPECT_TRUE(w.now()[0].starts_with("webhook acme/shop: no webhook of acme/shop")) << w.now()[0];
  order("W5", true);
  EXPECT_THAT(w.now(), IsEmpty());
}

TEST(AlertRule, DeadlineSaysWhoIsLateWithWhat) {
  AlertWorld w;
  const auto due = [&](const char* by, const char* about) {
    Due out{"acme/northwind", "855", about, by, w.clock.now(), w.clock.now() + 1h};
    queue::Effects effects;
    effects.records.push_back(to_record(out));
    ASSERT_TRUE(w.run(w.context().store.put(std::move(effects))));
  };
  due("us", "acme/northwind/P1");
  due("partner", "17");
  EXPECT_THAT(w.now(), IsEmpty());
  w.clock.advance(1h + 1s);
  EXPECT_THAT(
      w.now(),
      ElementsAre("! deadline acme/northwind/855/17: the 855 of acme/northwind about 17 is overdue",
                  "! deadline acme/northwind/855/acme/northwind/P1: our 855 to acme/northwind "
                  "about acme/northwind/P1 is overdue"));
}

TEST(AlertRule, ARuleThatIsLeftOutSaysNothing) {
  AlertWorld w("without: [ destination, parked ]");
  w.erp_fails(9);
  w.shop->put("W1", {{"Z", "9.00"}});
  w.webhook("W1@1");
  w.work();
  w.clock.advance(2h);
  EXPECT_THAT(w.now(), IsEmpty());
  EXPECT_EQ(alert_rules_json(w.context().setup->alerts).size(), 10U);
}

struct DiskCase {
  int free;
  std::vector<std::string> want;
};

TEST(AlertRule, DiskSaysWhenRoomRunsOutAndLouderWhenItNearlyHas) {
  const std::string low = "disk db1:/var/lib/norekey: only ";
  const auto text = [&](int free) {
    return low + std::to_string(free) +
           " % of the disk below /var/lib/norekey on db1 is free: when it is full nothing is taken "
           "in";
  };
  const std::vector<DiskCase> all{{100, {}},
                                  {10, {}},
                                  {9, {text(9)}},
                                  {5, {text(5)}},
                                  {4, {text(4), "! " + text(4)}},
                                  {0, {text(0), "! " + text(0)}}};
  for (const DiskCase& one : all)
    EXPECT_EQ(AlertWorld::texts(disk_alerts("db1", "/var/lib/norekey", one.free, {})), one.want);
}

TEST(AlertRule, DiskIsReadFromTheSystem) {
  AlertWorld w("disk-free-percent: 90");
  w.context().premises.state_dir = "/proc";  // no blocks, no statement
  EXPECT_THAT(w.now(), IsEmpty());
  w.context().premises.state_dir = "/no/such/folder";
  EXPECT_THAT(w.now(), IsEmpty());
}

struct CertificateCase {
  const char* end;
  std::vector<std::string> want;
};

TEST(AlertRule, CertificateSaysWhenOneExpires) {
  const Instant now = parse_instant("2026-03-10T15:00:00Z").value();
  const std::string begin = "certificate db1:c.pem: the certificate in c.pem on db1 ";
  const std::vector<CertificateCase> all{
      {"2026-03-24T15:00:00Z", {}},
      {"2026-03-24T14:59:59Z", {begin + "expires on 2026-03-24, in 13 days"}},
      {"2026-03-14T03:00:00Z", {begin + "expires on 2026-03-14, in 3 days"}},
      {"2026-03-12T15:00:00Z",
       {begin + "expires on 2026-03-12, in 2 days",
        "! " + begin + "expires on 2026-03-12, in 2 days"}},
      {"2026-03-10T23:00:00Z",
       {begin + "expires today, 2026-03-10T23:00:00.000000Z",
        "! " + begin + "expires today, 2026-03-10T23:00:00.000000Z"}},
      {"2026-03-09T15:00:00Z",
       {begin + "has expired on 2026-03-09", "! " + begin + "has expired on 2026-03-09"}}};
  for (const CertificateCase& one : all)
    EXPECT_EQ(AlertWorld::texts(
                  certificate_alerts("db1", "c.pem", parse_instant(one.end).value(), {}, now)),
              one.want)
        << one.end;
}

TEST(AlertRule, CertificateIsReadFromItsFileAndARenewedOneIsSeenWithinAMinute) {
  const net::TempDir folder;
  const net::Authority authority("ca");
  const std::string chain = folder / "chain.pem", key = folder / "key.pem";
  AlertWorld w;
  // The fake clock's day, seen from the real clock's that certificates are made by.
  const auto real = std::chrono::duration_cast<std::chrono::seconds>(
      w.clock.now().time_since_epoch() - std::chrono::system_clock::now().time_since_epoch());
  authority.issue("DNS:x", chain, key, -10, real.count() + 2 * 86400);
  w.context().premises.certificate = chain;
  auto all = w.now();
  ASSERT_GE(all.size(), 1U);
  EXPECT_TRUE(all.back().starts_with("certificate db1:" + chain + ": the certificate in " + chain))
      << all.back();
  std::filesystem::remove(chain);
  w.clock.advance(1min);
  EXPECT_THAT(w.now(),
              ElementsAre("certificate db1:" + chain + ": cannot read the certificate file '" +
                          chain + "': no such file or directory"));
}

}  // namespace rules_test
}  // namespace norekey::flow
