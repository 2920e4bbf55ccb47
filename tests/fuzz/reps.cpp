/// The reps file of a files ERP, any bytes; then what it says beside tables in force: what an
/// import writes is read again without a finding.
#include "adapters/files/reps_file.hpp"
#include "credit/owners.hpp"
#include "fuzz.hpp"

namespace {

constexpr const char* kReps = "rep,name\nANA,Ana\nBEN,Ben\n";
constexpr const char* kAssignments =
    "id,at,slot,rep,share,from,until\nA1,account:C1,primary,ANA,100,2026-01-01,\n"
    "ERP-C2-2026-01-01,account:C2,primary,BEN,100,2026-01-01,\n";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norekey;
  const auto said = adapters::files::read_reps("reps.csv", fuzz::text_of(data, size));
  if (!said) {
    fuzz::must_read_well(said.error());
    return 0;
  }
  std::vector<credit::ErpRep> reps;
  for (const auto& one : said->reps) reps.push_back({one.code, one.name, one.active});
  std::vector<credit::ErpOwner> owners;
  for (const auto& one : said->owners)
    owners.push_back({one.customer, one.rep, one.from, one.until});
  config::Findings findings;
  const auto now = credit::Tables::load(kAssignments, kReps, "", "UTC", findings);
  const auto taken = credit::take_owners(kAssignments, kReps, now, reps, owners,
                                         value_or(parse_date("2026-03-10"), Date{}));
  credit::Tables::load(taken.assignments, taken.reps, "", "UTC", findings);
  for (const Error& e : findings.errors) fuzz::must_read_well(e);
  return 0;
}
