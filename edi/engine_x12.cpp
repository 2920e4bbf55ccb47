#include <algorithm>
#include <cctype>

#include "core/text.hpp"
#include "edi/engine.hpp"

namespace norekey::edi {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Numbers compare as numbers ("7" is "0007"), other control numbers as text.
bool same_control(std::string_view a, std::string_view b) {
  a = trim(a);
  b = trim(b);
  if (!all_digits(a) || !all_digits(b)) return a == b;
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  return a == b;
}

bool count_is(std::string_view text, std::uint64_t count) {
  return all_digits(text) && same_control(text, std::to_string(count));
}

/// ISA01, ISA03, ISA05 and ISA07 have short code lists.
bool is_qualifier(int element, std::string_view code) {
  static constexpr std::string_view kParties =
      " 01 02 03 04 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 "
      "33"
      " 34 35 36 37 38 AM NR SA SN ZZ ";
  if (code.size() != 2) return false;
  if (element == 1) return code >= "00" && code <= "08" && all_digits(code);
  if (element == 3) return code == "00" || code == "01";
  return kParties.find(" " + std::string(code) + " ") != std::string_view::npos;
}

bool is_version(std::string_view gs08) { return gs08.size() >= 6 && all_digits(gs08.substr(0, 6)); }

}  // namespace

bool Engine::x12_header_ok(const Separators& s) {
  const auto graphic = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; };
  const auto name = [](const char& c) { return shown(std::string_view(&c, 1)); };
  const auto no = [&](const char* number, const std::string& what) {
    tell(Level::interchange, std::string("TA105=") + number, number, what);
    return false;
  };
  if (!graphic(s.segment) || s.segment == s.element)
    return no("004", "the segment terminator " + name(s.segment) +
                         " is a letter, a digit or the element separator");
  if (!graphic(s.component) || s.component == ' ')
    return no("027", "ISA16 " + name(s.component) + " cannot be a component separator");
  if (s.component == s.element || s.component == s.segment)
    return no("027", "ISA16 " + name(s.component) +
                         " is the element separator or the segment terminator too");
  if (!reader_.header().distinct)
    return no("016", "ISA11 " + name(s.repetition) + " separates something else too");
  return true;
}

void Engine::isa() {
  const Segment& s = seg();
  interchange_ = {};
  in_interchange_ = true;
  ++totals_.interchanges;
  interchange_.number = totals_.interchanges;
  interchange_.family = Family::x12;
  interchange_.separators = reader_.header().separators;
  const auto at = [&](std::size_t i) { return unwrapped(s.at(i)); };
  interchange_.sender = {std::string(trim(at(5))), std::string(trim(at(6))), ""};
  interchange_.receiver = {std::string(trim(at(7))), std::string(trim(at(8))), ""};
  interchange_.date = at(9);
  interchange_.time = at(10);
  interchange_.version = at(12);
  interchange_.control = trim(at(13));
  interchange_.ack_requested = s.at(14) == "1";
  interchange_.usage = s.at(15);
  rules_ = {true, '.', '\0', false};
  groups_.clear();
  listener_.begin_interchange(interchange_);
  header_warnings();
  if (!x12_header_ok(interchange_.separators)) {
    skip_to_next_ = true;
    return;
  }
  if (!s.terminated || s.size() < 16) {
    tell(Level::interchange, "TA105=023", "023", "the input ends inside ISA");
    skip_to_next_ = true;
    return;
  }
  isa_values();
}

void Engine::isa_values() {
  const Segment& s = seg();
  const auto say = [&](std::uint16_t i, const char* code, const std::string& what) {
    dirty(Level::interchange, std::string("TA105=") + code, code, "interchange-header",
          position("ISA", i, 0) + " " + shown(s.at(i)) + " " + what, where(i));
  };
  if (reader_.header().trimmed)
    say(6, "022", "and the other elements of ISA do not have their fixed lengths");
  for (const auto& [i, code] :
       {std::pair<std::uint16_t, const char*>{1, "010"}, {3, "012"}, {5, "005"}, {7, "007"}}) {
    if (!is_qualifier(i, unwrapped(s.at(i)))) say(i, code, "is not a qualifier of this place");
  }
  if (trim(s.at(6)).empty()) say(6, "006", "is blank: the sender is not named");
  if (trim(s.at(8)).empty()) say(8, "008", "is blank: the receiver is not named");
  const std::string& date = interchange_.date;
  const std::string& time = interchange_.time;
  if (date.size() != 6 || !is_date(date)) say(9, "014", "is not a date YYMMDD");
  if (time.size() != 4 || !is_time(time)) say(10, "015", "is not a time HHMM");
  const std::string_view version = interchange_.version;
  if (!is_isa_version(version)) {
    say(12, "017", "is not a version of the interchange");
  } else if (version < "00402" ? s.at(11) != "U" : s.at(11) == "U" || trim(s.at(11)).empty()) {
    // So many partners leave ISA11 as it was in other versions that nobody rejects it.
    warn("repetition-separator",
         "ISA11 " + shown(s.at(11)) + (version < "00402" ? " is not U" : " is no separator"),
         where(11));
  }
  const std::string control = unwrapped(s.at(13));
  if (control.size() != 9 || !all_digits(control)) say(13, "018", "is not a number of nine digits");
  if (s.at(14) != "0" && s.at(14) != "1") say(14, "019", "is neither 0 nor 1");
  if (s.at(15) != "P" && s.at(15) != "T" && s.at(15) != "I") say(15, "020", "is not P, T or I");
  const std::string key = interchange_.sender.qualifier + "/" + interchange_.sender.id + "/" +
                          interchange_.receiver.id + "/" + interchange_.control;
  if (!interchanges_.add(key))
    tell(Level::interchange, "TA105=025", "025",
         "control number " + shown(interchange_.control) + " came before in this input", where(13));
}

