#include "credit/reentry_case.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "credit/reentry.hpp"

namespace norekey::credit {
namespace {

namespace json = boost::json;

std::vector<BasketLine> read_lines(Fields& in) {
  std::vector<BasketLine> out;
  const json::value* lines = in.json().if_contains("lines");
  if (lines == nullptr || !lines->is_array()) return out;
  for (const json::value& one : lines->get_array()) {
    const json::array* pair = one.if_array();
    const bool fits = pair != nullptr && pair->size() == 2 && (*pair)[0].is_string();
    const json::value* number = fits ? &(*pair)[1] : nullptr;
    const auto quantity = number == nullptr ? Result<Decimal>(Error{})
                          : number->is_string()
                              ? Decimal::parse(std::string_view(number->get_string()))
                          : number->is_int64() ? Result<Decimal>(Decimal(number->get_int64()))
                                               : Result<Decimal>(Error{});
    if (quantity) {
      out.emplace_back(std::string((*pair)[0].get_string()), *quantity);
    } else {
      in.fail("lines", shown(json::serialize(one)) + " is no line", "write [\"SKU\", \"12\"]");
    }
  }
  return out;
}

WebOrder read_web(Fields in) {
  WebOrder out;
  out.no = in.needed("no");
  out.account = in.text("account");
  out.po = po_spelling(in.text("po"));
  out.lines = read_lines(in);
  out.placed_at = in.instant("placed_at").value_or(Instant{});
  out.cancelled_at = in.instant("cancelled_at");
  out.cancelled_by = in.text("cancelled_by");
  out.reason = in.text("cancel_reason");
  out.net = in.amount("net");
  return out;
}

ManualOrder read_manual(Fields in) {
  ManualOrder out;
  out.no = in.needed("no");
  out.account = in.text("account");
  out.po = po_spelling(in.text("po"));
  out.taker = in.text("taker");
  out.entered_at = in.instant("entered_at").value_or(Instant{});
  if (!in.has("entered_at")) in.needed("entered_at");
  out.lines = read_lines(in);
  out.net = in.amount("net").value_or(Decimal(0));
  out.reorder_of = in.text("reorder_of", in.text("quote"));
  return out;
}

ReentryFacts read_facts(const Case& asked, std::optional<Error>& wrong) {
  ReentryFacts out;
  Fields given(asked.given, "given", wrong);
  if (auto all = given.object("substitutes")) {
    for (const auto& one : all->json()) {
      for (std::string& item : all->texts(one.key()))
        out.substitutes[std::string(one.key())].insert(std::move(item));
    }
  }
  if (auto all = given.object("basket_frequency")) {
    for (const auto& account : all->json()) {
      auto baskets = all->object(account.key());
      if (!baskets) continue;
      for (const auto& one : baskets->json()) {
        const std::string rhythm = lower(baskets->text(one.key()));
        if (rhythm == "rare" || rhythm == "once" || rhythm == "never" || rhythm == "yearly")
          continue;
        std::vector<BasketLine> items;
        for (std::string& item : split(std::string_view(one.key()), '+'))
          items.emplace_back(std::move(item), Decimal(1));
        out.usual[std::string(account.key())].insert(basket_key(items));
      }
    }
  }
  for (const auto& [number, account] : asked.tables.accounts) out.parents[number] = account.parent;
  return out;
}

struct Pair {
  WebOrder web;
  std::vector<ManualOrder> manual;  ///< two where one web order was entered as two
  ReentryFacts facts;
  std::string source;  ///< "manual", or where else the ERP's order came from
};

Pair read_pair(const Case& asked, std::optional<Error>& wrong) {
  Pair out;
  Fields order(asked.order, "order", wrong);
  if (auto web = order.object("web")) out.web = read_web(*web);
  const json::value* erp = asked.order.if_contains("erp");
  if (erp != nullptr && erp->is_array()) {
    for (const Fields& one : order.objects("erp")) out.manual.push_back(read_manual(one));
  } else if (auto one = order.object("erp")) {
    out.manual.push_back(read_manual(*one));
  }
  if (out.manual.empty() && !wrong) order.needed("erp");
  const json::object* single = erp == nullptr ? nullptr : erp->if_object();
  const json::value* source = single == nullptr ? nullptr : single->if_contains("source");
  if (source != nullptr && source->is_string()) out.source = source->get_string();
  out.facts = read_facts(asked, wrong);
  return out;
}

/// Two orders in the ERP as the one that they were on the web.
ManualOrder joined(const std::vector<ManualOrder>& all) {
  ManualOrder out = all.front();
  for (std::size_t i = 1; i < all.size(); ++i) {
    out.lines.insert(out.lines.end(), all[i].lines.begin(), all[i].lines.end());
    out.net += all[i].net;
  }
  return out;
}

class ReentryAnswer {
 public:
  ReentryAnswer(const Case& asked, const Pair& pair)
      : in_(asked), pair_(pair), manual_(joined(pair.manual)) {}

