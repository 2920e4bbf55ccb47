#include "flow/acknowledge.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"
#include "flow/outbound/channels.hpp"
#include "flow/partners/answer.hpp"

namespace norekey::flow {
namespace {

connectors::Notice read_notice(const std::string& body) {
  boost::system::error_code ec;
  const boost::json::value value = boost::json::parse(body, ec);
  connectors::Notice out;
  if (ec || !value.is_object()) return out;
  const auto text = [&](const char* key) {
    const boost::json::value* v = value.get_object().if_contains(key);
    return v != nullptr && v->is_string() ? std::string(v->get_string()) : "";
  };
  out.order = out.number = text("number");
  out.erp_number = text("erp_number");
  out.text = text("text");
  return out;
}

}  // namespace

awaitable<Result<Settlement>> acknowledge(Context& context, const queue::Leased& notice) {
  const Route* route = context.route(notice.message.channel);
  if (route == nullptr) co_return no_channel(notice.message.channel);
  if (route->partner) co_return co_await answer_order(context, *route, notice);
  if (route->channel.shadow) co_return writes_nothing(route->name);
  const auto connector = route->connector;
  connectors::Notice said = read_notice(notice.message.body);
  const std::string text =
      "the shop shows " +
      (said.erp_number.empty() ? said.text : "ERP number " + said.erp_number + ", " + said.text);
  auto told = co_await connector->acknowledge(std::move(said));
  if (!told) co_return told.error();
  co_return done("acknowledged", text);
}

}  // namespace norekey::flow
