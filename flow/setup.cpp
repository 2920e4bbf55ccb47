#include "flow/setup.hpp"

#include <set>

#include "core/sign.hpp"
#include "core/text.hpp"
#include "flow/identity.hpp"
#include "flow/partners/guide_file.hpp"
#include "mapping/check.hpp"
#include "net/mail.hpp"

namespace norekey::flow {
namespace {

template <class T>
std::vector<std::string> names_of(const std::map<std::string, T>& all) {
  std::vector<std::string> out;
  for (const auto& one : all) out.push_back(one.first);
  return out;
}

/// "mappings/web.yaml" -> "web" for files of one folder.
std::map<std::string, std::string> files_in(const config::Bundle& bundle, const std::string& folder,
                                            const std::string& ending) {
  std::map<std::string, std::string> out;
  for (const auto& [name, text] : bundle.files) {
    if (name.rfind(folder + "/", 0) == 0)
      out[name.substr(folder.size() + 1, name.size() - folder.size() - 1 - ending.size())] = text;
  }
  return out;
}

std::string file_text(const config::Bundle& bundle, const std::string& name) {
  const auto found = bundle.files.find(name);
  return found == bundle.files.end() ? "" : found->second;
}

/// Mappings include files that lie beside them.
mapping::Surrounding surrounding_of(const config::Bundle& bundle, const std::string& zone) {
  return {zone, [&bundle](const std::string& name) -> std::optional<std::string> {
            const auto found = bundle.files.find("mappings/" + name);
            return found == bundle.files.end() ? std::nullopt : std::optional(found->second);
          }};
}

credit::GeoAddress geo_address(const std::string& word) {
  if (word == "bill-to") return credit::GeoAddress::bill_to;
  return word == "order-address" ? credit::GeoAddress::order_address : credit::GeoAddress::ship_to;
}

class Builder {
 public:
  Builder(const config::Bundle& bundle, const std::string& directory, const Kinds& kinds,
          const Surroundings& surroundings, config::Findings& findings)
      : bundle_(bundle),
        directory_(directory),
        kinds_(kinds),
        surroundings_(surroundings),
        findings_(findings) {}

  std::shared_ptr<const Setup> build() {
    const std::size_t before = findings_.errors.size();
    business_ = config::read_business(file_text(bundle_, "channels.yaml"), "channels.yaml",
                                      directory_, findings_);
    auto out = std::make_shared<Setup>();
    out->bundle = bundle_.hash();
    read_lookups(*out);
    read_mappings(*out);
    read_guides();
    std::string zone = "UTC";
    if (!business_.companies.empty()) zone = business_.companies.begin()->second.zone;
    out->sales_credit =
        credit::Tables::load(file_text(bundle_, "assignments.csv"), file_text(bundle_, "reps.csv"),
                             file_text(bundle_, "accounts.csv"), zone, findings_);
    out->sales_credit.learn(bundle_.files, findings_);
    warn_of_no_assignments(*out);
    check_inside_sales(*out);
    out->stock = read_stock_table(file_text(bundle_, "stock.csv"), findings_);
    for (const auto& one : business_.receipts) take_receipts(*out, one.second);
    take_alerts(*out);
    for (const auto& one : business_.erps) make_erp(*out, one.second);
    for (const auto& one : business_.channels) make_route(*out, one.second);
    warn_of_unknown_stock(*out);
    out->mappings = mappings_;
    warn_of_unused_lookups(*out);
    for (auto* findings : {&findings_.errors, &findings_.warnings})
      config::locate(file_text(bundle_, "channels.yaml"), "channels.yaml", *findings);
    return findings_.errors.size() > before ? nullptr : out;
  }

 private:
  /// No table, or one without rows: a set-up that begins, or a table that was lost.
  void warn_of_no_assignments(const Setup& out) {
    const auto table = bundle_.files.find("assignments.csv");
    const bool there = table != bundle_.files.end();
    if (there && table->second.empty()) {
      findings_.errors.push_back({Fate::halt,
                                  "the file is empty",
                                  "begin it with the header  id,at,slot,rep,share,from",
                                  {"assignments.csv", 1, 0, ""},
                                  ""});
      return;
    }
    const auto in_table = [](const Error& one) { return one.where.file == "assignments.csv"; };
    if (there && (!out.sales_credit.assignments.all().empty() ||
                  std::any_of(findings_.errors.begin(), findings_.errors.end(), in_table)))
      return;
    findings_.warnings.push_back(
        {Fate::halt,
         std::string(there ? "assignments.csv has no rows" : "there is no assignments.csv") +
             ": every order's sales credit will wait for a decision",
         there ? "add a row for each account or territory"
               : "add assignments.csv with the columns id,at,slot,rep,share,from",
         {},
         ""});
  }

