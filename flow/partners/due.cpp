#include "flow/partners/due.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <set>

#include "core/text.hpp"
#include "edi/kept.hpp"
#include "edi/validate.hpp"
#include "flow/facts.hpp"
#include "flow/partners/connector.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr const char* kKind = "edi/due";
constexpr const char* kInventory = "inventory";
constexpr const char* kNext = "/stock/next";
constexpr const char* kAcknowledgement = "acknowledgement of ";
/// Sets that there are tables of.
constexpr std::array<const char*, 16> kSent{
    "855",    "865",    "856",    "810",    "846",    "832",    "850",    "860",
    "ORDRSP", "DESADV", "INVOIC", "INVRPT", "PRICAT", "ORDERS", "ORDCHG", "APERAK"};

std::string key_of(const Due& due) { return due.channel + "/" + due.what + "/" + due.about; }

std::optional<Due> due_of(const queue::Record& record) {
  boost::system::error_code ec;
  const json::value value = json::parse(record.value, ec);
  if (ec || !value.is_object()) return std::nullopt;
  const json::object& in = value.get_object();
  Due out;
  out.channel = text_of(in, "channel");
  out.what = text_of(in, "what");
  out.about = text_of(in, "about");
  out.by = text_of(in, "by");
  out.state = text_of(in, "state");
  out.since = value_or(parse_instant(text_of(in, "since")), Instant{});
  out.until = value_or(parse_instant(text_of(in, "until")), Instant{});
  return out;
}

bool is_yes(const std::string& code) { return code == "A" || code == "E" || code == "P"; }

constexpr std::size_t kMostSaid = 10;  ///< segments of an acknowledgement that a person is told

/// A segment as it stands in a file, "AK4*2*587*7*AD".
std::string segment_text(const edi::KeptSegment& s, bool x12) {
  std::string out = s.tag;
  for (std::size_t i = 1; i <= s.size(); ++i) {
    out += (x12 ? "*" : "+") + s.at(i);
    for (std::size_t c = 2; !s.at(i, c).empty(); ++c) out += ":" + s.at(i, c);
  }
  return out;
}

void gather(const edi::KeptLoop& loop, std::vector<const edi::KeptSegment*>& out) {
  for (const edi::KeptSegment& s : loop.segments) out.push_back(&s);
  for (const edi::KeptLoop& one : loop.loops) gather(one, out);
}

/// Everything in it that says what is wrong, in its order.
std::string faults_of(const edi::KeptLoop& body, bool x12) {
  static const std::set<std::string> others{"ST", "SE", "AK1", "AK2", "UNH", "UCI", "UNT"};
  std::vector<const edi::KeptSegment*> all;
  gather(body, all);
  std::sort(all.begin(), all.end(),
            [](const auto* a, const auto* b) { return a->number < b->number; });
  std::vector<std::string> out;
  for (const edi::KeptSegment* s : all) {
    if (others.contains(s->tag) || s->at(1) == "A") continue;  // AK5 and AK9 of what is taken
    if (out.size() < kMostSaid) out.push_back(segment_text(*s, x12));
  }
  return join(out, ", ");
}

/// Whether any message or group of a CONTRL is refused, its interchange being taken.
bool refuses(const edi::KeptLoop& loop) {
  for (const edi::KeptSegment& s : loop.segments) {
    const bool about = s.tag == "UCM" || s.tag == "UCF";
    if (about && s.at(s.tag == "UCM" ? 3 : 4) == "4") return true;
  }
  for (const edi::KeptLoop& one : loop.loops) {
    if (refuses(one)) return true;
  }
  return false;
}

/// The next stock of a partner that is told none any more is not due.
bool is_wanted(Context& context, const Due& due) {
  if (due.what != kInventory || !due.about.ends_with(kNext)) return true;
  const Route* route = context.route(due.channel);
  return route != nullptr && route->partner && !route->partner->config.inventory.empty();
}

std::string bare_number(const std::string& control) {
  const std::size_t digit = control.find_first_not_of('0');
  return digit == std::string::npos ? control : control.substr(digit);
}

}  // namespace

queue::Record to_record(const Due& due) {
  queue::Record out;
  out.kind = kKind;
  out.key = key_of(due);
  out.who = "daemon";
  out.value = json::serialize(json::object{{"channel", due.channel},
                                           {"what", due.what},
                                           {"about", due.about},
                                           {"by", due.by},
                                           {"state", due.state},
                                           {"since", to_string(due.since)},
                                           {"until", to_string(due.until)}});
  return out;
}

Due answer_due(const Route& route, const std::string& identity, Instant now) {
  return {
      route.name, "order answer", identity, "us", now, now + route.partner->config.answer_within};
}

Due document_due(const Route& route, const std::string& what, const std::string& about,
                 Instant now) {
  const config::Partner& partner = route.partner->config;
  const auto within = what == "invoice"      ? partner.invoice_within
                      : what == kInventory   ? partner.inventory_within
                      : what == "price list" ? partner.price_list_within
                                             : partner.ship_notice_within;
  return {route.name, what, about, "us", now, now + within};
}

