/// The chain of each company's ledger, entry by entry, and the heads of it that were kept apart: a
/// chain alone does not show that its end was cut off.
#include <boost/json.hpp>

#include <map>
#include <set>

#include "core/text.hpp"
#include "credit/ledger.hpp"
#include "flow/credit_commands.hpp"
#include "flow/facts.hpp"
#include "flow/receipt.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using Answer = Result<json::value>;

constexpr int kEntriesAtOnce = 5000;

/// Where a chain ended when it was looked at.
struct Head {
  std::string company, hash, at, signature;
  std::int64_t entries = 0;
};

/// The bytes that are signed.
std::string head_text(const Head& head) {
  return json::serialize(json::object{
      {"company", head.company}, {"entries", head.entries}, {"hash", head.hash}, {"at", head.at}});
}

std::vector<Head> heads_in(const json::object& request) {
  std::vector<Head> out;
  const json::value* all = request.if_contains("heads");
  if (all == nullptr || !all->is_array()) return out;
  for (const json::value& one : all->get_array()) {
    if (!one.is_object()) continue;
    const json::object& in = one.get_object();
    const json::value* entries = in.if_contains("entries");
    out.push_back({text_of(in, "company"), text_of(in, "hash"), text_of(in, "at"),
                   text_of(in, "signature"),
                   entries != nullptr && entries->is_int64() ? entries->get_int64() : 0});
  }
  return out;
}

/// Follows one chain past the heads that were kept of it.
class HeadCheck {
 public:
  HeadCheck(const std::vector<Head>& all, const std::string& company,
            std::optional<std::string> public_pem)
      : public_pem_(std::move(public_pem)) {
    for (const Head& one : all) {
      if (one.company == company) kept_.emplace(one.entries, one);
    }
  }

  /// The finding about a head that is not ours; "" = none.
  std::string forged() const {
    for (const auto& one : kept_) {
      const Head& head = one.second;
      if (!public_pem_ || head.signature.empty()) continue;
      const auto signature = from_base64(head.signature);
      const auto genuine = is_signed(head_text(head), signature.value_or(""), *public_pem_);
      if (!genuine || !*genuine)
        return "the head kept on " + head.at.substr(0, 10) +
               " was not signed by this company's key";
    }
    return "";
  }

  std::string next(const queue::LedgerEntry& entry) const {
    for (auto [at, end] = kept_.equal_range(entry.number); at != end; ++at) {
      if (at->second.hash != entry.hash)
        return "entry " + std::to_string(entry.number) + " is another than on " +
               at->second.at.substr(0, 10) + ": the ledger was written anew";
    }
    return "";
  }

  std::string cut_off(std::int64_t count) const {
    if (kept_.empty() || kept_.rbegin()->first <= count) return "";
    const Head& last = kept_.rbegin()->second;
    return "the end was cut off: on " + last.at.substr(0, 10) + " it had " +
           std::to_string(last.entries) + " entries, now it has " + std::to_string(count);
  }

 private:
  std::multimap<std::int64_t, Head> kept_;
  const std::optional<std::string> public_pem_;
};

json::object signed_head(Head head, const Result<SigningKey>& key) {
  json::object out{
      {"company", head.company}, {"entries", head.entries}, {"hash", head.hash}, {"at", head.at}};
  if (key) out["signature"] = to_base64(key->sign(head_text(head)));
  return out;
}

awaitable<Result<json::object>> verify_company(Context& context, std::string company,
                                               std::vector<Head> heads) {
  const auto key = signing_key(*context.setup, company);
  const HeadCheck kept(heads, company,
                       key ? std::optional<std::string>(key->public_pem()) : std::nullopt);
  credit::ChainCheck check;
  std::string finding = kept.forged();
  std::int64_t after = 0;
  for (bool more = true; more && finding.empty();) {
    std::string of = company;
    auto page = co_await context.journal.ledger(std::move(of), after, kEntriesAtOnce);
    if (!page) co_return page.error();
    for (const queue::LedgerEntry& entry : *page) {
      after = entry.number;
      finding = check.next(entry).value_or("");
      if (finding.empty()) finding = kept.next(entry);
      if (!finding.empty()) break;
    }
    more = page->size() == static_cast<std::size_t>(kEntriesAtOnce);
  }
  if (finding.empty()) finding = kept.cut_off(check.count());
  const Head now{company, check.head(), to_string(context.clock.now()), "", check.count()};
  co_return json::object{{"company", company},
                         {"entries", check.count()},
                         {"head", check.head()},
                         {"finding", finding},
                         {"keep", signed_head(now, key)}};
}

}  // namespace

awaitable<Answer> credit_verify(Context& context, const json::object& request) {
  std::set<std::string> companies;
  for (const auto& one : context.setup->routes) companies.insert(one.second.company.name);
  const std::vector<Head> heads = heads_in(request);
  json::array out;
  for (const std::string& company : companies) {
    auto one = co_await verify_company(context, company, heads);
    if (!one) co_return one.error();
    out.push_back(std::move(*one));
  }
  co_return json::object{{"companies", std::move(out)}};
}

}  // namespace norekey::flow