  json::object run() {
    const bool keyed = pair_.source.empty() || pair_.source == "manual";
    const Compared found =
        keyed ? compare(pair_.web, manual_, pair_.facts)
              : Compared{Link::none, 0, "it came by " + pair_.source + ", nobody keyed it"};
    out_["id"] = in_.id;
    credits(found.link);
    out_["flags"] = json::array();
    if (found.link == Link::rule) out_["flags"].get_array().emplace_back("REKEY_CONFIRMED_RULE");
    if (found.link == Link::review) out_["flags"].get_array().emplace_back("REKEY_REVIEW");
    if (found.link == Link::duplicate)
      out_["flags"].get_array().emplace_back("DUPLICATE_ORDER_SUSPECTED");
    for (const std::string& flag : flags_) out_["flags"].get_array().emplace_back(flag);
    out_["explain"] = explain(found);
    further(found.link);
    return std::move(out_);
  }

 private:
  void credits(Link link) {
    const bool survives = link == Link::rule || link == Link::duplicate;
    Sale sale;
    sale.number = survives ? pair_.web.no : manual_.no;
    sale.channel = survives ? "web" : "erp";
    sale.account = survives ? pair_.web.account : manual_.account;
    sale.placed_at = survives ? pair_.web.placed_at : manual_.entered_at;
    sale.currency = "USD";
    SaleLine whole;
    whole.net = link == Link::duplicate ? pair_.web.net.value_or(manual_.net) : manual_.net;
    sale.lines.push_back(whole);
    const Date day = business_date(sale.placed_at, in_.policy);
    const Decision decided = decide(sale, in_.tables, in_.policy, day, day);
    flags_ = decided.flags;
    origin_ = survives ? "web" : pair_.source == "edi" ? "edi" : "erp_manual";
    json::array out;
    for (const Split& split : decided.splits) {
      const auto amounts = amounts_of(split, split.base, decided.exponent);
      for (std::size_t i = 0; i < amounts.size(); ++i) {
        const Holder& holder = split.holders[i];
        json::object entry{
            {"line", 0},           {"slot", name_of(split.slot)},
            {"rep", holder.rep},   {"amount", amounts[i].rounded(decided.exponent).str()},
            {"rule", holder.rule}, {"origin", origin_}};
        if (!holder.via.empty()) entry["via"] = holder.via;
        if (link == Link::duplicate) entry["doc"] = pair_.web.no;
        out.push_back(std::move(entry));
      }
    }
    out_["credits"] = std::move(out);
  }

  std::string explain(const Compared& found) const {
    const std::string pair = pair_.web.no + " and " + manual_.no + ": " + found.why + ". ";
    switch (found.link) {
      case Link::rule:
        return pair + "Re-entered order; your sales credit is unchanged.";
      case Link::duplicate:
        return pair + "Both are open: " + manual_.no +
               " waits for a confirmation before anything ships twice; sales credit stands once.";
      case Link::review:
        return pair + "Probably a re-entered order: a person decides.";
      case Link::none:
        break;
    }
    return manual_.no + " is an order of its own, not " + pair_.web.no +
           (found.why.empty() ? " (another customer, or too far apart)." : ": " + found.why + ".");
  }

  void further(Link link) {
    json::value to(manual_.no);
    if (pair_.manual.size() > 1) {
      json::array all;
      for (const ManualOrder& one : pair_.manual) all.emplace_back(one.no);
      to = std::move(all);
    }
    add("link", nullptr);
    if (link == Link::rule)
      add("link", json::object{{"from", pair_.web.no}, {"to", to}, {"basis", "exact"}});
    if (link == Link::review)
      add("link",
          json::object{{"from", pair_.web.no}, {"to", to}, {"basis", "fuzzy"}, {"auto", false}});
    if (link == Link::duplicate) add("hold", to);
    if (link == Link::rule || link == Link::duplicate) add("credited_once", true);
    add("origin", json::value(origin_));
    add("blocks_order", false);
  }

  void add(const char* key, json::value value) {
    const bool wanted =
        !in_.has_expect || std::find(in_.asked.begin(), in_.asked.end(), key) != in_.asked.end();
    if (wanted) out_[key] = std::move(value);
  }

  const Case& in_;
  const Pair& pair_;
  const ManualOrder manual_;
  std::vector<std::string> flags_;
  std::string origin_;
  json::object out_;
};

}  // namespace

Result<void> check_reentry(const Case& asked) {
  std::optional<Error> wrong;
  read_pair(asked, wrong);
  if (wrong) return *wrong;
  return {};
}

json::object evaluate_reentry(const Case& asked) {
  std::optional<Error> wrong;
  const Pair pair = read_pair(asked, wrong);
  return ReentryAnswer(asked, pair).run();
}

}  // namespace norekey::credit
