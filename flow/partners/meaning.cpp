#include "flow/partners/meaning.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/text.hpp"
#include "flow/authority.hpp"
#include "flow/parts.hpp"

namespace norekey::flow {
namespace {

constexpr int kLongestChain = 20;

/// Words that addresses abbreviate (US Postal Service, Publication 28, appendix C; and German).
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kShort{{
    {"STREET", "ST"},   {"AVENUE", "AVE"},       {"ROAD", "RD"},          {"BOULEVARD", "BLVD"},
    {"DRIVE", "DR"},    {"LANE", "LN"},          {"SUITE", "STE"},        {"BUILDING", "BLDG"},
    {"NORTH", "N"},     {"SOUTH", "S"},          {"EAST", "E"},           {"WEST", "W"},
    {"CENTER", "CTR"},  {"CENTRE", "CTR"},       {"HIGHWAY", "HWY"},      {"PARKWAY", "PKWY"},
    {"COMPANY", "CO"},  {"CORPORATION", "CORP"}, {"INCORPORATED", "INC"}, {"LIMITED", "LTD"},
    {"STRASSE", "STR"}, {"NUMBER", "NO"},
}};

std::string short_form(std::string word) {
  for (const auto& [full, brief] : kShort) {
    if (word == full) return std::string(brief);
  }
  const bool digits = word.find_first_not_of("0123456789") == std::string::npos;
  if (digits) word.erase(0, std::min(word.find_first_not_of('0'), word.size() - 1));
  return word;
}

class Translator {
 public:
  Translator(Order order, const config::Partner& partner, const mapping::Lookups& lookups)
      : order_(std::move(order)), partner_(partner), lookups_(lookups) {}

  Result<Order> run() {
    account();
    ship_to(order_.ship_to);
    for (Line& line : order_.lines) {
      if (line.ship_to) ship_to(*line.ship_to);
      item(line);
    }
    if (problems_.what.empty()) {
      for (Line& line : order_.lines) price(line);
      declared_total();
      total_up(order_);
    }
    if (!problems_.what.empty()) return problems_;
    return std::move(order_);
  }

 private:
  void problem(const Error& e) {
    if (!told_.insert(e.what).second) return;
    if (problems_.what.empty()) {
      problems_ = e;
      return;
    }
    problems_.what += "; " + e.what;
    if (e.fix != problems_.fix) problems_.fix += "; " + e.fix;
    if (e.fate == Fate::halt) problems_.fate = Fate::halt;
  }

  std::optional<std::string> row(const std::string& table, const std::string& key) const {
    if (table.empty() || key.empty()) return std::nullopt;
    auto found = lookups_.find(table, key);
    if (found) return *found;
    return std::nullopt;
  }

  void account() {
    if (!partner_.account.empty()) {
      order_.buyer.account = partner_.account;
      return;
    }
    const auto found = lookups_.find(partner_.accounts, order_.buyer.account);
    if (found) {
      order_.buyer.account = *found;
    } else {
      problem(found.error());
    }
  }

  /// The table's row for the code, or for "name postal", in any spelling. Rows that mean different
  /// ship-tos by one spelling are a person's to tell apart.
  void ship_to(Address& address) {
    if (partner_.ship_tos.empty() || (address.code.empty() && address.company.empty())) return;
    const auto table = lookups_.tables.find(partner_.ship_tos);
    const std::string place = address.company + " " + address.postal;
    const std::string wanted = address.code.empty() ? place : address.code;
    if (table == lookups_.tables.end())
      return problem(lookups_.find(partner_.ship_tos, "").error());
    std::set<std::string> found;
    if (const auto exact = table->second.rows.find(wanted); exact != table->second.rows.end()) {
      found.insert(exact->second);
    } else {
      for (const auto& [key, value] : table->second.rows) {
        const std::string spelt = one_spelling(key);
        const bool same = (!address.code.empty() && spelt == one_spelling(address.code)) ||
                          (!address.company.empty() && spelt == one_spelling(place));
        if (same) found.insert(value);
      }
    }
    if (found.size() == 1) {
      address.code = *found.begin();
    } else if (found.empty()) {
      problem(lookups_.find(partner_.ship_tos, wanted).error());
    } else {
      problem({Fate::reject,
               "the ship-to " + shown(wanted) + " may be " +
                   join({found.begin(), found.end()}, " or ") + " in lookups/" + partner_.ship_tos,
               "norekey lookups set " + partner_.ship_tos + " " + shell_word(wanted) + " <ours>",
               {},
               partner_.ship_tos + "/" + wanted});
    }
  }

  /// What the partner takes for our number; where no lookup has our numbers, it is believed.
  bool is_ours(const std::string& sku) const {
    return partner_.items.empty() || row(partner_.items, sku) || row(partner_.superseded, sku);
  }

