/// The reader of cases: everything that `given` may hold.
#include <algorithm>

#include "core/text.hpp"
#include "credit/case.hpp"
#include "credit/identify.hpp"
#include "credit/reentry_case.hpp"

namespace norekey::credit {
namespace {

namespace json = boost::json;

/// Reads the assignments of a case.
class AssignmentReader {
 public:
  AssignmentReader(Case& out, std::vector<Assignment>& drafts) : out_(out), drafts_(drafts) {}

  void read(Fields in, const std::map<std::string, std::string>& recorded) {
    Assignment draft;
    draft.id = in.needed("id");
    const std::string at = in.needed("at");
    auto place = parse_place(at, in.text("prefix_unit") == "district");
    if (!place) {
      in.fail("at", place.error().what, place.error().fix);
      return;
    }
    draft.place = std::move(*place);
    read_slot(in, draft);
    read_seats(in, draft);
    read_rank(in, draft);
    const auto told = recorded.find(draft.id);
    const auto at_moment =
        told != recorded.end() ? parse_instant(told->second) : Result<Instant>(Instant{});
    if (in.has("recorded_at"))
      draft.recorded = business_date(in.instant("recorded_at").value_or(Instant{}), out_.policy);
    if (told != recorded.end() && at_moment)
      draft.recorded = business_date(*at_moment, out_.policy);
    if (read_dates(in, draft)) drafts_.push_back(std::move(draft));
  }

 private:
  static void read_slot(Fields& in, Assignment& draft) {
    const std::string slot = in.text("slot", "primary");
    const auto known = parse_slot(slot);
    if (!known)
      in.fail("slot", "unknown slot " + shown(slot),
              "use one of: primary, inside, overlay, helper");
    draft.slot = known.value_or(Slot::primary);
  }

  static void read_seats(Fields& in, Assignment& draft) {
    draft.weights = in.text("share_unit", "percent") == "weight";
    draft.house = in.flag("house");
    for (Fields seat : in.objects("to")) {
      const Decimal share = seat.amount(seat.has("pct") ? "pct" : "weight")
                                .value_or(Decimal(seat.has("pct") ? 0 : 100));
      if (share.is_negative())
        seat.fail("pct", shown(share.str()) + " is below 0", "write a share");
      draft.seats.push_back({seat.needed("rep"), share});
    }
    if (draft.seats.empty() && draft.house) draft.seats.push_back({"HOUSE", 100});
    if (draft.seats.empty()) in.needed("to");
  }

  static void read_rank(Fields& in, Assignment& draft) {
    if (in.has("priority")) draft.priority = in.whole("priority", 0);
    draft.inherit = in.flag("inherit");
    draft.approved_override = in.has("override") && in.flag("override");
    draft.approved_by = in.text("approved_by");
    draft.supersedes = in.texts("supersedes");
    draft.reason = in.text("reason");
    if (draft.approved_override) draft.place.key = "override " + draft.place.key;
  }

  /// False where the boundaries are no whole business dates: refused, but no fault of the case.
  bool read_dates(Fields& in, Assignment& draft) {
    for (const char* key : {"from", "until"}) {
      const std::string typed = in.text(key);
      const bool has_time = typed.size() > 10 && parse_date(typed.substr(0, 10));
      if (has_time) {
        out_.tables.refused.push_back({draft.id, "ASSIGN_AMBIGUOUS_LOCAL_TIME",
                                       std::string(key) + " " + shown(typed) + " of " +
                                           shown(draft.id) + " is not a whole business date",
                                       "write the day only, such as " + typed.substr(0, 10),
                                       draft.place.account, 0});
        return false;
      }
    }
    draft.from = in.date("from").value_or(Date{std::chrono::year{1900} / 1 / 1});
    draft.until = in.date("until");
    if (draft.until && *draft.until <= draft.from)
      in.fail("until",
              shown(to_string(*draft.until)) + " is not after from " + to_string(draft.from),
              "dates are half-open: until is the first day without it");
    return true;
  }