  /// The policy line and the assignments must tell the same story.
  void check_inside_sales(const Setup& out) {
    const auto& all = out.sales_credit.assignments.all();
    const auto inside = std::count_if(all.begin(), all.end(), [](const credit::Assignment& one) {
      return one.slot == credit::Slot::inside;
    });
    for (const auto& [name, company] : business_.companies) {
      const std::string where = "company." + name + ".inside-sales";
      if (company.inside_sales == "none" && inside > 0) {
        error(where, "says none, but " + std::to_string(inside) + " assignments are in slot inside",
              "write own-pool, or take these assignments out");
      }
      if (company.inside_sales == "own-pool" && inside == 0) {
        findings_.warnings.push_back(
            {Fate::halt,
             "says own-pool, but no assignment is in slot inside: inside sales has no "
             "sales credit of web orders yet",
             "add assignments in slot inside, or write none",
             {"channels.yaml", 0, 0, where},
             ""});
      }
    }
  }

  /// stock.csv against the lookups by which channels show stock.
  void warn_of_unknown_stock(const Setup& out) {
    std::vector<const mapping::Lookup*> items;
    for (const auto& one : business_.channels) {
      const auto table = out.lookups.find(one.second.outbound.items);
      if (one.second.outbound.stock != "off" && table != out.lookups.end())
        items.push_back(&table->second);
    }
    warn_of_unknown_items(out.stock, items, findings_);
  }

  void take_receipts(Setup& out, const config::Receipts& receipts) {
    if (!config::check_secrets(receipts, findings_)) return;
    if (receipts.signing_key.is_set()) {
      const auto key = SigningKey::read(value_or(receipts.signing_key.read(), std::string()));
      if (!key)
        findings_.errors.push_back(
            {key.error().fate, key.error().what, key.error().fix, receipts.signing_key.where, ""});
    }
    for (const auto& [code, rep] : out.sales_credit.reps) {
      if (receipts.mail_server.empty() || rep.active_until) continue;
      if (!rep.email.empty() && !net::valid_address(rep.email)) {
        findings_.errors.push_back({Fate::halt,
                                    "rep " + shown(code) + " has the email " + shown(rep.email) +
                                        ", which is no mail address",
                                    "write one address, such as ann@acme.example",
                                    {"reps.csv", 0, 0, ""},
                                    ""});
      } else if (rep.email.empty()) {
        findings_.warnings.push_back({Fate::halt,
                                      "rep " + shown(code) + " has no email: no receipts by mail",
                                      "add it in reps.csv",
                                      {"reps.csv", 0, 0, ""},
                                      ""});
      }
    }
    out.receipts.emplace(receipts.name, receipts);
  }

  void take_alerts(Setup& out) {
    out.alerts = business_.alerts;
    config::check_secrets(out.alerts, findings_);
    for (const std::string& to : out.alerts.to) {
      if (net::valid_address(to) || to.find('@') == std::string::npos) continue;
      error("alerts.to", shown(to) + " is no mail address", "write  to: [ ops@acme.example ]");
    }
    const auto named = business_.companies.find(out.alerts.company);
    const auto company = named != business_.companies.end() ? named : business_.companies.begin();
    if (!out.alerts.quiet_zone.empty()) {
      out.alerts_zone = out.alerts.quiet_zone;
    } else if (company != business_.companies.end()) {
      out.alerts_zone = company->second.zone;
    }
  }

  void read_lookups(Setup& out) {
    for (const auto& [name, text] : files_in(bundle_, "lookups", ".csv")) {
      mapping::Lookup table;
      table.name = name;
      for (auto& row :
           mapping::read_lookup_csv(text, "lookups/" + name + ".csv", table, findings_)) {
        table.rows.emplace(std::move(row.key), std::move(row.value));
      }
      out.lookups.emplace(name, std::move(table));
    }
  }

