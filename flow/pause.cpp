#include "flow/pause.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"
#include "flow/facts.hpp"
#include "flow/terms.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr const char* kPauseKind = "pause";
constexpr int kMost = 1000;            // destinations
constexpr std::size_t kMostWhy = 500;  // characters
constexpr std::chrono::hours kLongest{366 * 24};

Error no_destination(const std::string& name, const std::map<std::string, Terms>& all) {
  std::vector<std::string> names;
  for (const auto& one : all) names.push_back(one.first);
  return {Fate::reject,
          "there is no destination " + shown(name) + did_you_mean(name, names),
          names.empty() ? "the active bundle has none" : "use one of: " + join(names, ", "),
          {},
          "usage"};
}

/// When a pause of so long ends.
Result<Instant> end_of(const std::string& text, Instant now) {
  if (text.empty()) return Instant::max();
  const auto time = parse_duration(text);
  if (time && *time >= std::chrono::seconds{1} && *time <= kLongest) return now + *time;
  return Error{Fate::reject,
               shown(text) + " is not a time to pause for",
               "give between 1s and 366d, such as 90min, or leave it out: then it lasts until "
               "norekey resume",
               {},
               "usage"};
}

std::string until_text(const Pause& pause) {
  return pause.until == Instant::max() ? "" : to_string(pause.until);
}

queue::Record to_record(const std::string& destination, const Pause& pause) {
  queue::Record out;
  out.kind = kPauseKind;
  out.key = destination;
  out.value = json::serialize(json::object{{"until", until_text(pause)}});
  out.who = pause.who;
  out.why = pause.why;
  out.history = true;
  return out;
}

/// nullopt: its time is over, or this program did not write it.
std::optional<Pause> to_pause(const queue::Record& record, Instant now) {
  boost::system::error_code ec;
  const json::value value = json::parse(record.value, ec);
  if (ec || !value.is_object()) return std::nullopt;
  Pause out{record.who, record.why, Instant::max()};
  if (const std::string until = text_of(value.get_object(), "until"); !until.empty())
    out.until = value_or(parse_instant(until), Instant{});
  if (out.until <= now) return std::nullopt;
  return out;
}

std::string paused_text(const Pause& pause) {
  std::string out = "paused by " + pause.who;
  if (pause.until != Instant::max()) out += " until " + to_string(pause.until);
  return pause.why.empty() ? out : out + ": " + pause.why;
}

void tell_changes(Context& context, const std::map<std::string, Pause>& fresh) {
  for (const auto& [name, pause] : fresh) {
    const auto known = context.pauses.find(name);
    if (known != context.pauses.end() && known->second == pause) continue;
    context.log.warning("paused", paused_text(pause), {{"destination", name}});
  }
  for (const auto& [name, pause] : context.pauses) {
    if (!fresh.contains(name)) context.log.info("resumed", "goes on", {{"destination", name}});
  }
}

}  // namespace

std::optional<Pause> pause_of(const Context& context, const std::string& destination) {
  auto found = context.pauses.find(destination);
  if (found == context.pauses.end() && destination.rfind("sync/", 0) == 0)
    found = context.pauses.find("shop/" + destination.substr(5));
  if (found == context.pauses.end()) return std::nullopt;
  return found->second;
}

bool is_paused(const Context& context, const std::string& destination) {
  const auto pause = pause_of(context, destination);
  if (pause && context.clock.now() < pause->until) return true;
  const auto terms = terms_of_all(*context.setup);
  const auto found = terms.find(destination);
  return found != terms.end() && found->second.paused;
}

awaitable<Result<void>> learn_pauses(Context& context) {
  std::string kind = kPauseKind, after;
  auto records = co_await context.journal.records(kind, after, kMost);
  if (!records) co_return records.error();
  std::map<std::string, Pause> fresh;
  for (const queue::Record& record : *records) {
    if (auto pause = to_pause(record, context.clock.now())) fresh[record.key] = std::move(*pause);
  }
  if (fresh == context.pauses) co_return Result<void>{};
  tell_changes(context, fresh);
  context.pauses = std::move(fresh);
  learn_terms(context);
  if (context.look_again) context.look_again();
  co_return Result<void>{};
}

awaitable<Result<json::value>> pause_command(Context& context, const json::object& request) {
  const std::string name = text_of(request, "destination");
  const auto all = terms_of_all(*context.setup);
  if (!all.contains(name)) co_return no_destination(name, all);
  Pause pause{text_of(request, "who", "cli"), text_of(request, "why"), Instant::max()};
  if (count_characters(pause.why) > kMostWhy) {
    co_return Error{Fate::reject,
                    "the reason has " + std::to_string(count_characters(pause.why)) +
                        " characters, more than " + std::to_string(kMostWhy),
                    "say it shorter",
                    {},
                    "usage"};
  }
  const auto until = end_of(text_of(request, "for"), context.clock.now());
  if (!until) co_return until.error();
  pause.until = *until;
  queue::Effects effects;
  effects.records.push_back(to_record(name, pause));
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  auto learned = co_await learn_pauses(context);
  if (!learned) co_return learned.error();
  co_return json::object{
      {"destination", name},        {"paused", true},
      {"until", until_text(pause)}, {"who", pause.who},
      {"why", pause.why},           {"under_way", context.destinations[name].running()}};
}

awaitable<Result<json::value>> resume_command(Context& context, const json::object& request) {
  const std::string name = text_of(request, "destination");
  const auto all = terms_of_all(*context.setup);
  const auto found = all.find(name);
  if (found == all.end()) co_return no_destination(name, all);
  if (found->second.paused) {
    co_return Error{Fate::reject,
                    name + " is paused by the config",
                    "write paused: no in channels.yaml, then: norekey apply",
                    {},
                    "paused"};
  }
  auto learned = co_await learn_pauses(context);
  if (!learned) co_return learned.error();
  const bool was = context.pauses.contains(name);
  if (!was && pause_of(context, name)) {
    co_return Error{Fate::reject,
                    name + " is paused together with its shop",
                    "norekey resume shop/" + name.substr(5),
                    {},
                    "paused"};
  }
  if (was) {
    queue::Effects effects;
    queue::Record& record = effects.records.emplace_back();
    record.kind = kPauseKind;
    record.key = name;
    record.who = text_of(request, "who", "cli");
    record.why = text_of(request, "why");
    record.history = true;
    auto put = co_await context.store.put(std::move(effects));
    if (!put) co_return put.error();
    learned = co_await learn_pauses(context);
    if (!learned) co_return learned.error();
  }
  co_return json::object{{"destination", name}, {"paused", false}, {"was_paused", was}};
}

std::string standing_text(const Destination& destination, Instant now) {
  const Standing standing = destination.standing(now);
  std::string out = name_of(standing);
  if (standing == Standing::paused) {
    const Pause* pause = destination.pause(now);
    out = pause == nullptr ? "paused by the config" : paused_text(*pause);
  }
  if (standing == Standing::closed || standing == Standing::resting) {
    const Instant next = destination.next(now);
    out += next == Instant::max() ? " at all times" : " until " + to_string(next);
  }
  if (destination.failures() > 0) {
    out += " after " + std::to_string(destination.failures()) + " failures";
  }
  return out + ", " + std::to_string(destination.running()) + " under way";
}

}  // namespace norekey::flow
