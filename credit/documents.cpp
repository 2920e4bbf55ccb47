#include "credit/documents.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/decimal.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "credit/csv_table.hpp"

namespace norekey::credit {
namespace {

namespace json = boost::json;

constexpr int kMostLines = 1'000'000;
constexpr auto kMostAhead = std::chrono::days(31);  ///< a later day is a slip of the hand

std::string document_text(const json::object& in, std::string_view key) {
  const json::value* v = in.if_contains(key);
  return v != nullptr && v->is_string() ? std::string(v->get_string()) : "";
}

/// Decimal text, or a number as people write it in a request.
std::optional<Decimal> document_amount(const json::object& in, std::string_view key) {
  const json::value* v = in.if_contains(key);
  if (v == nullptr || v->is_null()) return std::nullopt;
  const std::string text =
      v->is_string() ? std::string(v->get_string()) : std::string(json::serialize(*v));
  const auto read = Decimal::parse(text);
  return read ? std::optional(*read) : std::nullopt;
}

/// 0 = all lines.
int document_line(const json::object& in) {
  const auto line = document_amount(in, "line");
  const bool whole =
      line && line->scale() == 0 && !line->is_negative() && *line <= Decimal(kMostLines);
  return whole ? static_cast<int>(line->units(0)) : 0;
}

/// One document's name among an order's: type, number and line.
std::string name_of_document(const json::object& in) {
  return document_text(in, "type") + "/" + document_text(in, "no") + "/" +
         std::to_string(document_line(in));
}

/// "invoice I1 line 2".
std::string document_for_people(const json::object& in) {
  const std::string no = document_text(in, "no");
  const int line = document_line(in);
  return document_text(in, "type") + (no.empty() ? "" : " " + no) +
         (line == 0 ? "" : " line " + std::to_string(line));
}

class DocumentReader {
 public:
  using Key = std::pair<std::string, std::string>;  ///< order, name of the document

  DocumentReader(const std::string& csv, config::Findings& findings)
      : findings_(findings),
        table_(csv, "documents", {"order", "type", "no", "date"},
               {"line", "amount", "refers", "cost"}, findings) {}

  std::vector<std::pair<std::string, json::array>> read() {
    CsvTable::Row row;
    while (table_.next(row)) take(row);
    std::vector<std::pair<std::string, json::array>> out;
    std::map<std::string, std::size_t> places;
    for (const Key& key : order_) {
      if (bad_.contains(key)) continue;
      const auto [at, first] = places.emplace(key.first, out.size());
      if (first) out.emplace_back(key.first, json::array{});
      out[at->second].second.push_back(documents_.at(key));
    }
    return out;
  }

 private:
  void take(CsvTable::Row& row) {
    const std::size_t before = findings_.errors.size();
    check(row);
    json::object event{{"type", row["type"]}, {"no", row["no"]}, {"at", row["date"]}};
    for (const char* name : {"line", "amount", "refers", "cost"}) {
      if (!row[name].empty()) event[name] = row[name];
    }
    const Key key{row["order"], name_of_document(event)};
    const auto [at, first] = documents_.emplace(key, event);
    if (first) {
      order_.push_back(key);
    } else if (findings_.errors.size() == before) {
      add(at->second, event, row["order"]);
    }
    if (findings_.errors.size() > before) bad_.insert(key);
  }

  void check(CsvTable::Row& row) {
    if (row["order"].empty())
      table_.wrong("the row names no order", "fill in the column order: the web, ERP or PO number",
                   "order");
    if (!parse_date(row["date"]) && !parse_instant(row["date"]))
      table_.wrong("date: " + shown(row["date"]) + " is neither a date nor a moment",
                   "write it like 2026-11-21", "date");
    if (!row["amount"].empty() && !Decimal::parse(row["amount"]))
      table_.wrong("the amount " + shown(row["amount"]) + " is no number", "write it like 412.50",
                   "amount");
    if (!row["cost"].empty() && !Decimal::parse(row["cost"]))
      table_.wrong("the cost " + shown(row["cost"]) + " is no number", "write it like 287.10",
                   "cost");
    static const std::vector<std::string> types = {"invoice", "return", "cancel", "rebill"};
    if (std::find(types.begin(), types.end(), row["type"]) == types.end())
      table_.wrong("unknown type " + shown(row["type"]) + did_you_mean(row["type"], types),
                   "use one of: " + join(types, ", "), "type");
    if (row["no"].empty() && row["type"] != "cancel")
      table_.wrong("the document has no number", "fill in the column no", "no");
    const auto line = Decimal::parse(row["line"]);
    const bool whole = line && line->scale() == 0 && !line->is_negative();
    if (!row["line"].empty() && (!whole || *line > Decimal(kMostLines)))
      table_.wrong("the line " + shown(row["line"]) + " is no line's number",
                   "write 1 for the order's first line, or leave it empty for all of them", "line");
  }

  /// One more row of a document's line.
  void add(json::object& to, const json::object& event, const std::string& order) {
    const std::string of = document_for_people(event) + " of order " + order;
    for (const char* same : {"at", "refers"}) {
      if (document_text(to, same) == document_text(event, same)) continue;
      const char* column = std::string_view(same) == "at" ? "date" : same;
      table_.wrong("the rows of " + of + " disagree in " + column,
                   "give the same in each row, or another number", column);
      return;
    }
    const auto amount = document_amount(to, "amount"), more = document_amount(event, "amount");
    if (!amount || !more) {
      table_.wrong(of + " has several rows, and one of them has no amount",
                   "give each row its amount", "amount");
      return;
    }
    to["amount"] = (*amount + *more).str();
    const auto cost = document_amount(to, "cost"), costs = document_amount(event, "cost");
    to.erase("cost");
    if (cost && costs) to["cost"] = (*cost + *costs).str();
  }

