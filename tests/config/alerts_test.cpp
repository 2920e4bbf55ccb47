#include "config/alerts.hpp"

#include <gtest/gtest.h>

#include "config/business.hpp"

namespace norekey::config {
namespace alerts_test {

const std::string kBase = R"(company:
  acme: { zone: America/Chicago, currency: USD, house-rep: HOUSE, inside-sales: own-pool }
channel:
  web: { company: acme, connector: vendure, url: https://shop.example, erp: tryton, mapping: m }
erp:
  tryton: { adapter: tryton, url: http://erp.example:8000 }
)";

Business read(const std::string& alerts, std::string& said) {
  Findings findings;
  Business out = read_business(kBase + alerts, "channels.yaml", "/etc/norekey", findings);
  for (const Error& e : findings.errors) said += to_string(e) + "\n";
  for (const Error& e : findings.warnings) said += "warning: " + to_string(e) + "\n";
  return out;
}

struct AlertsCase {
  const char* name;
  std::string yaml;
  const char* want;
};

void PrintTo(const AlertsCase& one, std::ostream* out) { *out << one.name; }

class AlertsFindings : public testing::TestWithParam<AlertsCase> {};

TEST_P(AlertsFindings, NamePlaceValueAndFix) {
  std::string said;
  read(GetParam().yaml, said);
  EXPECT_EQ(said, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Config, AlertsFindings,
    testing::Values(
        AlertsCase{"absent", "", ""},
        AlertsCase{"whole",
                   "alerts:\n"
                   "  to: [ ops@acme.example, ann@acme.example ]\n"
                   "  mail-server: smtps://mail.example\n"
                   "  from: norekey@acme.example\n"
                   "  webhook: https://chat.example/hooks/1\n"
                   "  alertmanager: http://am.example:9093\n"
                   "  quiet-hours: Mon-Fri 20:00-07:00, Sat, Sun\n"
                   "  without: [ paused ]\n"
                   "  heartbeat: { url: \"https://hc.example/ping/{host}\", every: 30 s }\n",
                   ""},
        AlertsCase{"alertmanager_with_its_api",
                   "alerts: { alertmanager: http://am.example:9093/am/api/v2/alerts }\n",
                   "channels.yaml:7:25: alerts.alertmanager: "
                   "'http://am.example:9093/am/api/v2/alerts' names the API, which is added to it\n"
                   "  fix: write  alertmanager: http://am.example:9093/am\n"},
        AlertsCase{"heartbeat_of_nobody",
                   "alerts:\n  heartbeat: { url: \"https://hc.example/{hots}/{host}\" }\n",
                   "channels.yaml:8:21: alerts.heartbeat.url: there is no '{hots}', did you mean "
                   "'{host}'?\n  fix: write {host}, which becomes the machine's name, or leave it "
                   "out\n"},
        AlertsCase{"heartbeat_with_an_open_place",
                   "alerts:\n  heartbeat: { url: \"https://hc.example/{host\" }\n",
                   "channels.yaml:8:21: alerts.heartbeat.url: there is no '{host', did you mean "
                   "'{host}'?\n  fix: write {host}, which becomes the machine's name, or leave it "
                   "out\n"},
        AlertsCase{"unknown_rule", "alerts: { without: [ parkt ] }\n",
                   "channels.yaml:7:20: alerts.without: there is no rule 'parkt', did you mean "
                   "'parked'?\n  fix: use one of: parked, waiting, awaiting, destination, paused, "
                   "difference, reps, silent, webhook, deadline, disk, certificate\n"},
        AlertsCase{"mails_without_a_server", "alerts: { to: ops@acme.example }\n",
                   "channels.yaml:7:15: alerts.to: there is no mail server to send by\n  fix: add  "
                   "mail-server: smtp://mail.example:587  with from\n"},
        AlertsCase{"a_server_and_nobody_to_mail",
                   "alerts: { mail-server: mail.example, from: norekey }\n",
                   "channels.yaml:7:24: alerts.mail-server: 'mail.example' is no mail server's "
                   "address\n  fix: write it like smtp://mail.example:587 or smtps://mail.example\n"
                   "channels.yaml:7:44: alerts.from: 'norekey' is no mail address\n  fix: write  "
                   "from: norekey@acme.example\n"
                   "channels.yaml:7:9: alerts.to: is missing: who gets the mails\n  fix: write  "
                   "to: [ ops@acme.example ]\n"},
        AlertsCase{"no_address",
                   "alerts: { to: [ ops ], mail-server: smtp://m.example, from: a@b.example }\n",
                   "channels.yaml:7:15: alerts.to: 'ops' is no mail address\n  fix: write  to: [ "
                   "ops@acme.example ]\n"},
        AlertsCase{"nobodys_company", "alerts: { company: acne }\n",
                   "channels.yaml:7:20: alerts.company: there is no company 'acne', did you mean "
                   "'acme'?\n  fix: name one that is below company\n"},
        AlertsCase{"no_urls", "alerts: { webhook: chat.example, alertmanager: \"http://:9093\" }\n",
                   "channels.yaml:7:20: alerts.webhook: 'chat.example' begins with neither http:// "
                   "nor https://\n  fix: write a whole address, such as "
                   "https://chat.example/hooks/ops\n"
                   "channels.yaml:7:48: alerts.alertmanager: 'http://:9093' names no host\n  fix: "
                   "write a whole address, such as http://alertmanager.example:9093\n"},
        AlertsCase{
            "no_hours", "alerts: { quiet-hours: at night, quiet-zone: Amerika/Chicago }\n",
            "channels.yaml:7:24: alerts.quiet-hours: 'at night' is no time of the week\n  "
            "fix: write such as  Mon-Fri 22:00-23:30, Sun\n"
            "channels.yaml:7:46: alerts.quiet-zone: unknown time zone 'Amerika/Chicago', did "
            "you mean 'America/Chicago'?\n  fix: use an IANA name such as America/Chicago\n"},
        AlertsCase{
            "a_token_for_nothing", "alerts: { webhook-token: { env: T } }\n",
            "channels.yaml:7:26: alerts.webhook-token: there is no webhook that it goes with\n"
            "  fix: add  webhook: https://…\n"},
        AlertsCase{
            "a_heartbeat_nowhere", "alerts: { heartbeat: { every: 1 min } }\n",
            "channels.yaml:7:22: alerts.heartbeat.url: is missing: address that each daemon "
            "asks (GET) while it is ready: store and worker answer; {host} in it becomes the "
            "machine's name. Whoever stands behind it raises the alarm where it is not "
            "asked\n  fix: add  url: …\n"},
        AlertsCase{
            "bounds", "alerts: { repeat: 1 min, disk-free-percent: 0 }\n",
            "channels.yaml:7:45: alerts.disk-free-percent: '0' is not a whole number from "
            "1 to 90\n  fix: write a number in that range\n"
            "channels.yaml:7:19: alerts.repeat: '1 min' is out of range\n  fix: use 300 s to "
            "2592000 s\n"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Alerts, AreAllWatchedAndTellNobodyWithoutTheSection) {
  std::string said;
  const Alerts alerts = read("", said).alerts;
  EXPECT_FALSE(alerts.any_way());
  EXPECT_TRUE(alerts.without.empty());
}

}  // namespace alerts_test
}  // namespace norekey::config
