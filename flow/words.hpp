/// words: what orders are searched by: numbers, account, customer, SKUs, reps, and what people
/// remember: who ordered, where it goes, notes and descriptions. Written with the plan and with
/// what the ERP answers; read by the console.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/order.hpp"
#include "flow/context.hpp"
#include "flow/facts.hpp"

namespace norekey::flow {

/// The words of a text: lower case, cut at blanks, commas, semicolons and slashes, without
/// punctuation around them. "Smith & Co., ELE-1181" is smith, co and ele-1181.
std::vector<std::string> words_of(std::string_view text);

/// Whose sales credit: a word that nobody can type.
std::string word_of_rep(const std::string& rep);

/// Of an order as it is planned. Of its texts at most 60 words, of three bytes or more.
queue::Words words_of_order(const OrderFacts& facts, const Order& order,
                            const std::vector<SalesCredit>& credits);

/// Words that are added to an order's.
queue::Words more_words(const std::string& identity, std::vector<std::string> words);

/// An entry for the ledger: whoever it names finds the order from then on.
void add_entry(queue::Effects& effects, queue::LedgerEntry entry);

/// Orders of a store from before there were words, by what is remembered of them: a thousand at a
/// time, with pauses, once. Ends when all are done.
awaitable<void> find_words_of_earlier(Context& context);

}  // namespace norekey::flow
