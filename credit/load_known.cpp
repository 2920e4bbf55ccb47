/// The loader of what else the resolver looks things up in: logins, mail domains, delivery
/// addresses, counties, rep codes and quotes. Every finding with its line.
#include <algorithm>

#include "core/text.hpp"
#include "credit/csv_table.hpp"
#include "credit/identify.hpp"
#include "credit/tables.hpp"

namespace norekey::credit {
namespace {

using KnownRow = CsvTable::Row;

class KnownLoader {
 public:
  KnownLoader(const std::map<std::string, std::string>& files, Tables& out,
              config::Findings& findings)
      : files_(files), out_(out), findings_(findings) {}

  void run() {
    read("logins.csv", {"login", "account"}, {}, &KnownLoader::login);
    read("domains.csv", {"domain", "account"}, {}, &KnownLoader::domain);
    read("ship_tos.csv", {"account", "country"}, {"id", "postal", "state", "line1"},
         &KnownLoader::ship_to);
    read("counties.csv", {"zip", "county"}, {}, &KnownLoader::county);
    read("rep_codes.csv", {"code", "rep"}, {}, &KnownLoader::rep_code);
    read("quotes.csv", {"quote", "owner", "issued"}, {"valid_days"}, &KnownLoader::quote);
    read("substitutes.csv", {"item", "substitute"}, {}, &KnownLoader::substitute);
  }

 private:
  using Take = void (KnownLoader::*)(CsvTable&, KnownRow&);

  void read(const std::string& file, const std::vector<std::string>& needed,
            const std::vector<std::string>& optional, Take take) {
    const auto found = files_.find(file);
    if (found == files_.end()) return;
    CsvTable table(found->second, file, needed, optional, findings_);
    KnownRow row;
    while (table.next(row)) {
      const bool whole = std::all_of(needed.begin(), needed.end(), [&](const std::string& column) {
        if (!row[column].empty()) return true;
        table.wrong(column + " is empty", "fill it in, or take the line away", column);
        return false;
      });
      if (whole) (this->*take)(table, row);
    }
  }

  static void add(CsvTable& table, std::vector<std::string>& to, const std::string& value,
                  const std::string& what) {
    if (std::find(to.begin(), to.end(), value) != to.end())
      return table.wrong(what + " is there twice", "remove one of the two lines");
    to.push_back(value);
  }

  void login(CsvTable& table, KnownRow& row) {
    add(table, out_.logins[login_key(row["login"])], row["account"],
        "login " + shown(row["login"]) + " with account " + shown(row["account"]));
  }

  void domain(CsvTable& table, KnownRow& row) {
    const std::string name = lower(row["domain"]);
    if (name.find('.') == std::string::npos || name.find('@') != std::string::npos)
      return table.wrong(shown(row["domain"]) + " is no mail domain",
                         "write what stands after the @, such as acme.example", "domain");
    if (is_public_domain(name))
      return table.wrong(
          shown(name) + " is everybody's: it says nothing of the customer",
          "take the line away; name the customer's own domain, or its logins in logins.csv",
          "domain");
    add(table, out_.domains[name], row["account"],
        "domain " + shown(name) + " with account " + shown(row["account"]));
  }

  void ship_to(CsvTable& table, KnownRow& row) {
    if (row["country"].size() != 2)
      return table.wrong(shown(row["country"]) + " is no country code",
                         "write two letters, such as US", "country");
    Spot spot;
    spot.id = row["id"];
    spot.country = country_code(row["country"]);
    if (auto known = check_region(spot.country, "", ""); !known)
      return table.wrong(known.error().what, known.error().fix, "country");
    spot.postal = row["postal"];
    spot.state = us_territory(row["country"]).empty() ? row["state"] : us_territory(row["country"]);
    spot.line1 = row["line1"];
    out_.known_ship_tos[row["account"]].push_back(std::move(spot));
  }

  void county(CsvTable& table, KnownRow& row) {
    const std::string& zip = row["zip"];
    const bool digits = zip.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || zip.size() != 5)
      return table.wrong(shown(zip) + " is no ZIP code of five digits",
                         digits && zip.size() < 5
                             ? "write " + std::string(5 - zip.size(), '0') + zip +
                                   ": spreadsheets drop the zeros in front"
                             : "write the five digits only, such as 60614",
                         "zip");
    const std::string number =
        row["county"].rfind("US-", 0) == 0 ? row["county"].substr(3) : row["county"];
    if (auto known = check_region("US", "", number); !known)
      return table.wrong(known.error().what, known.error().fix, "county");
    add(table, out_.zip_counties[row["zip"]], row["county"],
        "ZIP code " + shown(row["zip"]) + " with county " + shown(row["county"]));
  }

  bool known_rep(CsvTable& table, const std::string& code, const char* column) {
    if (out_.reps.empty() || out_.reps.contains(code)) return true;
    std::vector<std::string> codes;
    for (const auto& one : out_.reps) codes.push_back(one.first);
    table.wrong("unknown rep " + shown(code) + did_you_mean(code, codes),
                "add it to reps.csv, or use one that is there", column);
    return false;
  }

  void rep_code(CsvTable& table, KnownRow& row) {
    if (!known_rep(table, row["rep"], "rep")) return;
    if (!out_.rep_codes.emplace(row["code"], row["rep"]).second)
      table.wrong("code " + shown(row["code"]) + " is there twice", "remove one of the two lines",
                  "code");
  }

  void quote(CsvTable& table, KnownRow& row) {
    if (!known_rep(table, row["owner"], "owner")) return;
    const auto issued = parse_date(row["issued"]);
    if (!issued) return table.wrong("issued: " + issued.error().what, issued.error().fix, "issued");
    Quote quote{row["owner"], *issued, 36'500};
    if (!row["valid_days"].empty()) {
      const auto days = Decimal::parse(row["valid_days"]);
      if (!days || days->scale() != 0 || days->is_negative() || *days > Decimal(36'500))
        return table.wrong(shown(row["valid_days"]) + " is no number of days", "write it like 30",
                           "valid_days");
      quote.valid_days = static_cast<int>(days->units(0));
    }
    if (!out_.quotes.emplace(row["quote"], quote).second)
      table.wrong("quote " + shown(row["quote"]) + " is there twice", "remove one of the two lines",
                  "quote");
  }

  void substitute(CsvTable& table, KnownRow& row) {
    if (row["item"] == row["substitute"])
      return table.wrong("item " + shown(row["item"]) + " stands in for itself",
                         "name another item, or take the line away", "substitute");
    if (!out_.substitutes[row["item"]].insert(row["substitute"]).second)
      table.wrong("substitute " + shown(row["substitute"]) + " of item " + shown(row["item"]) +
                      " is there twice",
                  "remove one of the two lines", "substitute");
  }

  const std::map<std::string, std::string>& files_;
  Tables& out_;
  config::Findings& findings_;
};

}  // namespace

void Tables::learn(const std::map<std::string, std::string>& files, config::Findings& findings) {
  KnownLoader(files, *this, findings).run();
}

}  // namespace norekey::credit
