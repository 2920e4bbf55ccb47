#include "console/access/audit.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdio>
#include <limits>

#include "core/random.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;

constexpr const char* kAuditKind = "console/audit";
constexpr int kLooks = 10'000, kAtOnce = 500;
constexpr std::size_t kMostValue = 20'000;  // bytes of before and after

/// Records are read in key order: the newest has the smallest key.
std::string key_of(Instant at) {
  const auto left = std::numeric_limits<std::int64_t>::max() - at.time_since_epoch().count();
  std::array<char, 20> hex{};
  std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(left));
  return std::string(hex.data()) + to_hex(random_bytes(4));
}

std::int64_t number_of(const std::string& key) {
  return std::numeric_limits<std::int64_t>::max() -
         static_cast<std::int64_t>(std::stoull(key.substr(0, 16), nullptr, 16));
}

json::value bounded(json::value value) {
  const std::string text = json::serialize(value);
  if (text.size() <= kMostValue) return value;
  return json::object{{"bytes", text.size()}, {"begins", first_characters(text, 2000)}};
}

json::object entry_of(const queue::Record& record) {
  boost::system::error_code ec;
  json::value value = json::parse(record.value, ec);
  json::object out = value.is_object() ? std::move(value.get_object()) : json::object{};
  out["number"] = number_of(record.key);
  out["at"] = norekey::to_string(record.at);
  out["who"] = record.who;
  out["why"] = record.why;
  return out;
}

/// Capitals and small letters are alike, and so are "add user", as pages show it, and "add_user".
bool begins_with(const std::string& text, const std::string& typed) {
  std::string is = folded(text), wanted = folded(trim(typed));
  std::replace(is.begin(), is.end(), '_', ' ');
  std::replace(wanted.begin(), wanted.end(), '_', ' ');
  return is.starts_with(wanted);
}

bool begins_so(const json::object& one, const std::string& who, const std::string& what) {
  return begins_with(flow::text_of(one, "who"), who) &&
         begins_with(flow::text_of(one, "what"), what);
}

}  // namespace

awaitable<Result<void>> audit(Context& context, AuditEntry entry) {
  std::string kind = kAuditKind, key = key_of(context.clock.now());
  std::string value = json::serialize(json::object{{"from", entry.from},
                                                   {"what", entry.what},
                                                   {"on", entry.on},
                                                   {"before", bounded(std::move(entry.before))},
                                                   {"after", bounded(std::move(entry.after))}});
  co_return co_await put_fact(context, std::move(kind), std::move(key), std::move(value),
                              std::move(entry.who), std::move(entry.why));
}

bool is_audit_cursor(std::string_view text) {
  return text.size() == 24 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

awaitable<Result<AuditPage>> audit_page(Context& context, std::string who, std::string what,
                                        std::string cursor, int limit) {
  AuditPage out;
  int looked = 0;
  for (;;) {
    std::string kind = kAuditKind;
    auto records = co_await context.journal.records(std::move(kind), cursor, kAtOnce);
    if (!records) co_return records.error();
    for (const queue::Record& record : *records) {
      json::object one = entry_of(record);
      cursor = record.key;
      if (!begins_so(one, who, what)) continue;
      out.items.push_back(std::move(one));
      if (static_cast<int>(out.items.size()) == limit) break;
    }
    looked += kAtOnce;
    const bool full = static_cast<int>(out.items.size()) == limit;
    const bool end = records->size() < static_cast<std::size_t>(kAtOnce);
    if (full || looked >= kLooks || end) {
      if (full || !end) out.next = cursor;
      co_return out;
    }
  }
}

}  // namespace norekey::console
