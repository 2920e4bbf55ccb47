/// digest: one rep's day: what was credited, what waits, what is nobody's yet. Pure; made by
/// flow/digest.
#pragma once
#include <string>
#include <vector>

#include "credit/ledger.hpp"

namespace norekey::credit {

/// An order that has not reached the ERP, and why.
struct DigestWait {
  std::string web, why;
};

struct Digest {
  std::string rep, name;
  std::string since;              ///< "2026-03-10 07:00", in the company's zone
  std::vector<LedgerLine> lines;  ///< of this rep, in the ledger's order
  std::vector<DigestWait> waiting;
  std::int64_t nobodys = 0;  ///< orders of the company that have no rep set

  bool empty() const { return lines.empty() && waiting.empty(); }
};

/// "Your sales credit: 3 orders, 512.50 USD".
std::string digest_subject(const Digest& digest);

/// As a rep reads it, plain text; docs/credit.md shows one.
std::string digest_text(const Digest& digest);

}  // namespace norekey::credit
