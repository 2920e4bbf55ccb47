/// ack: TA1, 997 or 999 for X12, CONTRL for EDIFACT, made from what validate tells. One answer for
/// each interchange, given out when the interchange has ended. Used by the command line and flow/.
#pragma once
#include <functional>
#include <memory>

#include "edi/emit.hpp"
#include "edi/report.hpp"
#include "edi/spill.hpp"

namespace norekey::edi {

enum class AckKind {
  automatic,  ///< 999 for groups whose version names an implementation guide 005010X…, else 997
  x997,
  x999,
};

struct AckOptions {
  AckKind kind = AckKind::automatic;
  bool always_ta1 = false;        ///< also where neither ISA14 nor a fault asks for it
  std::uint64_t control = 1;      ///< of the first answer; the next ones count on
  std::string date = "20000101";  ///< CCYYMMDD of the answers
  std::string time = "0000";      ///< HHMM
  std::string after;              ///< written behind each segment, a line break say
};

/// The answer to one interchange; empty where none may be given (an acknowledgement is never
/// acknowledged). One of many sets lies in a temporary file until it is written.
class AckText {
 public:
  AckText() = default;
  AckText(std::string head, Spill middle, std::string tail)
      : head_(std::move(head)), middle_(std::move(middle)), tail_(std::move(tail)) {}
  bool empty() const { return head_.empty(); }
  /// Calls `take` for one piece after the other. retry: the temporary file had no room.
  Result<void> each(const std::function<void(std::string_view)>& take) const;
  /// All of it; of an interchange that is itself in memory.
  Result<std::string> str() const;

 private:
  std::string head_;
  Spill middle_;
  std::string tail_;
};

using TakeAck = std::function<void(const Interchange&, const AckText&)>;

class Ack : public Listener {
 public:
  Ack(AckOptions options, TakeAck take);
  ~Ack() override;

  void begin_interchange(const Interchange&) override;
  void end_interchange(const Interchange&) override;
  void begin_group(const Group&) override;
  void end_group(const Group&) override;
  void begin_set(const Set&) override;
  void end_set(const Set&) override;
  void finding(const Finding&) override;
  bool wants_segments() const override { return false; }

 private:
  void x12_set(const Set&);
  void x12_group(const Group&);
  void x12_interchange(const Interchange&);
  void add_set(const std::string& text, std::size_t segments, bool rejected);
  void x12_segments(bool implementation);
  void x12_element(const Finding&, bool implementation);
  void ta1(const Interchange&, Emit&) const;
  void edifact_set(const Set&);
  void edifact_group(const Group&);
  void edifact_interchange(const Interchange&);
  void edifact_error(const std::vector<Finding>& findings, bool closed, const char* trailer);
  bool implementation() const;

  AckOptions options_;
  TakeAck take_;
  Interchange interchange_;
  Group group_;
  Set set_;
  std::vector<Finding> of_interchange_, of_group_, of_set_;
  bool in_group_ = false, in_set_ = false, answers_ = false;
  std::unique_ptr<Emit> body_;  ///< the segments being made
  Spill groups_;                ///< of this answer: GS to GE, or UCF and UCM
  Spill sets_;                  ///< AK2 to AK5 of this group, or its UCM
  Spill bad_sets_;              ///< X12: the same of rejected sets alone
  std::uint64_t groups_segments_ = 0, sets_segments_ = 0, bad_sets_segments_ = 0;
  std::uint64_t answered_groups_ = 0;
};

}  // namespace norekey::edi
