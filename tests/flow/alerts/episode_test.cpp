#include "flow/alerts/episode.hpp"

#include <gtest/gtest.h>

#include "core/text.hpp"

namespace norekey::flow {
namespace episode_test {

using namespace std::chrono_literals;

/// Looks one after the other, with a clock of their own. What is told is noted as "open erp".
class Looks {
 public:
  AlertTerms terms{};
  Instant now = parse_instant("2026-03-10T15:00:00Z").value();
  Episodes known;

  /// `seen`: "erp" is critical, "books" is a warning, "paused" waits for 4 h.
  std::string look(const std::vector<std::string>& seen, std::chrono::seconds later = 0s) {
    now += later;
    std::vector<Alert> alerts;
    for (const std::string& one : seen) alerts.push_back(alert(one));
    restart();
    const AlertLook found = take_look(known, alerts, terms, now);
    std::vector<std::string> out;
    for (const NewsItem& one : found.news)
      out.push_back(std::string(name_of(one.what)) + " " + one.alert.on);
    return join(out, ", ");
  }

 private:
  static Alert alert(const std::string& name) {
    if (name == "erp") return alert_of("destination", name, "erp does not answer", "#/x");
    Alert out =
        alert_of(name == "paused" ? "paused" : "difference", name, "3 orders differ", "#/y");
    if (name == "paused") out.patience = 4h;
    return out;
  }

