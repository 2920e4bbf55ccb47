/// assignments.csv and reps.csv, any bytes: findings with places, and tables that can be asked.
#include "credit/assignment.hpp"
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norekey;
  const std::string text = fuzz::text_of(data, size);
  const std::size_t cut = text.find("\n\n");
  config::Findings findings;
  const auto tables = credit::Assignments::load(
      text.substr(0, cut),
      cut == std::string::npos ? "rep,name,email,active_until\nREP01,A,,\n" : text.substr(cut + 2),
      findings);
  for (const Error& e : findings.errors) fuzz::must_read_well(e);
  tables.find("account:C1", "primary",
              Date{std::chrono::year{2026}, std::chrono::month{1}, std::chrono::day{2}});
  return 0;
}
