/// business: channels.yaml, the part of the config that a bundle activates: companies, channels,
/// ERPs.
#pragma once
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "config/alerts.hpp"
#include "config/authority.hpp"
#include "config/field.hpp"
#include "config/outbound.hpp"
#include "config/partner.hpp"

namespace norekey::config {

using namespace std::chrono_literals;

struct Company {
  std::string name;
  std::string zone = "UTC";
  std::string currency = "USD";
  std::string house_rep = "HOUSE";
  std::string inside_sales;
  std::string credit_address = "ship-to", drop_ship_address = "ship-to", credit_date = "order";
  std::string credit_base = "net", inside_base, cost_readers;
  std::string returns_of_leavers = "house", helper_share = "0", quote_owner_share;
  int claim_days = 30;
  bool rep_codes_register = false;
  std::string reentry_from, reentry_reviewer;
  int reentry_name_days = 30;
};

inline constexpr std::array<Field<Company>, 18> company_fields{{
    {"zone", &Company::zone, 1, 60, "time zone of business dates, such as America/Chicago", "",
     true},
    {"currency", &Company::currency, 3, 3, "the company's own currency, ISO 4217", "", false},
    {"house-rep", &Company::house_rep, 1, 40,
     "rep code that goes to the ERP where nobody has the sales credit", "", true},
    {"inside-sales", &Company::inside_sales, 1, 20,
     "what inside sales has of a web order: own-pool (all of it, beside the outside rep, by the "
     "assignments in slot inside) or none",
     "own-pool|none", true},
    {"credit-address", &Company::credit_address, 1, 20,
     "address that decides the territory of territory accounts", "ship-to|order-address|bill-to",
     false},
    {"drop-ship-address", &Company::drop_ship_address, 1, 20, "the same for drop-ship lines",
     "ship-to|order-address|bill-to", false},
    {"credit-date", &Company::credit_date, 1, 20,
     "day that decides who has the sales credit: of the order, or of each invoice", "order|invoice",
     false},
    {"credit-base", &Company::credit_base, 1, 20,
     "what invoices share out: net merchandise, or gross margin by the cost that the ERP's invoice "
     "names; orders are booked on net merchandise either way",
     "net|margin", false},
    {"inside-base", &Company::inside_base, 0, 20,
     "the same for the inside pool; absent: as credit-base", "net|margin", false},
    {"cost-readers", &Company::cost_readers, 0, 400,
     "logins, with commas between them, that are shown the cost; absent: nobody is", "", false},
    {"returns-of-leavers", &Company::returns_of_leavers, 1, 20,
     "who bears a return after a rep's final statement", "house|rep|successor", false},
    {"helper-share", &Company::helper_share, 1, 10,
     "percent for whoever placed the order for the customer, beside the pools", "", false},
    {"quote-owner-share", &Company::quote_owner_share, 0, 10,
     "percent of an accepted quote's owner; absent: all stays with the account's rep", "", false},
    {"claim-days", &Company::claim_days, 0, 3650, "how long after the order a rep may claim it", "",
     false},
    {"rep-codes-register", &Company::rep_codes_register, 0, 0,
     "yes: a rep code on a new account's first order proposes its registration", "", false},
    {"re-entry-from", &Company::reentry_from, 0, 10,
     "first day of the watch for re-entered orders, such as 2026-12-01, announced to staff before; "
     "absent: there is no watch",
     "", false},
    {"re-entry-reviewer", &Company::reentry_reviewer, 0, 64,
     "login of the one person who is shown by whom an order was re-entered, besides that person; "
     "absent: nobody is",
     "", false},
    {"re-entry-name-days", &Company::reentry_name_days, 1, 365,
     "days after which the watch forgets who it was", "", false},
}};

struct Channel {
  std::string name;
  std::string company, connector, url, erp, mapping;
  std::string mode = "webhook";
  std::string login;
  Secret password, api_key, signing_secret, former_signing_secret;
  std::string channel_token;
  Duration signature_tolerance = 5min;
  Duration poll_every = 30s, poll_overlap = 60s, sweep = 72h;
  std::string backfill_from;
  Duration timeout = 30s;
  std::string proxy, ca_file;
  bool verify_tls = true;
  bool partial = false, shadow = false;
  std::string ordering = "order";
  std::string acknowledge = "yes";
  bool note_public = true;
  std::string directory;
  std::string zone = "UTC";
  int in_flight = 4, per_minute = 0, burst = 10;
  bool paused = false;
  Duration release_after{};
  std::string confirmation = "shop";
  Authority authority;                     ///< its section of that name
  Outbound outbound;                       ///< its section of that name
  std::shared_ptr<const Partner> partner;  ///< null: a web shop
};

inline constexpr std::array<Field<Channel>, 34> channel_fields{{
    {"company", &Channel::company, 1, 40, "company that sells through it", "", true},
    {"connector", &Channel::connector, 1, 40, "kind of shop: vendure, recorded (orders as files)",
     "", true},
    {"url", &Channel::url, 0, 2000, "the shop's address, such as https://shop.example", "", false},
    {"erp", &Channel::erp, 1, 40, "ERP that its orders go to", "", true},
    {"mapping", &Channel::mapping, 1, 80,
     "mapping of its orders, the file's name in mappings/ without .yaml", "", true},
    {"mode", &Channel::mode, 1, 20,
     "webhook: triggers and polling; poll: no inbound port is needed", "webhook|poll", false},
    {"login", &Channel::login, 0, 200, "user of the shop's API", "", false},
    {"password", &Channel::password, 0, 0, "its password", "", false},
    {"api-key", &Channel::api_key, 0, 0, "API key, in place of login and password", "", false},
    {"signing-secret", &Channel::signing_secret, 0, 0, "secret that webhooks are signed with", "",
     false},
    {"former-signing-secret", &Channel::former_signing_secret, 0, 0,
     "the one before, while it is changed", "", false},
    {"channel-token", &Channel::channel_token, 0, 200,
     "the shop's own channel, where it has several", "", false},
    {"signature-tolerance", &Channel::signature_tolerance, 1, 86400,
     "how old a signed webhook may be", "", false},
    {"poll-every", &Channel::poll_every, 1, 86400, "time between polls", "", false},
    {"poll-overlap", &Channel::poll_overlap, 0, 86400, "how far each poll looks back again", "",
     false},
    {"sweep", &Channel::sweep, 0, 31536000,
     "orders placed within this time are compared again at each sweep", "", false},
    {"backfill-from", &Channel::backfill_from, 0, 40,
     "orders placed before this moment, or this day in the channel's zone, are left alone; absent: "
     "the first start",
     "", false},
    {"timeout", &Channel::timeout, 1, 300, "whole call", "", false},
    {"proxy", &Channel::proxy, 0, 400, "proxy; - for none; absent: from the environment", "",
     false},
    {"ca-file", &Channel::ca_file, 0, 4096, "PEM file of the authority to trust", "", false},
    {"verify-tls", &Channel::verify_tls, 0, 0, "no only for a test system", "", false},
    {"partial", &Channel::partial, 0, 0,
     "allow, or yes: good lines go to the ERP, the rest is parked", "yes|no|allow", false},
    {"shadow", &Channel::shadow, 0, 0,
     "yes: nothing is written to the ERP; what would be is compared with what staff enter", "",
     false},
    {"ordering", &Channel::ordering, 1, 20, "what is delivered strictly in order", "order|customer",
     false},
    {"acknowledge", &Channel::acknowledge, 1, 5, "no: nothing is written back to the shop",
     "yes|no", false},
    {"note-public", &Channel::note_public, 0, 0, "no: the note on the order is for staff only", "",
     false},
    {"directory", &Channel::directory, 0, 4096, "recorded: folder that orders are read from", "",
     false},
    {"zone", &Channel::zone, 1, 60, "time zone of the shop's dates, such as America/Chicago", "",
     false},
    {"in-flight", &Channel::in_flight, 1, 64, "parallel calls to this shop, of each daemon", "",
     false},
    {"per-minute", &Channel::per_minute, 0, 60000,
     "messages a minute at most, of each daemon; 0 = no limit", "", false},
    {"burst", &Channel::burst, 1, 1000, "messages at once after a quiet time", "", false},
    {"paused", &Channel::paused, 0, 0, "yes: the shop is not called; what comes in is kept", "",
     false},
    {"release-after", &Channel::release_after, 0, 2592000,
     "orders that the ERP leaves for a rep's release (leave-at: draft or quote) are released by "
     "themselves after this time, unless staff released or edited them; 0: never",
     "", false},
    {"confirmation", &Channel::confirmation, 1, 5,
     "who sends the customer the one order confirmation: the shop, or the ERP (mappings find it "
     "in extra[@name='confirmation'])",
     "shop|erp", false},
}};

struct Erp {
  std::string name;
  std::string adapter, url, database, login;
  Secret password;
  Duration timeout = 60s;
  Duration longest_request = 120s;
  Duration send_window = 60s;
  bool may_commit_late = false;
  int in_flight = 4, per_minute = 0, burst = 10;
  bool paused = false;
  std::string closed, zone;
  std::string leave_at = "confirm";
  std::string proxy, ca_file;
  bool verify_tls = true;
  std::string directory, extract_directory, stock_file, price_file, status_file, reps_file,
      stock_layout, price_layout, status_layout, format = "csv", layout;
  Duration file_quiet = 2s;
  int file_shrink_limit = 50;
  bool embedded = false;
  Duration invoices_every{0};
  std::string residual_item;
  std::vector<std::string> accept_warnings{"stock_quantity_warning"};
};

inline constexpr std::array<Field<Erp>, 36> erp_fields{{
    {"adapter", &Erp::adapter, 1, 40, "kind of ERP: tryton, files", "", true},
    {"url", &Erp::url, 0, 2000, "its address, such as http://erp.example:8000", "", false},
    {"database", &Erp::database, 0, 80, "its database", "", false},
    {"login", &Erp::login, 0, 80, "user that orders are entered as", "", false},
    {"password", &Erp::password, 0, 0, "its password", "", false},
    {"timeout", &Erp::timeout, 1, 300, "whole call", "", false},
    {"longest-request", &Erp::longest_request, 1, 3600,
     "how long a request may still take effect after its caller is gone", "", false},
    {"send-window", &Erp::send_window, 1, 3600, "how long after the intent a send may begin", "",
     false},
    {"may-commit-late", &Erp::may_commit_late, 0, 0,
     "yes: it may take effect even later; what is not found then is parked, never sent again", "",
     false},
    {"in-flight", &Erp::in_flight, 1, 64, "parallel calls to this ERP, of each daemon", "", false},
    {"per-minute", &Erp::per_minute, 0, 60000,
     "orders a minute at most, of each daemon; 0 = no limit", "", false},
    {"burst", &Erp::burst, 1, 1000, "orders at once after a quiet time", "", false},
    {"paused", &Erp::paused, 0, 0, "yes: nothing is sent; orders are kept", "", false},
    {"closed", &Erp::closed, 0, 400,
     "weekly times at which nothing is sent, such as Mon-Fri 22:00-23:30, Sun", "", false},
    {"zone", &Erp::zone, 0, 60, "time zone of these times; absent: the company's", "", false},
    {"leave-at", &Erp::leave_at, 1, 20, "state in which orders are left", "draft|quote|confirm",
     false},
    {"proxy", &Erp::proxy, 0, 400, "proxy; - for none; absent: from the environment", "", false},
    {"ca-file", &Erp::ca_file, 0, 4096, "PEM file of the authority to trust", "", false},
    {"verify-tls", &Erp::verify_tls, 0, 0, "no only for a test system", "", false},
    {"directory", &Erp::directory, 0, 4096, "files: folder that order files are dropped into", "",
     false},
    {"extract-directory", &Erp::extract_directory, 0, 4096,
     "files: folder that the ERP's extracts come from", "", false},
    {"stock-file", &Erp::stock_file, 0, 4096,
     "files: file of item,warehouse,on_hand,committed that the ERP writes", "", false},
    {"stock-layout", &Erp::stock_layout, 0, 4096,
     "files: YAML file that says how its rows stand in it; absent: CSV with these names", "",
     false},
    {"price-file", &Erp::price_file, 0, 4096,
     "files: file of item,price, and list, customer, from_quantity, currency, valid_from, "
     "valid_until where there are any",
     "", false},
    {"price-layout", &Erp::price_layout, 0, 4096, "files: as stock-layout", "", false},
    {"status-file", &Erp::status_file, 0, 4096,
     "files: file of key,state, and what else is known of our orders: see docs/sync.md", "", false},
    {"status-layout", &Erp::status_layout, 0, 4096, "files: as stock-layout", "", false},
    {"file-quiet", &Erp::file_quiet, 0, 600,
     "files: a stock, price or status file counts once it has stayed unchanged for so long", "",
     false},
    {"file-shrink-limit", &Erp::file_shrink_limit, 0, 100,
     "files: one that is shorter than the longest before by more than so many percent is refused "
     "and "
     "asks; 100: none is",
     "", false},
    {"reps-file", &Erp::reps_file, 0, 4096,
     "files: CSV file of customer,rep,name,from,until,active that the ERP writes, for norekey "
     "credit import",
     "", false},
    {"invoices-every", &Erp::invoices_every, 0, 86400,
     "how often its new invoices go into the ledger of sales credit and its commission records are "
     "compared; 0: only by norekey credit invoices",
     "", false},
    {"format", &Erp::format, 1, 20, "files: kind of order file", "csv|fixed", false},
    {"layout", &Erp::layout, 0, 4096, "files, fixed: CSV file of record,field,width,align,pad", "",
     false},
    {"embedded", &Erp::embedded, 0, 0,
     "yes: a small built-in ERP takes the files, for trying Norekey out", "", false},
    {"residual-item", &Erp::residual_item, 0, 80,
     "ERP item for the cent that rounded unit prices leave over", "", false},
    {"accept-warnings", &Erp::accept_warnings, 1, 80,
     "tryton: warnings that need no person, by the beginning of their names; [] for none", "",
     false},
}};

/// How the reps of one company are told of their sales credit. Its name is the company's.
struct Receipts {
  std::string name;
  std::string mail_server, from, login;
  Secret password;
  std::string tls = "required";
  std::string webhook, proxy, ca_file;
  Secret signing_key;
  std::string digest_at;
  Duration timeout = 30s;
  int per_minute = 0;
  bool paused = false;
};

inline constexpr std::array<Field<Receipts>, 13> receipts_fields{{
    {"mail-server", &Receipts::mail_server, 0, 400,
     "smtp://mail.example:587 or smtps://mail.example: receipts go to each rep's e-mail, as "
     "reps.csv has it",
     "", false},
    {"from", &Receipts::from, 0, 254, "sender of these mails, such as sales-credit@acme.example",
     "", false},
    {"login", &Receipts::login, 0, 200, "user of the mail server; absent: it asks for none", "",
     false},
    {"password", &Receipts::password, 0, 0, "its password", "", false},
    {"tls", &Receipts::tls, 1, 20,
     "encryption on smtp://: required, only where the server offers it, or none",
     "required|offered|none", false},
    {"webhook", &Receipts::webhook, 0, 2000,
     "https address that each receipt is posted to, in place of mail or beside it", "", false},
    {"proxy", &Receipts::proxy, 0, 400,
     "proxy on the way to the webhook; - for none; absent: from the environment", "", false},
    {"ca-file", &Receipts::ca_file, 0, 4096, "PEM file of the authority to trust", "", false},
    {"signing-key", &Receipts::signing_key, 0, 0,
     "Ed25519 key that receipts are signed with; openssl genpkey -algorithm ed25519 makes one", "",
     true},
    {"digest-at", &Receipts::digest_at, 0, 5,
     "time of day, such as 07:00 in the company's zone, at which each rep is mailed the day's "
     "sales "
     "credit; absent: no digest",
     "", false},
    {"timeout", &Receipts::timeout, 1, 300, "whole call", "", false},
    {"per-minute", &Receipts::per_minute, 0, 60000,
     "receipts a minute at most, of each daemon; 0 = no limit", "", false},
    {"paused", &Receipts::paused, 0, 0, "yes: nobody is told; receipts are kept", "", false},
}};

struct Business {
  std::map<std::string, Company> companies;
  std::map<std::string, Channel> channels;  ///< partners among them
  std::map<std::string, Erp> erps;
  std::map<std::string, Receipts> receipts;  ///< by company
  Alerts alerts;
};

/// Reads channels.yaml's text. All findings are given, names that do not exist among them; what is
/// usable is returned.
Business read_business(const std::string& text, const std::string& file,
                       const std::string& directory, Findings& findings);

/// The secrets of one channel or ERP that cannot be read, each a finding with its place. False
/// where there is one.
bool check_secrets(const Channel& channel, Findings& findings);
bool check_secrets(const Erp& erp, Findings& findings);
bool check_secrets(const Receipts& receipts, Findings& findings);
bool check_secrets(const Alerts& alerts, Findings& findings);

}  // namespace norekey::config
