#include <algorithm>

#include "core/text.hpp"
#include "edi/engine.hpp"

namespace norekey::edi {

Engine::Ready& Engine::ready(const std::shared_ptr<const SetGuide>& guide) {
  auto& place = ready_[guide.get()];
  if (!place)
    place = std::make_unique<Ready>(
        Ready{Grammar(guide, line_tag()),
              Quick(*guide, guide->dictionary ? *guide->dictionary : *dictionary_)});
  return *place;
}

/// What the set counts as its lines.
TagWord Engine::line_tag() const {
  if (interchange_.family == Family::edifact) return tag_word("LIN");
  static constexpr std::pair<const char*, const char*> kLines[] = {
      {"850", "PO1"}, {"855", "PO1"}, {"860", "POC"}, {"865", "POC"},
      {"810", "IT1"}, {"846", "LIN"}, {"832", "LIN"}, {"856", "HL"}};
  for (const auto& [id, line] : kLines) {
    if (set_.id == id) return tag_word(line);
  }
  return 0;
}

/// `guide_` was chosen by the header of the set, or is null: envelope only.
void Engine::begin_set_guide() {
  grammar_ = nullptr;
  set_.guided = guide_ != nullptr;
  lines_ = 0;
  declared_lines_.clear();
  levels_.clear();
  if (!guide_) return;
  Ready& all = ready(guide_);
  grammar_ = &all.grammar;
  quick_ = &all.quick;
  walk_.start(*grammar_);
  conditions_.start(*guide_);
}

void Engine::tell_fault(const ElementFault& f, Level level) {
  const Family family = interchange_.family;
  const Where where{f.element, f.component, f.repetition, f.begin, f.end};
  const std::string text = fault_text(f, seg(), family);
  if (f.fault == Fault::trailing) return warn("trailing-separator", text, where);
  if (f.fault == Fault::open_code) return warn("unknown-code", text, where);
  const bool partner = f.rule != nullptr && f.rule->partner && f.fault == Fault::code;
  const std::string number =
      partner && family == Family::x12 ? "I6" : fault_number(f.fault, family);
  const bool own = number.starts_with('I');
  std::string code =
      family == Family::x12 ? (own ? "IK403=" : "AK403=") + number : "0085=" + number;
  element_id_ = f.rule != nullptr ? f.rule->id : "";
  if (f.fault == Fault::character && odd_are_ascii()) {
    dirty(level, code, number, "character", text, where);
  } else {
    tell(level, code, number, text, where);
  }
  element_id_.clear();
}

/// Small letters under UNOA, and the like: nobody can take them for anything else.
bool Engine::odd_are_ascii() {
  return interchange_.family == Family::edifact &&
         std::all_of(seg().odd.begin(), seg().odd.end(), [this](std::uint32_t at) {
           const char c = seg().data[at];
           return c >= ' ' && c <= '~';
         });
}

void Engine::check_inside(const SegmentRule& rule, const Dictionary& dictionary) {
  faults_.clear();
  check_elements(rule, dictionary, seg(), rules_, take_);
  if (faults_.empty()) return;
  std::stable_sort(faults_.begin(), faults_.end(), [](const auto& a, const auto& b) {
    return std::pair(a.element, a.component) < std::pair(b.element, b.component);
  });
  for (const ElementFault& fault : faults_) tell_fault(fault, Level::element);
}

void Engine::tell_fit(Fit fit) {
  const std::string_view tag = seg().tag;
  const bool known = dictionary_->knows_segment(tag);
  const std::string number = fit_number(fit, interchange_.family, known);
  const std::uint32_t max = walk_.node() == kNone ? 1 : grammar_->guide().nodes[walk_.node()].max;
  tell(Level::segment, (interchange_.family == Family::x12 ? "AK304=" : "0085=") + number, number,
       fit_text(fit, tag, set_.id, known, max));
}

namespace {

/// " with N101 = 'ST'" of a loop that a value picks.
std::string picked_by(const SetGuide& guide, const Node& node) {
  if (node.discriminator == kNone) return "";
  const Discriminator& d = guide.discriminators[node.discriminator];
  std::vector<std::string> values;
  for (const std::string& one : d.values) values.push_back(shown(one));
  return " with " + position(guide.segments[node.segment].id, d.element, d.component) + " = " +
         join(values, " or ");
}

}  // namespace

void Engine::missing_place(std::uint16_t node) {
  const SetGuide& guide = grammar_->guide();
  const std::string& tag = guide.segments[guide.nodes[node].segment].id;
  const bool x12 = interchange_.family == Family::x12;
  // Told where it was expected: at the segment that came instead of it, under its own tag.
  missing_tag_ = tag;
  const Node& place = guide.nodes[node];
  if (place.asked) {
    const std::string own = place.group ? "I7" : "I8";
    tell(Level::segment, x12 ? "IK304=" + own : "0085=13", x12 ? own : "13",
         (place.group ? "the loop of '" : "segment '") + tag + "'" + picked_by(guide, place) +
             ", which the partner's guide asks for, is missing before " + shown(seg().tag));
  } else {
    tell(Level::segment, x12 ? "AK304=3" : "0085=13", x12 ? "3" : "13",
         "mandatory segment '" + tag + "' is missing before " + shown(seg().tag));
  }
  missing_tag_.clear();
}

void Engine::tell_condition(const BrokenCondition& broken) {
  const bool x12 = interchange_.family == Family::x12;
  const Ask& ask = *broken.ask;
  const std::string why = " where " + broken.reason;
  if (ask.element == 0) {
    const char* number = !x12 ? (broken.forbidden ? "15" : "13") : broken.forbidden ? "I9" : "I6";
    if (!broken.here) missing_tag_ = ask.tag;
    tell(Level::segment, std::string(x12 ? "IK304=" : "0085=") + number, number,
         broken.forbidden ? "segment '" + ask.name + "' is not used with this partner" + why
                          : "segment '" + ask.name + "', which the partner's guide asks for" + why +
                                ", is missing before " + shown(seg().tag));
    missing_tag_.clear();
    return;
  }
  const char* number = !x12 ? (broken.forbidden ? "15" : "13") : broken.forbidden ? "I13" : "I9";
  const Where place = broken.here ? where(ask.element) : Where();
  if (!broken.here) missing_tag_ = ask.tag;
  elsewhere_ = broken.ordinal == 0 ? nullptr : &broken;
  tell(Level::element, std::string(x12 ? "IK403=" : "0085=") + number, number,
       broken.forbidden ? ask.name + " is not used with this partner" + why
                        : ask.name + ", which the partner's guide asks for" + why + ", is missing",
       Where{ask.element, ask.component, 0, place.at, place.end});
  missing_tag_.clear();
  elsewhere_ = nullptr;
}

void Engine::inner_segment() {
  if (binary_here()) binary_finding();
  if (seg().size() == 0 && interchange_.family == Family::x12 && !seg().tag.empty())
    tell(Level::segment, "AK304=8", "8", "segment " + shown(seg().tag) + " has no elements");
  if (grammar_ == nullptr) {
    if (!seg().odd.empty()) odd_without_guide();
    return;
  }
  const Fit fit = walk_.step(seg(), [this](std::uint16_t node) { missing_place(node); });
  if (fit != Fit::fits) tell_fit(fit);
  if (fit == Fit::unknown_here || fit == Fit::out_of_order || fit == Fit::discriminated) {
    const auto rule = dictionary_->segment_index.find(std::string(seg().tag));
    if (options_.elements && rule != dictionary_->segment_index.end())
      check_inside(dictionary_->segments[rule->second], *dictionary_);
    return;
  }
  const SetGuide& guide = grammar_->guide();
  const Grammar::Spot& spot = grammar_->spot(walk_.node());
  if (spot.forbidden) forbidden_segment();
  if (options_.elements && (options_.reader.scalar || !quick_->fine(spot.segment, seg(), rules_)))
    check_inside(guide.segments[spot.segment], guide.dictionary ? *guide.dictionary : *dictionary_);
  if (!guide.conditions.empty()) {
    conditions_.segment(
        walk_.node(), seg(), static_cast<std::uint32_t>(ordinal_),
        [this] { return reader_.place(seg().end); },
        [this](const BrokenCondition& broken) { tell_condition(broken); });
  }
  if (spot.line) ++lines_;
  if (spot.level && options_.elements) check_level();
  if (spot.total) keep_total();
}

/// Segments of the open set that stand in their only place, with nothing to tell about it, as many
/// as there are. What is left is next()'s and inner_segment's.
void Engine::inner_run() {
  if (!in_set_ || grammar_ == nullptr || skip_to_next_ || options_.reader.scalar) return;
  const SetGuide& guide = grammar_->guide();
  if (!guide.conditions.empty()) return;
  const bool x12 = interchange_.family == Family::x12;
  const bool take = options_.elements || wants_segments_;
  while (const TagWord word = reader_.peek()) {
    if (x12 && reader_.peeked_empty()) return;
    const std::uint16_t node = walk_.quick(word);
    if (node == kNone) return;
    const Grammar::Spot& spot = grammar_->spot(node);
    ++ordinal_;
    if (spot.line) ++lines_;
    if (!take && !spot.total && !spot.forbidden) {
      reader_.pass();
      continue;
    }
    reader_.take();
    if (reader_.padded()) warn_padded();
    if (spot.forbidden) forbidden_segment();
    if (options_.elements && !quick_->fine(spot.segment, seg(), rules_))
      check_inside(guide.segments[spot.segment],
                   guide.dictionary ? *guide.dictionary : *dictionary_);
    if (spot.level && options_.elements) check_level();
    if (spot.total) keep_total();
    if (wants_segments_) listener_.segment(seg(), &walk_, guide_.get());
  }
}

void Engine::forbidden_segment() {
  const bool x12 = interchange_.family == Family::x12;
  tell(Level::segment, x12 ? "IK304=I4" : "0085=15", x12 ? "I4" : "15",
       "segment " + shown(seg().tag) + " is not used with this partner");
}

void Engine::finish_structure() {
  if (grammar_ == nullptr) return;
  walk_.finish([this](std::uint16_t node) { missing_place(node); });
  conditions_.finish([this](const BrokenCondition& broken) { tell_condition(broken); });
  check_totals();
}

/// Without a guide bytes outside the character set are no more than a warning.
void Engine::odd_without_guide() {
  const std::uint32_t at = seg().odd.front();
  std::uint16_t element = 0;
  for (const Element& e : seg().elements()) {
    ++element;
    if (e.end > at) break;
  }
  warn("character",
       position(seg().tag, element, 0) + " has the character " +
           shown(std::string_view(seg().data + at, 1)) + ", which is not allowed here",
       Where{element, 0, 0, at, at + 1});
}

bool Engine::binary_here() const {
  return reader_.binary() != Binary::none && reader_.binary() != Binary::fits;
}

void Engine::binary_finding() {
  const std::uint16_t element = seg().tag == "BIN" ? 1 : 2;
  const std::string where = position(seg().tag, element, 0) + " " + shown(seg().at(element));
  const Element& e = seg().elements()[element - 1];
  const Where at{element, 0, 0, e.begin, e.end};
  switch (reader_.binary()) {
    case Binary::no_number: {
      const bool longer = seg().at(element).size() > 15;
      tell(Level::element, longer ? "AK403=5" : "AK403=6", longer ? "5" : "6",
           where + (longer ? " is longer than 15" : " is not a whole number"), at);
      return;
    }
    case Binary::past_end:
      tell(Level::element, "AK403=5", "5", where + " is more than the input holds", at);
      return;
    default:
      tell(Level::element, "AK403=7", "7",
           where + " is not the length of the data: no segment terminator follows them", at);
  }
}

/// Each HL names itself and what it is part of, an HL before it; CPS the same (X12 segment HL,
/// comments A and B; EDIFACT 7164 and 7166). Else nobody can tell what was packed into what.
void Engine::check_level() {
  const bool x12 = interchange_.family == Family::x12;
  const std::string code = x12 ? "AK403=7" : "0085=12", number = x12 ? "7" : "12";
  const std::string_view own = seg().at(1), parent = seg().at(2);
  const std::string tag(seg().tag);
  if (!parent.empty() && !levels_.contains(parent)) {
    dirty(Level::element, code, number, "hierarchy",
          position(tag, 2, 0) + " " + shown(parent) + " names no " + tag + " before this one",
          where(2));
  }
  if (!own.empty() && !levels_.add(own)) {
    dirty(Level::element, code, number, "hierarchy",
          position(tag, 1, 0) + " " + shown(own) + " is the number of an earlier " + tag +
              " of this set",
          where(1));
  }
}

/// CTT01 and CNT+2 count the lines; they are compared when the set ends.
void Engine::keep_total() {
  if (seg().word == tag_word("CTT")) {
    declared_lines_ = seg().at(1);
  } else if (seg().at(1, 1) == "2") {
    declared_lines_ = seg().at(1, 2);
  } else {
    return;
  }
  declared_place_.place = reader_.place(seg().begin);
}

void Engine::check_totals() {
  if (declared_lines_.empty() || declared_lines_ == std::to_string(lines_)) return;
  for (char c : declared_lines_) {
    if (c < '0' || c > '9') return;
  }
  if (declared_lines_.find_first_not_of('0') != std::string::npos &&
      declared_lines_.substr(declared_lines_.find_first_not_of('0')) == std::to_string(lines_))
    return;
  Finding& f = finding_;
  f = {};
  f.level = Level::set;
  f.error = false;
  f.code = "warning/line-count";
  f.tag = interchange_.family == Family::x12 ? "CTT" : "CNT";
  f.text =
      f.tag + " says " + shown(declared_lines_) + " lines, but there are " + std::to_string(lines_);
  f.transaction = set_.control;
  f.element = 1;
  f.place = declared_place_.place;
  send(f);
}

}  // namespace norekey::edi