  void read_mappings(const Setup& out) {
    std::string zone = "UTC";
    if (!business_.companies.empty()) zone = business_.companies.begin()->second.zone;
    for (const auto& [name, text] : files_in(bundle_, "mappings", ".yaml")) {
      const std::string file = "mappings/" + name + ".yaml";
      if (mapping::Mapping::is_shared(text)) continue;  // read by those that include it
      auto loaded = mapping::Mapping::read(text, file, surrounding_of(bundle_, zone), findings_);
      known_mappings_.push_back(name);
      if (!loaded) continue;
      const mapping::Shape* shape = loaded->from() == "order" ? &mapping::order_shape() : nullptr;
      mapping::check(*loaded, {shape, false, names_of(out.lookups)}, findings_);
      for (const std::string& lookup : loaded->lookups()) used_lookups_.insert(lookup);
      mappings_[name] = std::make_shared<const mapping::Mapping>(std::move(*loaded));
    }
  }

  void read_guides() {
    for (const auto& [name, text] : files_in(bundle_, "guides", ".yaml")) {
      known_guides_.push_back(name);
      guides_[name] = read_guide(text, "guides/" + name + ".yaml", findings_);
    }
  }

  /// The names that a partner's settings refer to, and what they stand for.
  std::shared_ptr<const Partner> make_partner(const Setup& out, const config::Partner& partner) {
    auto made = std::make_shared<Partner>();
    made->config = partner;
    const std::string at = "partner." + partner.name;
    for (const std::string& word : split(partner.guides, ',')) {
      const std::string name(trim(word));
      if (name.empty()) continue;
      const auto found = guides_.find(name);
      if (found == guides_.end()) {
        error(at + ".guides",
              "there is no guide " + shown(name) + did_you_mean(name, known_guides_),
              "add the file guides/" + name + ".yaml");
      } else if (found->second) {
        for (const auto& other : made->guides) {
          if (!same_sets(*other, *found->second)) continue;
          error(at + ".guides",
                shown(other->name) + " and " + shown(name) + " are both for the " + other->set->id +
                    ": only the first would be used",
                "leave one of them out");
        }
        made->guides.push_back(found->second);
      }
    }
    for (const auto& [key, lookup] :
         {std::pair{"accounts", partner.accounts}, std::pair{"buyer-parts", partner.buyer_parts},
          std::pair{"items", partner.items}, std::pair{"upcs", partner.upcs},
          std::pair{"superseded", partner.superseded}, std::pair{"ship-tos", partner.ship_tos},
          std::pair{"prices", partner.prices}}) {
      used_lookups_.insert(lookup);
      if (lookup.empty() || out.lookups.contains(lookup)) continue;
      error(at + "." + key,
            "there is no lookup " + shown(lookup) + did_you_mean(lookup, names_of(out.lookups)),
            "add the file lookups/" + lookup + ".csv");
    }
    for (const auto& [key, name] :
         {std::pair{"order-answer", partner.order_answer},
          std::pair{"change-answer", partner.change_answer},
          std::pair{"ship-notice", partner.ship_notice}, std::pair{"invoice", partner.invoice},
          std::pair{"inventory", partner.inventory}, std::pair{"price-list", partner.price_list}}) {
      if (name.empty() || mappings_.contains(name) ||
          std::find(known_mappings_.begin(), known_mappings_.end(), name) != known_mappings_.end())
        continue;
      error(at + "." + key,
            "there is no mapping " + shown(name) + did_you_mean(name, known_mappings_),
            "add the file mappings/" + name + ".yaml");
    }
    made->folder = std::make_shared<PartnerFolder>(partner);
    return made;
  }

  /// "reps" is asked for the house code even where no mapping names it.
  void warn_of_unused_lookups(const Setup& out) {
    if (!findings_.ok()) return;  // what could not be read may use it
    for (const auto& [name, table] : out.lookups) {
      if (name == "reps" || used_lookups_.contains(name)) continue;
      findings_.warnings.push_back({Fate::halt,
                                    "no mapping and no channel uses the lookup " + shown(name),
                                    "take the file away, or use it",
                                    {"lookups/" + name + ".csv", 1, 1, ""},
                                    ""});
    }
  }

