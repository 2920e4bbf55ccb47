/// The policy as JSON: a file such as policy-P0.json, or a case's policy_delta.
#include <algorithm>

#include "core/text.hpp"
#include "credit/case.hpp"

namespace norekey::credit {
namespace {

/// Keys that a policy file explains itself with; what they say is how this program works.
constexpr std::string_view kTold[] = {"intervals",
                                      "slots",
                                      "account_modes",
                                      "geo_specificity",
                                      "tie",
                                      "po_box",
                                      "will_call",
                                      "rounding",
                                      "partials",
                                      "returns",
                                      "fx",
                                      "backdating",
                                      "public_email_domains",
                                      "crediting_never_blocks_the_order"};

constexpr std::string_view kLadder[] = {"approved_override_or_dispute",
                                        "approved_channel_carve_out",
                                        "contract_or_job",
                                        "shipto_x_productline",
                                        "shipto",
                                        "account_x_productline",
                                        "account",
                                        "parent_if_inherit",
                                        "geography",
                                        "rep_code_if_account_unregistered",
                                        "house_or_UNASSIGNED"};

template <class T>
void choose(Fields& in, const char* key, T& out,
            std::initializer_list<std::pair<const char*, T>> words) {
  if (!in.has(key)) return;
  const std::string text = in.text(key);
  std::vector<std::string> known;
  for (const auto& [word, value] : words) {
    known.emplace_back(word);
    if (text != word) continue;
    out = value;
    return;
  }
  in.fail(key, "unknown word " + shown(text) + did_you_mean(text, known),
          "use one of: " + join(known, ", "));
}

void read_ladder(Fields& in) {
  if (!in.has("ladder")) return;
  const auto rungs = in.texts("ladder");
  if (!std::equal(rungs.begin(), rungs.end(), std::begin(kLadder), std::end(kLadder)))
    in.fail("ladder", "the rungs are not those that this program climbs",
            "keep the ladder of P0; decide exceptions by assignments");
}

void read_quote_split(Fields& in, Policy& out) {
  if (!in.json().contains("quote_split")) return;
  out.quote_split.reset();
  auto split = in.object("quote_split");
  if (!split) return;
  const Decimal owner = split->amount("owner").value_or(Decimal(0));
  const Decimal account = split->amount("account").value_or(Decimal(100) - owner);
  if (owner + account != Decimal(100) || owner.is_negative() || account.is_negative()) {
    in.fail("quote_split",
            "owner " + owner.str() + " and account " + account.str() + " are not 100",
            "write shares that add up to 100");
    return;
  }
  out.quote_split = QuoteSplit{owner, account};
}

void read_words(Fields& in, Policy& out) {
  choose<GeoAddress>(in, "geo_address", out.geo_address,
                     {{"ship_to", GeoAddress::ship_to},
                      {"order_address", GeoAddress::order_address},
                      {"bill_to", GeoAddress::bill_to}});
  choose<GeoAddress>(in, "drop_ship_geo", out.drop_ship_geo,
                     {{"ship_to", GeoAddress::ship_to},
                      {"order_address", GeoAddress::order_address},
                      {"bill_to", GeoAddress::bill_to},
                      {"sold_to", GeoAddress::bill_to}});
  choose<CreditDate>(in, "credit_date", out.credit_date,
                     {{"order_placed_at", CreditDate::order},
                      {"order", CreditDate::order},
                      {"invoice_date", CreditDate::invoice},
                      {"invoice", CreditDate::invoice}});
  choose<Clawback>(
      in, "clawback_after_leave", out.clawback,
      {{"house", Clawback::house}, {"rep", Clawback::rep}, {"successor", Clawback::successor}});
}

/// "net …" or "margin": a policy file may explain the first in a sentence.
std::optional<BaseKind> read_base(Fields& in, const char* key) {
  if (!in.has(key)) return std::nullopt;
  const std::string text = in.text(key);
  if (text.rfind("net", 0) == 0) return BaseKind::net;
  if (text == "margin" || text == "gross margin" || text == "gross_margin") return BaseKind::margin;
  in.fail(key, "unknown base " + shown(text), "use one of: net, margin");
  return std::nullopt;
}

void refuse_unknown(Fields& in) {
  static const std::vector<std::string> known = {"policy",
                                                 "business_tz",
                                                 "credit_date",
                                                 "ladder",
                                                 "geo_address",
                                                 "drop_ship_geo",
                                                 "exclude",
                                                 "claim_window_days",
                                                 "clawback_after_leave",
                                                 "helper_pct",
                                                 "quote_split",
                                                 "rep_code_registers",
                                                 "house_rep",
                                                 "base",
                                                 "inside_base"};
  for (const auto& member : in.json()) {
    const std::string key(member.key());
    const bool told = std::find(std::begin(kTold), std::end(kTold), key) != std::end(kTold);
    if (told || std::find(known.begin(), known.end(), key) != known.end()) continue;
    in.fail(key, "there is no such setting" + did_you_mean(key, known),
            "use one of: " + join(known, ", "));
  }
}

}  // namespace

Result<Policy> read_policy(const boost::json::object& json, Policy base, const std::string& path) {
  const bool whole_file = path.empty();
  std::optional<Error> wrong;
  Fields in(json, path, wrong);
  Policy out = std::move(base);
  out.name = in.text("policy", out.name);
  out.zone = in.text("business_tz", out.zone);
  if (auto zone = check_zone(out.zone); !zone)
    in.fail("business_tz", zone.error().what, zone.error().fix);
  out.house_rep = in.text("house_rep", out.house_rep);
  read_words(in, out);
  out.base = read_base(in, "base").value_or(out.base);
  if (const auto inside = read_base(in, "inside_base")) out.inside_base = inside;
  if (in.has("exclude")) out.exclude = in.texts("exclude");
  out.claim_window_days = in.whole("claim_window_days", out.claim_window_days);
  out.helper_percent = in.amount("helper_pct").value_or(out.helper_percent);
  if (in.has("rep_code_registers")) out.rep_code_registers = in.flag("rep_code_registers");
  read_quote_split(in, out);
  read_ladder(in);
  if (whole_file) refuse_unknown(in);
  if (wrong) return *wrong;
  return out;
}

}  // namespace norekey::credit
