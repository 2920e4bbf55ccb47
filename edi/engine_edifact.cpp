#include <algorithm>
#include <cctype>

#include "core/text.hpp"
#include "edi/engine.hpp"

namespace norekey::edi {
namespace {

bool is_count(std::string_view text, std::uint64_t count) {
  std::uint64_t given = 0;
  if (text.empty() || text.size() > 15) return false;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    given = given * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return given == count;
}

}  // namespace

void Engine::unb() {
  const Segment& s = seg();
  const Header& header = reader_.header();
  interchange_ = {};
  in_interchange_ = true;
  ++totals_.interchanges;
  interchange_.number = totals_.interchanges;
  interchange_.family = Family::edifact;
  interchange_.separators = header.separators;
  interchange_.had_una = header.had_una;
  interchange_.syntax = header.syntax;
  interchange_.version = s.at(1, 2);
  interchange_.sender = {std::string(s.at(2, 2)), std::string(s.at(2, 1)), std::string(s.at(2, 3))};
  interchange_.receiver = {std::string(s.at(3, 2)), std::string(s.at(3, 1)),
                           std::string(s.at(3, 3))};
  interchange_.date = s.at(4, 1);
  interchange_.time = s.at(4, 2);
  interchange_.control = s.at(5);
  interchange_.application = s.at(7);
  interchange_.ack_requested = s.at(9) == "1";
  interchange_.usage = s.at(11);
  rules_ = {false, header.separators.decimal, header.separators.release, false};
  edifact_items_ = 0;
  had_groups_ = had_loose_ = false;
  sets_.clear();
  groups_.clear();
  dictionary_ = service_;
  in_package_ = false;
  guide_key_.clear();
  listener_.begin_interchange(interchange_);
  header_warnings();
  if (!header.distinct) {
    tell(Level::interchange, "0085=20", "20",
         "the service characters of UNA are not different characters");
    skip_to_next_ = true;
    return;
  }
  for (const char c : {header.separators.element, header.separators.component,
                       header.separators.segment, header.separators.release}) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) continue;
    tell(Level::interchange, "0085=20", "20",
         "UNA has " + shown(std::string_view(&c, 1)) +
             " among its service characters: a letter or digit cannot be one");
    skip_to_next_ = true;
    return;
  }
  if (s.tag != "UNB") {
    tell(Level::interchange, "0085=13", "13", "the interchange does not begin with UNB after UNA");
    skip_to_next_ = true;
    return;
  }
  if (!s.terminated) {
    tell(Level::interchange, "0085=13", "13", "the input ends inside UNB");
    skip_to_next_ = true;
    return;
  }
  unb_values();
}

void Engine::unb_values() {
  const Segment& s = seg();
  const std::string_view syntax = s.at(1, 1), version = s.at(1, 2);
  const bool known =
      is_syntax_level(syntax) && version.size() == 1 && version >= "1" && version <= "4";
  if (!known)
    tell(Level::interchange, "0085=2", "2",
         "UNB01 " + shown(s.at(1)) + " is not a syntax level and version of EDIFACT",
         where(1, is_syntax_level(syntax) ? 2 : 1));
  check_service(*service_, Level::interchange, known ? 0 : 1);
  // The year has four digits from version 4 on. A length that no version has was told already.
  const std::string_view date = s.at(4, 1), time = s.at(4, 2);
  const std::size_t digits = version >= "4" ? 8 : 6;
  if (date.size() >= 6 && date.size() <= 8 && !is_date(date)) {
    tell(Level::interchange, "0085=12", "12",
         "UNB04-1 " + shown(date) + " is not a date YYMMDD or CCYYMMDD", where(4, 1));
  } else if (known && is_date(date) && date.size() != digits) {
    // So many write the other form that nobody rejects it.
    warn("date-digits",
         "UNB04-1 " + shown(date) + " does not have the " + std::to_string(digits) +
             " digits of syntax version " + std::string(version),
         where(4, 1));
  }
  if (time.size() == 4 && !is_time(time))
    tell(Level::interchange, "0085=12", "12", "UNB04-2 " + shown(time) + " is not a time HHMM",
         where(4, 2));
  const std::string key =
      interchange_.sender.id + "/" + interchange_.receiver.id + "/" + interchange_.control;
  if (!interchange_.control.empty() && !interchanges_.add(key))
    tell(Level::interchange, "0085=26", "26",
         "interchange reference " + shown(interchange_.control) + " came before in this input",
         where(5));
}

