/// docs/config.md is made from the tables that read the config, and held to them.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "config/business.hpp"
#include "config/daemon.hpp"
#include "config/outbound.hpp"
#include "config/partner.hpp"
#include "core/text.hpp"

namespace norekey::config {
namespace config_page_test {

struct Kind {
  std::string operator()(const std::string&) const { return "text"; }
  std::string operator()(int) const { return "whole number"; }
  std::string operator()(bool) const { return "yes or no"; }
  std::string operator()(const Duration&) const { return "duration"; }
  std::string operator()(const Secret&) const { return "secret"; }
  std::string operator()(const std::vector<std::string>&) const { return "list of texts"; }
};

std::string duration_text(Duration value) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(value).count();
  if (seconds % 3600 == 0 && seconds > 0) return std::to_string(seconds / 3600) + " h";
  if (seconds % 60 == 0 && seconds > 0) return std::to_string(seconds / 60) + " min";
  return std::to_string(seconds) + " s";
}

struct Default {
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(int value) const { return std::to_string(value); }
  std::string operator()(bool value) const { return value ? "yes" : "no"; }
  std::string operator()(const Duration& value) const { return duration_text(value); }
  std::string operator()(const Secret&) const { return ""; }
  std::string operator()(const std::vector<std::string>& value) const { return join(value, ", "); }
};

/// What may stand there: the choices, or the range of what has one.
template <class T>
std::string allowed(const Field<T>& field, const std::string& kind) {
  if (!field.choices.empty()) return join(split(field.choices, '|'), ", ");
  const std::string min = std::to_string(field.min), max = std::to_string(field.max);
  if (kind == "whole number") return kind + ", " + min + " to " + max;
  if (kind == "duration")
    return kind + ", " + duration_text(std::chrono::seconds(field.min)) + " to " +
           duration_text(std::chrono::seconds(field.max));
  return kind;
}

template <class T, class Table>
std::string rows(const Table& table) {
  const T fresh{};
  std::string out = "| key | what it is | allowed | where absent |\n|---|---|---|---|\n";
  for (const Field<T>& field : table) {
    const auto [kind, value] = std::visit(
        [&](auto member) { return std::pair(Kind{}(fresh.*member), Default{}(fresh.*member)); },
        field.member);
    std::string absent = field.required ? "**required**" : value.empty() ? "–" : "`" + value + "`";
    out += "| `" + std::string(field.name) + "` | " + std::string(field.help) + " | " +
           allowed(field, kind) + " | " + absent + " |\n";
  }
  return out;
}

std::string page() {
  return "# Every key of the config\n\n"
         "`norekey check` names what is wrong with a config, all of it at once; this page names "
         "what may stand in it. Configs that work: [config/examples](../config/examples).\n"
         "A duration is a number with `s`, `min`, `h` or `d`. A secret is never written into a "
         "config, only where it is: `{ file: secrets/NAME }`, `{ env: NAME }` or\n"
         "`{ credential: NAME }` (systemd). Paths are below the config's folder, unless they "
         "begin with `/`.\n\n"
         "# norekey.yaml\n\nThe machine's part. Read when the daemon starts.\n\n" +
         rows<Daemon>(daemon_fields) +
         "\n## `http:`\n\nWebhooks, `/healthz`, `/readyz` and `/metrics`.\n\n" +
         rows<Http>(http_fields) + "\n## `log:`\n\n" + rows<Log>(log_fields) +
         "\n## `retention:`\n\nHow long what is finished is kept: "
         "[deployment.md](deployment.md#retention).\n\n" +
         rows<Retention>(retention_fields) +
         "\n## `console:`\n\nPages and API for people: [console.md](console.md).\n\n" +
         rows<Console>(console_fields) +
         "\n### `oidc:` of the console\n\nSign-in by the company's own; absent: users of the "
         "console's own.\n\n" +
         rows<Oidc>(oidc_fields) +
         "\n# channels.yaml\n\nThe business part. `norekey apply` activates it with mappings, "
         "lookups and assignments, whole or not at all.\n\n"
         "## `company: NAME:`\n\n" +
         rows<Company>(company_fields) + "\n## `channel: NAME:`\n\nA web shop.\n\n" +
         rows<Channel>(channel_fields) +
         "\n### `outbound:` of a channel\n\nWhat goes from the ERP back to the shop: "
         "[sync.md](sync.md).\n\n" +
         rows<Outbound>(outbound_fields) +
         "\n### `authority:` of a channel\n\nWho decides what of its orders: "
         "[sync.md](sync.md#authority-release-and-confirmation).\n\n" +
         rows<Authority>(authority_fields) +
         "\n## `partner: NAME:`\n\nAn EDI partner, whose files lie in folders: "
         "[edi.md](edi.md#partners).\n\n" +
         rows<Partner>(partner_fields) + "\n## `erp: NAME:`\n\n" + rows<Erp>(erp_fields) +
         "\n## `receipts: COMPANY:`\n\nHow reps are told of their sales credit; absent: they are "
         "not.\n\n" +
         rows<Receipts>(receipts_fields) +
         "\n## `alerts:`\n\nWhat counts as wrong, who is told and when: "
         "[alerts.md](alerts.md). Without the section every rule is in force, and nobody is "
         "told.\n\n" +
         rows<Alerts>(alerts_fields) +
         "\n### `heartbeat:` of the alerts\n\nAbsent: there is none.\n\n" +
         rows<Heartbeat>(heartbeat_fields);
}

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(ConfigPage, SaysWhatTheTablesSay) {
  const std::string written = testing::TempDir() + "config.md";
  std::ofstream(written) << page();
  EXPECT_EQ(read(SOURCE_DIR "/docs/config.md"), page())
      << "after a change of a table in config/: cp " << written << " docs/config.md";
}

}  // namespace config_page_test
}  // namespace norekey::config
