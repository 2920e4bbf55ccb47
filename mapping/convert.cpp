#include "mapping/convert.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace norekey::mapping {
namespace {

/// A factor as a fraction: "12" is 12/1, "1/16" is 1/16.
struct Factor {
  Decimal up = 1, down = 1;
};

Result<Factor> read_factor(const std::string& table, const std::string& unit,
                           const std::string& text) {
  const auto slash = text.find('/');
  auto up = Decimal::parse(trim(std::string_view(text).substr(0, slash)));
  auto down = slash == std::string::npos
                  ? Result<Decimal>(Decimal(1))
                  : Decimal::parse(trim(std::string_view(text).substr(slash + 1)));
  if (!up || !down || !(*up > Decimal(0)) || !(*down > Decimal(0))) {
    return Error{Fate::reject,
                 "the factor " + shown(text) + " of " + shown(unit) + " in lookups/" + table +
                     " is not a number above 0",
                 "write how many base units one " + unit + " is, such as 12 or 1/16",
                 {},
                 table + "/" + unit};
  }
  return Factor{*up, *down};
}

/// Of the item's own row, else of the unit's.
Result<Factor> factor_of(const Step& step, const Work& work, const std::string& item,
                         const std::string& unit) {
  if (!item.empty()) {
    auto own = work.lookups.find(step.text, item + "/" + unit);
    if (own) return read_factor(step.text, item + "/" + unit, *own);
  }
  auto found = work.lookups.find(step.text, unit);
  if (!found) {
    Error e = found.error();
    if (!item.empty()) e.also.push_back(step.text + "/" + item + "/" + unit);
    return e;
  }
  return read_factor(step.text, unit, *found);
}

std::string taken(const std::optional<Path>& path, const Work& work) {
  std::string out;
  if (path) path->take(work.at, work.scope, out);
  return std::string(trim(out));
}

Rounding rounding_of(const std::string& remainder) {
  return remainder == "up"     ? Rounding::up
         : remainder == "down" ? Rounding::down
                               : Rounding::half_up;
}

std::string quantity_text(const Decimal& quantity, const std::string& unit) {
  return quantity.trimmed().str() + " " + unit;
}

}  // namespace

bool read_convert(config::Section& s, Step& step) {
  const auto node = s.take("convert");
  if (!node) return false;
  step.digits = 6;
  step.other = "park";
  std::string unit = "uom", item, as = "quantity";
  const auto path = [](config::Section& in, const char* key, const std::string& text) {
    auto compiled = Path::compile(text);
    if (!compiled) in.error(key, compiled.error().what, compiled.error().fix);
    return compiled ? std::optional<Path>(std::move(*compiled)) : std::nullopt;
  };
  if (node->IsScalar()) {
    step.text = node->Scalar();
    step.path = path(s, "convert", unit);
    step.second = path(s, "convert", "sku");
    return true;
  }
  auto in = s.section("convert");
  if (!in) return false;
  step.text = in->text("by").value_or("");
  if (step.text.empty())
    in->error("by", "convert does not name its lookup of factors", "write  convert: { by: units }");
  step.path = path(*in, "unit", in->text("unit").value_or("uom"));
  step.second = path(*in, "item", in->text("item").value_or("sku"));
  step.texts = {in->text("to").value_or("")};
  as = in->text("as").value_or("quantity");
  if (as != "quantity" && as != "price")
    in->error("as", shown(as) + " is neither quantity nor price", "write quantity or price");
  step.flag = as == "price";
  step.other = in->text("remainder").value_or("park");
  static const std::vector<std::string> ways = {"park", "up", "down", "keep"};
  if (std::find(ways.begin(), ways.end(), step.other) == ways.end())
    in->error("remainder", "unknown way " + shown(step.other) + did_you_mean(step.other, ways),
              "use one of: " + join(ways, ", "));
  step.digits = in->whole("digits", 0, 12).value_or(step.flag ? 4 : step.texts[0].empty() ? 6 : 0);
  in->finish();
  return true;
}

Result<std::string> do_convert(const Step& step, std::string value, const Work& work) {
  auto number = Decimal::parse(value);
  if (!number) return number.error();
  const std::string unit = taken(step.path, work), item = taken(step.second, work);
  const std::string to = step.texts.empty() ? "" : step.texts.front();
  if (unit.empty() || unit == to) return value;
  auto from = factor_of(step, work, item, unit);
  if (!from) return from.error();
  Factor into;
  if (!to.empty()) {
    auto found = factor_of(step, work, item, to);
    if (!found) return found.error();
    into = *found;
  }
  Decimal up = from->up * into.down, down = from->down * into.up;
  if (step.flag) std::swap(up, down);
  auto out = Decimal::divide(*number * up, down, step.digits, rounding_of(step.other));
  if (!out) return out.error();
  if (!step.flag && step.other == "park" && *out * down != *number * up) {
    auto whole = Decimal::divide(*number * up, down, step.digits, Rounding::down);
    const Decimal units = from->down * into.down;
    auto left = Decimal::divide(*number * from->up * into.down - *whole * into.up * from->down,
                                units, 6, Rounding::half_up);
    return Error{
        Fate::reject,
        quantity_text(*number, unit) + " is " +
            quantity_text(*whole, to.empty() ? "base units" : to) + " and a remainder of " +
            left->trimmed().str() + " base units",
        "order whole units, or say in convert what to do with  remainder: up, down or keep",
        {},
        ""};
  }
  return out->trimmed().str();
}

}  // namespace norekey::mapping