void Engine::x12_segment() {
  const Segment& s = seg();
  if (in_set_) ++ordinal_;
  switch (s.word) {
    case tag_word("ST"):
      return st();
    case tag_word("SE"):
      return se();
    case tag_word("GS"):
      return gs();
    case tag_word("GE"):
      return ge();
    case tag_word("IEA"):
      return iea();
    default:
      break;
  }
  if (in_set_) {
    // Where the input ends inside a segment, what is there of it says nothing.
    if (s.terminated) inner_segment();
    return;
  }
  if (!in_group_ && s.tag == "TA1")
    return check_service(*dictionary(Family::x12, "004010"), Level::interchange);
  // Interchange control segments that norekey passes over.
  if (!in_group_ && (s.tag == "ISB" || s.tag == "ISE" || s.tag == "TA3")) return;
  x12_stray();
}

void Engine::x12_stray() {
  if (!seg().terminated && !options_.reader.lenient) return;
  tell(in_group_ ? Level::group : Level::interchange, "TA105=022", "022",
       "segment " + shown(seg().tag) + " stands outside a transaction set");
}

void Engine::check_service(const Dictionary& dictionary, Level level, std::uint16_t told) {
  const auto rule = dictionary.segment_index.find(std::string(seg().tag));
  if (rule == dictionary.segment_index.end()) return;
  faults_.clear();
  check_elements(dictionary.segments[rule->second], dictionary, seg(), rules_, take_);
  for (const ElementFault& fault : faults_) {
    if (fault.element == told) continue;
    if (interchange_.family == Family::edifact || level != Level::interchange) {
      tell_fault(fault, level);
      continue;
    }
    if (fault.fault == Fault::open_code || fault.fault == Fault::trailing) continue;
    if (seg().tag == "GS" &&
        (fault.element == 6 || (fault.element == 8 && fault.fault == Fault::missing)))
      continue;  // see gs()
    const Where where{fault.element, fault.component, 0, fault.begin, fault.end};
    tell(level, "TA105=024", "024", fault_text(fault, seg(), Family::x12), where);
  }
}

void Engine::gs() {
  const Segment& s = seg();
  if (in_set_) x12_missing_se();
  if (in_group_) x12_missing_ge(false);
  group_ = {};
  in_group_ = true;
  ++interchange_.groups;
  ++totals_.groups;
  group_.functional = s.at(1);
  group_.sender = trim(s.at(2));
  group_.receiver = trim(s.at(3));
  group_.date = s.at(4);
  group_.time = s.at(5);
  group_.control = s.at(6);
  group_.agency = s.at(7);
  group_.version = s.at(8);
  sets_.clear();
  dictionary_ = is_version(group_.version)
                    ? dictionary(Family::x12, std::string_view(group_.version).substr(0, 6))
                    : nullptr;
  listener_.begin_group(group_);
  // Releases before 004010 have dates of six digits: only ours are checked by table.
  if (dictionary_) check_service(*dictionary_, Level::interchange);
  if (group_.control.size() > 9 || !all_digits(group_.control)) {
    tell(Level::group, "AK905=6", "6", "GS06 " + shown(group_.control) + " is not a control number",
         where(6));
  } else if (!groups_.add(group_.control)) {
    tell(Level::group, "AK905=19", "19",
         "group control number " + shown(group_.control) + " came before in this interchange",
         where(6));
  }
  if (group_.version.empty())
    tell(Level::group, "AK905=2", "2", "GS08 does not name a version", where(8));
}

