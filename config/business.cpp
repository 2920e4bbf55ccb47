#include "config/business.hpp"

#include <filesystem>

#include "config/calendar.hpp"
#include "config/url.hpp"
#include "core/decimal.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace norekey::config {
namespace {

template <class T, class Table>
std::map<std::string, T> read_named(Section& top, const std::string& key, const Table& table,
                                    const std::string& directory, bool needed = true) {
  std::map<std::string, T> out;
  auto section = top.section(key);
  if (!section && !top.take(key) && needed) {
    top.error(key, "is missing", "add  " + key + ":  with a name and its settings below");
  }
  if (!section) return out;
  for (const std::string& name : section->keys()) {
    if (name.empty() || name.find_first_not_of(
                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") !=
                            std::string::npos) {
      section->error(name, shown(name) + " cannot be a name", "use letters, digits, - and _");
    }
    auto one = section->section(name);
    if (!one) continue;
    T& made = out[name];
    made.name = name;
    if constexpr (std::is_same_v<T, Channel>) {
      if (auto back = one->section("outbound"))
        read_fields(*back, made.outbound, outbound_fields, directory);
      if (auto owners = one->section("authority"))
        read_fields(*owners, made.authority, authority_fields, directory);
    }
    read_fields(*one, made, table, directory);
  }
  return out;
}

template <class T>
std::vector<std::string> names_of(const std::map<std::string, T>& all) {
  std::vector<std::string> out;
  for (const auto& one : all) out.push_back(one.first);
  return out;
}

/// The section of one named thing again, for findings about its values.
Section again(Section& top, const std::string& key, const std::string& name) {
  return *top.section(key)->section(name);
}

void check_companies(Section& top, const Business& all) {
  for (const auto& [name, company] : all.companies) {
    Section at = again(top, "company", name);
    if (auto zone = check_zone(company.zone); !zone)
      at.error("zone", zone.error().what, zone.error().fix);
    if (auto exponent = currency_exponent(company.currency); !exponent) {
      at.error("currency", exponent.error().what, exponent.error().fix);
    }
    if (!company.reentry_from.empty() && !parse_date(company.reentry_from)) {
      at.error("re-entry-from", shown(company.reentry_from) + " is no day",
               "write it like 2026-12-01");
    }
    for (const auto& [key, value] : {std::pair{"helper-share", company.helper_share},
                                     std::pair{"quote-owner-share", company.quote_owner_share}}) {
      if (value.empty()) continue;
      const auto share = Decimal::parse(value);
      if (share && !share->is_negative() && *share <= Decimal(100)) continue;
      at.error(key, shown(value) + " is no percent", "write a number from 0 to 100");
    }
  }
}

/// "0.05", "2%".
bool is_tolerance(std::string text) {
  if (text.ends_with('%')) text.pop_back();
  const auto number = Decimal::parse(trim(text));
  return number && !number->is_negative();
}

void check_authority(Section& channel_section, const Channel& channel) {
  const Authority& owners = channel.authority;
  auto at = channel_section.section("authority");
  if (!at || owners.price_tolerance.empty()) return;
  if (!is_tolerance(owners.price_tolerance))
    at->error("price-tolerance", shown(owners.price_tolerance) + " is no amount",
              "write an amount such as 0.01, or a percentage such as 2%");
  if (!channel.outbound.prices)
    at->error("price-tolerance", "the ERP's prices are not known here",
              "add  outbound: { prices: yes }  to the channel");
}

void check_currency(Section& channel_section, const Channel& channel) {
  if (channel.outbound.currency.empty()) return;
  auto at = channel_section.section("outbound");
  auto known = currency_exponent(channel.outbound.currency);
  if (at && !known) at->error("currency", known.error().what, known.error().fix);
}

/// An unknown zone is said of the zone.
void check_backfill(Section& at, const Channel& channel) {
  if (channel.backfill_from.empty() || !check_zone(channel.zone)) return;
  if (const auto from = parse_moment(channel.backfill_from, channel.zone); !from)
    at.error("backfill-from", from.error().what,
             "write a day like 2026-11-21, or a moment like "
             "2026-11-21T23:00:21Z");
}

void check_channels(Section& top, const Business& all) {
  for (const auto& [name, channel] : all.channels) {
    Section at = again(top, channel.partner ? "partner" : "channel", name);
    if (!channel.company.empty() && !all.companies.contains(channel.company)) {
      at.error("company",
               "there is no company " + shown(channel.company) +
                   did_you_mean(channel.company, names_of(all.companies)),
               "add it below company, or name one that is there");
    }
    if (!channel.erp.empty() && !all.erps.contains(channel.erp)) {
      at.error(
          "erp",
          "there is no erp " + shown(channel.erp) + did_you_mean(channel.erp, names_of(all.erps)),
          "add it below erp, or name one that is there");
    }
    check_backfill(at, channel);
    check_url(at, "url", channel.url, "https://shop.example");
    check_proxy(at, channel.proxy);
    warn_of_no_file(at, "ca-file", channel.ca_file);
    check_authority(at, channel);
    check_currency(at, channel);
    if (!channel.verify_tls)
      at.warning("verify-tls", "the shop's certificate is not checked",
                 "use this on a test system only");
  }
}

/// What a channel reads its orders from; "" where it names neither.
std::string source_of(const Channel& channel) {
  std::string url = channel.url;
  while (url.ends_with('/')) url.pop_back();
  if (url.empty() && channel.directory.empty()) return "";
  return channel.connector + "\n" + url + "\n" + channel.channel_token + "\n" + channel.directory;
}

/// An order is its channel's: of two channels each has it. A channel in shadow writes nothing.
void warn_of_twins(Section& top, const Business& all) {
  std::map<std::string, std::string> by_source;
  for (const auto& [name, channel] : all.channels) {
    const std::string source = source_of(channel);
    if (source.empty() || channel.shadow || channel.partner) continue;
    const auto [first, fresh] = by_source.emplace(source, name);
    if (fresh) continue;
    again(top, "channel", name)
        .warning("",
                 "reads the same orders as channel " + shown(first->second) +
                     ": each of them goes to the ERP twice",
                 "take one of the two away, or give each its own channel-token");
  }
}

void check_partner(Section& at, const Partner& partner) {
  for (const auto& [key, value] :
       {std::pair{"id", partner.id}, std::pair{"our-id", partner.our_id}}) {
    const std::size_t colon = value.find(':');
    if (value.empty() || (colon != std::string::npos && colon + 1 < value.size())) continue;
    at.error(key, shown(value) + " has no qualifier before a colon",
             "write  " + std::string(key) + ": ZZ:NAME  with the qualifier of ISA05 or UNB 0007");
  }
  if (!is_tolerance(partner.price_tolerance)) {
    at.error("price-tolerance", shown(partner.price_tolerance) + " is no amount",
             "write an amount such as 0.01, or a percentage such as 2%");
  }
  if (auto zone = check_zone(partner.zone); !zone)
    at.error("zone", zone.error().what, zone.error().fix);
  if (partner.account.empty() && partner.accounts.empty()) {
    at.error("account", "is missing: whose orders they are",
             "add  account: …  or  accounts: LOOKUP  for a partner with several");
  }
  const std::filesystem::path inbox = partner.inbox, outbox = partner.outbox;
  if (!inbox.empty() && inbox == outbox)
    at.error("outbox", "inbox and outbox are the same folder", "give each a folder of its own");
  if (!inbox.empty() && inbox == std::filesystem::path(partner.archive))
    at.error("archive", "inbox and archive are the same folder", "give each a folder of its own");
}

/// Each partner is a channel: the way of its orders is that of all others.
Channel channel_of(const Partner& partner) {
  Channel out;
  out.name = partner.name;
  out.company = partner.company;
  out.connector = "edi";
  out.erp = partner.erp;
  out.mapping = partner.mapping;
  out.mode = "poll";
  out.poll_every = partner.poll_every;
  out.ordering = partner.ordering;
  out.zone = partner.zone;
  out.acknowledge = partner.order_answer.empty() ? "no" : "yes";
  out.paused = partner.paused;
  out.partner = std::make_shared<const Partner>(partner);
  return out;
}

void add_partners(Section& top, Business& all, const std::string& directory) {
  std::map<std::string, Partner> partners =
      read_named<Partner>(top, "partner", partner_fields, directory, false);
  const std::filesystem::path base = directory;
  std::map<std::string, std::string> by_id;
  for (auto& [name, partner] : partners) {
    Section at = again(top, "partner", name);
    if (all.channels.contains(name)) {
      at.error("", "there is a channel " + shown(name) + " already",
               "give the partner another name: both are named in orders and reports");
      continue;
    }
    const auto [first, fresh] = by_id.emplace(partner.id + " > " + partner.our_id, name);
    if (!fresh && !partner.id.empty()) {
      at.error("id", shown(partner.id) + " is partner " + shown(first->second) + " already",
               "give each partner its own id, or make one of the two");
    }
    for (std::string* path : {&partner.inbox, &partner.outbox, &partner.archive}) {
      if (!path->empty()) *path = (base / *path).lexically_normal().string();
    }
    check_partner(at, partner);
    all.channels.emplace(name, channel_of(partner));
  }
}

/// After longest-request the ERP is asked whether it has an order, and gets it again where not: an
/// answer that is waited for longer could be of the first.
void check_waits(Section& at, const Erp& erp) {
  if (erp.adapter != "tryton" || erp.longest_request >= erp.timeout) return;
  at.warning("longest-request",
             "is shorter than timeout, " + std::to_string(erp.timeout / 1s) +
                 " s: an order could be sent again while the ERP still works at it",
             "make longest-request the longer one, or timeout shorter");
}

void check_erps(Section& top, const Business& all) {
  for (const auto& [name, erp] : all.erps) {
    Section at = again(top, "erp", name);
    check_url(at, "url", erp.url, "http://erp.example:8000");
    check_proxy(at, erp.proxy);
    warn_of_no_file(at, "ca-file", erp.ca_file);
    check_waits(at, erp);
    if (auto closed = Calendar::parse(erp.closed); !closed) {
      at.error("closed", closed.error().what, closed.error().fix);
    }
    if (erp.zone.empty()) continue;
    if (auto zone = check_zone(erp.zone); !zone) {
      at.error("zone", zone.error().what, zone.error().fix);
    }
  }
}

/// "07:00", "23:59".
bool is_time_of_day(const std::string& text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  return text.size() == 5 && digit(0) && digit(1) && text[2] == ':' && digit(3) && digit(4) &&
         text.substr(0, 2) < "24" && text[3] < '6';
}

void check_receipts(Section& top, const Business& all) {
  for (const auto& [name, receipts] : all.receipts) {
    Section at = again(top, "receipts", name);
    if (!all.companies.contains(name)) {
      top.section("receipts")
          ->error(
              name,
              "there is no company " + shown(name) + did_you_mean(name, names_of(all.companies)),
              "name the company whose reps get receipts");
    }
    const std::string& mail = receipts.mail_server;
    if (mail.empty() && receipts.webhook.empty())
      at.error("", "says neither mail-server nor webhook",
               "add  mail-server: smtp://mail.example:587  with from, or  webhook: https://…");
    check_url(at, "webhook", receipts.webhook, "https://hr.example/receipts");
    check_proxy(at, receipts.proxy);
    warn_of_no_file(at, "ca-file", receipts.ca_file);
    if (!mail.empty() && !mail.starts_with("smtp://") && !mail.starts_with("smtps://"))
      at.error("mail-server", shown(mail) + " is no mail server's address",
               "write it like smtp://mail.example:587 or smtps://mail.example");
    if (!mail.empty() && receipts.from.find('@') == std::string::npos)
      at.error("from", shown(receipts.from) + " is no mail address",
               "write  from: sales-credit@acme.example");
    if (!receipts.digest_at.empty() && !is_time_of_day(receipts.digest_at))
      at.error("digest-at", shown(receipts.digest_at) + " is no time of day",
               "write it like 07:00");
    if (!receipts.digest_at.empty() && mail.empty())
      at.error("digest-at", "the digest is a mail, and there is no mail-server",
               "add  mail-server: smtp://mail.example:587  with from");
    if (!mail.empty() && receipts.tls == "none")
      at.warning("tls", "receipts, and the mail server's password, go unencrypted",
                 "use this on a test system only");
  }
}

template <class T, class Table>
bool check_each_secret(const T& of, const Table& table, Findings& findings) {
  const std::size_t before = findings.errors.size();
  for (const Field<T>& field : table) {
    const auto* member = std::get_if<Secret T::*>(&field.member);
    if (member == nullptr || !(of.**member).is_set()) continue;
    const auto read = (of.**member).read();
    if (!read) findings.errors.push_back(read.error());
  }
  return findings.errors.size() == before;
}

}  // namespace

Business read_business(const std::string& text, const std::string& file,
                       const std::string& directory, Findings& findings) {
  Business out;
  auto top = read_yaml(text, file, findings);
  if (!top) return out;
  out.companies = read_named<Company>(*top, "company", company_fields, directory);
  const bool any_partner = top->take("partner").has_value();
  out.channels = read_named<Channel>(*top, "channel", channel_fields, directory, !any_partner);
  out.erps = read_named<Erp>(*top, "erp", erp_fields, directory);
  out.receipts = read_named<Receipts>(*top, "receipts", receipts_fields, directory, false);
  const std::filesystem::path base = directory;
  for (auto& one : out.erps) {
    for (std::string* path :
         {&one.second.directory, &one.second.extract_directory, &one.second.stock_file,
          &one.second.stock_layout, &one.second.price_file, &one.second.price_layout,
          &one.second.status_file, &one.second.status_layout, &one.second.reps_file,
          &one.second.layout, &one.second.ca_file}) {
      if (!path->empty()) *path = (base / *path).lexically_normal().string();
    }
  }
  for (auto& one : out.channels) {
    for (std::string* path : {&one.second.directory, &one.second.ca_file}) {
      if (!path->empty()) *path = (base / *path).lexically_normal().string();
    }
  }
  add_partners(*top, out, directory);
  out.alerts = read_alerts(*top, out, directory);
  top->finish();
  check_companies(*top, out);
  check_channels(*top, out);
  warn_of_twins(*top, out);
  for (auto& one : out.receipts) {
    if (!one.second.ca_file.empty())
      one.second.ca_file = (base / one.second.ca_file).lexically_normal().string();
  }
  check_erps(*top, out);
  check_receipts(*top, out);
  return out;
}

bool check_secrets(const Channel& channel, Findings& findings) {
  return check_each_secret(channel, channel_fields, findings);
}

bool check_secrets(const Erp& erp, Findings& findings) {
  return check_each_secret(erp, erp_fields, findings);
}

bool check_secrets(const Alerts& alerts, Findings& findings) {
  return check_each_secret(alerts, alerts_fields, findings);
}

bool check_secrets(const Receipts& receipts, Findings& findings) {
  return check_each_secret(receipts, receipts_fields, findings);
}

}  // namespace norekey::config
