#include "credit/statement.hpp"

#include "core/text.hpp"
#include "credit/wording.hpp"
#include "mapping/csv.hpp"

namespace norekey::credit {
namespace {

std::string what_of(const LedgerLine& line) {
  return entry_for_people(line.entry, line.document) + (line.doc.empty() ? "" : " " + line.doc) +
         (line.margin ? ", margin" : "") +
         (line.period.empty() ? "" : ", counts in " + line.period);
}

/// One line of a statement as a rep reads it; with the cost as others do.
std::vector<std::string> cells(const LedgerLine& line, bool with_cost) {
  std::vector<std::string> out{line.day,
                               line.web,
                               line.erp,
                               line.customer,
                               what_of(line),
                               line.slot,
                               rule_for_people(line.rule),
                               line.amount.str(),
                               line.currency};
  if (!with_cost) return out;
  out.push_back(line.net ? line.net->str() : "");
  out.push_back(line.cost ? line.cost->str() : "");
  out.push_back(line.net && line.cost ? (*line.net - *line.cost).str() : "");
  return out;
}

std::vector<std::string> headings(const Statement& statement) {
  std::vector<std::string> out = {"day",  "web order", "ERP order", "customer", "what",
                                  "slot", "rule",      "amount",    "currency"};
  if (statement.with_cost) out.insert(out.end(), {"line net", "line cost", "line margin"});
  return out;
}

bool is_number(const std::string& heading) {
  return heading == "amount" || heading.rfind("line ", 0) == 0;
}

std::string html_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string title_of(const Statement& s) {
  return "Sales credit of " + s.rep + (s.name.empty() ? "" : ", " + s.name) + ", " + s.from +
         " to " + s.to;
}

std::string pad(const std::string& text, std::size_t width, bool right) {
  const std::size_t n = count_characters(text);
  const std::string space(n >= width ? 0 : width - n, ' ');
  return right ? space + text : text + space;
}

}  // namespace

std::map<std::pair<std::string, std::string>, Decimal> totals_of(const Statement& statement) {
  std::map<std::pair<std::string, std::string>, Decimal> out;
  for (const LedgerLine& line : statement.lines) {
    const std::string kind = line.entry == "earned" ? "invoices" : "orders";
    out[{line.currency, kind + ", " + line.slot}] += line.amount;
  }
  return out;
}

std::string statement_text(const Statement& statement) {
  const std::vector<std::string> heads = headings(statement);
  std::vector<std::vector<std::string>> rows{heads};
  for (const LedgerLine& line : statement.lines) rows.push_back(cells(line, statement.with_cost));
  std::vector<std::size_t> width(heads.size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      width[i] = std::max(width[i], count_characters(row[i]));
  }
  std::string out = title_of(statement) + "\n\n";
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += pad(row[i], width[i], is_number(heads[i])) + "  ";
    out += std::string(trim(line)) + "\n";
  }
  if (statement.lines.empty()) out += "nothing in these days\n";
  out += "\n";
  for (const auto& [what, sum] : totals_of(statement))
    out += what.second + ": " + sum.str() + " " + what.first + "\n";
  return out;
}

std::string statement_csv(const Statement& statement) {
  std::vector<std::string> head{"rep"};
  const std::vector<std::string> heads = headings(statement);
  head.insert(head.end(), heads.begin(), heads.end());
  std::string out = mapping::csv_record(head);
  for (const LedgerLine& line : statement.lines) {
    std::vector<std::string> row = cells(line, statement.with_cost);
    row.insert(row.begin(), statement.rep);
    out += mapping::csv_record(row);
  }
  return out;
}

std::string statement_html(const Statement& statement) {
  const std::vector<std::string> heads = headings(statement);
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
      html_text(title_of(statement)) +
      "</title>\n<style>body{font:11pt sans-serif;margin:2cm}table{border-collapse:collapse;width:"
      "100%}th,td{text-align:left;padding:.2em .6em;border-bottom:1px solid #bbb}td.n,th.n{text-"
      "align:right;font-variant-numeric:tabular-nums}thead{display:table-header-group}tr{break-"
      "inside:avoid}@page{size:A4;margin:1.5cm}@media print{body{margin:0}}</style></head>\n<body>"
      "<h1>" +
      html_text(title_of(statement)) + "</h1>\n<table><thead><tr>";
  for (const std::string& one : heads)
    out += (is_number(one) ? "<th class=\"n\">" : "<th>") + one + "</th>";
  out += "</tr></thead><tbody>\n";
  for (const LedgerLine& line : statement.lines) {
    const auto row = cells(line, statement.with_cost);
    out += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      out += (is_number(heads[i]) ? "<td class=\"n\">" : "<td>") + html_text(row[i]) + "</td>";
    out += "</tr>\n";
  }
  out += "</tbody></table>\n";
  for (const auto& [what, sum] : totals_of(statement))
    out +=
        "<p>" + html_text(what.second) + ": " + sum.str() + " " + html_text(what.first) + "</p>\n";
  return out + "</body></html>\n";
}

}  // namespace norekey::credit
