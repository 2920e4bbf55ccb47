#include "edi/ack.hpp"
#include "edi/values.hpp"

namespace norekey::edi {
namespace {

std::vector<std::string> split_version(const std::string& id, const std::string& version) {
  std::vector<std::string> out{id};
  std::size_t at = 0;
  while (at <= version.size() && !version.empty()) {
    std::size_t end = version.find(':', at);
    if (end == std::string::npos) end = version.size();
    out.push_back(version.substr(at, end - at));
    at = end + 1;
  }
  if (out.size() > 5) out.resize(5);
  return out;
}

std::vector<std::string> party(const PartyId& p) { return {p.id, p.qualifier, p.routing}; }

}  // namespace

/// 0085, 0013 and S011 of a UCI, UCF or UCM: the first finding about its service segments. One that
/// says that the trailer is missing names it, not the segment that stood there instead.
void Ack::edifact_error(const std::vector<Finding>& findings, bool closed, const char* trailer) {
  if (findings.empty()) return;
  const Finding& f = findings.front();
  body_->element(f.number);
  if (f.number == "13" && f.element == 0 && (!closed || f.tag == trailer)) {
    body_->element(trailer);
    return;
  }
  const bool service = f.tag.starts_with("UN") && f.tag != "UNS";
  if (!service) return;
  body_->element(f.tag);
  if (f.element == 0) return;
  std::vector<std::string> place{std::to_string(f.element + 1)};
  if (f.component > 0) place.push_back(std::to_string(f.component));
  body_->composite(place);
}

/// UCM with UCS and UCD, for a message that is rejected. What is not listed is accepted.
void Ack::edifact_set(const Set& set) {
  if (set.id != "CONTRL") answers_ = true;
  if (set.verdict == Verdict::accepted) return;
  std::vector<Finding> of_service, inside;
  for (const Finding& f : of_set_) {
    const bool service = f.tag == "UNH" || f.tag == "UNT" || f.level == Level::set;
    (service ? of_service : inside).push_back(f);
  }
  Emit& out = *body_;
  out.text().clear();
  out.restart_count();
  out.begin("UCM");
  out.element(set.control);
  out.composite(split_version(set.id, set.version));
  out.element("4");
  edifact_error(of_service, set.closed, "UNT");
  out.end();
  const auto missing = [](const Finding& f) {
    return f.level == Level::segment && f.number == "13" && f.segment > 1;
  };
  for (std::size_t i = 0; i < inside.size();) {
    std::uint32_t segment = inside[i].segment;
    if (missing(inside[i])) {  // more of one place say no more than the first
      const std::uint32_t before = segment - 1;
      while (i + 1 < inside.size() && missing(inside[i + 1]) && inside[i + 1].segment == segment)
        ++i;
      segment = before;
    }
    out.begin("UCS");
    out.element(std::to_string(segment));
    if (inside[i].level == Level::segment) out.element(inside[i++].number);
    out.end();
    for (; i < inside.size() && inside[i].segment == segment && inside[i].level == Level::element;
         ++i) {
      const Finding& f = inside[i];
      // The segment's tag is its data element 1 in a UCD.
      std::vector<std::string> place{std::to_string(f.element + 1)};
      if (f.component > 0) place.push_back(std::to_string(f.component));
      out.begin("UCD");
      out.element(f.number);
      out.composite(place);
      out.end();
    }
  }
  add_set(out.text(), out.segments(), true);
  out.text().clear();
}

/// UCF where there is a UNG, in front of its messages.
void Ack::edifact_group(const Group& group) {
  Emit& out = *body_;
  out.text().clear();
  out.restart_count();
  const bool rejected = !of_group_.empty();
  if (group.explicit_group && (rejected || !sets_.empty())) {
    out.begin("UCF");
    out.element(group.control);
    out.element(group.sender);
    out.element(group.receiver);
    out.element(rejected ? "4" : "7");
    edifact_error(of_group_, group.closed, "UNE");
    out.end();
    groups_.add(out.text());
    groups_segments_ += out.segments();
    out.text().clear();
    if (rejected) return;
  }
  groups_.add(sets_);
  groups_segments_ += sets_segments_;
}

void Ack::edifact_interchange(const Interchange& i) {
  const bool none = i.control.empty() && i.sender.id.empty();
  if (none || (!answers_ && of_interchange_.empty())) {
    take_(i, AckText());
    return;
  }
  const bool rejected =
      i.verdict == Verdict::rejected || (i.accepted == 0 && !of_interchange_.empty());
  Separators s = i.separators;
  std::string una = "UNA";
  una += s.component;
  una += s.element;
  una += s.decimal == '\0' ? '.' : s.decimal;
  una += s.release == '\0' ? ' ' : s.release;
  una += s.repetition == '\0' ? ' ' : s.repetition;
  una += s.segment;
  Emit out(s, options_.after);
  out.text() = una + options_.after;
  // What is no syntax level or version is told of, and not said again.
  const bool known = i.version.size() == 1 && i.version >= "1" && i.version <= "4";
  const std::string version = known ? i.version : "3";
  const bool four = version == "4";
  const std::string control = std::to_string(options_.control);
  out.begin("UNB");
  out.composite({is_syntax_level(i.syntax) ? i.syntax : "UNOA", version});
  out.composite(party(i.receiver));
  out.composite(party(i.sender));
  out.composite({four ? options_.date : options_.date.substr(2), options_.time});
  out.element(control);
  for (int n = 6; n <= 10; ++n) out.element("");
  out.element(i.usage);
  out.end();
  out.restart_count();
  out.begin("UNH");
  out.element("1");
  out.composite(four ? std::vector<std::string>{"CONTRL", "4", "1", "UN"}
                     : std::vector<std::string>{"CONTRL", version == "3" ? "D" : "2",
                                                version == "3" ? "3" : "2", "UN"});
  out.end();
  *body_ = Emit(s, options_.after);
  body_->begin("UCI");
  body_->element(i.control);
  body_->composite(party(i.sender));
  body_->composite(party(i.receiver));
  body_->element(rejected ? "4" : "7");
  edifact_error(of_interchange_, i.closed, "UNZ");
  body_->end();
  std::string head = out.take() + body_->take();
  out.text().clear();
  if (rejected) groups_.clear();
  const std::uint64_t count = 3 + (rejected ? 0 : groups_segments_);
  out.begin("UNT");
  out.element(std::to_string(count));
  out.element("1");
  out.end();
  out.begin("UNZ");
  out.element("1");
  out.element(control);
  out.end();
  ++options_.control;
  take_(i, AckText(std::move(head), std::move(groups_), out.take()));
  groups_ = Spill();
}

}  // namespace norekey::edi
