/// What the console reads of anybody: a path, a query, a code's secret, a sign-in's token; and what
/// it hides of what it shows.
#include <boost/json.hpp>

#include "console/access/id_token.hpp"
#include "console/access/totp.hpp"
#include "console/route.hpp"
#include "console/secrets.hpp"
#include "core/text.hpp"
#include "fuzz.hpp"

namespace {

using namespace norekey;

void read_path(const std::string& text) {
  const auto found = console::find_route("GET", text);
  if (!found) return fuzz::must_read_well(found.error());
  for (const auto& [name, value] : found->values)
    fuzz::must(invalid_utf8(value) == std::string::npos, "a segment is UTF-8");
}

void read_query(const std::string& text) {
  const auto query = console::read_query(text);
  if (!query) return fuzz::must_read_well(query.error());
  for (const auto& [name, value] : *query)
    fuzz::must(invalid_utf8(name + value) == std::string::npos, "a query is UTF-8");
}

void read_secret(const std::string& text) {
  const auto raw = console::from_base32(text);
  if (!raw) return;
  const auto again = console::from_base32(console::to_base32(*raw));
  fuzz::must(again == raw, "base32 that is read is written and read as the same");
}

void read_token(const std::string& text) {
  const std::string keys = R"({"keys":[{"kty":"oct","k":"c2VjcmV0"}]})";
  const auto claims = console::read_id_token(text, keys, {"https://id.example", "norekey", "", {}});
  fuzz::must(claims.has_error(), "nobody comes in by a token that no key of the issuer signed");
  fuzz::must_read_well(claims.error());
}

void mask(const std::string& text) {
  const std::string masked = console::masked_text(text);
  fuzz::must(invalid_utf8(masked) == std::string::npos, "what is shown is UTF-8");
  boost::json::value value = console::masked_json(text);
  console::mask_documents(value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  if (text.empty()) return 0;
  const std::string rest = text.substr(1);
  switch (static_cast<unsigned char>(text[0]) % 5) {
    case 0:
      read_path(rest);
      break;
    case 1:
      read_query(rest);
      break;
    case 2:
      read_secret(rest);
      break;
    case 3:
      read_token(rest);
      break;
    default:
      mask(rest);
  }
  return 0;
}