  Case& out_;
  std::vector<Assignment>& drafts_;
};

std::map<std::string, std::string> texts_of(std::optional<Fields> in) {
  std::map<std::string, std::string> out;
  if (!in) return out;
  for (const auto& one : in->json()) out[std::string(one.key())] = in->text(one.key());
  return out;
}

std::string as_it_is(std::string_view key) { return std::string(key); }

/// Lists by key; `spell` gives the key as it is looked up.
std::map<std::string, std::vector<std::string>> lists_of(std::optional<Fields> in,
                                                         std::string (*spell)(std::string_view)) {
  std::map<std::string, std::vector<std::string>> out;
  if (!in) return out;
  for (const auto& one : in->json()) {
    std::vector<std::string>& to = out[spell(std::string_view(one.key()))];
    for (std::string& text : in->texts(one.key())) to.push_back(std::move(text));
  }
  return out;
}

void read_accounts(Fields& given, Tables& out) {
  auto all = given.object("accounts");
  if (!all) return;
  for (const auto& one : all->json()) {
    auto in = all->object(one.key());
    if (!in) continue;
    Account account;
    const std::string mode = in->text("crediting");
    if (mode == "named") account.mode = Mode::named;
    if (mode == "territory") account.mode = Mode::territory;
    if (!mode.empty() && account.mode == Mode::open)
      in->fail("crediting", "unknown mode " + shown(mode), "use named or territory");
    account.parent = in->text("parent");
    out.accounts[std::string(one.key())] = std::move(account);
  }
}

/// A day, or the day of a moment.
std::optional<Date> day_of(Fields& in, const char* key, const Policy& policy) {
  if (!in.has(key)) return std::nullopt;
  if (in.text(key).size() == 10) return in.date(key);
  const auto at = in.instant(key);
  return at ? std::optional(business_date(*at, policy)) : std::nullopt;
}

void read_reps(Fields& given, const Policy& policy, Tables& out) {
  auto all = given.object("reps");
  if (!all) return;
  for (const auto& one : all->json()) {
    auto in = all->object(one.key());
    if (!in) continue;
    Rep rep;
    rep.code = std::string(one.key());
    rep.active_until = day_of(*in, "active_until", policy);
    rep.final_statement = day_of(*in, "final_statement", policy);
    rep.successor = in->text("successor");
    out.reps[rep.code] = std::move(rep);
  }
}

/// An address as one text: a ship-to's id, or what stands on the parcel.
Spot text_spot(std::string text) {
  Spot out;
  out.line1 = std::move(text);
  out.whole_text = true;
  return out;
}

/// Addresses are objects or texts, one of them or a list.
void read_ship_tos(Fields& given, Tables& out) {
  auto all = given.object("known_ship_tos");
  if (!all) return;
  for (const auto& one : all->json()) {
    std::vector<Spot>& spots = out.known_ship_tos[std::string(one.key())];
    if (one.value().is_object()) {
      spots.push_back(read_spot(*all->object(one.key())));
      continue;
    }
    const json::array* list = one.value().if_array();
    const bool texts =
        one.value().is_string() || (list != nullptr && !list->empty() && list->front().is_string());
    if (texts) {
      for (std::string& text : all->texts(one.key())) spots.push_back(text_spot(std::move(text)));
      continue;
    }
    for (const Fields& in : all->objects(one.key())) spots.push_back(read_spot(in));
  }
}

void read_quotes(Fields& given, const Policy& policy, Tables& out) {
  auto all = given.object("quotes");
  if (!all) return;
  for (const auto& one : all->json()) {
    auto in = all->object(one.key());
    if (!in) continue;
    out.quotes[std::string(one.key())] = {in->needed("owner"),
                                          day_of(*in, "issued", policy).value_or(Date{}),
                                          in->whole("valid_days", 36500)};
  }
}

void read_rates(Fields& given, Books& out) {
  auto pairs = given.object("rates");
  if (!pairs) return;
  for (const auto& one : pairs->json()) {
    auto days = pairs->object(one.key());
    if (!days) continue;
    for (const auto& day : days->json()) {
      const auto date = parse_date(std::string_view(day.key()));
      const auto rate = days->amount(day.key());
      if (!date) days->fail(day.key(), date.error().what, date.error().fix);
      if (date && rate) out.rates[std::string(one.key())][*date] = *rate;
    }
  }
}

void read_books(Fields& given, Books& out) {
  for (const auto& [month, state] : texts_of(given.object("periods"))) {
    if (state != "open" && state != "closed")
      given.fail("periods", month + ": unknown state " + shown(state), "use open or closed");
    out.open[month] = state != "closed";
  }
  for (std::string& month : given.texts("settled")) out.settled.insert(std::move(month));
  out.documents_in_time = true;
  read_rates(given, out);
}

/// The first of several spellings of one member.
std::string first_of(Fields& in, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (in.has(key)) return in.text(key);
  }
  return "";
}

std::optional<Instant> first_instant(Fields& in, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (in.has(key)) return in.instant(key);
  }
  return std::nullopt;
}