void Engine::edifact_segment() {
  const Segment& s = seg();
  if (in_set_) ++ordinal_;
  if (in_package_ && s.tag.starts_with("UN") && s.tag != "UNP") {
    in_package_ = false;
    tell(Level::interchange, "0085=13", "13",
         "package " + shown(package_) + " is not closed by UNP");
  }
  switch (s.word) {
    case tag_word("UNH"):
      return unh();
    case tag_word("UNT"):
      return unt();
    case tag_word("UNG"):
      return ung();
    case tag_word("UNE"):
      return une();
    case tag_word("UNZ"):
      return unz();
    case tag_word("UNO"):
      return uno();
    case tag_word("UNP"):
      return unp();
    default:
      break;
  }
  if (!s.terminated) return;
  if (in_package_) return;  // what secures the object stands before it
  in_set_ ? inner_segment() : edifact_stray();
}

/// A package (ISO 9735-8): its object was passed over by the reader.
void Engine::uno() {
  if (in_set_) {
    --ordinal_;
    edifact_missing_unt();
  }
  if (in_group_ && group_.explicit_group) {
    ++packages_;
  } else {
    ++edifact_items_;
    had_loose_ = true;
  }
  in_package_ = true;
  package_ = seg().at(1);
  object_length_ = seg().at(4, 1);
  check_service(*service_, Level::interchange);
}

void Engine::unp() {
  if (!in_package_) return edifact_stray();
  in_package_ = false;
  check_service(*service_, Level::interchange);
  if (seg().at(1) != object_length_)
    tell(Level::interchange, "0085=29", "29",
         "UNP01 says " + shown(seg().at(1)) + " bytes, but UNO04 says " + shown(object_length_),
         where(1));
  if (seg().at(2) != package_)
    tell(Level::interchange, "0085=28", "28",
         "UNP02 " + shown(seg().at(2)) + " is not the reference of UNO01, " + shown(package_),
         where(2));
}

void Engine::edifact_stray() {
  tell(Level::interchange, "0085=33", "33",
       "segment " + shown(seg().tag) + " stands outside a message");
}

void Engine::open_implicit_group() {
  if (in_group_) return;
  group_ = {};
  group_.explicit_group = false;
  in_group_ = true;
}

void Engine::ung() {
  const Segment& s = seg();
  if (in_set_) {
    --ordinal_;
    edifact_missing_unt();
  }
  if (in_group_ && group_.explicit_group) edifact_missing_une();
  if (in_group_) end_group();
  group_ = {};
  in_group_ = true;
  ++interchange_.groups;
  ++totals_.groups;
  ++edifact_items_;
  group_.functional = s.at(1);
  group_.sender = s.at(2, 1);
  group_.receiver = s.at(3, 1);
  group_.date = s.at(4, 1);
  group_.time = s.at(4, 2);
  group_.control = s.at(5);
  group_.agency = s.at(6);
  group_.version = std::string(s.at(7, 1)) + ":" + std::string(s.at(7, 2));
  sets_.clear();
  packages_ = 0;
  listener_.begin_group(group_);
  check_service(*service_, Level::group);
  if (had_loose_)
    tell(Level::interchange, "0085=30", "30", "functional groups and messages are mixed");
  had_groups_ = true;
  if (!group_.control.empty() && !groups_.add(group_.control))
    tell(Level::group, "0085=26", "26",
         "group reference " + shown(group_.control) + " came before in this interchange", where(5));
}

void Engine::unh() {
  const Segment& s = seg();
  if (in_set_) {
    --ordinal_;
    edifact_missing_unt();
  }
  const bool mixed = had_groups_ && (!in_group_ || !group_.explicit_group) && !had_loose_;
  if (!in_group_) {
    open_implicit_group();
    listener_.begin_group(group_);
  }
  if (!group_.explicit_group) {
    ++edifact_items_;
    had_loose_ = true;
  }
  if (mixed) tell(Level::interchange, "0085=30", "30", "functional groups and messages are mixed");
  set_ = {};
  in_set_ = true;
  ordinal_ = 1;
  set_findings_ = 0;
  set_.control = s.at(1);
  set_.id = s.at(2, 1);
  set_.version = s.size() > 1 ? s.at(2) : std::string_view();
  const std::size_t colon = set_.version.find(interchange_.separators.component);
  set_.version = colon == std::string::npos ? "" : set_.version.substr(colon + 1);
  std::replace(set_.version.begin(), set_.version.end(), interchange_.separators.component, ':');
  set_.begin = reader_.place(s.begin);
  const std::string_view association = s.at(2, 5);
  rules_.open_codes = association.starts_with("EAN") || association.starts_with("GS1");
  find_message_guide();
  set_.guided = guide_ != nullptr;
  listener_.begin_set(set_);
  unh_values();
  begin_set_guide();
}

