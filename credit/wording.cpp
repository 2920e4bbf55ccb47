#include "credit/wording.hpp"

#include <map>

#include "core/text.hpp"

namespace norekey::credit {

const std::vector<std::string_view>& forbidden_words() {
  static const std::vector<std::string_view> words = {"rekey",      "duplicate by", "suspect",
                                                      "score",      "impersonator", "clawback",
                                                      "unassigned", "paradox",      "earned"};
  return words;
}

std::string_view forbidden_word_in(std::string_view text) {
  const std::string plain = lower(text);
  for (const std::string_view word : forbidden_words()) {
    if (plain.find(word) != std::string::npos) return word;
  }
  return "";
}

std::string rep_for_people(std::string_view rep) {
  if (rep == "UNASSIGNED") return "no rep set yet";
  return rep == "HOUSE" ? "house" : std::string(rep);
}

std::string rule_for_people(std::string_view rule) {
  if (rule == "LADDER_END") return "sales operations decides";
  if (rule.substr(0, 6) == "quote:") return "quote " + std::string(rule.substr(6));
  if (rule.substr(0, 9) == "rep_code:") return "rep code " + std::string(rule.substr(9));
  const std::size_t helper = rule.rfind(".helper");
  if (helper != std::string_view::npos) return "placed for the customer";
  return std::string(rule);
}

std::string entry_for_people(std::string_view entry, std::string_view document) {
  if (entry == "booked") return "order";
  if (entry == "reversed") return "order changed";
  return document.empty() ? "invoice" : std::string(document);
}

std::string flag_for_people(std::string_view flag) {
  static const std::map<std::string_view, std::string> sentences = {
      {"UNASSIGNED", "no rep set yet: sales operations decides"},
      {"NO_TERRITORY", "no territory covers the address yet: sales operations decides"},
      {"ASSIGNMENT_GAP", "the account has no rep on that day: sales operations decides"},
      {"TERRITORY_OVERLAP", "two territories cover the address: sales operations decides"},
      {"COUNTY_AMBIGUOUS", "the ZIP code lies in two counties: sales operations decides"},
      {"REP_INACTIVE", "the rep has left: the successor has it, or sales operations decides"},
      {"POSTAL_REPAIRED", "the postal code was completed, the state agrees"},
      {"POSTAL_UNTRUSTED", "the postal code and the state disagree: the state was used"},
      {"PO_BOX_GEOGRAPHY", "a PO box: the state was used"},
      {"NO_SHIP_TO", "no delivery address: the bill-to address was used"},
      {"DROP_SHIP", "shipped by the vendor: that does not change the sales credit"},
      {"IDENTITY_INFERRED", "the account was found by the buyer's address or mail domain"},
      {"GUEST", "the buyer gave no account"},
      {"QUOTE_EXPIRED", "the quote was too old to share the sales credit"},
      {"REP_CODE_IGNORED", "the account has a rep already: the rep code changes nothing"},
      {"REGISTRATION_PROPOSED", "the rep code proposes a registration for approval"},
      {"EDI_REP_DIFFERS", "the customer's message names another rep: that changes nothing"},
      {"EDI_REP_UNKNOWN", "the customer's message names a rep nobody knows"},
      {"COST_MISSING", "an invoice waits for its cost: its sales credit is counted then"},
      {"UNREFERENCED_CREDIT", "a credit memo without the invoice it is about"}};
  const auto found = sentences.find(flag);
  return found == sentences.end() ? "" : found->second;
}

}  // namespace norekey::credit