  config::Findings& findings_;
  CsvTable table_;
  std::vector<Key> order_;
  std::map<Key, json::object> documents_;
  std::set<Key> bad_;
};

std::set<int> lines_of_sale(const json::object& sale) {
  std::set<int> out;
  const json::value* lines = sale.if_contains("lines");
  if (lines == nullptr || !lines->is_array()) return out;
  for (const json::value& one : lines->get_array()) {
    const json::value* n = one.is_object() ? one.get_object().if_contains("n") : nullptr;
    if (n != nullptr && n->is_int64()) out.insert(static_cast<int>(n->get_int64()));
  }
  return out;
}

/// The ledger takes nothing back: the year 2027 typed for 2026 would stand there for good.
std::optional<Error> far_ahead(const json::object& event, const std::string& order,
                               std::optional<Date> today) {
  const auto day = parse_date(document_text(event, "at").substr(0, 10));
  if (!today || !day || std::chrono::sys_days(*day) <= std::chrono::sys_days(*today) + kMostAhead)
    return std::nullopt;
  return Error{Fate::reject,
               document_for_people(event) + " of order " + order + ": its day " + to_string(*day) +
                   " is more than a month ahead",
               "give the day that stands in the ERP's document",
               {},
               ""};
}

std::optional<Error> cannot_be_of(const json::object& event, const json::object& sale) {
  const std::string of = document_for_people(event), order = document_text(sale, "no");
  const std::set<int> lines = lines_of_sale(sale);
  const int line = document_line(event);
  if (line != 0 && !lines.empty() && !lines.contains(line)) {
    std::vector<std::string> known;
    for (const int one : lines) known.push_back(std::to_string(one));
    return Error{Fate::reject,
                 of + ": order " + order + " has no line " + std::to_string(line),
                 "use one of its lines: " + join(known, ", ") + "; or none for all of them",
                 {},
                 ""};
  }
  const std::string currency = document_text(sale, "currency");
  const int exponent = value_or(currency_exponent(currency), 2);
  const auto amount = document_amount(event, "amount");
  if (amount && amount->trimmed().scale() > exponent) {
    return Error{Fate::reject,
                 of + " of order " + order + ": the amount " + amount->str() +
                     " has more decimals than " + currency,
                 "give the amount as it stands in the ERP's document, such as " +
                     amount->rounded(exponent).str(),
                 {},
                 ""};
  }
  return std::nullopt;
}

std::optional<Error> differs_from(const json::object& entered, const json::object& event,
                                  const std::string& order) {
  for (const char* what : {"amount", "cost"}) {
    const auto was = document_amount(entered, what), is = document_amount(event, what);
    const bool same = was == is || (std::string_view(what) == "cost" && (!was || !is));
    if (same) continue;
    const std::string whole = "the whole line";
    return Error{Fate::reject,
                 document_for_people(event) + " of order " + order + " is in the ledger with the " +
                     what + " " + (was ? was->str() : "of " + whole) + ", not " +
                     (is ? is->str() : "of " + whole),
                 "enter what was changed later as a return or a rebill with a number of its own",
                 {},
                 ""};
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::pair<std::string, json::array>> read_documents(const std::string& csv,
                                                                config::Findings& findings) {
  return DocumentReader(csv, findings).read();
}

MergedDocuments merge_documents(json::array& entered, const json::array& more,
                                const json::object& sale, std::optional<Date> today) {
  MergedDocuments out;
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < entered.size(); ++i) {
    if (entered[i].is_object()) known.emplace(name_of_document(entered[i].get_object()), i);
  }
  for (const json::value& one : more) {
    if (!one.is_object()) continue;
    const json::object& event = one.get_object();
    auto wrong = cannot_be_of(event, sale);
    if (!wrong) wrong = far_ahead(event, document_text(sale, "no"), today);
    if (wrong) {
      out.refused.push_back(std::move(*wrong));
      continue;
    }
    const auto [at, fresh] = known.emplace(name_of_document(event), entered.size());
    if (fresh) {
      entered.push_back(one);
      ++out.added;
      continue;
    }
    json::object& before = entered[at->second].as_object();
    if (auto other = differs_from(before, event, document_text(sale, "no"))) {
      out.refused.push_back(std::move(*other));
    } else if (event.contains("cost") && !before.contains("cost")) {
      before["cost"] = event.at("cost");
      ++out.added;
    }
  }
  return out;
}

std::pair<std::string, std::string> document_flag_for_people(std::string_view flag,
                                                             const std::string& order) {
  const std::string look = "norekey credit explain " + order;
  if (flag == "COST_MISSING")
    return {"order " + order + " is shared by its margin, and an invoice of it has no cost",
            "give its rows a cost and enter them again; " + look + " names it"};
  if (flag == "OVER_RETURN")
    return {"more of order " + order +
                " was returned than its invoice had: the return was entered up to the invoice, "
                "the rest is for a person",
            "hold the return against its invoice in the ERP; " + look + " shows what is entered"};
  if (flag == "UNREFERENCED_CREDIT")
    return {
        "a return of order " + order + " names no invoice of it: it follows the order's own split",
        "if it belongs to an invoice, enter that invoice, and the return with its number in "
        "the column refers"};
  return {"", ""};
}

}  // namespace norekey::credit