  void make_erp(Setup& out, const config::Erp& erp) {
    const auto kind = kinds_.adapters.find(erp.adapter);
    if (kind == kinds_.adapters.end()) {
      if (!erp.adapter.empty()) {
        error("erp." + erp.name + ".adapter",
              "unknown adapter " + shown(erp.adapter) +
                  did_you_mean(erp.adapter, names_of(kinds_.adapters)),
              "use one of: " + join(names_of(kinds_.adapters), ", "));
      }
      return;
    }
    if (!config::check_secrets(erp, findings_)) return;
    config::Erp whole = erp;
    for (const auto& [name, channel] : business_.channels) {
      const auto company = business_.companies.find(channel.company);
      if (whole.zone.empty() && channel.erp == erp.name && company != business_.companies.end())
        whole.zone = company->second.zone;
    }
    auto made = kind->second(whole, surroundings_);
    if (!made) {
      findings_.errors.push_back(made.error());
      return;
    }
    if (erp.invoices_every.count() > 0) {
      out.invoices_every[erp.name] = erp.invoices_every;
      if (!(*made)->abilities().watches_invoices)
        error("erp." + erp.name + ".invoices-every",
              "the ERP " + shown(erp.name) + " tells nothing of invoices",
              "take it away, and give them as a file: norekey credit invoices FILE");
    }
    if (erp.leave_at != "confirm" && !(*made)->abilities().releases)
      error("erp." + erp.name + ".leave-at",
            "the ERP " + shown(erp.name) + " leaves no order for release: it takes each as it is",
            "write  leave-at: confirm, or take it away");
    out.erps[erp.name] = std::move(*made);
  }

  void make_route(Setup& out, const config::Channel& channel) {
    Route route;
    route.name = channel_name(channel.company, channel.name);
    route.channel = channel;
    if (!channel.mapping.empty() && std::find(known_mappings_.begin(), known_mappings_.end(),
                                              channel.mapping) == known_mappings_.end()) {
      error((channel.partner ? "partner." : "channel.") + channel.name + ".mapping",
            "there is no mapping " + shown(channel.mapping) +
                did_you_mean(channel.mapping, known_mappings_),
            "add the file mappings/" + channel.mapping + ".yaml");
    }
    if (channel.partner) {
      route.partner = make_partner(out, *channel.partner);
      route.connector = partner_connector(route.partner->folder);
      return add_route(out, std::move(route));
    }
    const auto kind = kinds_.connectors.find(channel.connector);
    if (kind == kinds_.connectors.end()) {
      if (!channel.connector.empty()) {
        error("channel." + channel.name + ".connector",
              "unknown connector " + shown(channel.connector) +
                  did_you_mean(channel.connector, names_of(kinds_.connectors)),
              "use one of: " + join(names_of(kinds_.connectors), ", "));
      }
      return;
    }
    if (!config::check_secrets(channel, findings_)) return;
    auto made = kind->second(channel, surroundings_);
    if (!made) {
      findings_.errors.push_back(made.error());
      return;
    }
    route.connector = std::move(*made);
    check_outbound(out, channel);
    check_release(out, channel);
    add_route(out, std::move(route));
  }

  void add_route(Setup& out, Route route) {
    const config::Channel& channel = route.channel;
    if (!out.erps.contains(channel.erp) || !mappings_.contains(channel.mapping) ||
        !business_.companies.contains(channel.company))
      return;
    route.company = business_.companies.at(channel.company);
    route.policy = policy_of(route.company);
    if (const auto told = out.receipts.find(channel.company); told != out.receipts.end())
      route.receipts = told->second;
    route.erp = business_.erps.at(channel.erp);
    route.adapter = out.erps.at(channel.erp);
    route.mapping = mappings_.at(channel.mapping);
    check_written(route);
    out.routes.emplace(route.name, std::move(route));
  }

  /// A mapping that says how the ERP's file is written, with an ERP that takes files.
  void check_written(const Route& route) {
    if (!route.mapping->to() || route.erp.adapter != "files" || !route.erp.embedded) return;
    error("channels.yaml",
          "erp." + route.erp.name +
              ".embedded: the built-in ERP reads a file of its own form, and " +
              route.mapping->file() + " writes another",
          "take  to:  out of the mapping, or  embedded  out of the ERP");
  }

