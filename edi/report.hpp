/// report: what validation says: interchanges, groups, sets, findings, as they are met. Filled by
/// validate; taken by ack, and by the command line. It knows no file format.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "edi/segment.hpp"
#include "edi/structure.hpp"

namespace norekey::edi {

enum class Level : std::uint8_t { input, interchange, group, set, segment, element };

/// One finding. `code` is the standard's own: "AK403=5", "TA105=021", "0085=29"; where no standard
/// has one it is a word: "not-edi". Warnings begin with "warning/".
struct Finding {
  Level level = Level::input;
  bool error = true;
  std::string code, text;
  std::string transaction;    ///< ST02 or UNH 0062; "" outside a set
  std::uint32_t segment = 0;  ///< position in the set, ST or UNH is 1; 0: none
  std::string tag;
  std::uint16_t element = 0, component = 0, repetition = 0;  ///< from 1; 0: none
  Place place;

  // For acknowledgements.
  std::string number;      ///< the code alone: "5", "021", "29"
  std::string element_id;  ///< "353"
  std::string value;       ///< the value it is about, at most 99 bytes
};

enum class Verdict : std::uint8_t { accepted, partly, rejected };

/// One party of an envelope: "ZZ", "ACME".
struct PartyId {
  std::string qualifier, id, routing;
};

struct Interchange {
  Family family = Family::none;
  Separators separators;
  PartyId sender, receiver;
  std::string date, time, control, version;  ///< ISA13, ISA12; UNB 0020, syntax version
  std::string syntax;                        ///< EDIFACT: "UNOA"
  std::string usage;                         ///< ISA15; UNB 0035
  std::string application;                   ///< UNB 0026
  bool had_una = false;
  bool ack_requested = false;  ///< ISA14 or UNB 0031
  bool closed = false;         ///< its trailer was there
  Verdict verdict = Verdict::accepted;
  std::uint64_t number = 0;  ///< which of the input, from 1
  std::uint64_t groups = 0, sets = 0, accepted = 0;
};

struct Group {
  bool explicit_group = true;  ///< false: EDIFACT messages without UNG
  std::string functional, sender, receiver, date, time, control, agency, version;
  std::uint64_t declared = 0, sets = 0, accepted = 0;
  bool closed = false;
  Verdict verdict = Verdict::accepted;
};

struct Set {
  std::string id, control, version,
      implementation;          ///< "850", "0001"; EDIFACT: "ORDERS", "D:96A:UN:EAN008"
  std::uint64_t segments = 0;  ///< with header and trailer
  bool guided = false;         ///< false: only its envelope was checked
  bool closed = false;
  Verdict verdict = Verdict::accepted;
  Place begin;
};

/// Called in the order of the input. A finding about a set comes between its begin and its end.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void begin_interchange(const Interchange&) {}
  virtual void end_interchange(const Interchange&) {}
  virtual void begin_group(const Group&) {}
  virtual void end_group(const Group&) {}
  virtual void begin_set(const Set&) {}
  virtual void end_set(const Set&) {}
  virtual void finding(const Finding&) {}
  /// False: `segment` need not be called.
  virtual bool wants_segments() const { return true; }
  /// Every segment. `walk` is null outside a set with a guide.
  virtual void segment(const Segment&, const Walk*, const SetGuide*) {}
};

}  // namespace norekey::edi
