#include "app/print.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

std::string plain(const json::value& v) {
  if (v.is_string()) return std::string(v.get_string());
  if (v.is_null()) return "";
  if (v.is_bool()) return v.get_bool() ? "yes" : "no";
  if (!v.is_array()) return json::serialize(v);
  std::vector<std::string> all;
  for (const json::value& one : v.get_array()) all.push_back(plain(one));
  return join(all, ", ");
}

/// Bytes at `at` that move a terminal's cursor or turn its direction: C0, DEL, C1 (U+0080 to
/// U+009F), and what Unicode has for bidirectional text (UAX #9, explicit formatting).
std::size_t moving(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F) return 2;
  if (byte(0) != 0xE2) return 0;
  const bool turns = (byte(1) == 0x80 && byte(2) >= 0xAA && byte(2) <= 0xAE) ||
                     (byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9);
  return turns ? 3 : 0;
}

/// One line, no control characters: what comes from outside cannot move the cursor.
std::string printable(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bad = moving(text, at);
    out += bad > 0 ? ' ' : text[at];
    at += std::max<std::size_t>(bad, 1);
  }
  return out;
}

std::string pad(const std::string& text, std::size_t width) {
  const std::size_t n = count_characters(text);
  return n >= width ? text : text + std::string(width - n, ' ');
}

std::string ago(const std::string& instant) {
  const auto t = parse_instant(instant);
  return t ? age(*t, system_clock().now()) : "";
}

}  // namespace

std::string text_at(const json::value& object, std::string_view member) {
  if (!object.is_object()) return "";
  const json::value* v = object.get_object().if_contains(member);
  return v == nullptr ? "" : plain(*v);
}

std::string table(const json::value& rows, const std::vector<Column>& columns, std::size_t widest) {
  if (!rows.is_array() || rows.get_array().empty()) return "";
  std::vector<std::vector<std::string>> cells;
  std::vector<std::string> heading;
  for (const Column& column : columns) heading.push_back(column.second);
  cells.push_back(std::move(heading));
  for (const json::value& row : rows.get_array()) {
    std::vector<std::string> one;
    for (const Column& column : columns) {
      std::string text = printable(text_at(row, column.first));
      if (count_characters(text) > widest) text = first_characters(text, widest - 1) + "…";
      one.push_back(std::move(text));
    }
    cells.push_back(std::move(one));
  }
  std::vector<std::size_t> width(columns.size());
  for (const auto& row : cells) {
    for (std::size_t i = 0; i < row.size(); ++i)
      width[i] = std::max(width[i], count_characters(row[i]));
  }
  std::string out;
  for (const auto& row : cells) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += pad(row[i], i + 1 < row.size() ? width[i] + 2 : 0);
    while (!line.empty() && line.back() == ' ') line.pop_back();
    out += line + "\n";
  }
  return out;
}

std::string orders_text(const json::value& orders) {
  std::string out = table(orders,
                          {{"order", "ORDER"},
                           {"state", "STATE"},
                           {"erp", "ERP"},
                           {"buyer", "BUYER"},
                           {"total", "TOTAL"},
                           {"currency", ""},
                           {"sales_credit", "SALES CREDIT"},
                           {"waiting", "WAITS FOR"}},
                          60);
  return out.empty() ? "no orders yet\n" : out;
}

/// "  of: W1, W2 and 7 more".
std::string orders_of_cause(const json::value& cause) {
  const json::value* named = cause.get_object().if_contains("orders");
  if (named == nullptr || !named->is_array() || named->get_array().empty()) return "";
  const json::value* count = cause.get_object().if_contains("count");
  const auto all = count != nullptr && count->is_int64() ? count->get_int64() : 0;
  const auto more = all - static_cast<std::int64_t>(named->get_array().size());
  return "  of: " + printable(text_at(cause, "orders")) +
         (more > 0 ? " and " + std::to_string(more) + " more" : "") + "\n";
}

std::string parked_text(const json::value& causes) {
  if (!causes.is_array() || causes.get_array().empty()) return "nothing is parked\n";
  std::string out;
  for (const json::value& cause : causes.get_array()) {
    out += printable(text_at(cause, "cause")) + "  (" + text_at(cause, "count") + ", oldest " +
           ago(text_at(cause, "oldest")) + ")\n  " + printable(text_at(cause, "what")) + "\n";
    if (const std::string fix = text_at(cause, "fix"); !fix.empty())
      out += "  fix: " + printable(fix) + "\n";
    out += orders_of_cause(cause);
  }
  return out;
}