  /// What goes back needs its lookups, and an ERP that can be asked.
  void check_outbound(const Setup& out, const config::Channel& channel) {
    const config::Outbound& back = channel.outbound;
    const std::string where = "channel." + channel.name + ".outbound.";
    std::vector<std::pair<std::string, std::string>> needed;
    if (back.stock != "off" || back.prices) needed.emplace_back("items", back.items);
    if (back.stock != "off") needed.emplace_back("locations", back.locations);
    if (back.prices && !back.price_lists.empty()) {
      needed.emplace_back("price-lists", back.price_lists);
      needed.emplace_back("customers", back.customers);
    }
    for (const auto& [key, lookup] : needed) {
      used_lookups_.insert(lookup);
      if (lookup.empty() || out.lookups.contains(lookup)) continue;
      error(where + key,
            "there is no lookup " + shown(lookup) + did_you_mean(lookup, names_of(out.lookups)),
            "add the file lookups/" + lookup + ".csv");
    }
    const auto erp = out.erps.find(channel.erp);
    if (erp == out.erps.end()) return;
    const adapters::Abilities can = erp->second->abilities();
    const std::string silent = "the ERP " + shown(channel.erp) + " tells nothing of ";
    if (back.stock != "off" && !can.watches)
      error(where + "stock", silent + "stock",
            "give a files ERP its stock-file, or write  stock: off");
    if (back.prices && !can.watches_prices)
      error(where + "prices", silent + "prices",
            "give a files ERP its price-file, or write  prices: no");
    if (back.statuses && !can.watches_orders)
      error(where + "statuses", silent + "what becomes of orders",
            "give a files ERP its status-file, or write  statuses: no");
  }

  /// Orders release themselves only where they are left for it; a lookup that is named is there.
  void check_release(const Setup& out, const config::Channel& channel) {
    const std::string where = "channel." + channel.name + ".";
    const auto erp = out.erps.find(channel.erp);
    if (channel.release_after > config::Duration::zero() && erp != out.erps.end() &&
        !erp->second->abilities().releases)
      error(where + "release-after",
            "the ERP " + shown(channel.erp) + " leaves no order for release",
            "write  leave-at: quote  below erp." + channel.erp +
                " where it can, or take release-after away");
    const std::string& table = channel.authority.approved_prices;
    used_lookups_.insert(table);
    if (table.empty() || out.lookups.contains(table)) return;
    error(where + "authority.approved-prices",
          "there is no lookup " + shown(table) + did_you_mean(table, names_of(out.lookups)),
          "add the file lookups/" + table + ".csv");
  }

  /// `key`: of channels.yaml, as company.acme.inside-sales.
  void error(std::string key, std::string what, std::string fix) {
    findings_.errors.push_back(
        {Fate::halt, std::move(what), std::move(fix), {"channels.yaml", 0, 0, std::move(key)}, ""});
  }

  const config::Bundle& bundle_;
  const std::string& directory_;
  const Kinds& kinds_;
  const Surroundings& surroundings_;
  config::Findings& findings_;
  config::Business business_;
  std::map<std::string, std::shared_ptr<const mapping::Mapping>> mappings_;
  std::vector<std::string> known_mappings_;
  std::set<std::string> used_lookups_;
  std::map<std::string, std::shared_ptr<const PartnerGuide>> guides_;
  std::vector<std::string> known_guides_;
};

}  // namespace

credit::Policy policy_of(const config::Company& company) {
  credit::Policy out;
  out.name = company.name;
  out.zone = company.zone;
  out.house_rep = company.house_rep;
  out.geo_address = geo_address(company.credit_address);
  out.drop_ship_geo = geo_address(company.drop_ship_address);
  if (company.credit_date == "invoice") out.credit_date = credit::CreditDate::invoice;
  if (company.credit_base == "margin") out.base = credit::BaseKind::margin;
  if (!company.inside_base.empty())
    out.inside_base =
        company.inside_base == "margin" ? credit::BaseKind::margin : credit::BaseKind::net;
  out.clawback = company.returns_of_leavers == "rep"         ? credit::Clawback::rep
                 : company.returns_of_leavers == "successor" ? credit::Clawback::successor
                                                             : credit::Clawback::house;
  out.helper_percent = value_or(Decimal::parse(company.helper_share), Decimal(0));
  if (const auto owner = Decimal::parse(company.quote_owner_share))
    out.quote_split = credit::QuoteSplit{*owner, Decimal(100) - *owner};
  out.claim_window_days = company.claim_days;
  out.rep_code_registers = company.rep_codes_register;
  return out;
}

std::shared_ptr<const Setup> make_setup(const config::Bundle& bundle, const std::string& directory,
                                        const Kinds& kinds, const Surroundings& surroundings,
                                        config::Findings& findings) {
  return Builder(bundle, directory, kinds, surroundings, findings).build();
}

}  // namespace norekey::flow
