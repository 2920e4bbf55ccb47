#include "adapters/tryton/directory.hpp"

#include <boost/json.hpp>

#include "adapters/tryton/values.hpp"
#include "core/text.hpp"

namespace norekey::adapters::tryton {
namespace {

namespace json = boost::json;

constexpr std::chrono::minutes kRemembered{10};

/// Where a kind of record is found, and what people call it.
struct Place {
  const char* model;
  const char* field;   ///< the code
  const char* word;    ///< in messages
  const char* lookup;  ///< the lookup that usually holds it
};

const Place& place_of(Kin kin) {
  static const std::map<Kin, Place> places = {
      {Kin::customer, {"party.party", "code", "customer", "customers"}},
      {Kin::item, {"product.product", "code", "item", "items"}},
      {Kin::unit, {"product.uom", "symbol", "unit", "units"}},
      {Kin::warehouse, {"stock.location", "code", "warehouse", "warehouses"}},
      {Kin::payment_term,
       {"account.invoice.payment_term", "name", "payment term", "payment_terms"}},
      {Kin::price_list, {"product.price_list", "name", "price list", "price_lists"}},
      {Kin::currency, {"currency.currency", "code", "currency", "currencies"}},
      {Kin::rep, {"commission.agent", "party.code", "rep", "reps"}},
  };
  return places.at(kin);
}

/// The other record that is remembered with one.
const char* of_field(Kin kin) {
  if (kin == Kin::item) return "sale_uom";
  return kin == Kin::customer ? "customer_payment_term" : nullptr;
}

json::array fields_of(Kin kin) {
  if (const char* of = of_field(kin)) return {place_of(kin).field, of};
  if (kin == Kin::rep) return {"party.code", "party.active"};
  return {place_of(kin).field};
}

json::array domain_of(Kin kin, const std::vector<std::string>& codes) {
  json::array list;
  for (const std::string& code : codes) list.emplace_back(code);
  json::array domain = only(json::array{place_of(kin).field, "in", std::move(list)});
  if (kin == Kin::warehouse) domain.push_back(json::array{"type", "=", "warehouse"});
  return domain;
}

std::string code_of(Kin kin, const json::object& record) {
  if (kin == Kin::rep) return text_of(related(record, "party"), "code");
  return text_of(record, place_of(kin).field);
}

/// A rep who has left keeps the record, the person behind it is inactive.
bool in_use(Kin kin, const json::object& record) {
  if (kin != Kin::rep) return true;
  const json::value* active = related(record, "party").if_contains("active");
  return active != nullptr && active->is_bool() && active->get_bool();
}

json::array search(json::array domain, json::array fields) {
  return {std::move(domain), 0, nullptr, only(json::array{"id", "ASC"}), std::move(fields)};
}

std::string street_of(const Address& address) {
  return address.street2.empty() ? address.street1 : address.street1 + "\n" + address.street2;
}

}  // namespace

Error Directory::missing(Kin kin, const std::string& code) const {
  const Place& place = place_of(kin);
  return {Fate::reject,
          "the ERP " + erp_ + " has no " + place.word + " " + shown(code) + " in use",
          "correct it in lookups/" + std::string(place.lookup) + ", or in the ERP; then replay",
          {},
          "erp/" + std::string(place.lookup) + "/" + code};
}

awaitable<Result<void>> Directory::learn(Kin kin, std::vector<std::string> codes) {
  const Instant now = clock_.now();
  std::erase_if(codes, [&](const std::string& code) {
    const auto known = known_.find({kin, code});
    return known != known_.end() && now < known->second.until;
  });
  if (codes.empty()) co_return Result<void>{};
  std::string method = std::string("model.") + place_of(kin).model + ".search_read";
  json::array params = search(domain_of(kin, codes), fields_of(kin));
  auto called = co_await session_.call(std::move(method), std::move(params));
  if (!called) co_return called.error().error;
  std::map<std::string, int> seen;
  for (const json::object* record : records(*called)) {
    if (!in_use(kin, *record)) continue;
    const std::string code = code_of(kin, *record);
    const char* of = of_field(kin);
    known_[{kin, code}] = {id_of(*record, "id"), of == nullptr ? 0 : id_of(*record, of),
                           now + kRemembered};
    ++seen[code];
  }
  for (const std::string& code : codes) {
    if (seen[code] == 1) continue;
    known_.erase({kin, code});
    Error error = missing(kin, code);
    if (seen[code] > 1) {
      error.what = "the ERP " + erp_ + " has " + std::to_string(seen[code]) + " records for " +
                   place_of(kin).word + " " + shown(code);
    }
    co_return error;
  }
  co_return Result<void>{};
}

awaitable<Result<std::int64_t>> Directory::one(Kin kin, std::string code) {
  if (code.empty()) co_return 0;
  std::vector<std::string> codes(1, code);
  auto learnt = co_await learn(kin, std::move(codes));
  if (!learnt) co_return learnt.error();
  co_return known_[{kin, code}].id;
}

awaitable<Result<SaleIds>> Directory::ids(const WantedSale& sale,
                                          const std::string& residual_item) {
  SaleIds out;
  struct Wish {
    Kin kin;
    const std::string& code;
    std::int64_t& id;
  };
  const std::vector<Wish> wishes = {
      {Kin::customer, sale.customer, out.customer},
      {Kin::rep, sale.rep, out.rep},
      {Kin::warehouse, sale.warehouse, out.warehouse},
      {Kin::payment_term, sale.payment_term, out.payment_term},
      {Kin::price_list, sale.price_list, out.price_list},
      {Kin::currency, sale.currency, out.currency},
  };
  for (const Wish& wish : wishes) {
    std::string code = wish.code;
    auto found = co_await one(wish.kin, std::move(code));
    if (!found) co_return found.error();
    wish.id = *found;
  }
  if (sale.payment_term.empty() && !sale.customer.empty())
    out.payment_term = known_[{Kin::customer, sale.customer}].of;
  auto lines = co_await name_lines(sale, residual_item, out);
  if (!lines) co_return lines.error();
  auto addresses = co_await name_addresses(sale, out);
  if (!addresses) co_return addresses.error();
  co_return out;
}

awaitable<Result<void>> Directory::name_lines(const WantedSale& sale,
                                              const std::string& residual_item, SaleIds& ids) {
  for (const WantedLine& line : sale.lines) {
    ids.items[line.item] = 0;
    if (!line.uom.empty()) ids.units[line.uom] = 0;
  }
  for (const WantedCharge& charge : sale.charges) ids.items[charge.item] = 0;
  if (!residual_item.empty()) ids.items[residual_item] = 0;
  for (auto [kin, wanted] : {std::pair{Kin::item, &ids.items}, std::pair{Kin::unit, &ids.units}}) {
    std::vector<std::string> codes;
    for (const auto& one : *wanted) codes.push_back(one.first);
    auto learnt = co_await learn(kin, std::move(codes));
    if (!learnt) co_return learnt.error();
    for (auto& [code, id] : *wanted) id = known_[{kin, code}].id;
  }
  for (const auto& one : ids.items) ids.item_units[one.first] = known_[{Kin::item, one.first}].of;
  co_return Result<void>{};
}

awaitable<Result<void>> Directory::name_addresses(const WantedSale& sale, SaleIds& ids) {
  std::string customer = sale.customer, bill_to = sale.bill_to;
  auto bill = co_await named_address(ids.customer, std::move(customer), std::move(bill_to));
  if (!bill) co_return bill.error();
  ids.bill_to = *bill;
  if (sale.ship_to.empty() && sale.address) {
    auto made = co_await own_address(ids.customer, *sale.address);
    if (!made) co_return made.error();
    ids.ship_to = *made;
    co_return Result<void>{};
  }
  std::string same_customer = sale.customer, ship_to = sale.ship_to;
  auto ship = co_await named_address(ids.customer, std::move(same_customer), std::move(ship_to));
  if (!ship) co_return ship.error();
  ids.ship_to = *ship;
  co_return Result<void>{};
}

/// `name` "": the customer's first address.
awaitable<Result<std::int64_t>> Directory::named_address(std::int64_t party, std::string customer,
                                                         std::string name) {
  json::array domain = only(json::array{"party", "=", party});
  if (!name.empty()) domain.push_back(json::array{"name", "=", name});
  std::string model = "party.address";
  auto found = co_await first_id(std::move(model), std::move(domain));
  if (!found || *found != 0) co_return found;
  co_return Error{
      Fate::reject,
      "customer " + shown(customer) + " has no address " + shown(name) + " in the ERP " + erp_,
      "correct it in lookups/ship_tos, or in the ERP; then replay",
      {},
      "erp/ship_tos/" + customer + "/" + name};
}

/// The address as one of the customer's: the one with the same text, else a new one.
awaitable<Result<std::int64_t>> Directory::own_address(std::int64_t party, const Address& address) {
  std::string countries = "country.country", states = "country.subdivision";
  json::array by_code = only(json::array{"code", "=", address.country});
  auto country = co_await first_id(std::move(countries), std::move(by_code));
  if (!country) co_return country.error();
  json::array by_state = only(json::array{"code", "=", address.country + "-" + address.region});
  auto state = co_await first_id(std::move(states), std::move(by_state));
  if (!state) co_return state.error();
  const auto or_null = [](std::int64_t id) { return id == 0 ? json::value() : json::value(id); };
  const json::object values{{"party", party},
                            {"name", one_line(address.name)},
                            {"street", street_of(address)},
                            {"city", one_line(address.city)},
                            {"postal_code", one_line(address.postal)},
                            {"country", or_null(*country)},
                            {"subdivision", or_null(*state)}};
  json::array same;
  for (const auto& member : values) same.push_back(json::array{member.key(), "=", member.value()});
  std::string addresses = "party.address";
  auto there = co_await first_id(std::move(addresses), std::move(same));
  if (!there || *there != 0) co_return there;
  json::object made = values;
  made["invoice"] = false;
  made["delivery"] = true;
  std::string method = "model.party.address.create";
  json::array params = only(json::array{std::move(made)});
  auto called = co_await session_.call(std::move(method), std::move(params));
  if (!called) co_return called.error().error;
  const json::array* ids = called->if_array();
  if (ids != nullptr && ids->size() == 1 && ids->front().is_int64())
    co_return ids->front().get_int64();
  co_return Error{Fate::retry, "the ERP did not say which address it made", "", {}, "ERP away"};
}

/// 0 where there is none.
awaitable<Result<std::int64_t>> Directory::first_id(std::string model, json::array domain) {
  json::array order{json::array{"sequence", "ASC"}, json::array{"id", "ASC"}};
  if (model != "party.address") order = by("id");
  json::array fields{"id"};
  auto found = co_await session_.search(std::move(model), std::move(domain), std::move(fields),
                                        std::move(order), 1);
  if (!found) co_return found.error();
  co_return found->empty() ? 0 : id_of(found->front(), "id");
}

}  // namespace norekey::adapters::tryton
