/// push: a batch of what the shop shall show is pushed; what it refuses is found by
/// halving and stands alone. Steps of the messages "push" and "ask" that flow/outbound makes.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// The body of a "push" message.
std::string to_json(const connectors::Batch& batch);
Result<connectors::Batch> read_batch(const std::string& body);
std::string to_json(const connectors::StockRecord& record);
Result<connectors::StockRecord> read_stock_record(const std::string& text, std::string sku);

std::string to_json(const connectors::PriceRecord& record);
Result<connectors::PriceRecord> read_price_record(const std::string& text, std::string sku);

/// "acme/shop/stock/SKU": the message that stands for one refused record.
std::string record_identity(const std::string& channel, const char* subject,
                            const std::string& name);

/// The message that pushes one SKU by itself; it gives way to whatever was shown since.
queue::Message stock_message(const std::string& channel, const connectors::StockRecord& record);

/// The step of a "push". In shadow nothing is pushed: each record stands parked by itself.
awaitable<Result<Settlement>> push_out(Context& context, const queue::Leased& leased);

/// A question to a person: its body is {"what", "fix", "cause"}; it is parked as that.
Result<Settlement> ask_a_person(const queue::Leased& leased);

}  // namespace norekey::flow
