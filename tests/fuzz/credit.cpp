/// assignments.csv, reps.csv and accounts.csv, any bytes: findings that read well, never a crash.
#include "credit/tables.hpp"
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norekey;
  const std::string text = fuzz::text_of(data, size);
  const std::size_t cut = text.find("\n\n");
  const std::string reps =
      cut == std::string::npos ? "rep,name,email,active_until\nREP01,A,,\n" : text.substr(cut + 2);
  config::Findings findings;
  credit::Tables::load(text.substr(0, cut), reps, text.substr(0, cut), "America/Chicago", findings);
  credit::Tables known;
  for (const char* file : {"logins.csv", "domains.csv", "ship_tos.csv", "counties.csv",
                           "rep_codes.csv", "quotes.csv", "substitutes.csv"})
    known.learn({{file, text.substr(0, cut)}}, findings);
  for (const Error& e : findings.errors) fuzz::must_read_well(e);
  for (const Error& e : findings.warnings) fuzz::must_read_well(e);
  return 0;
}
