#include "flow/words.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include <set>

#include "core/text.hpp"
#include "credit/ledger.hpp"

namespace norekey::flow {
namespace {

constexpr std::size_t kMostWords = 500;  // of an order; a longer one is found by its first lines
constexpr std::size_t kMostTexts = 60;   // words of its texts
constexpr std::size_t kLeastText = 3;    // bytes of a word of a text
constexpr std::size_t kMostBytes = 64;   // of a word
constexpr int kAtOnce = 500;
constexpr std::chrono::milliseconds kPause{50};
constexpr const char* kDone = "words/folded";  // once for orders from before words were so

bool cuts(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == ',' || c == ';' || c == '/' || c == ':' ||
         c == '|';
}

bool is_around(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && std::isalnum(byte) == 0;
}

std::string word_of(std::string_view text) {
  while (!text.empty() && is_around(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_around(text.back())) text.remove_suffix(1);
  return folded(first_characters(text.substr(0, 4 * kMostBytes), kMostBytes));
}

queue::Words of_facts(const OrderFacts& facts) {
  std::vector<std::string> all;
  for (const std::string* text : {&facts.number, &facts.po_number, &facts.account, &facts.buyer}) {
    for (std::string& word : words_of(*text)) all.push_back(std::move(word));
  }
  return more_words(facts.identity, std::move(all));
}

/// The reps of what is remembered as "sales credit REP01 60 %, REP02 40 %, inside REP04": whatever
/// of it is a code of the active tables.
void add_reps_of_note(const Context& context, const std::string& note, queue::Words& out) {
  for (const std::string& word : words_of(note)) {
    for (const auto& [code, rep] : context.setup->sales_credit.reps) {
      if (folded(code) == word) out.words.push_back(word_of_rep(code));
    }
  }
}

/// What people remember of an order who have no number of it in hand, the most telling first.
std::vector<const std::string*> texts_of(const Order& order) {
  std::vector<const std::string*> out{&order.quote,
                                      &order.contract,
                                      &order.job,
                                      &order.campaign,
                                      &order.release,
                                      &order.contact.name,
                                      &order.ordered_by.name,
                                      &order.contact.email,
                                      &order.ordered_by.email,
                                      &order.buyer.email,
                                      &order.buyer.login,
                                      &order.ship_to.company,
                                      &order.ship_to.name,
                                      &order.ship_to.city,
                                      &order.ship_to.postal,
                                      &order.session.assisted_by,
                                      &order.delivery_note,
                                      &order.internal_note};
  for (const Line& line : order.lines) {
    for (const std::string* text : {&line.note, &line.job, &line.vendor_sku, &line.upc, &line.lot,
                                    &line.serial, &line.description})
      out.push_back(text);
    if (out.size() > kMostWords) break;
  }
  return out;
}

void add_texts(const Order& order, std::vector<std::string>& out) {
  std::set<std::string> known(out.begin(), out.end());
  std::size_t left = kMostTexts;
  for (const std::string* text : texts_of(order)) {
    for (std::string& word : words_of(*text)) {
      if (word.size() < kLeastText || !known.insert(word).second) continue;
      out.push_back(std::move(word));
      if (--left == 0) return;
    }
  }
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && !cuts(text[end])) ++end;
    if (std::string word = word_of(text.substr(at, end - at)); !word.empty())
      out.push_back(std::move(word));
    at = end + 1;
  }
  return out;
}

std::string word_of_rep(const std::string& rep) { return "rep:" + lower(rep); }

queue::Words more_words(const std::string& identity, std::vector<std::string> words) {
  return {"order", identity, std::move(words)};
}

queue::Words words_of_order(const OrderFacts& facts, const Order& order,
                            const std::vector<SalesCredit>& credits) {
  queue::Words out = of_facts(facts);
  for (const SalesCredit& one : credits) {
    out.words.push_back(word_of_rep(one.rep));
    for (std::string& word : words_of(one.rep)) out.words.push_back(std::move(word));
  }
  for (const Line& line : order.lines) {
    if (out.words.size() >= kMostWords) break;
    for (const std::string* text : {&line.sku, &line.customer_sku}) {
      for (std::string& word : words_of(*text)) out.words.push_back(std::move(word));
    }
  }
  add_texts(order, out.words);
  return out;
}

void add_entry(queue::Effects& effects, queue::LedgerEntry entry) {
  std::set<std::string> reps;
  if (const auto lines = credit::ledger_lines(entry)) {
    for (const credit::LedgerLine& line : *lines) {
      reps.insert(word_of_rep(line.rep));
      reps.insert(folded(line.rep));
    }
  }
  effects.words.push_back(more_words(entry.identity, {reps.begin(), reps.end()}));
  effects.ledger.push_back(std::move(entry));
}

awaitable<void> find_words_of_earlier(Context& context) {
  std::string kind = "note", key = kDone;
  auto done = co_await context.journal.record(kind, key);
  if (!done) co_return context.log.failure("words", done.error());
  std::string after = *done ? (*done)->value : "";
  if (after == "done") co_return;
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  while (after != "done") {
    std::string orders = "order";
    auto records = co_await context.journal.records(std::move(orders), after, kAtOnce);
    if (!records) co_return context.log.failure("words", records.error());
    queue::Effects effects;
    for (const queue::Record& record : *records) {
      after = record.key;
      const auto facts = order_facts(record);
      if (!facts) continue;
      effects.words.push_back(of_facts(*facts));
      add_reps_of_note(context, facts->sales_credit, effects.words.back());
    }
    if (records->size() < static_cast<std::size_t>(kAtOnce)) after = "done";
    queue::Record& mark = effects.records.emplace_back();
    mark.kind = "note";
    mark.key = kDone;
    mark.value = after;
    mark.who = "daemon";
    auto put = co_await context.store.put(std::move(effects));
    if (!put) co_return context.log.failure("words", put.error());
    timer.expires_after(kPause);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

}  // namespace norekey::flow