void Engine::st() {
  const Segment& s = seg();
  if (in_set_) {
    --ordinal_;
    x12_missing_se();
  }
  if (!in_group_) {
    tell(Level::interchange, "TA105=022", "022", "ST stands outside a functional group");
    open_stray_group();
  }
  set_ = {};
  in_set_ = true;
  ordinal_ = 1;
  set_findings_ = 0;
  set_.id = s.at(1);
  set_.control = s.at(2);
  set_.implementation = s.at(3);
  set_.version = group_.version;
  set_.begin = reader_.place(s.begin);
  guide_ = nullptr;
  if (options_.partner) guide_ = options_.partner(interchange_, group_, set_);
  if (!guide_ && dictionary_) {
    const auto found = dictionary_->sets.find(set_.id);
    if (found != dictionary_->sets.end()) guide_ = found->second;
  }
  set_.guided = guide_ != nullptr;
  listener_.begin_set(set_);
  st_values();
  begin_set_guide();
}

/// A functional identifier (GS01) that the standard has; others were told with GS.
bool Engine::is_group(const std::string& functional) const {
  if (!dictionary_) return true;
  const auto element = dictionary_->element_index.find("479");
  if (element == dictionary_->element_index.end()) return true;
  const std::uint16_t codes = dictionary_->elements[element->second].codes;
  return codes == kNone || dictionary_->code_sets[codes].holds(functional);
}

void Engine::st_values() {
  const Segment& s = seg();
  if (set_.id.size() != 3 || !all_digits(set_.id)) {
    tell(Level::set, set_.id.empty() ? "AK502=6" : "AK502=1", set_.id.empty() ? "6" : "1",
         "ST01 " + shown(set_.id) + " is not a transaction set of X12", where(1));
  } else if (!guide_) {
    if (dictionary_ && !dictionary_->knows_set(set_.id)) {
      tell(Level::set, "AK502=1", "1",
           "ST01 " + shown(set_.id) + " is not a transaction set of " + dictionary_->version,
           where(1));
    } else {
      warn("envelope-only",
           "norekey has no guide for " + set_.id + " in " + shown(group_.version) +
               ": only its envelope is checked",
           where(1));
    }
  } else if (!guide_->group.empty() && guide_->group != group_.functional &&
             is_group(group_.functional)) {
    // "not in functional group" is among the numbers of 005010 only.
    const std::string number = group_.version >= "005010" ? "18" : "6";
    dirty(Level::set, "AK502=" + number, number, "group",
          "ST01 " + shown(set_.id) + " belongs into a group " + guide_->group + ", but GS01 is " +
              shown(group_.functional),
          where(1));
  }
  if (set_.control.size() < 4 || set_.control.size() > 9) {
    dirty(Level::set, "AK502=7", "7", "set-control",
          "ST02 " + shown(set_.control) + " is not a control number of 4 to 9 characters",
          where(2));
  } else if (!sets_.add(set_.control)) {
    tell(Level::set, "AK502=23", "23",
         "control number " + shown(set_.control) + " came before in this group", where(2));
  }
  const std::size_t most = group_.version >= "004020" && is_version(group_.version) ? 3 : 2;
  if (s.size() > most)
    tell(Level::element, "AK403=3", "3",
         "ST has " + std::to_string(s.size()) + " elements, at most " + std::to_string(most) +
             " are allowed",
         where(static_cast<std::uint16_t>(most + 1)));
}

void Engine::se() {
  const Segment& s = seg();
  if (!in_set_) {
    tell(in_group_ ? Level::group : Level::interchange, "TA105=022", "022",
         "SE stands where no transaction set is open");
    return;
  }
  set_.closed = true;
  finish_structure();
  if (!s.terminated)
    dirty(Level::set, "AK502=2", "2", "unterminated", "the input ends inside SE", Where());
  if (!count_is(s.at(1), ordinal_) && !cut_short(1, std::to_string(ordinal_)))
    tell(Level::set, "AK502=4", "4",
         "SE01 says " + shown(s.at(1)) + " segments, but there are " + std::to_string(ordinal_),
         where(1));
  // ST02 is a text (element 329, type AN): "1" is not "0001". Where ST02 itself is wrong, it is
  // told already.
  const bool wrong = set_.control.size() < 4 || set_.control.size() > 9;
  const bool same = wrong ? same_control(s.at(2), set_.control) : s.at(2) == set_.control;
  if (!same && !cut_short(2, set_.control)) {
    const std::string text =
        "SE02 " + shown(s.at(2)) + " is not the control number of ST02, " + shown(set_.control);
    if (same_control(s.at(2), set_.control)) {
      dirty(Level::set, "AK502=3", "3", "set-control", text, where(2));
    } else {
      tell(Level::set, "AK502=3", "3", text, where(2));
    }
  }
  if (s.size() > 2)
    tell(Level::element, "AK403=3", "3",
         "SE has " + std::to_string(s.size()) + " elements, at most 2 are allowed", where(3));
  end_set();
}

