#include "credit/geography.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace norekey::credit {
namespace {

/// An address and what people call it.
struct Named {
  const Spot* spot = nullptr;
  const char* word = "";
};

const Spot* usable(const std::optional<Spot>& spot) {
  return spot && spot->has_geography() ? &*spot : nullptr;
}

const Spot* ship_to_of(const Ask& ask) {
  const Spot* own = usable(ask.line.ship_to);
  return own != nullptr ? own : usable(ask.sale.ship_to);
}

/// The address that the policy names for this line, or what stands in for it.
Named address_of(const Ask& ask, const Policy& policy, std::vector<std::string>& flags) {
  const Named ship{ship_to_of(ask), "ship-to"}, bill{usable(ask.sale.bill_to), "bill-to"},
      placed{usable(ask.sale.order_address), "order address"};
  const GeoAddress wanted = ask.line.drop_ship() ? policy.drop_ship_geo : policy.geo_address;
  const auto first_of = [](std::initializer_list<Named> all) {
    for (const Named& one : all) {
      if (one.spot != nullptr) return one;
    }
    return Named{};
  };
  if (wanted == GeoAddress::bill_to) return first_of({bill, placed, ship});
  if (wanted == GeoAddress::order_address) return first_of({placed, bill, ship});
  if (!ask.line.will_call() && ship.spot != nullptr) return ship;
  const Named stand_in = first_of({bill, placed});  // a branch's address says nothing of the buyer
  if (stand_in.spot != nullptr) flags.emplace_back("NO_SHIP_TO");
  return stand_in;
}

bool same_seats(const Assignment& a, const Assignment& b) {
  return a.weights == b.weights && std::equal(a.seats.begin(), a.seats.end(), b.seats.begin(),
                                              b.seats.end(), [](const Seat& x, const Seat& y) {
                                                return x.rep == y.rep && x.share == y.share;
                                              });
}

/// Looks at one address.
class Surveyor {
 public:
  Surveyor(const Ask& ask, const Tables& tables, bool all, Named at)
      : ask_(ask), tables_(tables), all_(all), spot_(*at.spot) {
    country_ = country_code(spot_.country);
    state_ = region_code(spot_.country, spot_.state);
    code_ = read_postal(country_, spot_.postal, spot_.state);
    where_ = std::string(at.word) + " " + country_ +
             (spot_.postal.empty() ? state_.empty() ? "" : "-" + state_ : " " + spot_.postal);
  }

  void run() {
    if (code_.state == PostalState::repaired) flags.emplace_back("POSTAL_REPAIRED");
    if (code_.state == PostalState::untrusted) flags.emplace_back("POSTAL_UNTRUSTED");
    const bool box = spot_.po_box || is_po_box(spot_.line1);
    if (box) flags.emplace_back("PO_BOX_GEOGRAPHY");
    if (!box && code_.state != PostalState::untrusted) {
      for (const Rung rung : {Rung::postal_exact, Rung::postal_area}) {
        if (done()) return;
        Found outranked;
        add(rung, tables_.assignments.at_postal(code_, rung, ask_.slot, ask_.day, ask_.known,
                                                all_ ? &outranked : nullptr));
        if (!outranked.empty()) add_outranked(rung, std::move(outranked));
      }
    }
    if (!box && !done()) counties();
    if (!done() && !state_.empty()) add_at(Rung::state, key_of(Rung::state));
    if (!done()) add_at(Rung::country, key_of(Rung::country));
  }

  std::vector<Hit> hits;
  std::vector<const Assignment*> ambiguous;
  std::vector<std::string> flags;
  const std::string& where() const { return where_; }

 private:
  bool done() const { return !all_ && (!hits.empty() || !ambiguous.empty()); }

  void add(Rung rung, Found found) {
    if (!found.empty()) hits.push_back({rung, std::move(found), where_});
  }