  /// What is remembered survives being written and read, each time.
  void restart() {
    Episodes read;
    for (const auto& [key, one] : known) {
      queue::Record record = to_record(key, one);
      record.at = one.noted;
      read.emplace(key, episode_of(record).value());
    }
    known = std::move(read);
  }
};

TEST(Episode, IsToldOnceAgainAfterItsRepeatAndOnceWhenItIsOver) {
  Looks l;
  EXPECT_EQ(l.look({"erp"}), "open erp");
  for (int i = 0; i < 900; ++i) EXPECT_EQ(l.look({"erp"}, 15s), "") << i;  // 3:45 h
  EXPECT_EQ(l.look({"erp"}, 14min), "");
  EXPECT_EQ(l.look({"erp"}, 1min), "still open erp");
  EXPECT_EQ(l.look({"erp"}, 15s), "");
  EXPECT_EQ(l.look({}, 15s), "");
  EXPECT_EQ(l.look({}, 119s), "");
  EXPECT_EQ(l.look({}, 1s), "over erp");
  EXPECT_EQ(l.look({}, 15s), "");
  EXPECT_EQ(l.known.size(), 1U);
}

TEST(Episode, ThatFlapsWithinItsHoldIsOne) {
  Looks l;
  EXPECT_EQ(l.look({"erp"}), "open erp");
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(l.look({}, 30s), "");
    EXPECT_EQ(l.look({}, 60s), "");
    EXPECT_EQ(l.look({"erp"}, 29s), "");
  }
}

TEST(Episode, ThatComesBackAgainAndAgainIsHeldLongerEachTime) {
  Looks l;
  int told = 0;
  for (int i = 0; i < 240; ++i) {  // up 3 min, down 3 min, for a day
    told += l.look({"erp"}, 3min).empty() ? 0 : 1;
    l.look({}, 15s);
    told += l.look({}, 165s).empty() ? 0 : 1;
  }
  EXPECT_LE(told, 10);
  l.look({}, 8h);
  EXPECT_EQ(l.look({"erp"}, 4h), "open erp");
  l.look({}, 15s);
  EXPECT_EQ(l.look({}, 2min), "over erp") << "after a quiet time its hold is the first one again";
}

TEST(Episode, ANewOneAfterAnotherWasOverIsTold) {
  Looks l;
  EXPECT_EQ(l.look({"books"}), "open books");
  l.look({}, 15s);
  EXPECT_EQ(l.look({}, 2min), "over books");
  EXPECT_EQ(l.look({"books"}, 15s), "open books");
}

TEST(Episode, WarningsWaitForTheEndOfQuietHoursAndCriticalOnesDoNot) {
  Looks l;
  l.terms.quiet = true;
  EXPECT_EQ(l.look({"erp", "books"}), "open erp");
  EXPECT_EQ(l.look({"erp", "books"}, 6h), "still open erp");
  l.terms.quiet = false;
  EXPECT_EQ(l.look({"erp", "books"}, 15s), "open books");
  EXPECT_EQ(l.look({"erp", "books"}, 15s), "");
}

TEST(Episode, NothingGoesThroughWhereNothingMay) {
  Looks l;
  l.terms.quiet = true;
  l.terms.critical_through = false;
  EXPECT_EQ(l.look({"erp"}), "");
  EXPECT_EQ(l.look({"erp"}, 5h), "");
  l.terms.quiet = false;
  EXPECT_EQ(l.look({"erp"}, 15s), "open erp");
}

TEST(Episode, SaysWhyNobodyWasTold) {
  const Instant now{std::chrono::hours(1000)};
  Episode fresh, lasts, waits, over, gone, given;
  fresh.opened = lasts.opened = waits.opened = over.opened = gone.opened = given.opened =
      now - 5min;
  lasts.alert.patience = 30min;
  waits.waited = true;
  over.over = gone.gone = given.told = now - 1min;
  AlertTerms nobody;
  nobody.anybody = false;
  EXPECT_EQ(why_untold(fresh, {}, now), "is told at the next look");
  EXPECT_EQ(why_untold({}, {}, now), "is told at the next look") << "no look has seen it";
  EXPECT_EQ(why_untold(lasts, {}, now), "is told once it has lasted 30 min");
  EXPECT_EQ(why_untold(waits, {}, now), "waits for the end of quiet hours");
  EXPECT_EQ(why_untold(over, {}, now), "was over before anybody was to be told");
  EXPECT_EQ(why_untold(gone, {}, now), "was not seen at the last look");
  EXPECT_EQ(why_untold(given, {}, now), "on its way");
  EXPECT_EQ(why_untold(waits, nobody, now), "nobody is to be told of alerts");
}

TEST(Episode, WhatCameAndWentInQuietHoursIsToldAtTheirEnd) {
  Looks l;
  l.terms.quiet = true;
  EXPECT_EQ(l.look({"books"}), "");
  l.look({}, 15s);
  EXPECT_EQ(l.look({}, 5min), "");
  l.terms.quiet = false;
  EXPECT_EQ(l.look({}, 1h), "was open in quiet hours books");
  EXPECT_EQ(l.look({}, 15s), "");
}

TEST(Episode, ThatAWarningIsOverIsNotToldInQuietHoursEither) {
  Looks l;
  EXPECT_EQ(l.look({"books"}), "open books");
  l.terms.quiet = true;
  l.look({}, 15s);
  EXPECT_EQ(l.look({}, 5min), "");
  l.terms.quiet = false;
  EXPECT_EQ(l.look({}, 6h), "over books");
}

TEST(Episode, APauseIsToldOnlyWhereItWasForgotten) {
  Looks l;
  EXPECT_EQ(l.look({"paused"}), "");
  EXPECT_EQ(l.look({"paused"}, 4h - 1s), "");
  EXPECT_EQ(l.look({"paused"}, 1s), "open paused");
  Looks other;
  other.look({"paused"});
  other.look({}, 1h);
  EXPECT_EQ(other.look({}, 1h), "") << "nobody was told of it, nobody is told that it is over";
}

TEST(Episode, NobodyIsToldUntilThereIsSomebody) {
  Looks l;
  l.terms.anybody = false;
  EXPECT_EQ(l.look({"erp"}), "");
  l.terms.anybody = true;
  EXPECT_EQ(l.look({"erp"}, 15s), "open erp");
}

TEST(Episode, SeveralOfOneLookAreToldTogetherTheWorstFirst) {
  Looks l;
  EXPECT_EQ(l.look({"books", "erp"}), "open erp, open books");
}

TEST(Episode, IsForgottenAWeekAfterItIsOver) {
  Looks l;
  l.look({"erp"});
  l.look({}, 15s);
  l.look({}, 2min);
  l.look({}, 7 * 24h - 1s);
  EXPECT_EQ(l.known.size(), 1U);
  l.look({}, 1s);
  EXPECT_EQ(l.known.size(), 0U);
}

TEST(Episode, ALookThatSeesNothingNewChangesNothing) {
  Looks l;
  l.look({"erp"});
  const AlertLook again =
      take_look(l.known, {alert_of("destination", "erp", "erp does not answer", "#/x")}, l.terms,
                l.now + 15s);
  EXPECT_TRUE(again.changed.empty());
  EXPECT_TRUE(again.gone.empty());
}

TEST(Fingerprint, NamesRuleAndSubjectAndIsNeverLong) {
  EXPECT_EQ(fingerprint(alert_of("parked", "items/ABC-1", "", "")), "parked/items/ABC-1");
  EXPECT_EQ(fingerprint(alert_of("destination", "erp/x", "", "")), "destination/erp/x");
  Alert worse = alert_of("disk", "db1:/var/lib/norekey", "", "");
  worse.critical = true;
  EXPECT_EQ(fingerprint(worse), "disk/db1:/var/lib/norekey/critical");
  const std::string one = fingerprint(alert_of("parked", std::string(900, 'x'), "", ""));
  const std::string other = fingerprint(alert_of("parked", std::string(901, 'x'), "", ""));
  EXPECT_LE(one.size(), 60U);
  EXPECT_NE(one, other);
}

TEST(AlertRules, AreThoseOfTheConfigInItsOrder) {
  ASSERT_EQ(alert_rules().size(), config::alert_rule_names.size());
  for (std::size_t i = 0; i < alert_rules().size(); ++i)
    EXPECT_EQ(alert_rules()[i].name, config::alert_rule_names[i]);
}

}  // namespace episode_test
}  // namespace norekey::flow