Due next_inventory_due(const Route& route, Instant now, config::Duration after) {
  const config::Partner& partner = route.partner->config;
  return {route.name, kInventory, route.name + kNext,
          "us",       now,        now + after + partner.inventory_within};
}

Due acknowledgement_due(const Route& route, const std::string& document, std::uint64_t control,
                        Instant now) {
  return {route.name,
          kAcknowledgement + document,
          std::to_string(control),
          "partner",
          now,
          now + route.partner->config.acknowledged_within};
}

bool is_acknowledgement(const edi::Set& set) {
  return set.id == "997" || set.id == "999" || set.id == "CONTRL";
}

/// AK1 and AK9 of 997 and 999; UCI, UCF and UCM of CONTRL, where 4 is for refused.
std::vector<Said> said_in(const std::string& text) {
  std::vector<Said> out;
  edi::KeepSets keep([](const edi::Set& set) { return is_acknowledgement(set); },
                     [&out](const edi::KeptSet& set) {
                       const auto* ak1 = set.body.first("AK1");
                       const auto* ak9 = set.body.first("AK9");
                       const auto* uci = set.body.first("UCI");
                       const std::string why = faults_of(set.body, uci == nullptr);
                       if (ak1 != nullptr)
                         out.push_back({ak1->at(2), ak9 != nullptr && is_yes(ak9->at(1)), why});
                       if (uci != nullptr)
                         out.push_back({uci->at(1), uci->at(4) != "4" && !refuses(set.body), why});
                     });
  const auto source = edi::open_text(text);
  if (!edi::validate(*source, {}, keep)) out.clear();
  return out;
}

namespace {

/// What is due under a control number: by its key, where it is a set that has a table, else by
/// looking through all that was sent.
awaitable<std::vector<Due>> due_under(Context& context, std::string channel, std::string number) {
  std::vector<Due> out;
  std::string kind = kKind;
  for (const char* set : kSent) {
    std::string key = channel + "/" + kAcknowledgement + set + "/" + number;
    auto record = co_await context.journal.record(kind, key);
    if (!record || !*record) continue;
    if (auto due = due_of(**record)) out.push_back(std::move(*due));
  }
  std::string after = channel + "/" + kAcknowledgement;
  const int limit = 1000;
  while (out.empty()) {
    auto page = co_await context.journal.records(kind, after, limit);
    if (!page || page->empty() || !page->front().key.starts_with(channel + "/" + kAcknowledgement))
      break;
    for (const queue::Record& record : *page) {
      auto due = due_of(record);
      if (due && due->channel == channel && due->about == number && due->by == "partner")
        out.push_back(std::move(*due));
    }
    after = page->back().key;
  }
  co_return out;
}

}  // namespace

awaitable<std::vector<std::string>> settle_acknowledged(Context& context, std::string channel,
                                                        std::vector<Said> all, Settlement& out) {
  std::vector<std::string> refused;
  for (const Said& said : all) {
    std::string partner = channel, number = bare_number(said.control);
    auto found = co_await due_under(context, std::move(partner), std::move(number));
    for (Due& due : found) {
      due.state = said.accepted ? "done" : "rejected";
      out.effects.records.push_back(to_record(due));
      const std::string told = "the partner " + std::string(said.accepted ? "accepts" : "rejects") +
                               " our " + due.what.substr(due.what.rfind(' ') + 1) + " " + due.about;
      out.effects.steps.push_back({"acknowledged", told, "", 0, {}});
      if (!said.accepted) refused.push_back(said.why.empty() ? told : told + ": " + said.why);
    }
    if (!found.empty()) continue;
    out.effects.steps.push_back(
        {"acknowledged",
         "the partner acknowledges " + shown(said.control) + ", which was not sent from here",
         "",
         0,
         {}});
  }
  co_return refused;
}

awaitable<Result<json::array>> list_due(Context& context, bool all) {
  std::vector<Due> open;
  std::string kind = kKind, after;
  const int limit = 1000;
  for (;;) {
    auto page = co_await context.journal.records(kind, after, limit);
    if (!page) co_return page.error();
    for (const queue::Record& record : *page) {
      auto due = due_of(record);
      if (due && (all || due->state == "open") && is_wanted(context, *due))
        open.push_back(std::move(*due));
    }
    if (page->size() < static_cast<std::size_t>(limit)) break;
    after = page->back().key;
  }
  std::stable_sort(open.begin(), open.end(),
                   [](const Due& a, const Due& b) { return a.until < b.until; });
  const Instant now = context.clock.now();
  json::array out;
  for (const Due& due : open) {
    out.push_back(json::object{{"partner", due.channel},
                               {"what", due.what},
                               {"about", due.about},
                               {"by", due.by},
                               {"since", to_string(due.since)},
                               {"until", to_string(due.until)},
                               {"state", due.state},
                               {"overdue", due.state == "open" && due.until < now}});
  }
  co_return out;
}

}  // namespace norekey::flow