  /// Of the same rung, but wider, or of another priority.
  void add_outranked(Rung rung, Found outranked) {
    hits.push_back({rung, std::move(outranked), where_,
                    rung == Rung::postal_area ? "a narrower area or a lower priority number first"
                                              : "one with a lower priority number went first"});
  }

  void add_at(Rung rung, const std::string& key) {
    Found outranked;
    add(rung,
        tables_.assignments.at(key, ask_.slot, ask_.day, ask_.known, all_ ? &outranked : nullptr));
    if (!outranked.empty()) add_outranked(rung, std::move(outranked));
  }

  Found at(const std::string& key) const {
    return tables_.assignments.at(key, ask_.slot, ask_.day, ask_.known);
  }

  std::string key_of(Rung rung) const {
    return rung == Rung::country ? "country:" + country_ : "state:" + country_ + "-" + state_;
  }

  Found region(Rung rung) const {
    return rung == Rung::state && state_.empty() ? Found{} : at(key_of(rung));
  }

  std::string key_of_county(const std::string& number) const {
    std::string code = upper(trim(number));
    if (code.rfind(country_ + "-", 0) == 0) code.erase(0, country_.size() + 1);
    return "county:" + country_ + "-" + code;
  }

  void counties() {
    std::vector<std::string> all;
    if (!spot_.county.empty()) {
      all.push_back(spot_.county);
    } else if (code_.state != PostalState::untrusted) {
      const auto known = tables_.zip_counties.find(code_.code);
      if (known != tables_.zip_counties.end()) all = known->second;
    }
    if (all.size() == 1) add_at(Rung::county, key_of_county(all.front()));
    if (all.size() > 1) several_counties(all);
  }

  /// What each county would give: its own rule, or what lies around it. Only where all give the
  /// same does it not matter which one it is.
  void several_counties(const std::vector<std::string>& all) {
    std::vector<Found> answers;
    bool any = false;
    for (const std::string& one : all) {
      Found found = at(key_of_county(one));
      any = any || !found.empty();
      if (found.empty()) found = region(Rung::state);
      if (found.empty()) found = region(Rung::country);
      answers.push_back(std::move(found));
    }
    if (!any) return;
    bool same = true;
    for (const Found& one : answers)
      same =
          same && one.size() == 1 && answers[0].size() == 1 && same_seats(*one[0], *answers[0][0]);
    if (same) {
      add(Rung::county, answers[0]);
      return;
    }
    if (!hits.empty()) return;  // a postal rule has decided
    for (const Found& found : answers) {
      for (const Assignment* one : found) {
        if (std::find(ambiguous.begin(), ambiguous.end(), one) == ambiguous.end())
          ambiguous.push_back(one);
      }
    }
  }

  const Ask& ask_;
  const Tables& tables_;
  const bool all_;
  const Spot& spot_;
  std::string country_, state_, where_;
  PostalCode code_;
};

}  // namespace

Looked look_at_addresses(const Ask& ask, const Tables& tables, const Policy& policy, bool all) {
  Looked out;
  const Named chosen = address_of(ask, policy, out.flags);
  if (chosen.spot != nullptr) {
    Surveyor surveyor(ask, tables, all, chosen);
    surveyor.run();
    out.hits = std::move(surveyor.hits);
    out.ambiguous = std::move(surveyor.ambiguous);
    out.flags.insert(out.flags.end(), surveyor.flags.begin(), surveyor.flags.end());
    out.address = surveyor.where();
  }
  if (!all) return out;
  const Named others[] = {{ask.line.will_call() ? nullptr : ship_to_of(ask), "ship-to"},
                          {usable(ask.sale.order_address), "order address"},
                          {usable(ask.sale.bill_to), "bill-to"}};
  for (const Named& other : others) {
    if (other.spot == nullptr || other.spot == chosen.spot) continue;
    Surveyor surveyor(ask, tables, all, other);
    surveyor.run();
    for (Hit& hit : surveyor.hits) out.elsewhere.push_back(std::move(hit));
  }
  return out;
}

}  // namespace norekey::credit