void Engine::x12_missing_se() {
  tell(Level::set, "AK502=2", "2",
       "transaction set " + shown(set_.control) + " is not closed by SE");
  end_set();
}

void Engine::ge() {
  const Segment& s = seg();
  if (in_set_) {
    --ordinal_;
    x12_missing_se();
  }
  if (!in_group_) {
    tell(Level::interchange, "TA105=022", "022", "GE stands where no group is open");
    return;
  }
  group_.closed = true;
  const bool spoiled = group_spoiled_;
  if (!s.terminated)
    dirty(Level::group, "AK905=3", "3", "unterminated", "the input ends inside GE", Where());
  if (!s.terminated) group_spoiled_ = spoiled;  // the sets before it are whole
  if (all_digits(s.at(1)) && s.at(1).size() <= 9)
    group_.declared = std::stoul(std::string(s.at(1)));
  if (cut_short(1, std::to_string(group_.sets))) group_.declared = group_.sets;
  if (!count_is(s.at(1), group_.sets) && !cut_short(1, std::to_string(group_.sets)))
    tell(Level::group, "AK905=5", "5",
         "GE01 says " + shown(s.at(1)) + " transaction sets, but there are " +
             std::to_string(group_.sets),
         where(1));
  if (!same_control(s.at(2), group_.control) && !cut_short(2, group_.control))
    tell(Level::group, "AK905=4", "4",
         "GE02 " + shown(s.at(2)) + " is not the control number of GS06, " + shown(group_.control),
         where(2));
  trailer_size(Level::group);
  if (group_.sets == 0) warn("empty-group", "group " + shown(group_.control) + " holds no set");
  end_group();
}

/// GE and IEA have two elements. No code of AK9 says it: the TA1 does.
void Engine::trailer_size(Level level) {
  if (seg().size() <= 2) return;
  dirty(level, "TA105=022", "022", "trailer-elements",
        std::string(seg().tag) + " has " + std::to_string(seg().size()) +
            " elements, at most 2 are allowed",
        where(3));
}

/// `cut`: the input ended; the sets that are whole stay accepted.
void Engine::x12_missing_ge(bool cut) {
  const std::string text = "group " + shown(group_.control) + " is not closed by GE";
  const bool spoiled = group_spoiled_;
  tell(Level::group, "AK905=3", "3", text);
  if (cut) group_spoiled_ = spoiled;
  group_.declared = group_.sets;
  end_group();
}

void Engine::iea() {
  const Segment& s = seg();
  if (in_set_) {
    --ordinal_;
    x12_missing_se();
  }
  if (in_group_) x12_missing_ge(false);
  interchange_.closed = true;
  const bool spoiled = interchange_spoiled_;
  if (!s.terminated)
    dirty(Level::interchange, "TA105=023", "023", "unterminated",
          "the input ends inside IEA: its segment terminator is missing", Where());
  if (!s.terminated) interchange_spoiled_ = spoiled;
  if (!count_is(s.at(1), interchange_.groups) && !cut_short(1, std::to_string(interchange_.groups)))
    tell(Level::interchange, "TA105=021", "021",
         "IEA01 says " + shown(s.at(1)) + " groups, but there are " +
             std::to_string(interchange_.groups),
         where(1));
  if (cut_short(2, interchange_.control)) {
    // The input ended in it.
  } else if (!same_control(s.at(2), interchange_.control)) {
    tell(Level::interchange, "TA105=001", "001",
         "IEA02 " + shown(s.at(2)) + " is not the control number of ISA13, " +
             shown(interchange_.control),
         where(2));
  } else if (s.at(2).size() != 9) {
    dirty(Level::interchange, "TA105=018", "018", "interchange-control",
          "IEA02 " + shown(s.at(2)) + " is not a number of nine digits", where(2));
  }
  trailer_size(Level::interchange);
  end_interchange();
}

/// The interchange ends without IEA. What was whole before is kept.
void Engine::x12_cut() {
  const bool spoiled = interchange_spoiled_;
  tell(Level::interchange, "TA105=023", "023",
       "interchange " + shown(interchange_.control) + " is not closed by IEA");
  interchange_spoiled_ = spoiled;
}

void Engine::open_stray_group() {
  group_ = {};
  group_.version = "";
  in_group_ = true;
  dictionary_ = nullptr;
  sets_.clear();
  listener_.begin_group(group_);
}

}  // namespace norekey::edi
