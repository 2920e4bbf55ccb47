#include "edi/ack.hpp"

namespace norekey::edi {

Ack::Ack(AckOptions options, TakeAck take) : options_(std::move(options)), take_(std::move(take)) {}

Ack::~Ack() = default;

Result<void> AckText::each(const std::function<void(std::string_view)>& take) const {
  if (middle_.error()) return *middle_.error();
  take(head_);
  middle_.each(take);
  take(tail_);
  if (middle_.error()) return *middle_.error();
  return {};
}

Result<std::string> AckText::str() const {
  std::string out;
  if (auto done = each([&out](std::string_view piece) { out += piece; }); !done)
    return done.error();
  return out;
}

void Ack::add_set(const std::string& text, std::size_t segments, bool rejected) {
  sets_.add(text);
  sets_segments_ += segments;
  if (!rejected || interchange_.family != Family::x12) return;
  bad_sets_.add(text);
  bad_sets_segments_ += segments;
}

void Ack::begin_interchange(const Interchange& interchange) {
  interchange_ = interchange;
  of_interchange_.clear();
  body_ = std::make_unique<Emit>(interchange.separators, options_.after);
  groups_.clear();
  sets_.clear();
  groups_segments_ = sets_segments_ = 0;
  answered_groups_ = 0;
  in_group_ = in_set_ = answers_ = false;
}

void Ack::end_interchange(const Interchange& interchange) {
  interchange.family == Family::x12 ? x12_interchange(interchange)
                                    : edifact_interchange(interchange);
}

void Ack::begin_group(const Group& group) {
  group_ = group;
  in_group_ = true;
  of_group_.clear();
  sets_.clear();
  bad_sets_.clear();
  sets_segments_ = bad_sets_segments_ = 0;
}

void Ack::end_group(const Group& group) {
  in_group_ = false;
  interchange_.family == Family::x12 ? x12_group(group) : edifact_group(group);
}

void Ack::begin_set(const Set& set) {
  set_ = set;
  in_set_ = true;
  of_set_.clear();
}

void Ack::end_set(const Set& set) {
  in_set_ = false;
  interchange_.family == Family::x12 ? x12_set(set) : edifact_set(set);
}

void Ack::finding(const Finding& f) {
  if (!f.error || f.number.empty()) return;
  // What stands in a group and belongs to no set has no code in AK9: the TA1 tells it.
  const bool between_sets = f.level == Level::group && f.code.starts_with("TA1");
  if (f.level == Level::interchange || f.level == Level::input || between_sets) {
    if (of_interchange_.size() < 100) of_interchange_.push_back(f);
  } else if (f.level == Level::group) {
    if (of_group_.size() < 100) of_group_.push_back(f);
  } else if (in_set_) {
    of_set_.push_back(f);
  }
}

}  // namespace norekey::edi