/// The order; of a message that is of none the message.
std::string header_of(const json::value& journey) {
  std::string identity = text_at(journey, "identity");
  const std::string about = text_at(journey, "about");
  const json::value* all = journey.get_object().if_contains("messages");
  if (!identity.empty() || all == nullptr || !all->is_array() || all->get_array().empty())
    return identity;
  const json::value& one = all->get_array().front();
  return "message #" + text_at(one, "id") + " of " + text_at(one, "channel") +
         (about.empty() ? "" : ", about order " + about);
}

std::string trace_text(const json::value& journeys) {
  std::string out;
  if (!journeys.is_array()) return out;
  for (const json::value& journey : journeys.get_array()) {
    const json::value* order = journey.get_object().if_contains("order");
    out += printable(header_of(journey));
    if (order != nullptr && order->is_object()) {
      const std::string erp = text_at(*order, "erp"), credit = text_at(*order, "sales_credit");
      out += "  " + text_at(*order, "state") + (erp.empty() ? "" : "  ERP " + erp) + "  " +
             text_at(*order, "total") + " " + text_at(*order, "currency") +
             (credit.empty() ? "" : "  " + credit);
    }
    out += "\n";
    const json::value* messages = journey.get_object().if_contains("messages");
    if (messages == nullptr || !messages->is_array()) continue;
    for (const json::value& m : messages->get_array()) {
      out += "  " + pad("#" + text_at(m, "id"), 7) + pad(text_at(m, "kind"), 8) + "revision " +
             text_at(m, "revision") + "  " + text_at(m, "state") + "  " + text_at(m, "received") +
             "\n";
      const json::value* steps = m.get_object().if_contains("steps");
      if (steps != nullptr && steps->is_array()) {
        for (const json::value& step : steps->get_array()) {
          out += "          " + text_at(step, "at").substr(11, 12) + "  " +
                 pad(text_at(step, "stage"), 13) + printable(text_at(step, "text")) + "\n";
        }
      }
      const std::string state = text_at(m, "state");
      const bool open = state == "parked" || state == "waiting" ||
                        state == "in work";  // what was wrong with an ended one is over
      if (const std::string what = text_at(m, "what"); open && !what.empty())
        out += "          " + printable(what) + "\n";
      if (const std::string fix = text_at(m, "fix"); open && !fix.empty())
        out += "          fix: " + printable(fix) + "\n";
      if (const std::string document = text_at(m, "document"); !document.empty())
        out += document + "\n";
    }
  }
  return out;
}

std::string findings_text(const json::value& findings) {
  std::string out;
  if (!findings.is_array()) return out;
  for (const json::value& f : findings.get_array()) {
    Error e;
    e.what = (text_at(f, "kind") == "warning" ? "warning: " : "") + text_at(f, "text");
    e.fix = text_at(f, "fix");
    e.where.file = text_at(f, "file");
    e.where.line = static_cast<unsigned>(std::atoi(text_at(f, "line").c_str()));
    e.where.column = static_cast<unsigned>(std::atoi(text_at(f, "column").c_str()));
    e.where.field = text_at(f, "field");
    out += to_string(e) + "\n";
  }
  return out;
}

std::string apply_text(const json::value& answer) {
  std::string out =
      findings_text(answer.get_object().contains("findings") ? answer.get_object().at("findings")
                                                             : json::value{});
  for (const char* list : {"files", "rows"}) {
    const json::value* all = answer.get_object().if_contains(list);
    if (all == nullptr || !all->is_array()) continue;
    for (const json::value& one : all->get_array()) out += plain(one) + "\n";
  }
  const std::string bundle = text_at(answer, "bundle").substr(0, 12);
  if (bundle.empty()) return out + "nothing was activated: the last good bundle keeps running\n";
  if (text_at(answer, "same") == "yes") return out + "bundle " + bundle + " is already active\n";
  return out + (text_at(answer, "activated") == "yes" ? "activated bundle " + bundle + "\n"
                                                      : "would activate bundle " + bundle + "\n");
}

std::string doctor_text(const json::value& answer) {
  std::string out;
  if (!answer.is_array()) return out;
  for (const json::value& one : answer.get_array()) {
    out += (text_at(one, "ok") == "yes" ? "ok    " : "FAIL  ") + pad(text_at(one, "what"), 24) +
           printable(text_at(one, "text")) + "\n";
    if (const std::string fix = text_at(one, "fix"); !fix.empty())
      out += "      fix: " + printable(fix) + "\n";
  }
  return out;
}

}  // namespace norekey::app
