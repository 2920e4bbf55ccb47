#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/bundle.hpp"
#include "config/business.hpp"
#include "config/daemon.hpp"

namespace norekey::config {
namespace config_test {

constexpr const char* kGood = R"(company:
  acme: { zone: America/Chicago, currency: USD, house-rep: HOUSE, inside-sales: own-pool }
channel:
  web: { company: acme, connector: vendure, url: https://shop.example, erp: tryton, mapping: m, password: { file: secrets/p } }
erp:
  tryton: { adapter: tryton, url: http://erp.example:8000 }
)";

std::string replaced(std::string from, std::string to) {
  std::string out = kGood;
  return out.replace(out.find(from), from.size(), to);
}

std::string findings_of(const std::string& yaml) {
  Findings findings;
  read_business(yaml, "channels.yaml", "/etc/norekey", findings);
  std::string out;
  for (const Error& e : findings.errors) out += to_string(e) + "\n";
  for (const Error& e : findings.warnings) out += "warning: " + to_string(e) + "\n";
  return out;
}

struct ConfigCase {
  const char* name;
  std::string yaml;
  const char* want;
};

class ConfigFindings : public testing::TestWithParam<ConfigCase> {};

TEST_P(ConfigFindings, NamePlaceValueAndFix) {
  EXPECT_EQ(findings_of(GetParam().yaml), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Config, ConfigFindings,
    testing::Values(
        ConfigCase{"good", kGood, ""},
        ConfigCase{
            "unknown_key", replaced("url: https", "ulr: https"),
            ""
            "channels.yaml:4:45: channel.web.ulr: unknown key 'ulr', did you mean 'url'?\n  "
            "fix: use one of: acknowledge, api-key, "
            "authority, backfill-from, burst, ca-file, channel-token, company, confirmation, "
            "connector, directory, erp, "
            "former-signing-secret, in-flight, login, mapping, mode, "
            "note-public, ordering, "
            "outbound, partial, password, paused, per-minute, poll-every, "
            "poll-overlap, proxy, release-after, "
            "shadow, signature-tolerance, signing-secret, sweep, "
            "timeout, url, verify-tls, zone\n"},
        ConfigCase{"unknown_company", replaced("company: acme", "company: acne"),
                   "channels.yaml:4:19: channel.web.company: there is no company 'acne', did you "
                   "mean 'acme'?\n  fix: add it below "
                   "company, or name one that is there\n"},
        ConfigCase{"unknown_erp", replaced("erp: tryton", "erp: triton"),
                   "channels.yaml:4:77: channel.web.erp: there is no erp 'triton', did you mean "
                   "'tryton'?\n  fix: add it below erp, or "
                   "name one that is there\n"},
        ConfigCase{"bad_zone", replaced("America/Chicago", "Amerika/Chicago"),
                   "channels.yaml:2:17: company.acme.zone: unknown time zone 'Amerika/Chicago', "
                   "did you mean 'America/Chicago'?\n  fix: use "
                   "an IANA name such as America/Chicago\n"},
        ConfigCase{"bad_currency", replaced("USD", "USB"),
                   "channels.yaml:2:44: company.acme.currency: unknown currency 'USB', did you "
                   "mean 'USD'?\n  fix: use an ISO 4217 code "
                   "such as USD\n"},
        ConfigCase{"missing_house_rep", replaced(", house-rep: HOUSE", ""),
                   "channels.yaml:2:9: company.acme.house-rep: is missing: rep code that goes to "
                   "the ERP where nobody has the sales "
                   "credit\n  fix: add  house-rep: …\n"},
        ConfigCase{
            "missing_inside_sales", replaced(", inside-sales: own-pool", ""),
            "channels.yaml:2:9: company.acme.inside-sales: is missing: what inside sales has "
            "of a web order: own-pool (all of it, beside the outside rep, by the assignments "
            "in slot inside) or none\n  fix: add  inside-sales: …\n"},
        ConfigCase{"long_currency", replaced("USD", "USDX"),
                   "channels.yaml:2:44: company.acme.currency: 'USDX' has 4 characters\n  fix: use "
                   "exactly 3\n"},
        ConfigCase{
            "url_of_another_kind", replaced("https://shop", "ftp://shop"),
            "channels.yaml:4:50: channel.web.url: 'ftp://shop.example' begins with neither http:// "
            "nor https://\n  fix: write a whole address, such as https://shop.example\n"},
        ConfigCase{"url_without_host", replaced("http://erp.example:8000", "http:///erp"),
                   "channels.yaml:6:35: erp.tryton.url: 'http:///erp' names no host\n  fix: write "
                   "a whole address, such as http://erp.example:8000\n"},
        ConfigCase{"url_with_a_port_that_is_none", replaced("example:8000", "example:80000"),
                   "channels.yaml:6:35: erp.tryton.url: '80000' is no port\n  fix: write a number "
                   "from 1 to 65535 behind the colon\n"},
        ConfigCase{"url_with_an_empty_port",
                   replaced("https://shop.example", "\"https://[::1]:/s\""),
                   "channels.yaml:4:50: channel.web.url: '' is no port\n  fix: write a number from "
                   "1 to 65535 behind the colon\n"},
        ConfigCase{"url_of_an_ip_v6_host",
                   replaced("http://erp.example:8000", "'http://[fe80::1]'"), ""},
        ConfigCase{"doubled_names", replaced("erp:\n", "  web: { company: acne }\nerp:\n"),
                   "channels.yaml:5:3: channel.web: the key 'web' is there twice\n  fix: remove "
                   "one of them\n"},
        ConfigCase{"doubled_keys", replaced("erp: tryton,", "erp: tryton, erp: b, company: c,"),
                   "channels.yaml:4:85: channel.web.erp: the key 'erp' is there twice\n  fix: "
                   "remove one of them\n"
                   "channels.yaml:4:93: channel.web.company: the key 'company' is there twice\n  "
                   "fix: remove one of them\n"},
        ConfigCase{"url_with_a_password", replaced("http://erp", "http://admin:hunter2@erp"),
                   "channels.yaml:6:35: erp.tryton.url: has a login or password in it\n  fix: give "
                   "login and password keys of their own\n"},
        ConfigCase{"bad_helper_share", replaced("own-pool", "own-pool, helper-share: ten"),
                   "channels.yaml:2:105: company.acme.helper-share: 'ten' is no percent\n  fix: "
                   "write a number from 0 to 100\n"},
        ConfigCase{"secret_in_the_open", replaced("{ file: secrets/p }", "hunter2"),
                   "channels.yaml:4:107: channel.web.password: a secret does not stand in the "
                   "config\n  fix: write  password: { file: "
                   "secrets/password }\n"},
        ConfigCase{"secret_of_two_kinds", replaced("{ file: secrets/p }", "{ file: p, env: P }"),
                   "channels.yaml:4:107: channel.web.password: a secret needs one of: file, env, "
                   "credential\n  fix: write  password: { "
                   "file: secrets/password }\n"},
        ConfigCase{"bad_mode", replaced("erp: tryton,", "erp: tryton, mode: pol,"),
                   "channels.yaml:4:91: channel.web.mode: 'pol' is not one of the choices, did you "
                   "mean 'poll'?\n  fix: use one of: "
                   "webhook, poll\n"},
        ConfigCase{
            "polling_without_a_pause", replaced("erp: tryton,", "erp: tryton, poll-every: 0 s,"),
            "channels.yaml:4:97: channel.web.poll-every: '0 s' is out of range\n  fix: use 1 "
            "s to 86400 s\n"},
        ConfigCase{"bad_duration", replaced("erp: tryton,", "erp: tryton, poll-every: soon,"),
                   "channels.yaml:4:97: channel.web.poll-every: 'soon' is not a duration\n  fix: "
                   "write it like 30 s, 5 min, 2 h or 7 d\n"},
        ConfigCase{"duration_out_of_range", replaced("erp: tryton,", "erp: tryton, timeout: 1 h,"),
                   "channels.yaml:4:94: channel.web.timeout: '1 h' is out of range\n  fix: use 1 s "
                   "to 300 s\n"},
        ConfigCase{"number_out_of_range",
                   replaced("adapter: tryton,", "adapter: tryton, in-flight: 0,"),
                   "channels.yaml:6:41: erp.tryton.in-flight: '0' is not a whole number from 1 to "
                   "64\n  fix: write a number in that range\n"},
        ConfigCase{"receipts_of_nobody",
                   std::string(kGood) + "receipts:\n  acne: { signing-key: { env: K } }\n",
                   "channels.yaml:8:9: receipts.acne: there is no company 'acne', did you mean "
                   "'acme'?\n  fix: name the company whose reps get receipts\n"
                   "channels.yaml:8:9: receipts.acne: says neither mail-server nor webhook\n  fix: "
                   "add  mail-server: smtp://mail.example:587  with from, or  webhook: "
                   "https://…\n"},
        ConfigCase{"receipts_without_key_and_with_a_bad_server",
                   std::string(kGood) +
                       "receipts:\n  acme: { mail-server: mail.example, from: norekey }\n",
                   "channels.yaml:8:9: receipts.acme.signing-key: is missing: Ed25519 key that "
                   "receipts are signed with; openssl genpkey -algorithm ed25519 makes one\n  fix: "
                   "add  signing-key: …\n"
                   "channels.yaml:8:24: receipts.acme.mail-server: 'mail.example' is no mail "
                   "server's address\n  fix: write it like smtp://mail.example:587 or "
                   "smtps://mail.example\n"
                   "channels.yaml:8:44: receipts.acme.from: 'norekey' is no mail address\n  fix: "
                   "write  from: sales-credit@acme.example\n"},
        ConfigCase{"list_of_more_than_texts",
                   replaced("adapter: tryton,", "adapter: tryton, accept-warnings: [a, [b]],"),
                   "channels.yaml:6:47: erp.tryton.accept-warnings: expected a text or a list of "
                   "texts, found a list\n  fix: write  accept-warnings: [one, two]\n"},
        ConfigCase{"empty_text_in_a_list",
                   replaced("adapter: tryton,", "adapter: tryton, accept-warnings: [a, ''],"),
                   "channels.yaml:6:47: erp.tryton.accept-warnings: '' has 0 characters\n  fix: "
                   "use 1 to 80 in each\n"},
        ConfigCase{"neither_yes_nor_no", replaced("erp: tryton,", "erp: tryton, partial: perhaps,"),
                   "channels.yaml:4:94: channel.web.partial: 'perhaps' is neither yes nor no\n  "
                   "fix: write yes or no\n"},
        ConfigCase{"backfill_from_a_day",
                   replaced("erp: tryton,", "erp: tryton, backfill-from: 2026-11-01,"), ""},
        ConfigCase{
            "backfill_from_no_day",
            replaced("erp: tryton,", "erp: tryton, backfill-from: 11/01/2026,"),
            "channels.yaml:4:100: channel.web.backfill-from: '11/01/2026' is not a moment in "
            "time: it does not begin with a date\n  fix: write a day like 2026-11-21, or a "
            "moment like 2026-11-21T23:00:21Z\n"},
        ConfigCase{"secret_without_a_name", replaced("file: secrets/p", "file: ''"),
                   "channels.yaml:4:107: channel.web.password: a secret needs one of: file, env, "
                   "credential\n  fix: write  password: { file: secrets/password }\n"},
        ConfigCase{"authority_that_is_not_there",
                   replaced("adapter: tryton,", "adapter: tryton, ca-file: ca.pem,"),
                   "warning: channels.yaml:6:39: erp.tryton.ca-file: the file /etc/norekey/ca.pem "
                   "is not there\n  fix: put it there, or correct its name\n"},
        ConfigCase{"receipts_webhook_is_no_address",
                   std::string(kGood) +
                       "receipts:\n  acme: { webhook: hr.example, signing-key: { env: K } }\n",
                   "channels.yaml:8:20: receipts.acme.webhook: 'hr.example' begins with neither "
                   "http:// nor https://\n  fix: write a whole address, such as "
                   "https://hr.example/receipts\n"},
        ConfigCase{"a_request_that_ends_before_its_answer",
                   replaced("adapter: tryton,", "adapter: tryton, longest-request: 10 s,"),
                   "warning: channels.yaml:6:47: erp.tryton.longest-request: is shorter than "
                   "timeout, 60 s: an order could be sent again while the ERP still works at it\n"
                   "  fix: make longest-request the longer one, or timeout shorter\n"},
        ConfigCase{"proxy_of_two_words", replaced("erp: tryton,", "erp: tryton, proxy: a b,"),
                   "channels.yaml:4:92: channel.web.proxy: 'a b' is no proxy\n  fix: write one "
                   "address, such as http://proxy.example:3128, or - for none\n"},
        ConfigCase{"proxy_with_a_password",
                   replaced("erp: tryton,", "erp: tryton, proxy: http://u:p@proxy:3128,"),
                   "warning: channels.yaml:4:92: channel.web.proxy: has a login or password in it: "
                   "who reads the config reads it too\n  fix: leave proxy out, and give it to the "
                   "daemon as https_proxy in its environment\n"},
        ConfigCase{"no_proxy", replaced("erp: tryton,", "erp: tryton, proxy: \"-\","), ""},
        ConfigCase{"tls_off_warns", replaced("erp: tryton,", "erp: tryton, verify-tls: no,"),
                   "warning: channels.yaml:4:97: channel.web.verify-tls: the shop's certificate is "
                   "not checked\n  fix: use this on a test "
                   "system only\n"},
        ConfigCase{
            "no_erp_section",
            "company:\n  a: { zone: UTC, house-rep: H, inside-sales: own-pool }\nchannel: {}\n",
            "channels.yaml:1:1: erp: is missing\n  fix: add  erp:  with a name and its "
            "settings below\n"},
        ConfigCase{
            "list_for_a_mapping",
            replaced("  tryton: { adapter: tryton, url: http://erp.example:8000 }", "  - tryton"),
            "channels.yaml:6:3: erp: expected a mapping, found a list\n  fix: indent its keys "
            "below  erp:\n"
            "channels.yaml:4:77: channel.web.erp: there is no erp 'tryton'\n  fix: add it below "
            "erp, or name one that is there\n"},
        ConfigCase{
            "tab", "company:\n\tacme: {}\n",
            "channels.yaml:2:1: not YAML: the line is indented with a tab\n  fix: indent "
            "with blanks\nchannels.yaml:1:1: channel: is missing\n  fix: add  channel:  with "
            "a name and its settings below\nchannels.yaml:1:1: erp: is missing\n  fix: add  "
            "erp:  with a name and its settings below\n"},
        ConfigCase{
            "latin1", "company: \xfc\n",
            "channels.yaml:1:10: a byte that is not UTF-8\n  fix: save the file as UTF-8\n"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Config, TwoChannelsThatReadTheSameOrdersAreWarnedOf) {
  const std::string web =
      "company: acme, connector: vendure, erp: tryton, mapping: m, password: { file: secrets/p }";
  const auto with = [&](const std::string& more) {
    return findings_of(replaced("erp:\n", "  web2: { " + web + ", " + more + " }\nerp:\n"));
  };
  EXPECT_EQ(with("url: https://shop.example/"),
            "warning: channels.yaml:5:9: channel.web2: reads the same orders as channel 'web': "
            "each of them goes to the ERP twice\n  fix: take one of the two away, or give each its "
            "own channel-token\n");
  EXPECT_EQ(with("url: https://shop.example, channel-token: west"), "");
  EXPECT_EQ(with("url: https://shop.example, shadow: yes"), "");
  EXPECT_EQ(with("url: https://other.example"), "");
}

TEST(Config, PartialIsAllowedByTheWordToo) {
  for (const auto& [given, wanted] :
       std::vector<std::pair<std::string, bool>>{{"", false},
                                                 {"partial: allow,", true},
                                                 {"partial: yes,", true},
                                                 {"partial: no,", false}}) {
    Findings findings;
    const Business read = read_business(replaced("erp: tryton,", "erp: tryton, " + given),
                                        "channels.yaml", ".", findings);
    EXPECT_EQ(read.channels.at("web").partial, wanted) << given;
    EXPECT_TRUE(findings.errors.empty()) << given;
  }
}

TEST(Config, AListTakesThePlaceOfTheDefaultEvenAnEmptyOne) {
  for (const auto& [given, wanted] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"", {"stock_quantity_warning"}},
           {" accept-warnings: [],", {}},
           {" accept-warnings: credit,", {"credit"}},
           {" accept-warnings: [credit, stock],", {"credit", "stock"}}}) {
    Findings findings;
    const Business read = read_business(replaced("adapter: tryton,", "adapter: tryton," + given),
                                        "channels.yaml", ".", findings);
    EXPECT_EQ(read.erps.at("tryton").accept_warnings, wanted) << given;
    EXPECT_TRUE(findings.errors.empty()) << given;
  }
}

class Folder : public testing::Test {
 protected:
  void SetUp() override {
    path_ =
        std::filesystem::temp_directory_path() / ("norekey-config-" + std::to_string(::getpid()));
    std::filesystem::create_directories(path_);
  }
  void TearDown() override { std::filesystem::remove_all(path_); }
  std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
    ::chmod(file.c_str(), mode);
    return file.string();
  }
  std::filesystem::path path_;
};

TEST_F(Folder, ASecretComesWithoutItsLineBreakAndNotFromAFileThatAllMayRead) {
  const Secret good{Secret::Kind::file, write("good", "hunter2\n")};
  EXPECT_EQ(good.read().value(), "hunter2");
  const Secret open{Secret::Kind::file, write("open", "hunter2\n", 0644)};
  EXPECT_EQ(to_string(open.read().error()), "the secret file " + open.name +
                                                " may be read by everybody\n  fix: chmod o-rwx " +
                                                open.name);
  const Secret none{Secret::Kind::file, (path_ / "none").string()};
  EXPECT_EQ(to_string(none.read().error()),
            "the secret file " + none.name +
                " is not there\n  fix: write the secret into that file and chmod 600 it");
  const Secret empty{Secret::Kind::file, write("empty", "\n")};
  EXPECT_EQ(empty.read().error().what, "the secret in file " + empty.name + " is empty");
}

TEST_F(Folder, WhatCannotBeASecretIsSaid) {
  const Secret blank{Secret::Kind::file, write("blank", " \t\n")};
  EXPECT_EQ(blank.read().error().what, "the secret in file " + blank.name + " is empty");
  const Secret marked{Secret::Kind::file, write("marked", "\xEF\xBB\xBFhunter2\r\n")};
  EXPECT_EQ(to_string(marked.read().error()),
            "the secret in file " + marked.name +
                " begins with a byte order mark\n  fix: save it as UTF-8 without one: it would be "
                "sent as a part of the secret");
  std::filesystem::create_directories(path_ / "secrets");
  const Secret folder{Secret::Kind::file, (path_ / "secrets").string()};
  EXPECT_EQ(to_string(folder.read().error()),
            "the secret file " + folder.name + " is a folder\n  fix: name the file in it");
}

TEST_F(Folder, ASecretComesFromTheEnvironmentOrASystemdCredential) {
  ::setenv("NOREKEY_TEST_SECRET", "hunter2", 1);
  EXPECT_EQ((Secret{Secret::Kind::environment, "NOREKEY_TEST_SECRET"}).read().value(), "hunter2");
  EXPECT_EQ((Secret{Secret::Kind::environment, "NOREKEY_TEST_NONE"}).read().error().what,
            "the environment variable NOREKEY_TEST_NONE is not set");
  write("shop", "hunter3");
  ::setenv("CREDENTIALS_DIRECTORY", path_.c_str(), 1);
  EXPECT_EQ((Secret{Secret::Kind::credential, "shop"}).read().value(), "hunter3");
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

struct RetentionCase {
  const char* yaml;
  const char* what;  ///< "" = fine
};

TEST_F(Folder, RetentionThatWouldRemoveNothingIsAFinding) {
  const RetentionCase rows[] = {
      {"retention: { seal-days: 30, days: 365 }\n", ""},
      {"retention: { seal-days: 0 }\n", ""},
      {"retention: { seal-days: 0, days: 0 }\n", ""},
      {"store: postgresql://db/norekey\nretention: { seal-days: 0, days: 30 }\n", ""},
      {"retention: { seal-days: 0, days: 30 }\n",
       "days 30 removes nothing with seal-days 0: only what was sealed leaves an SQLite store"},
      {"retention: { seal-days: 90, days: 30 }\n", "days 30 is less than seal-days 90"},
  };
  for (const auto& row : rows) {
    write("norekey.yaml", row.yaml);
    Findings findings;
    read_daemon(path_.string(), findings);
    EXPECT_EQ(findings.errors.empty() ? "" : findings.errors[0].what, row.what) << row.yaml;
    EXPECT_LE(findings.errors.size(), 1U) << row.yaml;
  }
}

TEST_F(Folder, TheDaemonsFileIsCheckedWholeAndItsPathsAreItsFolders) {
  write("norekey.yaml",
        "state-dir: state\nhttp: { port: 99999, certificate: c.pem }\nlog: { to: fiel }\n");
  Findings findings;
  EXPECT_FALSE(read_daemon(path_.string(), findings));
  ASSERT_EQ(findings.errors.size(), 3U);
  EXPECT_EQ(findings.errors[0].what, "'99999' is not a whole number from 0 to 65535");
  EXPECT_EQ(findings.errors[1].what, "'fiel' is not one of the choices, did you mean 'file'?");
  EXPECT_EQ(findings.errors[2].what, "certificate and key belong together");
  write("norekey.yaml", "state-dir: state\n");
  Findings none;
  const auto daemon = read_daemon(path_.string(), none);
  ASSERT_TRUE(daemon);
  EXPECT_EQ(daemon->store_url(), "sqlite:" + (path_ / "state/store.db").string());
}

/// What the daemon would refuse at its start; no password of a store's address is shown.
TEST_F(Folder, WhatTheDaemonWouldNotStartWithIsAFinding) {
  struct Row {
    const char *yaml, *want;
  };
  for (const Row& row :
       {Row{"http: { address: localhost }\n",
            ":1:18: http.address: 'localhost' is not an IP address to listen on\n  fix: write "
            "127.0.0.1, ::1, or 0.0.0.0 for all of this machine's addresses"},
        Row{"http: { address: 0.0.0.0 }\n", ""}, Row{"http: { address: \"::1\" }\n", ""},
        Row{"http: { address: \"fe80::1%eth0\" }\n", ""},
        Row{"store: mysql://norekey:hunter2@db/x\n",
            ":1:8: store: 'mysql' is no kind of store\n  fix: write "
            "sqlite:/var/lib/norekey/store.db or postgresql://host/database"},
        Row{"store: /var/lib/norekey/store.db\n",
            ":1:8: store: a path alone names no store\n  fix: write "
            "sqlite:/var/lib/norekey/store.db or postgresql://host/database"},
        Row{"store: postgres://db/norekey\n", ""},
        Row{"http: { certificate: c.pem, key: k.pem }\n", ""}}) {
    write("norekey.yaml", row.yaml);
    Findings findings;
    read_daemon(path_.string(), findings);
    const std::string want = *row.want == '\0' ? "" : (path_ / "norekey.yaml").string() + row.want;
    EXPECT_EQ(findings.errors.empty() ? "" : to_string(findings.errors[0]), want) << row.yaml;
  }
}

TEST_F(Folder, AFileThatIsNotThereYetIsAWarning) {
  write("norekey.yaml", "http: { certificate: c.pem, key: k.pem }\n");
  write("k.pem", "key");
  Findings findings;
  read_daemon(path_.string(), findings);
  ASSERT_EQ(findings.warnings.size(), 1U);
  EXPECT_EQ(findings.warnings[0].what, "the file " + (path_ / "c.pem").string() + " is not there");
  EXPECT_EQ(findings.warnings[0].where.field, "http.certificate");
}

TEST_F(Folder, AnSqliteStoreIsInTheConfigsFolderWhereItsPathIsNotWhole) {
  for (const auto& [store, want] : std::vector<std::pair<std::string, std::string>>{
           {"sqlite:data/store.db", "sqlite:" + (path_ / "data/store.db").string()},
           {"sqlite:/srv/store.db", "sqlite:/srv/store.db"},
           {"postgresql://db/norekey", "postgresql://db/norekey"}}) {
    write("norekey.yaml", "store: " + store + "\n");
    Findings findings;
    EXPECT_EQ(read_daemon(path_.string(), findings)->store_url(), want);
  }
}

TEST_F(Folder, ABundleIsItsFilesAndItsHashIsTheirContent) {
  write("channels.yaml", kGood);
  write("mappings/m.yaml", "mapping: m\n");
  write("mappings/notes.txt", "not part of it");
  write("lookups/items.csv", "a,b\n");
  Findings findings;
  const Bundle one = read_drafts(path_.string(), findings);
  EXPECT_TRUE(findings.ok());
  EXPECT_EQ(one.files.size(), 3U);
  EXPECT_EQ(Bundle::from_json(one.to_json()).value().hash(), one.hash());
  write("lookups/items.csv", "a,b\n1,2\n");
  write("lookups/units.csv", "a,b\n");
  std::filesystem::remove(path_ / "mappings/m.yaml");
  const Bundle two = read_drafts(path_.string(), findings);
  EXPECT_NE(two.hash(), one.hash());
  EXPECT_EQ(difference(one, two),
            (std::vector<std::string>{"~ lookups/items.csv", "+ lookups/units.csv",
                                      "- mappings/m.yaml"}));
}

TEST_F(Folder, AMissingFileIsAFinding) {
  Findings findings;
  read_drafts(path_.string(), findings);
  ASSERT_EQ(findings.errors.size(), 1U);
  EXPECT_EQ(to_string(findings.errors[0]), (path_ / "channels.yaml").string() +
                                               ": the file cannot be read: no such file or "
                                               "directory\n  fix: create it, or let the daemon's "
                                               "user read it");
}

TEST_F(Folder, WhereThereIsNoConfigTheOptionThatNamesItsFolderIsSaid) {
  Findings findings;
  EXPECT_FALSE(read_daemon(path_.string(), findings));
  ASSERT_EQ(findings.errors.size(), 1U);
  EXPECT_EQ(to_string(findings.errors[0]),
            (path_ / "norekey.yaml").string() +
                ": the file cannot be read: no such file or directory\n  fix: create it, or say "
                "where the config is: norekey --config DIR …");
}

TEST_F(Folder, AFileOrFolderThatCannotBeLookedAtIsAFindingAndNoCrash) {
  write("channels.yaml", "a\n");
  std::filesystem::create_symlink("reps.csv", path_ / "reps.csv");  // leads to itself
  std::filesystem::create_symlink("lookups", path_ / "lookups");
  Findings findings;
  read_drafts(path_.string(), findings);
  ASSERT_EQ(findings.errors.size(), 2U);
  EXPECT_EQ(to_string(findings.errors[0]),
            (path_ / "reps.csv").string() +
                ": the file cannot be read: too many levels of symbolic links\n  fix: create it, "
                "or let the daemon's user read it");
  EXPECT_EQ(to_string(findings.errors[1]),
            (path_ / "lookups").string() +
                ": the folder cannot be read: too many levels of symbolic links\n  fix: let the "
                "daemon's user read it");
}

TEST_F(Folder, WhatIsNoFileIsToldSo) {
  std::filesystem::create_directories(path_ / "reps.csv");
  const std::string path = (path_ / "reps.csv").string();
  EXPECT_EQ(to_string(read_text_file(path).error()),
            path + ": the file cannot be read: is a directory\n  fix: give a file, not a folder");
  EXPECT_EQ(to_string(read_text_file("/dev/null").error()),
            "/dev/null: the file cannot be read: operation not supported\n  fix: give a file that "
            "lies on a disk, no pipe or device");
}

TEST(Secrets, AllThatCannotBeReadAreNamedWithTheLineOfTheirKeys) {
  const std::string text =
      "company:\n  acme: { zone: UTC, house-rep: H, inside-sales: none }\nchannel:\n"
      "  web: { company: acme, connector: vendure, url: https://shop.example, erp: tryton, "
      "mapping: m,\n"
      "    password: { file: /nowhere/p },\n    signing-secret: { env: NOREKEY_TEST_NOT_SET } }\n"
      "erp:\n  tryton: { adapter: tryton, url: http://erp.example:8000 }\n";
  Findings findings;
  const Business business = read_business(text, "channels.yaml", "/etc/norekey", findings);
  ASSERT_TRUE(findings.ok()) << to_string(findings.errors[0]);
  EXPECT_FALSE(check_secrets(business.channels.at("web"), findings));
  EXPECT_TRUE(check_secrets(business.erps.at("tryton"), findings));
  std::string all;
  for (const Error& e : findings.errors) all += to_string(e) + "\n";
  EXPECT_EQ(all,
            "channels.yaml:5:15: channel.web.password: the secret file /nowhere/p is not there\n"
            "  fix: write the secret into that file and chmod 600 it\n"
            "channels.yaml:6:21: channel.web.signing-secret: the environment variable "
            "NOREKEY_TEST_NOT_SET is not set\n"
            "  fix: set it for the daemon, or use file or credential\n");
}

}  // namespace config_test
}  // namespace norekey::config
