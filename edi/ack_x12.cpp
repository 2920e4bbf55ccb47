#include <algorithm>

#include "edi/ack.hpp"
#include "edi/values.hpp"

namespace norekey::edi {
namespace {

constexpr std::size_t kMostAk4 = 99, kMostCodes = 5;

std::string padded(const std::string& text, std::size_t width) {
  std::string out = text.substr(0, width);
  out.resize(width, ' ');
  return out;
}

std::string zeros(std::uint64_t number, std::size_t width) {
  std::string out = std::to_string(number);
  return out.size() < width ? std::string(width - out.size(), '0') + out : out;
}

/// Numbers that only the 999 has, as the 997 of 004010 says them.
std::string in_997(const std::string& number, bool segment, const std::string& version) {
  if (segment) {
    if (number == "I4" || number == "I9") return "2";
    return number.starts_with('I') ? "3" : number;
  }
  if (number == "I10") return "3";
  if (number == "I6") return "7";
  if (number == "I9") return "2";
  if (number == "I13") return "10";
  const bool old = version.substr(0, 6) < "005010";
  return old && (number == "12" || number == "13") ? "3" : number;
}

/// What a wrapped header has in its elements is not sent back with the line's end in it.
std::string on_one_line(std::string text) {
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return text;
}

/// A copy of bad data may be sent where it can be: no separators, no control characters.
bool may_copy(const std::string& value, const Separators& s) {
  if (value.empty()) return false;
  return std::none_of(value.begin(), value.end(), [&](char c) {
    return c == s.element || c == s.component || c == s.segment || c == s.repetition ||
           static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

}  // namespace

bool Ack::implementation() const {
  if (options_.kind != AckKind::automatic) return options_.kind == AckKind::x999;
  return group_.version.starts_with("005010X");
}

void Ack::x12_element(const Finding& f, bool implementation) {
  Emit& out = *body_;
  std::vector<std::string> place{std::to_string(f.element)};
  if (f.component > 0) place.push_back(std::to_string(f.component));
  const bool repeats = group_.version.substr(0, 6) >= "005010";
  if (repeats && f.repetition > 1) {
    place.resize(2);
    place.push_back(std::to_string(f.repetition));
  }
  out.begin(implementation ? "IK4" : "AK4");
  out.composite(place);
  const bool numeric =
      !f.element_id.empty() && f.element_id.find_first_not_of("0123456789") == std::string::npos;
  out.element(numeric ? f.element_id : "");
  out.element(implementation ? f.number : in_997(f.number, false, group_.version));
  if (may_copy(f.value, interchange_.separators)) out.element(f.value);
  out.end();
}

/// AK3 and AK4 of the set's findings. Findings of one segment are neighbours.
void Ack::x12_segments(bool implementation) {
  const char* tag = implementation ? "IK3" : "AK3";
  for (std::size_t i = 0; i < of_set_.size();) {
    const Finding& f = of_set_[i];
    const bool elements_follow = i + 1 < of_set_.size() && of_set_[i + 1].level == Level::element &&
                                 of_set_[i + 1].segment == f.segment;
    if (f.level == Level::set ||
        (f.level == Level::segment && f.number == "8" && elements_follow)) {
      ++i;
      continue;
    }
    body_->begin(tag);
    body_->element(f.tag);
    body_->element(std::to_string(f.segment));
    body_->element("");
    if (f.level == Level::segment) {
      body_->element(implementation ? f.number : in_997(f.number, true, group_.version));
      body_->end();
      ++i;
      continue;
    }
    body_->element("8");
    body_->end();
    const std::uint32_t segment = f.segment;
    for (std::size_t told = 0; i < of_set_.size(); ++i) {
      const Finding& e = of_set_[i];
      if (e.level != Level::element || e.segment != segment) break;
      if (told++ < kMostAk4) x12_element(e, implementation);
    }
  }
}

void Ack::x12_set(const Set& set) {
  Emit& out = *body_;
  out.text().clear();
  out.restart_count();
  const bool impl = implementation();
  out.begin("AK2");
  out.element(set.id);
  out.element(set.control);
  if (group_.version.substr(0, 6) >= "005010") out.element(set.implementation);
  out.end();
  x12_segments(impl);
  std::vector<std::string> codes;
  for (const Finding& f : of_set_) {
    const std::string code = f.level == Level::set ? f.number : "5";
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
  }
  out.begin(impl ? "IK5" : "AK5");
  out.element(set.verdict == Verdict::accepted ? "A" : "R");
  for (std::size_t i = 0; i < codes.size() && i < kMostCodes; ++i) out.element(codes[i]);
  out.end();
  add_set(out.text(), out.segments(), set.verdict != Verdict::accepted);
  out.text().clear();
}

void Ack::x12_group(const Group& group) {
  // An acknowledgement is not acknowledged: two systems would never come to an end.
  if (group.functional == "FA" || (group.functional.empty() && group.control.empty())) return;
  Emit& out = *body_;
  out.text().clear();
  ++answered_groups_;
  const bool impl = implementation();
  const std::string version = impl                                     ? "005010X231A1"
                              : group.version.substr(0, 6) == "005010" ? "005010"
                                                                       : "004010";
  const std::string control = std::to_string(options_.control + answered_groups_ - 1);
  out.begin("GS");
  for (const std::string& e : {std::string("FA"), group.receiver, group.sender, options_.date,
                               options_.time, control, std::string("X"), version})
    out.element(e);
  out.end();
  out.restart_count();
  out.begin("ST");
  out.element(impl ? "999" : "997");
  out.element("0001");
  if (impl) out.element(version);
  out.end();
  out.begin("AK1");
  out.element(group.functional);
  out.element(group.control);
  if (version.substr(0, 6) == "005010") out.element(group.version);
  out.end();
  std::uint64_t count = out.segments();
  // Where the whole group is rejected, sets that are right by themselves are not listed.
  const bool whole = !of_group_.empty() && group.verdict == Verdict::rejected;
  groups_.add(out.text());
  groups_.add(whole ? bad_sets_ : sets_);
  out.text().clear();
  count += whole ? bad_sets_segments_ : sets_segments_;
  out.begin("AK9");
  const bool partly = group.accepted > 0 && group.accepted < group.sets;
  out.element(group.verdict == Verdict::rejected ? "R"
              : partly                           ? "P"
              : !of_group_.empty()               ? "E"  // 715: accepted, but errors were noted
                                                 : "A");
  out.element(std::to_string(group.closed ? group.declared : group.sets));
  out.element(std::to_string(group.sets));
  out.element(std::to_string(group.accepted));
  std::vector<std::string> codes;
  for (const Finding& f : of_group_) {
    if (!f.code.starts_with("AK905") || codes.size() == kMostCodes) continue;
    if (std::find(codes.begin(), codes.end(), f.number) == codes.end()) codes.push_back(f.number);
  }
  for (const std::string& code : codes) out.element(code);
  out.end();
  out.begin("SE");
  out.element(std::to_string(count + 2));
  out.element("0001");
  out.end();
  out.begin("GE");
  out.element("1");
  out.element(control);
  out.end();
  groups_.add(out.text());
  out.text().clear();
}

void Ack::ta1(const Interchange& interchange, Emit& out) const {
  // The first of the interchange itself, the cut last; before what stands in its groups.
  std::string number = "000";
  bool own = false;
  for (const Finding& f : of_interchange_) {
    const bool of_group = f.level == Level::group;
    const bool better = own ? number == "023" && f.number != "023" : !of_group || number == "000";
    if (!better || (own && of_group)) continue;
    number = f.number;
    own = !of_group;
  }
  const bool rejected =
      interchange.verdict == Verdict::rejected || (number != "000" && interchange.accepted == 0);
  out.begin("TA1");
  out.element(interchange.control);
  out.element(on_one_line(interchange.date));
  out.element(on_one_line(interchange.time));
  out.element(number == "000" ? "A" : rejected ? "R" : "E");
  out.element(number);
  out.end();
}

void Ack::x12_interchange(const Interchange& i) {
  const bool rejected = i.verdict == Verdict::rejected;
  const bool asks = i.ack_requested || options_.always_ta1 || !of_interchange_.empty();
  const std::uint64_t groups = rejected ? 0 : answered_groups_;
  if (i.control.empty() || (!asks && groups == 0)) {
    take_(i, AckText());
    return;
  }
  Separators s = i.separators;
  // What is no version or usage is told of, and not said again.
  const bool version = is_isa_version(i.version);
  const bool repeats = version && i.version >= "00402";
  const std::string control = zeros(options_.control, 9);
  Emit out(s, options_.after);
  const std::string e(1, s.element);
  std::string& text = out.text();
  text = "ISA" + e + "00" + e + std::string(10, ' ') + e + "00" + e + std::string(10, ' ') + e +
         padded(i.receiver.qualifier, 2) + e + padded(i.receiver.id, 15) + e +
         padded(i.sender.qualifier, 2) + e + padded(i.sender.id, 15) + e + options_.date.substr(2) +
         e + options_.time + e;
  text += repeats ? (s.repetition == '\0' ? '^' : s.repetition) : 'U';
  text += e + (version ? i.version : "00401") + e + control + e + "0" + e +
          (i.usage == "T" || i.usage == "I" ? i.usage : "P") + e + s.component + s.segment +
          options_.after;
  if (asks) ta1(i, out);
  std::string head = out.take();
  text.clear();
  out.begin("IEA");
  out.element(std::to_string(groups));
  out.element(control);
  out.end();
  ++options_.control;
  if (rejected) groups_.clear();
  take_(i, AckText(std::move(head), std::move(groups_), out.take()));
  groups_ = Spill();
}

}  // namespace norekey::edi
