#include "connectors/vendure/poll.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>

#include "connectors/vendure/reader.hpp"
#include "core/digest.hpp"
#include "core/text.hpp"

namespace norekey::connectors::vendure {
namespace {

namespace json = boost::json;

/// Vendure's "after" leaves the moment itself out.
json::object after(const char* field, Instant moment) {
  return {{field, json::object{{"after", to_string(moment - std::chrono::milliseconds(1))}}}};
}

json::object placed_since(const Cursor& cursor) {
  if (cursor.since != Instant{}) return after("orderPlacedAt", cursor.since);
  return {{"orderPlacedAt", json::object{{"isNull", false}}}};
}

/// Sorted by id alone: the set grows while it is paged, and a page by a moving time would skip
/// members. (Vendure sorts by the fields in its schema's order, not in ours: "updatedAt, then id"
/// cannot be had.)
json::object options(json::object filter, int take, int skip) {
  return {{"take", take},
          {"skip", skip},
          {"sort", json::object{{"id", "ASC"}}},
          {"filter", std::move(filter)}};
}

/// One trigger an order. Its event names what was seen, so that the same sight is journalled once,
/// and any change of it is another event: every transition, payment, shipment, refund and note adds
/// to the history, the rest moves updatedAt.
Trigger sighting(const Reader& order) {
  const Reader history = order.object("history");
  const auto last = history.list("items");
  Trigger out;
  out.order = order.needed("id");
  std::string seen = order.needed("updatedAt");
  seen += "|" + order.needed("state");
  seen += "|" + order.needed("totalWithTax");
  seen += "|" + history.needed("totalItems");
  seen += "|" + (last.empty() ? "" : last.front().text("createdAt"));
  out.event = "poll/" + out.order + "/" + sha256_hex(seen).substr(0, 16);
  out.what = "poll";
  return out;
}

Reader orders_of(const mapping::Document& answer, const char* alias, Reading& reading) {
  return Reader(answer.root().child("data").child(alias), std::string("/data/") + alias, reading);
}

/// The newest moment that the shop's orders show: by its own clock, whatever ours says.
Instant newest(const mapping::Document& answer, Reading& reading) {
  Instant out{};
  for (const Reader& item : orders_of(answer, "updated", reading).list("items"))
    out = std::max(out, item.instant("updatedAt"));
  for (const Reader& item : orders_of(answer, "placed", reading).list("items"))
    out = std::max(out, item.instant("orderPlacedAt"));
  return out;
}

/// How many were listed. What the same answer's pass has brought already is not brought again.
int take_items(const mapping::Document& answer, Reading& reading, std::vector<Trigger>& out) {
  const auto items = orders_of(answer, "orders", reading).list("items");
  for (const Reader& item : items) {
    Trigger seen = sighting(item);
    const auto same = [&](const Trigger& one) { return one.event == seen.event; };
    if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(seen));
  }
  return static_cast<int>(items.size());
}

bool read_count(const std::string& text, int& out) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && out >= 0;
}

bool read_moment(const std::string& text, Instant& out) {
  const auto read = parse_instant(text);
  if (read) out = *read;
  return read.has_value();
}

}  // namespace

std::string to_text(const Cursor& c) {
  return "since=" + to_string(c.since) + " changed=" + to_string(c.changed) +
         " until=" + to_string(c.until) + " skip=" + std::to_string(c.skip) +
         " edge=" + to_string(c.edge) + " swept=" + std::to_string(c.swept);
}

Result<Cursor> read_cursor(const std::string& text) {
  Cursor out;
  int found = 0;
  for (const std::string& item : split(text, ' ')) {
    const auto equals = item.find('=');
    const std::string key = item.substr(0, equals),
                      value = equals == std::string::npos ? "" : item.substr(equals + 1);
    const bool good = (key == "since" && read_moment(value, out.since)) ||
                      (key == "changed" && read_moment(value, out.changed)) ||
                      (key == "until" && read_moment(value, out.until)) ||
                      (key == "skip" && read_count(value, out.skip)) ||
                      (key == "edge" && read_moment(value, out.edge)) ||
                      (key == "swept" && read_count(value, out.swept));
    found += good ? 1 : -100;
  }
  if (found == 6) return out;
  return Error{Fate::halt,
               "the channel's cursor " + shown(text) + " cannot be read",
               "set it anew with a backfill from a date",
               {},
               "cursor"};
}

Result<Cursor> first_cursor(const mapping::Document& answer, Instant start, Instant now) {
  constexpr std::chrono::milliseconds kNext{1};
  constexpr std::chrono::seconds kClocksDiffer{5};
  Reading reading;
  Cursor out;
  const Instant last = newest(answer, reading);
  if (reading.failed) return *reading.failed;
  const auto waited = std::max(now - start, Instant::duration{});
  if (last != Instant{})
    out.since = std::min(last + kNext, std::max(last - waited + kNext, start - kClocksDiffer));
  out.changed = out.since;
  return out;
}

json::object pass_options(const Cursor& cursor) {
  json::array either{after("updatedAt", cursor.changed), after("orderPlacedAt", cursor.changed)};
  json::array both{placed_since(cursor), json::object{{"_or", std::move(either)}}};
  return options({{"_and", std::move(both)}}, kPassPage, cursor.skip);
}

Result<bool> take_pass(Cursor& cursor, const mapping::Document& answer,
                       std::chrono::microseconds overlap, std::vector<Trigger>& out) {
  Reading reading;
  const Instant last = newest(answer, reading);
  const bool full = take_items(answer, reading, out) >= kPassPage;
  if (reading.failed) return *reading.failed;
  if (cursor.until == Instant{}) cursor.until = std::max(cursor.changed, last);
  cursor.skip = full ? cursor.skip + kPassPage : 0;
  if (full) return true;
  cursor.changed = std::max(cursor.changed, cursor.until - overlap);
  cursor.until = {};
  return false;
}

json::object sweep_options(Cursor& cursor, Instant edge) {
  if (cursor.edge == Instant{}) cursor.edge = edge;
  json::object open{{"state", json::object{{"notIn", json::array{"Delivered", "Cancelled"}}}}};
  json::array either{std::move(open), after("orderPlacedAt", cursor.edge)};
  json::array both{placed_since(cursor), json::object{{"_or", std::move(either)}}};
  return options({{"_and", std::move(both)}}, kSweepPage, cursor.swept);
}

Result<void> take_sweep(Cursor& cursor, const mapping::Document& answer,
                        std::vector<Trigger>& out) {
  Reading reading;
  const bool full = take_items(answer, reading, out) >= kSweepPage;
  if (reading.failed) return *reading.failed;
  cursor.swept = full ? cursor.swept + kSweepPage : 0;
  if (!full) cursor.edge = {};
  return {};
}

}  // namespace norekey::connectors::vendure