  void item(Line& line) {
    const std::string where = "line " + line.id + ": ";
    if (const auto ours = row(partner_.buyer_parts, line.customer_sku)) {
      line.sku = *ours;
    } else if (line.sku.empty() || !is_ours(line.sku)) {
      if (const auto by_upc = row(partner_.upcs, line.upc)) line.sku = *by_upc;
    }
    if (line.sku.empty()) return problem(no_item(line, where));
    std::set<std::string> seen{line.sku};
    for (int i = 0; i < kLongestChain; ++i) {
      const auto next = row(partner_.superseded, line.sku);
      if (!next) return;
      line.sku = *next;
      if (!seen.insert(line.sku).second) break;
    }
    problem({Fate::reject,
             where + "the numbers that took over from " + shown(*seen.begin()) + " go in a circle",
             "correct lookups/" + partner_.superseded,
             {},
             partner_.superseded + "/" + *seen.begin()});
  }

  Error no_item(const Line& line, const std::string& where) const {
    Error out;
    if (!partner_.buyer_parts.empty() && !line.customer_sku.empty()) {
      out = lookups_.find(partner_.buyer_parts, line.customer_sku).error();
    } else if (!partner_.upcs.empty() && !line.upc.empty()) {
      out = lookups_.find(partner_.upcs, line.upc).error();
    } else {
      out = {Fate::reject,
             "the item has neither our number nor one that a lookup knows",
             "ask the partner which item it is",
             {},
             "edi/item"};
    }
    out.what = where + out.what;
    return out;
  }

  /// The price agreed for a line's item, where it is known.
  std::optional<Decimal> agreed(const Line& line) {
    const auto text = row(partner_.prices, line.sku);
    if (!text) return std::nullopt;
    const auto price = Decimal::parse(trim(*text));
    if (price) return *price;
    problem({Fate::halt,
             "the price " + shown(*text) + " of " + shown(line.sku) + " is no number",
             "norekey lookups set " + partner_.prices + " " + shell_word(line.sku) + " <price>",
             {},
             partner_.prices + "/" + line.sku});
    return std::nullopt;
  }

  void price(Line& line) {
    if (line.quantity.is_zero()) return;
    const auto ours = agreed(line);
    if (!ours) return;
    const Decimal theirs = line.list_price.value_or(line.price);
    if ((theirs - *ours).abs() <= price_tolerance(partner_.price_tolerance, *ours)) return;
    const std::string gap = "line " + line.id + ": " + shown(line.sku) + " is ordered at " +
                            theirs.str() + ", agreed is " + ours->str();
    if (partner_.price_gap == "accept") {
      order_.extras.push_back({"price_gap", gap});
    } else if (partner_.price_gap == "answer") {
      order_.extras.push_back({"price_gap/" + line.id, theirs.str()});
      charge_ours(line, *ours);
    } else {
      problem({Fate::reject,
               gap,
               "agree with the partner; norekey lookups set " + partner_.prices + " " +
                   shell_word(line.sku) + " <price> takes his order up again",
               {},
               partner_.prices + "/" + line.sku});
    }
  }

  /// Our price, less the same share of allowances as before.
  void charge_ours(Line& line, const Decimal& ours) {
    const int exponent = value_or(currency_exponent(order_.currency), 2);
    const Decimal gross = (line.quantity * line.list_price.value_or(line.price)).rounded(exponent);
    const Decimal now = (line.quantity * ours).rounded(exponent);
    const auto amount = Decimal::divide(line.amount * now, gross, exponent, Rounding::half_up);
    line.amount = gross.is_zero() || !amount ? now : *amount;
    if (line.list_price) line.list_price = ours;
    const auto each = Decimal::divide(line.amount, line.quantity, 4, Rounding::half_up);
    line.price = line.amount == now || !each ? ours : each->trimmed(exponent);
  }

  /// What the partner adds up (AMT*TT, MOA+86) is the lines', or the whole order's.
  void declared_total() {
    for (const Extra& extra : order_.extras) {
      if (extra.name != "declared_total" || partner_.price_gap != "hold") continue;
      const auto declared = Decimal::parse(extra.value);
      Decimal gross;
      const int exponent = value_or(currency_exponent(order_.currency), 2);
      for (const Line& line : order_.lines)
        gross += (line.quantity * line.list_price.value_or(line.price)).rounded(exponent);
      if (!declared || *declared == order_.total || *declared == order_.subtotal ||
          *declared == gross)
        continue;
      problem({Fate::reject,
               "the partner adds the order up to " + declared->str() + ", its lines are " +
                   gross.str() + ", all of it is " + order_.total.str(),
               "ask the partner which it is; purpose 05 replaces the order",
               {},
               "edi/total"});
      return;
    }
  }

  Order order_;
  const config::Partner& partner_;
  const mapping::Lookups& lookups_;
  Error problems_;
  std::set<std::string> told_;
};

}  // namespace

std::string one_spelling(std::string_view text) {
  std::string out, word;
  const auto end_word = [&] {
    if (word.empty()) return;
    out += (out.empty() ? "" : " ") + short_form(word);
    word.clear();
  };
  for (char c : upper(text)) {
    const bool letter =
        (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 128;
    const auto digit = [](char one) { return one >= '0' && one <= '9'; };
    if (letter && !word.empty() && digit(word.back()) != digit(c)) end_word();
    if (letter) {
      word += c;
    } else if (c != '.' && c != '\'') {
      end_word();
    }
  }
  end_word();
  return out;
}

Result<Order> in_our_terms(Order order, const config::Partner& partner,
                           const mapping::Lookups& lookups) {
  return Translator(std::move(order), partner, lookups).run();
}

}  // namespace norekey::flow
