#include "mapping/steps.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <sstream>

#include "core/text.hpp"
#include "core/time.hpp"
#include "mapping/convert.hpp"
#include "mapping/letters.hpp"
#include "mapping/number_steps.hpp"
#include "mapping/pattern.hpp"
#include "mapping/step_reading.hpp"

namespace norekey::mapping {
namespace {

using config::Section;
using Value = Result<std::string>;

template <const char* const* Key>
bool read_flag(Section& s, Step&) {
  return s.flag(*Key).value_or(false);
}

bool read_pattern(Section& s, std::string_view key, const std::string& text, Step& step) {
  auto pattern = compile_pattern(text);
  if (pattern) {
    step.patterns.push_back(std::move(*pattern));
    return true;
  }
  s.error(key, pattern.error().what, pattern.error().fix);
  return false;
}

// decimal: how the source writes numbers

bool read_decimal(Section& s, Step& step) {
  if (!read_step_text(s, "decimal", step.text)) return false;
  if (step.text != "," && step.text != ".")
    s.error("decimal", shown(step.text) + " is no decimal mark", "write \",\" or \".\"");
  return true;
}

Value do_decimal(const Step& step, std::string value, const Work&) {
  const auto is_sign = [](char c) { return c == '-' || c == '+'; };
  std::string_view rest = trim(value);
  char sign = '+';
  if (!rest.empty() && is_sign(rest.front())) {
    sign = rest.front();
    rest.remove_prefix(1);
  } else if (!rest.empty() && is_sign(rest.back())) {  // as COBOL programs write it
    sign = rest.back();
    rest.remove_suffix(1);
  }
  std::string out;
  for (const char c : rest) {
    if ((c >= '0' && c <= '9')) {
      out += c;
    } else if (c == step.text[0]) {
      out += '.';
    } else if (c != '.' && c != ',' && c != '\'' && c != ' ') {
      return step_error(shown(value) + " is not a number with the decimal mark " + shown(step.text),
                        "look at the source, or take decimal away");
    }
  }
  return (sign == '-' ? "-" : "") + out;
}

// Texts

constexpr const char* kSqueeze = "squeeze";
Value do_squeeze(const Step&, std::string value, const Work&) { return squeezed(value); }

bool read_keep(Section& s, Step& step) {
  if (!read_step_text(s, "keep", step.text)) return false;
  static const std::vector<std::string> known = {"digits", "letters", "codes"};
  if (std::find(known.begin(), known.end(), step.text) == known.end())
    s.error("keep",
            "unknown kind of character " + shown(step.text) + did_you_mean(step.text, known),
            "use one of: " + join(known, ", "));
  return true;
}

Value do_keep(const Step& step, std::string value, const Work&) {
  if (step.text != "digits") return only_letters(value, step.text == "codes");
  std::string out;
  std::copy_if(value.begin(), value.end(), std::back_inserter(out),
               [](char c) { return c >= '0' && c <= '9'; });
  return out;
}

bool read_remove(Section& s, Step& step) { return read_step_text(s, "remove", step.text); }

Value do_remove(const Step& step, std::string value, const Work&) {
  std::string out;
  for (std::size_t i = 0, n = 0; i < value.size(); i += n) {
    n = character_length(value, i);
    const std::string_view one = std::string_view(value).substr(i, n);
    if (step.text.find(one) == std::string::npos) out += one;
  }
  return out;
}

bool read_replace(Section& s, Step& step) {
  auto table = s.section("replace");
  if (!table) return false;
  for (const std::string& old : table->keys()) {
    const std::string with = table->text(old).value_or("");
    if (old.empty()) s.error("replace", "the text to replace is empty", "write  { old: new }");
    step.pairs.emplace_back(old, with);
  }
  return true;
}

Value do_replace(const Step& step, std::string value, const Work&) {
  for (const auto& [old, with] : step.pairs) {
    if (old.empty()) continue;
    std::size_t at = 0;
    while ((at = value.find(old, at)) != std::string::npos) {
      value.replace(at, old.size(), with);
      at += with.size();
    }
    if (value.size() > 1'000'000)
      return step_error("replace makes a text of more than 1 MB", "shorten it");
  }
  return value;
}

bool read_replace_pattern(Section& s, Step& step) {
  auto table = s.section("replace_pattern");
  if (!table) return false;
  for (const std::string& old : table->keys()) {
    const std::string with = table->text(old).value_or("");
    if (!read_pattern(*table, old, old, step)) continue;
    std::string why;
    if (!step.patterns.back()->CheckRewriteString(with, &why))
      table->error(old, shown(with) + " cannot be put in: " + lower(why),
                   "write \\1 for the first group of the pattern");
    step.pairs.emplace_back(old, with);
  }
  return true;
}

Value do_replace_pattern(const Step& step, std::string value, const Work&) {
  for (std::size_t i = 0; i < step.patterns.size(); ++i) {
    RE2::GlobalReplace(&value, *step.patterns[i], step.pairs[i].second);
    if (value.size() > 1'000'000)
      return step_error("replace_pattern makes a text of more than 1 MB", "shorten it");
  }
  return value;
}

bool read_extract(Section& s, Step& step) {
  if (!read_step_text(s, "extract", step.text)) return false;
  return read_pattern(s, "extract", step.text, step);
}

Value do_extract(const Step& step, std::string value, const Work&) {
  const RE2& pattern = *step.patterns.front();
  re2::StringPiece found[2];
  const int groups = std::min(pattern.NumberOfCapturingGroups(), 1);
  if (!pattern.Match(value, 0, value.size(), RE2::UNANCHORED, found, groups + 1))
    return std::string();
  const re2::StringPiece& part = found[groups];  // its type is another one in newer RE2
  return part.data() == nullptr ? std::string() : std::string(part.data(), part.size());
}

bool read_piece(Section& s, Step& step) {
  auto in = s.section("piece");
  if (!in) return false;
  step.text = in->text("of").value_or("");
  if (step.text.empty())
    in->error("of", "piece does not say what stands between the pieces",
              "write  piece: { of: \"-\", at: 2 }");
  step.number = in->whole("at", -99, 99).value_or(1);
  if (step.number == 0)
    in->error("at", "there is no piece 0", "count from 1, or from the end with -1");
  in->finish();
  return true;
}

Value do_piece(const Step& step, std::string value, const Work&) {
  std::vector<std::string> pieces;
  std::size_t from = 0;
  for (;;) {
    const std::size_t end = value.find(step.text, from);
    pieces.push_back(value.substr(from, end - from));
    if (end == std::string::npos) break;
    from = end + step.text.size();
  }
  const auto n = static_cast<int>(pieces.size());
  const int at = step.number > 0 ? step.number - 1 : n + step.number;
  return at >= 0 && at < n ? std::string(trim(pieces[static_cast<std::size_t>(at)]))
                           : std::string();
}

bool read_characters(Section& s, Step& step) {
  if (!read_step_text(s, "characters", step.text)) return false;
  const auto dash = step.text.find('-');
  const auto number = [](std::string_view t, int& out) {
    const auto r = std::from_chars(t.data(), t.data() + t.size(), out);
    return r.ec == std::errc() && r.ptr == t.data() + t.size() && out > 0;
  };
  const std::string_view text = step.text;
  const bool fine = number(text.substr(0, dash), step.number) &&
                    (dash == std::string_view::npos ? (step.digits = step.number, true)
                     : dash + 1 == text.size()      ? (step.digits = 1'000'000, true)
                                                    : number(text.substr(dash + 1), step.digits)) &&
                    step.digits >= step.number;
  if (!fine)
    s.error("characters", shown(step.text) + " is no range of characters",
            "write  characters: 3-7  for the third to the seventh, or 3- to the end");
  return true;
}

Value do_characters(const Step& step, std::string value, const Work&) {
  const std::string head = first_characters(value, static_cast<std::size_t>(step.digits));
  return head.substr(first_characters(value, static_cast<std::size_t>(step.number - 1)).size());
}

bool read_matches(Section& s, Step& step) {
  if (!read_step_text(s, "matches", step.text)) return false;
  return read_pattern(s, "matches", step.text, step);
}

Value do_matches(const Step& step, std::string value, const Work&) {
  if (RE2::PartialMatch(value, *step.patterns.front())) return value;
  return step_error(shown(value) + " does not fit the pattern " + shown(step.text),
                    "correct it at the source, or widen matches");
}

bool read_spelling_step(Section& s, Step& step) {
  if (!read_step_text(s, "spelling", step.text)) return false;
  static const std::vector<std::string> known = {"blanks", "letters", "codes", "names", "address"};
  if (!read_spelling(step.text, step.spelling))
    s.error("spelling", "unknown spelling " + shown(step.text) + did_you_mean(step.text, known),
            "use one of: " + join(known, ", "));
  return true;
}

Value do_spelling(const Step& step, std::string value, const Work&) {
  return spelled(value, step.spelling);
}

// Codes

bool read_map(Section& s, Step& step) {
  auto table = s.section("map");
  if (!table) return false;
  for (const std::string& code : table->keys()) step.table[code] = table->text(code).value_or("");
  return true;
}

Value do_map(const Step& step, std::string value, const Work& work) {
  const auto code = step.table.find(value);
  if (code != step.table.end()) return code->second;
  if (work.has_default) return std::string();
  return step_error(shown(value) + " is not in the map", "add it to map, or give a default",
                    step.where.field + "/" + value);
}

bool read_lookup(Section& s, Step& step) {
  const auto node = s.take("lookup");
  if (!node) return false;
  if (node->IsScalar()) {
    step.text = node->Scalar();
    return true;
  }
  auto in = s.section("lookup");
  if (!in) return false;
  step.text = in->text("in").value_or("");
  if (step.text.empty()) in->error("in", "the lookup has no name", "write  lookup: { in: items }");
  if (const auto how = in->text("spelling")) {
    static const std::vector<std::string> known = {"blanks", "letters", "codes", "names",
                                                   "address"};
    if (!read_spelling(*how, step.spelling))
      in->error("spelling", "unknown spelling " + shown(*how) + did_you_mean(*how, known),
                "use one of: " + join(known, ", "));
  }
  if (const auto day = in->text("on")) step.path = read_step_path(*in, "on", *day);
  step.other = in->text("missing").value_or("park");
  static const std::vector<std::string> ways = {"park", "keep", "empty"};
  if (std::find(ways.begin(), ways.end(), step.other) == ways.end())
    in->error("missing", "unknown way " + shown(step.other) + did_you_mean(step.other, ways),
              "use one of: " + join(ways, ", "));
  step.flag = in->flag("repeat").value_or(false);
  in->finish();
  return true;
}

Value do_lookup(const Step& step, std::string value, const Work& work) {
  Asking asking;
  asking.spelling = step.spelling;
  if (step.path) {
    std::string day;
    step.path->take(work.at, work.scope, day);
    asking.day = day_of(day, work.zone);
  } else if (work.scope != nullptr) {
    if (const std::string* day = work.scope->find("day")) asking.day = *day;
  }
  for (int round = 0;; ++round) {
    auto found = work.lookups.find(step.text, value, asking);
    if (!found) {
      if (found.error().fate == Fate::halt) return found;
      if (round > 0 || step.other == "keep") return value;
      return step.other == "empty" || work.has_default ? Value(std::string()) : found;
    }
    if (!step.flag) return found;
    if (round == 20 || *found == value) {
      return step_error("lookups/" + step.text + " goes round in circles at " + shown(value),
                        "take out the row that points back", step.text + "/" + value);
    }
    value = std::move(*found);
  }
}

// How the target writes it

constexpr const char* kAbs = "abs";
constexpr const char* kAscii = "ascii";
Value do_ascii(const Step&, std::string value, const Work&) {
  const std::string plain = without_accents(value);
  std::string out;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const auto c = static_cast<unsigned char>(plain[i]);
    if (c < 0x80) {
      out += plain[i];
    } else if (plain.compare(i, 3, "–") == 0 || plain.compare(i, 3, "—") == 0) {
      out += '-';
    } else if (plain.compare(i, 3, "’") == 0 || plain.compare(i, 3, "‘") == 0) {
      out += '\'';
    } else if (plain.compare(i, 3, "“") == 0 || plain.compare(i, 3, "”") == 0) {
      out += '"';
    } else if (c >= 0xC0) {
      out += '?';
    }
  }
  return out;
}

constexpr const char* kUpper = "upper";
Value do_upper(const Step&, std::string value, const Work&) { return capital_letters(value); }
constexpr const char* kLower = "lower";
Value do_lower(const Step&, std::string value, const Work&) { return small_letters(value); }

bool read_prefix(Section& s, Step& step) { return read_step_text(s, "prefix", step.text); }
Value do_prefix(const Step& step, std::string value, const Work&) { return step.text + value; }
bool read_suffix(Section& s, Step& step) { return read_step_text(s, "suffix", step.text); }
Value do_suffix(const Step& step, std::string value, const Work&) { return value + step.text; }

bool read_one_of(Section& s, Step& step) {
  step.texts = s.texts("one_of");
  if (step.texts.empty() && s.take("one_of"))
    s.error("one_of", "one_of names no value", "write  one_of: [prepaid, collect]");
  return !step.texts.empty();
}
Value do_one_of(const Step& step, std::string value, const Work&) {
  if (std::find(step.texts.begin(), step.texts.end(), value) != step.texts.end()) return value;
  return step_error(
      shown(value) + " is not a value that the field takes" + did_you_mean(value, step.texts),
      "use one of: " + join(step.texts, ", "));
}

bool read_type(Section& s, Step& step) {
  if (!read_step_text(s, "type", step.text)) return false;
  static const std::vector<std::string> known = {"text", "number", "whole", "flag"};
  if (std::find(known.begin(), known.end(), step.text) == known.end())
    s.error("type", "unknown type " + shown(step.text) + did_you_mean(step.text, known),
            "use one of: " + join(known, ", "));
  return step.text != "text";
}
Value do_type(const Step& step, std::string value, const Work&) {
  if (step.text == "flag") {
    const std::string v = lower(value);
    const bool yes = v == "yes" || v == "true" || v == "y" || v == "1";
    if (yes || v == "no" || v == "false" || v == "n" || v == "0")
      return std::string(yes ? "true" : "false");
    return step_error(shown(value) + " is neither yes nor no", "map it to yes or no");
  }
  Decimal number;
  if (auto read = step_number(value, number); !read) return read;
  if (step.text == "whole" && number != number.rounded(0, Rounding::down))
    return step_error(shown(value) + " is not a whole number", "add  round: 0");
  return value;
}

bool read_pad(Section& s, Step& step) {
  auto in = s.section("pad");
  if (!in) return false;
  step.number = in->whole("to", 1, 10'000).value_or(0);
  if (step.number == 0 && !in->take("to"))
    in->error("to", "pad does not say to how many characters",
              "write  pad: { to: 10, with: \"0\", on: left }");
  step.text = in->text("with").value_or(" ");
  if (step.text.size() != 1)
    in->error("with", "pad takes one character, not " + shown(step.text), "write  with: \"0\"");
  const std::string on = in->text("on").value_or("left");
  if (on != "left" && on != "right")
    in->error("on", shown(on) + " is neither left nor right", "write left or right");
  step.flag = on == "left";
  in->finish();
  return true;
}
Value do_pad(const Step& step, std::string value, const Work&) {
  const auto n = count_characters(value), to = static_cast<std::size_t>(step.number);
  if (n >= to) return value;
  const std::string fill(to - n, step.text[0]);
  return step.flag ? fill + value : value + fill;
}

bool read_max(Section& s, Step& step) {
  step.number = s.whole("max", 1, 1'000'000).value_or(0);
  step.flag = s.flag("cut").value_or(false);
  if (step.flag && step.number == 0) s.error("cut", "cut without max", "add  max: 20");
  return step.number > 0;
}
Value do_max(const Step& step, std::string value, const Work&) {
  const auto most = static_cast<std::size_t>(step.number);
  if (value.size() <= most || count_characters(value) <= most) return value;
  if (step.flag) return first_characters(value, most);
  return step_error(shown(value) + " has " + std::to_string(count_characters(value)) +
                        " characters, the field takes " + std::to_string(step.number),
                    "shorten it at the source, or allow it with  cut: yes");
}

constexpr std::string_view kStepText = R"({"type":["string","number","boolean"]})",
                           kStepFlag = R"({"enum":[true,false,"yes","no","on","off"]})",
                           kStepTable = R"({"type":"object"})";
constexpr std::string_view
    kStepPiece =
        R"({"type":"object","properties":{"of":{"type":["string","number"]},"at":{"type":"integer","minimum":-99}},"required":["of"],"additionalProperties":false})",
    kStepPad =
        R"({"type":"object","properties":{"to":{"type":"integer","minimum":1},"with":{"type":["string","number"]},"on":{"enum":["left","right"]}},"required":["to"],"additionalProperties":false})",
    kStepLookup =
        R"({"anyOf":[{"type":["string","number"]},{"type":"object","properties":{"in":{"type":["string","number"]},"spelling":{"enum":["exact","blanks","letters","codes","names","address"]},"on":{"type":"string"},"missing":{"enum":["park","keep","empty"]},"repeat":{"enum":[true,false,"yes","no","on","off"]}},"required":["in"],"additionalProperties":false}]})",
    kStepConvert =
        R"({"anyOf":[{"type":["string","number"]},{"type":"object","properties":{"by":{"type":["string","number"]},"unit":{"type":"string"},"item":{"type":"string"},"to":{"type":["string","number"]},"remainder":{"enum":["park","keep","up","down"]},"as":{"enum":["quantity","price"]},"digits":{"type":"integer","minimum":0}},"required":["by"],"additionalProperties":false}]})";

}  // namespace

std::string day_of(std::string_view moment, const std::string& zone) {
  if (moment.size() <= 10) return parse_date(moment) ? std::string(moment) : "";
  if (parse_local(moment)) return std::string(moment.substr(0, 10));
  const auto instant = parse_instant(moment);
  if (!instant) return "";
  const auto day = date_in_zone(*instant, zone);
  return day ? to_string(*day) : "";
}

const std::vector<StepKind>& step_kinds() {
  static const std::vector<StepKind> all = {
      {"decimal", R"({"enum":[",","."]})",
       "the source's decimal mark; blanks and the other mark go: `1.234,50` is 1234.50",
       read_decimal, do_decimal},
      {"squeeze", kStepFlag, "several blanks become one; tabs and line breaks are blanks",
       read_flag<&kSqueeze>, do_squeeze},
      {"keep", R"({"enum":["digits","letters","codes"]})",
       "keeps only digits, letters, or both (codes)", read_keep, do_keep},
      {"remove", kStepText, "takes each of these characters away: `\"-. \"`", read_remove,
       do_remove},
      {"replace", kStepTable, "texts by others: `{ \"&\": AND }`", read_replace, do_replace},
      {"replace_pattern", kStepTable, "regular expressions by texts, `\\1` is the first group",
       read_replace_pattern, do_replace_pattern},
      {"extract", kStepText,
       "the first group of a regular expression; nothing where it does not fit", read_extract,
       do_extract},
      {"piece", kStepPiece, "one piece of a text: `{ of: \"-\", at: 2 }`; -1 is the last",
       read_piece, do_piece},
      {"characters", kStepText,
       "`3-7`: the third to the seventh character; `3-`: from the third on", read_characters,
       do_characters},
      {"matches", kStepText, "a regular expression that the value must fit, else it is an error",
       read_matches, do_matches},
      {"spelling", R"({"enum":["exact","blanks","letters","codes","names","address"]})",
       "one spelling for many: blanks, letters, codes, names, address", read_spelling_step,
       do_spelling},
      {"map", kStepTable, "a code written into the mapping: `{ shop: erp }`", read_map, do_map},
      {"lookup", kStepLookup,
       "the row of `lookups/name.csv`. A missing row parks the order; setting it sets the order "
       "free",
       read_lookup, do_lookup},
      {"convert", kStepConvert, "a quantity or a price into another unit, by a lookup of factors",
       read_convert, do_convert},
      {"times", kStepText, "multiplies by a number or a path, exactly", read_times, do_times},
      {"divide", kStepText, "divides; needs `round`", read_divide, do_divide},
      {"plus", kStepText, "adds a number or a path", read_plus, do_plus},
      {"minus", kStepText, "subtracts a number or a path", read_minus, do_minus},
      {"abs", kStepFlag, "without its sign", read_flag<&kAbs>, do_abs},
      {"round", R"({"type":"integer","minimum":0,"maximum":12})", "digits after the point",
       read_round, do_round},
      {"implied", R"({"type":"integer","minimum":0,"maximum":12})",
       "so many digits after a point that is not written: 12.50 is 1250", read_implied, do_implied},
      {"date", kStepText, "a moment or a date in this form: `\"%Y%m%d\"`", read_date, do_date},
      {"ascii", kStepFlag, "é is e, – is -; what has no likeness is ?", read_flag<&kAscii>,
       do_ascii},
      {"upper", kStepFlag, "capital letters; ß is SS", read_flag<&kUpper>, do_upper},
      {"lower", kStepFlag, "small letters", read_flag<&kLower>, do_lower},
      {"prefix", kStepText, "a text in front", read_prefix, do_prefix},
      {"suffix", kStepText, "a text behind", read_suffix, do_suffix},
      {"one_of", R"({"type":"array"})", "the values that the field takes; others are an error",
       read_one_of, do_one_of},
      {"type", R"({"enum":["text","number","whole","flag"]})",
       "number, whole or flag: checked, and written so in JSON", read_type, do_type},
      {"pad", kStepPad, "`{ to: 10, with: \"0\", on: left }`: fills it up", read_pad, do_pad},
      {"max", R"({"type":"integer","minimum":1})",
       "at most so many characters; longer is an error, or cut with `cut: yes`", read_max, do_max},
  };
  return all;
}

const std::vector<Companion>& step_companions() {
  static const std::vector<Companion> all = {
      {"rounding", R"({"enum":["half_up","half_even","half_down","up","down","ceiling","floor"]})",
       "of `round` and `divide`: half_up (commercial), half_even, half_down, up, down, ceiling, "
       "floor"},
      {"zone", kStepText,
       "of `date`: the zone of a moment; absent: the company's. A date, or a time without a zone, "
       "stays as it stands"},
      {"date_from", kStepText,
       "of `date`: how the source writes it, such as `\"%m/%d/%Y\"`, `\"%Y%m%d%H%M\"`, or with its "
       "zone `\"%Y%m%d %H%M %z\"`"},
      {"add_days", R"({"type":"integer"})",
       "of `date`: so many days later, at the same time of day"},
      {"cut", kStepFlag, "of `max`: yes cuts what is longer"},
  };
  return all;
}

}  // namespace norekey::mapping
