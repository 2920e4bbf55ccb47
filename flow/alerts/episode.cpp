#include "flow/alerts/episode.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "flow/facts.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr std::chrono::days kRemembered{7};
constexpr std::chrono::minutes kNoteEvery{1};
constexpr int kMostReturns = 16;

std::string text_or_empty(Instant at) { return at == Instant{} ? "" : to_string(at); }

Instant instant_of(const json::object& in, std::string_view key) {
  return value_or(parse_instant(text_of(in, key)), Instant{});
}

int whole_of(const json::object& in, std::string_view key) {
  const json::value* v = in.if_contains(key);
  return v != nullptr && v->is_int64() ? static_cast<int>(v->get_int64()) : 0;
}

/// One look at all that is known and seen.
class Look {
 public:
  Look(Episodes& known, const AlertTerms& terms, Instant now)
      : known_(known), terms_(terms), now_(now) {}

  AlertLook run(const std::vector<Alert>& seen) {
    std::vector<std::string> names;
    for (const Alert& one : seen) names.push_back(fingerprint(one));
    for (std::size_t i = 0; i < seen.size(); ++i) see(names[i], seen[i]);
    std::sort(names.begin(), names.end());
    for (auto& [key, one] : known_) {
      if (!std::binary_search(names.begin(), names.end(), key)) miss(key, one);
    }
    for (auto& [key, one] : known_) tell(key, one);
    for (const std::string& key : out_.gone) known_.erase(key);
    std::stable_sort(out_.news.begin(), out_.news.end(), [](const NewsItem& a, const NewsItem& b) {
      if (a.what != b.what) return a.what < b.what;
      return a.alert.critical && !b.alert.critical;
    });
    return std::move(out_);
  }

 private:
  void see(const std::string& key, const Alert& alert) {
    auto [found, fresh] = known_.try_emplace(key);
    Episode& one = found->second;
    if (fresh || !one.open()) {
      const bool soon = !fresh && now_ - one.over < terms_.repeat;
      const int returns = soon ? std::min(one.returns + 1, kMostReturns) : 0;
      one = Episode{};
      one.alert = alert;
      one.opened = one.noted = now_;
      one.returns = returns;
      return change(key);
    }
    if (one.gone != Instant{}) change(key);
    one.gone = {};
    const Instant since = one.alert.since == Instant{} ? alert.since : one.alert.since;
    const bool other = one.alert.text != alert.text;
    one.alert = alert;
    one.alert.since = since;
    if (!other || now_ - one.noted < kNoteEvery) return;
    one.noted = now_;
    change(key);
  }

  void miss(const std::string& key, Episode& one) {
    if (!one.open()) {
      if (now_ - one.over >= kRemembered) out_.gone.push_back(key);
      return;
    }
    if (one.gone == Instant{}) {
      one.gone = now_;
      change(key);
    }
    if (now_ - one.gone < hold_of(one)) return;
    one.over = now_;
    change(key);
  }

  std::chrono::microseconds hold_of(const Episode& one) const {
    std::chrono::microseconds out = terms_.hold;
    for (int i = 0; i < one.returns && out < terms_.repeat; ++i) out *= 2;
    return std::min(out, std::max(terms_.hold, terms_.repeat));
  }

  void tell(const std::string& key, Episode& one) {
    const bool ended = !one.open();
    const bool never = one.told == Instant{};
    if (ended && (one.over_told || (never && !one.waited))) return;
    if (!ended && never && now_ - one.opened < one.alert.patience) return;
    if (!ended && one.gone != Instant{}) return;  // seen again, or over: then it is told
    if (!ended && !never && now_ - one.told < terms_.repeat) return;
    if (!terms_.anybody) return;
    if (terms_.quiet && !(terms_.critical_through && one.alert.critical)) {
      if (!never || one.waited || ended) return;
      one.waited = true;
      return change(key);
    }
    ++one.times;
    const News what =
        !ended ? (never ? News::opened : News::still) : (never ? News::passed : News::over);
    one.over_told = ended;
    one.told = now_;
    change(key);
    out_.news.push_back({what, key, one.alert, one.opened, one.over, one.times});
  }

  void change(const std::string& key) {
    if (std::find(out_.changed.begin(), out_.changed.end(), key) == out_.changed.end())
      out_.changed.push_back(key);
  }

  Episodes& known_;
  const AlertTerms& terms_;
  const Instant now_;
  AlertLook out_;
};

}  // namespace

const char* name_of(News what) {
  switch (what) {
    case News::opened:
      return "open";
    case News::still:
      return "still open";
    case News::over:
      return "over";
    default:
      return "was open in quiet hours";
  }
}

AlertLook take_look(Episodes& known, const std::vector<Alert>& seen, const AlertTerms& terms,
                    Instant now) {
  return Look(known, terms, now).run(seen);
}

std::string why_untold(const Episode& one, const AlertTerms& terms, Instant now) {
  if (one.told != Instant{}) return "on its way";
  if (!terms.anybody) return "nobody is to be told of alerts";
  if (one.waited) return "waits for the end of quiet hours";
  if (!one.open()) return "was over before anybody was to be told";
  if (one.gone != Instant{}) return "was not seen at the last look";
  const bool soon = one.opened == Instant{} || now - one.opened >= one.alert.patience;
  return soon ? "is told at the next look"
              : "is told once it has lasted " + duration_text(one.alert.patience);
}

queue::Record to_record(const std::string& key, const Episode& episode) {
  json::object value = to_json(episode.alert);
  value["opened"] = text_or_empty(episode.opened);
  value["gone"] = text_or_empty(episode.gone);
  value["over"] = text_or_empty(episode.over);
  value["told"] = text_or_empty(episode.told);
  value["times"] = episode.times;
  value["over_told"] = episode.over_told;
  value["waited"] = episode.waited;
  value["returns"] = episode.returns;
  queue::Record out;
  out.kind = kAlertRecords;
  out.key = key;
  out.value = json::serialize(value);
  out.who = "daemon";
  return out;
}

std::optional<Episode> episode_of(const queue::Record& record) {
  boost::system::error_code ec;
  const json::value value = json::parse(record.value, ec);
  if (ec || !value.is_object()) return std::nullopt;
  const json::object& in = value.get_object();
  Episode out;
  out.alert = alert_from(in);
  out.opened = instant_of(in, "opened");
  if (out.alert.rule.empty() || out.opened == Instant{}) return std::nullopt;
  out.gone = instant_of(in, "gone");
  out.over = instant_of(in, "over");
  out.told = instant_of(in, "told");
  out.times = whole_of(in, "times");
  out.over_told = flag_of(in, "over_told");
  out.waited = flag_of(in, "waited");
  out.returns = whole_of(in, "returns");
  out.noted = record.at;
  return out;
}

}  // namespace norekey::flow
