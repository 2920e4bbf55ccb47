#include "flow/alerts/text.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace norekey::flow {
namespace text_test {

namespace json = boost::json;

const AlertReader kAnn{"America/Chicago", "https://norekey.example/", "db1"};

NewsItem item(News what, Alert alert) {
  NewsItem out;
  out.what = what;
  out.key = fingerprint(alert);
  out.alert = std::move(alert);
  out.opened = parse_instant("2026-03-10T15:00:00Z").value();
  if (what == News::over || what == News::passed)
    out.over = parse_instant("2026-03-10T16:30:00Z").value();
  return out;
}

NewsItem down(News what) {
  return item(what,
              alert_of("destination", "erp/acme", "erp/acme does not answer: 5 failures in a row",
                       "#/settings/destinations"));
}

NewsItem parked(News what) {
  return item(what, alert_of("parked", "items/ABC-1",
                             "3 messages are parked: item 'ABC-1' has no ERP number",
                             "#/exceptions", parse_instant("2026-03-10T14:00:00Z").value()));
}

TEST(AlertText, AMailOfOne) {
  const std::vector<NewsItem> one{down(News::opened)};
  EXPECT_EQ(alert_subject(one),
            "[Norekey] critical: erp/acme does not answer: 5 failures in a row");
  EXPECT_EQ(alert_mail_text(one, kAnn),
            "NEW: erp/acme does not answer: 5 failures in a row\n"
            "  critical, destination erp/acme, since 2026-03-10 10:00 America/Chicago\n"
            "  https://norekey.example/#/settings/destinations\n\n"
            "Told by Norekey on db1. What is open: norekey alerts, or\n"
            "https://norekey.example/#/settings/alerts\n");
}

TEST(AlertText, AMailOfSeveral) {
  const std::vector<NewsItem> all{down(News::opened), parked(News::still), parked(News::over),
                                  parked(News::passed)};
  EXPECT_EQ(alert_subject(all), "[Norekey] 2 alerts, 1 critical; 2 over");
  EXPECT_EQ(alert_mail_text(all, {"UTC", "", "db1"}),
            "NEW: erp/acme does not answer: 5 failures in a row\n"
            "  critical, destination erp/acme, since 2026-03-10 15:00 UTC\n\n"
            "STILL OPEN: 3 messages are parked: item 'ABC-1' has no ERP number\n"
            "  warning, parked items/ABC-1, since 2026-03-10 14:00 UTC\n\n"
            "OVER: 3 messages are parked: item 'ABC-1' has no ERP number\n"
            "  warning, parked items/ABC-1, since 2026-03-10 14:00 UTC, over at 2026-03-10 16:30 "
            "UTC\n\n"
            "CAME AND WENT IN QUIET HOURS: 3 messages are parked: item 'ABC-1' has no ERP number\n"
            "  warning, parked items/ABC-1, since 2026-03-10 14:00 UTC, over at 2026-03-10 16:30 "
            "UTC\n\n"
            "Told by Norekey on db1. What is open: norekey alerts\n");
}

struct SubjectCase {
  std::vector<NewsItem> items;
  const char* want;
};

TEST(AlertText, TheSubjectSaysWhatItIs) {
  const std::vector<SubjectCase> all{
      {{parked(News::still)},
       "[Norekey] warning, still: 3 messages are parked: item 'ABC-1' has no ERP number"},
      {{down(News::over)}, "[Norekey] over: erp/acme does not answer: 5 failures in a row"},
      {{parked(News::passed)},
       "[Norekey] was open in quiet hours: 3 messages are parked: item 'ABC-1' has no ERP number"},
      {{down(News::opened), down(News::opened)}, "[Norekey] 2 alerts, 2 critical"},
      {{parked(News::opened), parked(News::opened)}, "[Norekey] 2 alerts"},
      {{parked(News::over), parked(News::over)}, "[Norekey] 2 over"}};
  for (const SubjectCase& one : all) EXPECT_EQ(alert_subject(one.items), one.want);
}

TEST(AlertText, AWebhooksJson) {
  const auto now = parse_instant("2026-03-10T15:00:15Z").value();
  const json::object one = alert_webhook_json({down(News::opened), parked(News::over)}, kAnn, now);
  EXPECT_EQ(
      json::serialize(one),
      R"({"version":1,"host":"db1","at":"2026-03-10T15:00:15.000000Z",)"
      R"("text":"[Norekey] 1 alert, 1 critical; 1 over\nopen: erp/acme does not answer: 5 )"
      R"(failures in a row\nover: 3 messages are parked: item 'ABC-1' has no ERP number",)"
      R"("alerts":[{"status":"open","rule":"destination","name":"NorekeyDestinationDown",)"
      R"("on":"erp/acme","text":"erp/acme does not answer: 5 failures in a row",)"
      R"("severity":"critical","since":"2026-03-10T15:00:00.000000Z","until":null,)"
      R"("link":"https://norekey.example/#/settings/destinations",)"
      R"("fingerprint":"destination/erp/acme"},{"status":"over","rule":"parked",)"
      R"("name":"NorekeyOrdersParked","on":"items/ABC-1","text":"3 messages are parked: item )"
      R"('ABC-1' has no ERP number","severity":"warning",)"
      R"("since":"2026-03-10T14:00:00.000000Z","until":"2026-03-10T16:30:00.000000Z",)"
      R"("link":"https://norekey.example/#/exceptions","fingerprint":"parked/items/ABC-1"}]})");
}

TEST(AlertText, AlertmanagersJson) {
  const auto until = parse_instant("2026-03-10T23:00:00Z").value();
  EXPECT_EQ(json::serialize(alertmanager_json(
                {down(News::opened), parked(News::over), parked(News::passed)}, kAnn, until)),
            R"([{"labels":{"alertname":"NorekeyDestinationDown","severity":"critical",)"
            R"("rule":"destination","on":"erp/acme","job":"norekey"},)"
            R"("annotations":{"summary":"erp/acme does not answer: 5 failures in a row"},)"
            R"("startsAt":"2026-03-10T15:00:00.000000Z","endsAt":"2026-03-10T23:00:00.000000Z",)"
            R"("generatorURL":"https://norekey.example/#/settings/destinations"},)"
            R"({"labels":{"alertname":"NorekeyOrdersParked","severity":"warning","rule":"parked",)"
            R"("on":"items/ABC-1","job":"norekey"},)"
            R"("annotations":{"summary":"3 messages are parked: item 'ABC-1' has no ERP number"},)"
            R"("startsAt":"2026-03-10T14:00:00.000000Z","endsAt":"2026-03-10T16:30:00.000000Z",)"
            R"("generatorURL":"https://norekey.example/#/exceptions"}])");
}

}  // namespace text_test
}  // namespace norekey::flow
