/// The duty of asking each ERP for its new invoices.
#include <boost/json.hpp>

#include <optional>

#include "flow/credit_import.hpp"
#include "flow/duty.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
constexpr std::chrono::seconds kLookAgain{1};
constexpr std::chrono::minutes kAfterFailure{1};

/// Takes what one ERP has made since the last time; nullopt: it cannot be asked now.
awaitable<std::optional<std::int64_t>> take_new_invoices(Context& context, std::string erp) {
  const json::object request{{"erp", erp}, {"who", "norekey"}};
  auto taken = co_await credit_erp_invoices(context, request);
  if (!taken) {
    context.log.failure("invoices", taken.error());
    co_return std::nullopt;
  }
  const auto posted = taken->at("posted").to_number<std::int64_t>();
  if (posted > 0)
    context.log.info("invoices", std::to_string(posted) + " are in the ledger of sales credit",
                     {{"erp", erp}});
  co_return posted;
}

}  // namespace

awaitable<std::int64_t> take_due_invoices(Context& context, InvoicesDue& due) {
  const auto asked = context.setup->invoices_every;
  std::int64_t posted = 0;
  for (const auto& [name, every] : asked) {
    if (due.contains(name) && due[name] > std::chrono::steady_clock::now()) continue;
    std::string erp = name;
    const auto taken = co_await take_new_invoices(context, std::move(erp));
    const auto wait = taken ? every : std::min<config::Duration>(every, kAfterFailure);
    due[name] = std::chrono::steady_clock::now() + wait;
    posted += taken.value_or(0);
  }
  co_return posted;
}

awaitable<void> keep_taking_invoices(Context& context) {
  InvoicesDue due;
  for (;;) {
    std::string duty = "invoices";
    const auto until = std::chrono::steady_clock::now() + kLookAgain;
    if (co_await keep_duty(context, std::move(duty), until)) {
      co_await take_due_invoices(context, due);
    } else {
      co_await rest_for(kDutyHold / 3);
    }
  }
}

}  // namespace norekey::flow
