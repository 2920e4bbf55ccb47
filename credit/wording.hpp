/// wording: the words that a rep reads. One place, so that a test can hold them against the list of
/// words that no rep shall read.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace norekey::credit {

/// Words that never stand in what a rep may read, lower case.
const std::vector<std::string_view>& forbidden_words();

/// The first of them in `text`, whatever its case; "" = none.
std::string_view forbidden_word_in(std::string_view text);

/// "REP01", or for what is nobody's: "no rep set yet", "house".
std::string rep_for_people(std::string_view rep);

/// "A1", "territory", "quote Q55", "decision D1": what a rule's name says to a rep.
std::string rule_for_people(std::string_view rule);

/// "order", "changed order", "invoice" for the ledger's "booked", "reversed", "earned"; `document`:
/// what an earned entry is of where that is no invoice.
std::string entry_for_people(std::string_view entry, std::string_view document = "");

/// What a flag says to a rep, as a sentence; "" = nothing a rep need know.
std::string flag_for_people(std::string_view flag);

}  // namespace norekey::credit
