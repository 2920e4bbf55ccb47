/// Who is told what, when and how often: over restarts, by one of two daemons, in quiet hours, and
/// when nobody can be reached for a while.
#include "flow/alerts/keep.hpp"

#include "tests/flow/alerts/alert_world.hpp"
#include "tests/net/mail_server.hpp"

namespace norekey::flow {
namespace keep_test {

namespace json = boost::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string hook(const Listener& listener, const std::string& more = "") {
  return "proxy: \"-\", webhook: \"" + listener.url() + "\"" + (more.empty() ? "" : ", ") + more;
}

TEST(Alerting, TellsOnceAgainAfterItsRepeatAndWhenItIsOver) {
  Listener listener;
  AlertWorld w(hook(listener));
  w.look();
  EXPECT_THAT(listener.told(), IsEmpty());
  w.erp_fails(5);
  w.look_after(15s);
  w.look_after(15s);
  w.look_after(3h);
  EXPECT_THAT(listener.told(), ElementsAre("open destination/erp/erp"));
  w.look_after(1h);
  w.context().destinations["erp/erp"].answered();
  w.look_after(15s);
  w.look_after(119s);
  EXPECT_THAT(listener.told(), SizeIs(2));
  w.look_after(1s);
  w.look_after(4h);
  EXPECT_THAT(listener.told(),
              ElementsAre("open destination/erp/erp", "still open destination/erp/erp",
                          "over destination/erp/erp"));
}

TEST(Alerting, TellsAllThatOneLookFindsTogether) {
  Listener listener;
  AlertWorld w(hook(listener));
  w.erp_fails(5);
  w.shop->put("W1", {{"Z", "9.00"}});
  w.webhook("W1@1");
  w.work();
  w.clock.advance(1h);
  w.erp_fails(5);
  w.look();
  EXPECT_THAT(listener.told(), ElementsAre("open destination/erp/erp, open parked/items/Z"));
}

TEST(Alerting, TellsNothingTwiceOverARestart) {
  Listener listener;
  AlertWorld w(hook(listener));
  w.erp_fails(5);
  w.look();
  EXPECT_THAT(listener.told(), SizeIs(1));
  w.restart();
  learn_terms(w.context());
  w.erp_fails(5);
  w.look_after(15s);
  EXPECT_THAT(listener.told(), SizeIs(1));
}

TEST(Alerting, ADaemonThatDiesBetweenRememberingAndSendingLosesNothing) {
  Listener listener;
  AlertWorld w(hook(listener));
  w.erp_fails(5);
  ASSERT_TRUE(w.run(look_for_alerts(w.context())));
  w.restart();
  learn_terms(w.context());
  w.work();
  EXPECT_THAT(listener.told(), ElementsAre("open destination/erp/erp"));
}

TEST(Alerting, OfTwoDaemonsOneTellsAndTheOtherGoesOnWhereItEnded) {
  Listener listener;
  AlertWorld w(hook(listener));
  const auto other = w.other_daemon("db2");
  w.shop->put("W1", {{"Z", "9.00"}});
  w.webhook("W1@1");
  w.work();
  w.clock.advance(1h);
  w.look();
  ASSERT_TRUE(w.run(look_for_alerts(*other)));
  w.work();
  EXPECT_THAT(listener.told(), ElementsAre("open parked/items/Z"));
  w.clock.advance(4h);
  ASSERT_TRUE(w.run(look_for_alerts(*other)));
  w.work();
  w.look();
  EXPECT_THAT(listener.told(), ElementsAre("open parked/items/Z", "still open parked/items/Z"));
}

TEST(Alerting, WhatOnlyAnotherDaemonSeesIsToldByTheOneThatHasTheDuty) {
  Listener listener;
  AlertWorld w(hook(listener));
  const auto other = w.other_daemon("db2");
  for (int i = 0; i < 5; ++i) other->destinations["erp/erp"].failed(w.clock.now(), 0s, 0);
  ASSERT_TRUE(w.run(tell_own_alerts(*other)));
  w.look();
  EXPECT_THAT(listener.told(), ElementsAre("open destination/erp/erp"));
  w.erp_fails(5);  // and this one sees the same
  w.look_after(15s);
  EXPECT_THAT(listener.told(), SizeIs(1));
  w.context().destinations["erp/erp"].answered();
  other->destinations["erp/erp"].answered();
  ASSERT_TRUE(w.run(tell_own_alerts(*other)));
  w.look_after(15s);
  w.look_after(2min);
  EXPECT_THAT(listener.told(), ElementsAre("open destination/erp/erp", "over destination/erp/erp"));
}

TEST(Alerting, WhatADeadDaemonSawIsOver) {
  Listener listener;
  AlertWorld w(hook(listener));
  const auto other = w.other_daemon("db2");
  for (int i = 0; i < 5; ++i) other->destinations["erp/erp"].failed(w.clock.now(), 0s, 0);
  ASSERT_TRUE(w.run(tell_own_alerts(*other)));
  w.look();
  w.look_after(3min + 1s);
  w.look_after(2min);
  EXPECT_THAT(listener.told(), ElementsAre("open destination/erp/erp", "over destination/erp/erp"));
}

TEST(Alerting, WarningsWaitForTheEndOfQuietHoursInTheCompanysZone) {
  Listener listener;
  AlertWorld w(hook(listener, "quiet-hours: \"Mon-Fri 09:00-11:00\""));  // it is 10:00 in Chicago
  w.shop->put("W1", {{"Z", "9.00"}});
  w.webhook("W1@1");
  w.work();
  w.clock.advance(30min);
  w.erp_fails(5);
  w.look();
  EXPECT_THAT(listener.told(), ElementsAre("open destination/erp/erp"));
  w.look_after(29min);
  EXPECT_THAT(listener.told(), SizeIs(1));
  w.look_after(1min);
  EXPECT_THAT(listener.told(), ElementsAre("open destination/erp/erp", "open parked/items/Z"));
}

TEST(Alerting, EveryoneIsMailedAndNobodyWaitsForAnother) {
  const net::MailServer server;
  AlertWorld w(
      "to: [ ops@acme.example, ann@acme.example ], from: norekey@acme.example, tls: none, "
      "mail-server: \"" +
      server.url() + "\", console-url: \"https://norekey.example\"");
  w.erp_fails(5);
  w.look();
  auto mails = server.mails();
  ASSERT_THAT(mails, SizeIs(2));
  std::sort(mails.begin(), mails.end(), [](const std::string& a, const std::string& b) {
    return a.find("To: ann") < b.find("To: ann");
  });
  EXPECT_THAT(mails[0], HasSubstr("To: ann@acme.example\n"));
  EXPECT_THAT(mails[1], HasSubstr("To: ops@acme.example\n"));
  EXPECT_THAT(mails[0], HasSubstr("From: norekey@acme.example\n"));
  EXPECT_THAT(mails[0],
              HasSubstr("Subject: [Norekey] critical: erp/erp does not answer: 5 failures "
                        "in a row\n"));
  EXPECT_THAT(mails[0], HasSubstr("NEW: erp/erp does not answer: 5 failures in a row\n"
                                  "  critical, destination erp/erp, since 2026-03-10 10:00 "
                                  "America/Chicago\n"
                                  "  https://norekey.example/#/settings/destinations\n"));
  EXPECT_THAT(mails[0], HasSubstr("Auto-Submitted: auto-generated\n"));
}

TEST(Alerting, TheMailServerOfTheReceiptsIsUsedWhereThereIsNoOther) {
  const net::MailServer server;
  ::setenv("NOREKEY_TEST_ALERT_KEY",
           "-----BEGIN PRIVATE KEY-----\n"
           "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
           "-----END PRIVATE KEY-----\n",
           1);
  auto files = with_alerts("to: ops@acme.example");
  files["channels.yaml"] +=
      "receipts: { acme: { from: credit@acme.example, tls: none, mail-server: \"" + server.url() +
      "\", signing-key: { env: NOREKEY_TEST_ALERT_KEY } } }\n";
  files["reps.csv"] = "rep,name,email\nANA,Ana,ana@acme.example\n";
  AlertWorld w;
  w.use(files);
  w.erp_fails(5);
  w.look();
  ASSERT_THAT(server.mails(), SizeIs(1));
  EXPECT_THAT(server.mails()[0], HasSubstr("From: credit@acme.example\n"));
}

TEST(Alerting, AWebhookGetsItsTokenAndThatOnly) {
  Listener listener;
  ::setenv("NOREKEY_TEST_HOOK_TOKEN", "s3cret", 1);
  AlertWorld w(hook(listener, "webhook-token: { env: NOREKEY_TEST_HOOK_TOKEN }"));
  w.erp_fails(5);
  w.look();
  ASSERT_THAT(listener.requests(), SizeIs(1));
  EXPECT_THAT(listener.requests()[0], HasSubstr("POST /hook HTTP/1.1\r\n"));
  EXPECT_THAT(listener.requests()[0], HasSubstr("Authorization: Bearer s3cret\r\n"));
  EXPECT_THAT(listener.requests()[0], HasSubstr("Content-Type: application/json\r\n"));
}

TEST(Alerting, WhoCannotBeReachedIsToldLaterOfWhatIsStillWrong) {
  Listener listener;
  AlertWorld w(hook(listener));
  listener.answer(503);
  w.erp_fails(5);
  w.shop->put("W1", {{"Z", "9.00"}});
  w.webhook("W1@1");
  w.work();
  w.look();
  EXPECT_EQ(w.newest("alert"), "new: the alerts' webhook answered 503");
  w.context().destinations["erp/erp"].answered();
  w.look_after(15s);
  w.look_after(2min);  // over, and nobody knew of it
  w.look_after(30min);
  EXPECT_GT(listener.asked(), 2);
  listener.answer(200);
  w.look_after(10min);
  EXPECT_THAT(listener.told(), ElementsAre("open parked/items/Z"));
  w.look_after(10min);
  EXPECT_EQ(w.newest("alert"), "done");
}

TEST(Alerting, RepeatsThatPiledUpAreToldOnce) {
  Listener listener;
  AlertWorld w(hook(listener, "without: [ waiting ]"));
  listener.answer(503);
  w.erp_fails(5);
  for (int i = 0; i < 5; ++i) w.look_after(4h);
  listener.answer(200);
  w.look_after(10min);
  w.look_after(10min);
  EXPECT_THAT(listener.told(), ElementsAre("open destination/erp/erp"));
}

TEST(Alerting, OneWayThatIsDownHoldsNoOther) {
  Listener down, up;
  AlertWorld w(hook(up, "alertmanager: \"" + down.url("") + "\""));
  down.answer(500);
  w.erp_fails(5);
  w.look();
  EXPECT_THAT(up.told(), ElementsAre("open destination/erp/erp"));
  EXPECT_GE(down.asked(), 1);
}

TEST(Alerting, AlertmanagerIsToldAgainEachMinuteAndWithTheEndWhenItIsOver) {
  Listener manager;
  AlertWorld w("proxy: \"-\", alertmanager: \"" + manager.url("/prefix/") + "\"");
  w.erp_fails(5);
  w.look();
  w.look_after(15s);
  ASSERT_THAT(manager.requests(), SizeIs(1));
  EXPECT_THAT(manager.requests()[0], HasSubstr("POST /prefix/api/v2/alerts HTTP/1.1\r\n"));
  w.look_after(45s);
  EXPECT_THAT(manager.requests(), SizeIs(2));
  w.look_after(30s);
  EXPECT_THAT(manager.requests(), SizeIs(2));
  w.look_after(30s);
  EXPECT_THAT(manager.requests(), SizeIs(3));
  w.context().destinations["erp/erp"].answered();
  w.look_after(15s);
  w.look_after(2min);
  const std::string last = manager.requests().back();
  const auto body = json::parse(last.substr(last.find("\r\n\r\n") + 4));
  const json::value& alert = body.as_array().at(0);
  EXPECT_EQ(alert.at("labels").at("alertname"), "NorekeyDestinationDown");
  EXPECT_EQ(alert.at("startsAt"), "2026-03-10T15:00:00.000000Z");
  EXPECT_EQ(std::string(alert.at("endsAt").as_string()), to_string(w.clock.now()));
}

TEST(Alerting, AnAlertmanagerThatDidNotAnswerIsToldAtTheNextLook) {
  Listener manager;
  AlertWorld w("proxy: \"-\", alertmanager: \"" + manager.url("/") + "\"");
  w.erp_fails(5);
  w.look();
  w.look_after(15s);
  ASSERT_THAT(manager.requests(), SizeIs(1));
  manager.answer(503);
  w.look_after(1min);
  const std::size_t asked = manager.requests().size();
  manager.answer(200);
  w.look_after(15s);
  EXPECT_THAT(manager.requests(), SizeIs(asked + 1));
}

TEST(Alerting, WhatIsOpenWhenSomebodyIsToldForTheFirstTimeIsTold) {
  AlertWorld w;
  w.erp_fails(5);
  w.look();
  Listener listener;
  w.use(with_alerts(hook(listener)));
  w.look_after(15s);
  EXPECT_THAT(listener.told(), ElementsAre("open destination/erp/erp"));
}

std::string row_text(const json::value& row) {
  std::string out = std::string(row.at("rule").as_string()) + " since " +
                    std::string(row.at("since").as_string()).substr(11, 5);
  if (row.at("until").is_string())
    out += " until " + std::string(row.at("until").as_string()).substr(11, 5);
  for (const json::value& one : row.at("told").as_array())
    out += "; " + std::string(one.at("way").as_string()) + " " +
           std::string(one.at("what").as_string()) + " " +
           std::string(one.at("at").as_string()).substr(11, 5);
  return out;
}

std::vector<std::string> rows_text(World& w) {
  std::vector<std::string> out;
  const json::value answer = w.command({{"command", "alerts"}});
  for (const json::value& one : answer.as_array()) out.push_back(row_text(one));
  return out;
}

TEST(AlertsCommand, SaysSinceWhenUntilWhenAndWhoWasTold) {
  Listener listener;
  AlertWorld w(hook(listener));
  w.erp_fails(5);
  EXPECT_TRUE(w.command({{"command", "alerts"}}).at(0).at("since").is_null())
      << "seen before the first look";
  w.look();
  EXPECT_THAT(rows_text(w), ElementsAre("destination since 15:00; webhook open 15:00"));
  w.shop->put("W1", {{"Z", "9.00"}});
  w.webhook("W1@1");
  w.work();
  w.clock.advance(1h);
  w.erp_fails(5);
  w.look();
  EXPECT_THAT(rows_text(w), ElementsAre("destination since 15:00; webhook open 15:00",
                                        "parked since 15:00; webhook open 16:00"));
  w.context().destinations["erp/erp"].answered();
  w.look_after(1min);
  EXPECT_THAT(rows_text(w), ElementsAre("parked since 15:00; webhook open 16:00",
                                        "destination since 15:00; webhook open 15:00"))
      << "not over before its hold";
  w.look_after(2min);
  EXPECT_THAT(rows_text(w), ElementsAre("parked since 15:00; webhook open 16:00",
                                        "destination since 15:00 until 16:03; webhook over 16:03"));
  w.look_after(8 * 24h);
  EXPECT_THAT(rows_text(w), SizeIs(1));
}

TEST(AlertsCommand, SaysWhyNobodyWasToldYet) {
  Listener listener;
  AlertWorld w(hook(listener, "quiet-hours: 09:00-11:00"));
  w.shop->put("W1", {{"Z", "9.00"}});
  w.webhook("W1@1");
  w.work();
  w.clock.advance(30min);
  const auto why = [&] {
    return std::string(w.command({{"command", "alerts"}}).at(0).at("untold").as_string());
  };
  EXPECT_EQ(why(), "is told at the next look");
  w.look();
  EXPECT_EQ(why(), "waits for the end of quiet hours");
  w.look_after(30min);
  EXPECT_EQ(why(), "") << "it is 11:00, and somebody was";
}

TEST(AlertsCommand, KnowsWhoWasToldWhateverTheirAddressHasInIt) {
  const net::MailServer server;
  AlertWorld w("to: \"a|b@acme.example\", from: norekey@acme.example, tls: none, mail-server: \"" +
               server.url() + "\"");
  w.erp_fails(5);
  w.look();
  EXPECT_THAT(rows_text(w),
              ElementsAre("destination since 15:00; mail a|b@acme.example open 15:00"));
}

TEST(AlertsCommand, TestSaysWhatEachWayAnswered) {
  Listener listener, manager;
  AlertWorld w(
      hook(listener, "alertmanager: \"" + manager.url("") +
                         "\", to: ops@acme.example, "
                         "mail-server: \"smtp://127.0.0.1:1\", from: a@acme.example, tls: none"));
  manager.answer(401);
  const json::value answer = w.command({{"command", "alerts test"}});
  std::vector<std::string> rows;
  for (const json::value& one : answer.as_array())
    rows.push_back(std::string(one.at("way").as_string()) + ": " +
                   std::string(one.at("text").as_string()) + " | " +
                   std::string(one.at("fix").as_string()));
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_THAT(rows[0], HasSubstr("mail ops@acme.example: "));
  EXPECT_FALSE(answer.at(0).at("ok").as_bool());
  EXPECT_EQ(rows[1], "webhook: the webhook answered 200 | ");
  EXPECT_EQ(rows[2],
            "alertmanager: Alertmanager answered 401 | check alertmanager and its login of alerts "
            "in channels.yaml");
  ASSERT_THAT(listener.requests(), SizeIs(1));
  EXPECT_THAT(listener.requests()[0],
              HasSubstr("this is a test of db1's alerts: nothing is wrong"));
}

TEST(AlertsCommand, TestSaysThatNobodyIsTold) {
  AlertWorld w;
  const auto answer = w.run(run_command(w.context(), {{"command", "alerts test"}}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(to_string(answer.error()),
            "nobody is told of alerts\n  fix: add  alerts:  with to, webhook or alertmanager to "
            "channels.yaml, then: norekey apply");
}

TEST(AlertsCommand, WaysSaysWhoWasToldLastAndWhenItIsQuiet) {
  Listener listener;
  AlertWorld w(hook(listener, "quiet-hours: 09:00-11:00"));
  w.erp_fails(5);
  w.look();
  const json::value answer = w.command({{"command", "alerts ways"}});
  EXPECT_EQ(json::serialize(answer), R"({"ways":[{"way":"webhook","standing":"open, 0 under way",)"
                                     R"("last":"2026-03-10T15:00:00.000000Z"}],"repeat":"4 h",)"
                                     R"("quiet":{"hours":"09:00-11:00","zone":"America/Chicago",)"
                                     R"("until":"2026-03-10T16:00:00.000000Z"},"heartbeat":null})");
}

}  // namespace keep_test
}  // namespace norekey::flow
