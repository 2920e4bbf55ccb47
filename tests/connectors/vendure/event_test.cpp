#include "connectors/vendure/event.hpp"

#include <gtest/gtest.h>

namespace norekey::connectors::vendure {
namespace event_test {

struct EventCase {
  const char* name;
  std::string body;
  std::string want;  ///< "event order what" a trigger, "nothing", or the error with its place
};

class WebhookEvent : public testing::TestWithParam<EventCase> {};

std::string outcome(const std::string& body) {
  const auto result = read_event(body);
  if (!result) {
    EXPECT_EQ(result.error().fate, Fate::reject);
    EXPECT_EQ(result.error().cause, "webhook");
    return result.error().where.field + ": " + result.error().what;
  }
  std::string out;
  for (const Trigger& trigger : *result)
    out += trigger.event + " " + trigger.order + " " + trigger.what;
  return out.empty() ? "nothing" : out;
}

TEST_P(WebhookEvent, BecomesATriggerOrNothing) {
  EXPECT_EQ(outcome(GetParam().body), GetParam().want);
}

std::string webhook(const std::string& event, const std::string& data) {
  return R"({"id":"e1","event":")" + event + R"(","createdAt":"2026-11-21T23:00:14.031Z","data":)" +
         data + "}";
}

INSTANTIATE_TEST_SUITE_P(
    Vendure, WebhookEvent,
    testing::Values(
        EventCase{"placed",
                  webhook("order.placed", R"({"id":"7","code":"ABC","state":"PaymentSettled"})"),
                  "e1 7 order.placed"},
        EventCase{"state",
                  webhook("order.state", R"({"id":"7","code":"ABC","toState":"Cancelled"})"),
                  "e1 7 order.state"},
        EventCase{"number_as_id", webhook("order.placed", R"({"id":7})"), "e1 7 order.placed"},
        EventCase{"payment",
                  webhook("payment.state",
                          R"({"id":"1","amount":20852,"order":{"id":"9","code":"ABC"}})"),
                  "e1 9 payment.state"},
        EventCase{"refund", webhook("refund.state", R"({"id":"1","total":5,"order":{"id":"9"}})"),
                  "e1 9 refund.state"},
        EventCase{
            "fulfilment_names_no_order",
            webhook("fulfillment.state", R"({"id":"3","fromState":"Pending","toState":"Shipped"})"),
            "e1  fulfillment.state"},
        EventCase{"later_kind_of_order_event", webhook("order.held", R"({"id":"7"})"),
                  "e1 7 order.held"},
        EventCase{"customer",
                  webhook("customer.updated", R"({"id":"3","emailAddress":"a@b.example"})"),
                  "nothing"},
        EventCase{"variant", webhook("variant.updated", R"({"ids":["1","2"]})"), "nothing"},
        EventCase{"unknown", webhook("weather.changed", "{}"), "nothing"},
        EventCase{"order_without_id", webhook("order.placed", R"({"code":"ABC"})"),
                  "/webhook/data/id: is missing"},
        EventCase{"order_with_null_id", webhook("order.placed", R"({"id":null})"),
                  "/webhook/data/id: is missing"},
        EventCase{"payment_without_order", webhook("payment.state", R"({"id":"1"})"),
                  "/webhook/data/order/id: is missing"},
        EventCase{"no_data", R"({"id":"e1","event":"order.placed"})",
                  "/webhook/data/id: is missing"},
        EventCase{"data_is_text", webhook("order.placed", R"("7")"),
                  "/webhook/data/id: is missing"},
        EventCase{"no_event_id", R"({"event":"order.placed","data":{"id":"7"}})",
                  "/webhook/id: is missing"},
        EventCase{"no_event", R"({"id":"e1","data":{"id":"7"}})", "/webhook/event: is missing"},
        EventCase{"empty", "", ": not JSON: the document is empty"},
        EventCase{"a_list", "[]", "/webhook/id: is missing"},
        EventCase{"a_text", R"("order.placed")", "/webhook/id: is missing"},
        EventCase{"form", "id=7&event=order.placed", ": not JSON: 'i' is not expected here"},
        EventCase{"cut", R"({"id":"e1","event":"order.pl)",
                  ": not JSON: the document ends in the middle"},
        EventCase{"two_documents", webhook("order.placed", R"({"id":"7"})") + "{}",
                  ": not JSON: there is more after the end of the document"},
        EventCase{"bad_utf_8", "{\"id\":\"\xff\"}", ": not JSON: a byte that is not UTF-8"},
        EventCase{"nul", R"({"id":"a\u0000b"})",
                  ": a character U+0000 cannot be part of a document"},
        EventCase{"too_deep", std::string(200, '['), ": not JSON: too deep"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace event_test
}  // namespace norekey::connectors::vendure
