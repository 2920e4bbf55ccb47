#include "flow/reentry/finding.hpp"

#include <boost/json.hpp>

#include <map>

#include "core/text.hpp"
#include "flow/facts.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

std::vector<std::string> texts_at(const json::object& in, std::string_view key) {
  std::vector<std::string> out;
  const json::value* list = in.if_contains(key);
  if (list == nullptr || !list->is_array()) return out;
  for (const json::value& one : list->get_array()) {
    if (one.is_string()) out.emplace_back(one.get_string());
  }
  return out;
}

}  // namespace

queue::Record to_record(const ReentryFinding& in) {
  queue::Record out;
  out.kind = "reentry";
  out.key = in.identity;
  out.value = json::serialize(json::object{{"channel", in.channel},
                                           {"company", in.company},
                                           {"web", in.web},
                                           {"erp", strings(in.erp)},
                                           {"state", in.state},
                                           {"why", in.why},
                                           {"net", in.net.str()},
                                           {"currency", in.currency},
                                           {"entered_by", in.entered_by},
                                           {"cancelled_by", in.cancelled_by},
                                           {"cause", in.cause},
                                           {"who", in.who},
                                           {"because", in.because},
                                           {"booked", in.booked},
                                           {"credits", in.credits},
                                           {"day", in.day},
                                           {"found", to_string(in.found)}});
  out.who = in.who.empty() ? "norekey" : in.who;
  out.why = in.because;
  return out;
}

std::optional<ReentryFinding> reentry_finding(const queue::Record& record) {
  boost::system::error_code ec;
  const json::value value = json::parse(record.value, ec);
  if (ec || !value.is_object()) return std::nullopt;
  const json::object& in = value.get_object();
  ReentryFinding out;
  out.identity = record.key;
  out.channel = text_of(in, "channel");
  out.company = text_of(in, "company");
  out.web = text_of(in, "web");
  out.erp = texts_at(in, "erp");
  out.state = text_of(in, "state");
  out.why = text_of(in, "why");
  out.net = value_or(Decimal::parse(text_of(in, "net")), Decimal(0));
  out.currency = text_of(in, "currency");
  out.entered_by = text_of(in, "entered_by");
  out.cancelled_by = text_of(in, "cancelled_by");
  out.cause = text_of(in, "cause", reentry_causes().back());
  out.who = text_of(in, "who");
  out.because = text_of(in, "because");
  out.booked = flag_of(in, "booked");
  out.credits = text_of(in, "credits");
  out.day = text_of(in, "day");
  out.found = value_or(parse_instant(text_of(in, "found")), Instant{});
  return out;
}

std::string reentry_state(const std::string& state) {
  static const std::map<std::string, std::string> words = {{"kept", "sales credit kept"},
                                                           {"asked", "is it the same order?"},
                                                           {"open", "both open"},
                                                           {"same", "the same order"},
                                                           {"different", "another order"}};
  const auto found = words.find(state);
  return found == words.end() ? state : found->second;
}

const std::vector<std::string>& reentry_causes() {
  static const std::vector<std::string> all = {"stock-out", "price", "credit hold", "missing PO",
                                               "ship date", "other", "not said"};
  return all;
}

std::string reentry_cause_of(const std::string& typed) {
  static const std::vector<std::pair<const char*, const char*>> spoken = {
      {"credit", "credit hold"},  {"hold", "credit hold"},     {"stock", "stock-out"},
      {"backorder", "stock-out"}, {"back order", "stock-out"}, {"price", "price"},
      {"pricing", "price"},       {"discount", "price"},       {"purchase order", "missing PO"},
      {"po ", "missing PO"},      {"po#", "missing PO"},       {"no po", "missing PO"},
      {"ship", "ship date"},      {"deliver", "ship date"},    {"date", "ship date"}};
  const std::string plain = lower(typed) + " ";
  for (const auto& [word, cause] : spoken) {
    if (plain.find(word) != std::string::npos) return cause;
  }
  return trim(typed).empty() ? "not said" : "other";
}

}  // namespace norekey::flow