Ruling read_ruling(Fields in, const char* flag, const char* id) {
  Ruling out;
  out.flag = flag;
  out.id = in.text("id", id);
  const json::value* to = in.json().if_contains("to");
  if (to != nullptr && to->is_array()) {
    for (Fields seat : in.objects("to"))
      out.to.push_back({seat.needed("rep"), seat.amount("pct").value_or(Decimal(100))});
  } else {
    const std::string rep = first_of(in, {"to", "rep", "award_to", "claimant", "by", "claimed_by"});
    if (!rep.empty()) out.to.push_back({rep, 100});
  }
  out.made =
      first_instant(in, {"claimed_at", "filed_at", "made_at", "raised_at", "opened_at", "at"});
  out.decided = first_instant(
      in, {"decided_at", "approved_at", "resolved_at", "upheld_at", "recorded_at", "at"});
  out.order = first_of(in, {"order", "no", "order_no"});
  out.line = in.whole("line", 0);
  const std::string outcome = first_of(in, {"outcome", "status", "decision", "state"});
  const bool said_no = outcome == "rejected" || outcome == "denied" || outcome == "pending" ||
                       outcome == "open" || outcome == "dismissed";
  out.approved = !said_no && (!outcome.empty() || in.has("approved_by") || in.has("approver") ||
                              in.has("decided_by") || std::string_view(flag) == "CLAIMED");
  return out;
}

void read_rulings(Fields& given, std::vector<Ruling>& out) {
  const json::value* claims = given.json().if_contains("claims");
  if (claims != nullptr && claims->is_array()) {
    for (const Fields& one : given.objects("claims"))
      out.push_back(read_ruling(one, "CLAIMED", "claim"));
  }
  if (auto dispute = given.object("dispute"))
    out.push_back(read_ruling(*dispute, "DISPUTE_UPHELD", "dispute"));
}

void read_erp(Fields& given, ErpCodes& out) {
  auto in = given.object("erp");
  if (!in) return;
  out.given = true;
  out.header_rep_only = in->flag("header_rep_only");
  out.house_code = in->text("house_code");
  out.code_of = texts_of(in->object("map"));
}

void read_given(Fields given, Case& out) {
  std::vector<Assignment> drafts;
  AssignmentReader reader(out, drafts);
  const auto recorded = texts_of(given.object("recorded_override"));
  for (const Fields& one : given.objects("assignments")) reader.read(one, recorded);
  Tables& tables = out.tables;
  tables.use(accept(std::move(drafts)));
  read_accounts(given, tables);
  tables.logins = lists_of(given.object("identity"), login_key);
  tables.domains = lists_of(given.object("domains"), lower);
  tables.zip_counties = lists_of(given.object("zip_counties"), as_it_is);
  tables.rep_codes = texts_of(given.object("rep_xref"));
  read_ship_tos(given, tables);
  read_reps(given, out.policy, tables);
  read_quotes(given, out.policy, tables);
  read_books(given, out.books);
  read_rulings(given, out.rulings);
  read_erp(given, out.erp);
}

}  // namespace

Result<Case> read_case(const json::object& in, const Policy& base) {
  std::optional<Error> wrong;
  Fields top(in, "", wrong);
  Case out;
  out.id = top.needed("id");
  out.policy = base;
  static const json::object none;
  auto given = top.object("given");
  out.given = given ? given->json() : none;
  if (given && given->has("policy_delta")) {
    const auto delta = given->object("policy_delta");
    if (!delta) return *wrong;
    auto policy = read_policy(delta->json(), base, "given.policy_delta");
    if (!policy) return policy.error();
    out.policy = std::move(*policy);
  }
  if (given) read_given(*given, out);
  auto order = top.object("order");
  if (!order) {
    top.needed("order");
    return *wrong;
  }
  out.order = order->json();
  const bool reentry = order->json().contains("web") && order->json().contains("erp");
  if (!reentry) out.sale = read_sale(*order);
  if (const json::value* expect = in.if_contains("expect");
      expect != nullptr && expect->is_object()) {
    out.has_expect = true;
    for (const auto& one : expect->get_object()) out.asked.emplace_back(one.key());
  }
  if (wrong) return *wrong;
  if (reentry) {
    if (auto fine = check_reentry(out); !fine) return fine.error();
  }
  return out;
}

}  // namespace norekey::credit