/// Messages of one kind follow each other: what was found for the last one is found again.
void Engine::find_message_guide() {
  const Segment& s = seg();
  if (!options_.partner && !guide_key_.empty() && guide_key_ == s.at(2)) return;
  guide_key_ = s.at(2);
  guide_ = nullptr;
  if (options_.partner) guide_ = options_.partner(interchange_, group_, set_);
  dictionary_ = service_;
  if (set_.id != "CONTRL") {
    if (s.at(2, 4) != "UN") return;
    dictionary_ =
        dictionary(Family::edifact, std::string(s.at(2, 2)) + ":" + std::string(s.at(2, 3)));
    if (!dictionary_) dictionary_ = service_;
  }
  if (guide_) return;
  const auto found = dictionary_->sets.find(set_.id);
  if (found != dictionary_->sets.end()) guide_ = found->second;
}

void Engine::unh_values() {
  check_service(*service_, Level::set);
  if (!set_.control.empty() && !sets_.add(set_.control))
    tell(Level::set, "0085=26", "26",
         "message reference " + shown(set_.control) + " came before in this interchange", where(1));
  if (!guide_ && !set_.id.empty())
    warn("envelope-only",
         "norekey has no guide for " + set_.id + " " + set_.version +
             ": only its envelope is checked",
         where(2));
  if (group_.explicit_group && !group_.functional.empty() && group_.functional != set_.id)
    tell(
        Level::set, "0085=31", "31",
        "message type " + shown(set_.id) + " is not that of its group, " + shown(group_.functional),
        where(2));
}

/// The count and the reference of UNT, UNE and UNZ.
void Engine::edifact_trailer(Level level, const char* count_name, std::uint64_t count,
                             const char* reference_name, const std::string& reference) {
  const Segment& s = seg();
  const std::string tag(s.tag);
  if (!s.terminated)
    dirty(level, "0085=13", "13", "unterminated", "the input ends inside " + tag, Where());
  if (s.terminated || s.size() > 2) check_service(*service_, level);
  if (!s.at(1).empty() && !is_count(s.at(1), count) && !cut_short(1, std::to_string(count)))
    tell(level, "0085=29", "29",
         tag + "01 says " + shown(s.at(1)) + " " + count_name + ", but there are " +
             std::to_string(count),
         where(1));
  if (!s.at(2).empty() && s.at(2) != reference && !cut_short(2, reference))
    tell(level, "0085=28", "28",
         tag + "02 " + shown(s.at(2)) + " is not the reference of " + reference_name + ", " +
             shown(reference),
         where(2));
}

void Engine::unt() {
  if (!in_set_) {
    tell(Level::interchange, "0085=33", "33", "UNT stands where no message is open");
    return;
  }
  set_.closed = true;
  finish_structure();
  edifact_trailer(Level::set, "segments", ordinal_, "UNH01", set_.control);
  end_set();
}

void Engine::edifact_missing_unt() {
  tell(Level::set, "0085=13", "13", "message " + shown(set_.control) + " is not closed by UNT");
  end_set();
}

void Engine::une() {
  if (in_set_) {
    --ordinal_;
    edifact_missing_unt();
  }
  if (!in_group_ || !group_.explicit_group) {
    tell(Level::interchange, "0085=33", "33", "UNE stands where no group is open");
    return;
  }
  group_.closed = true;
  const bool spoiled = group_spoiled_;
  edifact_trailer(Level::group, "messages", group_.sets + packages_, "UNG05", group_.control);
  if (!seg().terminated) group_spoiled_ = spoiled;
  end_group();
}

void Engine::edifact_missing_une() {
  tell(Level::group, "0085=13", "13", "group " + shown(group_.control) + " is not closed by UNE");
  end_group();
}

void Engine::unz() {
  if (in_set_) {
    --ordinal_;
    edifact_missing_unt();
  }
  if (in_group_ && group_.explicit_group) edifact_missing_une();
  if (in_group_) {
    group_.closed = true;
    end_group();
  }
  interchange_.closed = true;
  const bool spoiled = interchange_spoiled_;
  edifact_trailer(Level::interchange, had_groups_ ? "groups" : "messages", edifact_items_, "UNB05",
                  interchange_.control);
  if (!seg().terminated) interchange_spoiled_ = spoiled;
  if (edifact_items_ == 0)
    tell(Level::interchange, "0085=32", "32", "the interchange holds no message");
  end_interchange();
}

/// The interchange ends without UNZ. What was whole before is kept.
void Engine::edifact_cut() {
  const bool spoiled = interchange_spoiled_;
  tell(Level::interchange, "0085=13", "13",
       "interchange " + shown(interchange_.control) + " is not closed by UNZ");
  interchange_spoiled_ = spoiled;
}

}  // namespace norekey::edi
