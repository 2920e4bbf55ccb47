#include "flow/partners/due.hpp"

#include <boost/json.hpp>

#include <algorithm>

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

/// What an acknowledgement says of one thing we sent.
struct Said {
  std::string control;
  bool accepted = false;
};

bool is_yes(const std::string& code) { return code == "A" || code == "E" || code == "P"; }

/// AK1 and AK9 of 997 and 999; UCI of CONTRL, whose 0083 is 4 for rejected.
std::vector<Said> said_in(const std::string& text) {
  std::vector<Said> out;
  edi::KeepSets keep([](const edi::Set& set) { return is_acknowledgement(set); },
                     [&out](const edi::KeptSet& set) {
                       const auto* ak1 = set.body.first("AK1");
                       const auto* ak9 = set.body.first("AK9");
                       const auto* uci = set.body.first("UCI");
                       if (ak1 != nullptr)
                         out.push_back({ak1->at(2), ak9 != nullptr && is_yes(ak9->at(1))});
                       if (uci != nullptr) out.push_back({uci->at(1), uci->at(4) != "4"});
                     });
  const auto source = edi::open_text(text);
  if (!edi::validate(*source, {}, keep)) out.clear();
  return out;
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
          "acknowledgement of " + document,
          std::to_string(control),
          "partner",
          now,
          now + route.partner->config.acknowledged_within};
}

bool is_acknowledgement(const edi::Set& set) {
  return set.id == "997" || set.id == "999" || set.id == "CONTRL";
}

awaitable<void> settle_acknowledged(Context& context, std::string channel, std::string text,
                                    Settlement& out) {
  for (const Said& said : said_in(text)) {
    const std::string number = bare_number(said.control);
    std::string kind = kKind, after = channel + "/acknowledgement of ";
    const int limit = 1000;
    bool found = false;
    auto page = co_await context.journal.records(kind, after, limit);
    for (const queue::Record& record : page ? *page : std::vector<queue::Record>{}) {
      auto due = due_of(record);
      if (!due || due->channel != channel || due->about != number || due->by != "partner") continue;
      due->state = said.accepted ? "done" : "rejected";
      out.effects.records.push_back(to_record(*due));
      out.effects.steps.push_back(
          {"acknowledged",
           "the partner " + std::string(said.accepted ? "accepts" : "rejects") + " our " +
               due->what.substr(due->what.rfind(' ') + 1) + " " + number,
           "",
           0,
           {}});
      found = true;
    }
    if (found) continue;
    out.effects.steps.push_back(
        {"acknowledged",
         "the partner acknowledges " + shown(said.control) + ", which was not sent from here",
         "",
         0,
         {}});
  }
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
      if (due && (all || due->state != "done") && is_wanted(context, *due))
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
                               {"overdue", due.state != "done" && due.until < now}});
  }
  co_return out;
}

}  // namespace norekey::flow
