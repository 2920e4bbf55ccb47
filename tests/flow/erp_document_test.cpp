/// The order file that a mapping writes with `to:`: the same text as `map try` prints, once, under
/// the delivery key, and compared with what the ERP answers by the mapping's `confirm`.
#include "flow/erp_document.hpp"

#include <gtest/gtest.h>

#include "adapters/adapter.hpp"
#include "adapters/files/written_file.hpp"
#include "flow/plan.hpp"

namespace norekey::flow {
namespace erp_document_test {

constexpr const char* kMapping =
    "mapping: m\nfrom: order\nroot: order\n"
    "to: { format: fixed, charset: ebcdic-037, line_end: none, records: { order: { TYPE: { width: "
    "1, value: H }, KEY: 20, TOTAL: { width: 5, type: packed, decimals: 2 } } } }\n"
    "fields:\n  KEY: $key\n  TOTAL: total\n  confirm: { fields: { customer: { from: buyer/account, "
    "map: { C1: \"0004117\" } } } }\n";

Route route_with(const std::string& yaml, const std::string& adapter) {
  config::Findings findings;
  auto mapping = mapping::Mapping::load(yaml, "mappings/m.yaml", "UTC", findings);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  Route out;
  out.name = "acme/shop";
  out.erp.adapter = adapter;
  out.mapping = std::make_shared<const mapping::Mapping>(std::move(*mapping));
  return out;
}

Order order() {
  Order out;
  out.company = "acme";
  out.channel = "shop";
  out.number = "W7";
  out.buyer.account = "C1";
  out.total = Decimal::parse("261.52").value();
  return out;
}

TEST(ErpDocument, CarriesTheFileThatTheMappingWritesAndWhatItIsComparedWith) {
  const Route route = route_with(kMapping, "files");
  const auto planned = plan_part(route, {}, {}, order(), nullptr, 2);
  ASSERT_TRUE(planned) << to_string(planned.error());
  const auto document = erp_document(route, planned->document.copy(), planned->order);
  ASSERT_TRUE(document) << to_string(document.error());
  const auto stored = mapping::from_xml(mapping::to_xml(*document));
  const auto file = adapters::files::written_file(*stored);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->ending, ".txt");
  EXPECT_EQ(file->text,
            mapping::formats::write(route.mapping->written(planned->document), *route.mapping->to())
                .value());
  const auto back = mapping::formats::read(file->text, *route.mapping->to(), "d");
  ASSERT_TRUE(back);
  EXPECT_STREQ(back->root().child("order").child("KEY").text().get(), "acme/shop/W7/2");
  EXPECT_STREQ(back->root().child("order").child("TOTAL").text().get(), "261.52");
  const auto told = adapters::expected(*stored);
  ASSERT_TRUE(told) << to_string(told.error());
  EXPECT_EQ(told->customer, "0004117");
  EXPECT_EQ(told->total.str(), "261.52");
}

TEST(ErpDocument, IsTheMappingsResultForEveryOtherErp) {
  const Route route = route_with(kMapping, "tryton");
  auto planned = plan_part(route, {}, {}, order());
  ASSERT_TRUE(planned);
  const std::string before = mapping::to_xml(planned->document);
  const auto document = erp_document(route, std::move(planned->document), planned->order);
  EXPECT_EQ(mapping::to_xml(*document), before);
}

TEST(ErpDocument, WhatTheLayoutCannotHoldIsRefusedWithItsPlace) {
  const Route route = route_with(kMapping, "files");
  Order large = order();
  large.number = "W-with-a-number-that-is-far-too-long";
  auto planned = plan_part(route, {}, {}, large);
  ASSERT_TRUE(planned);
  const auto refused = erp_document(route, std::move(planned->document), planned->order);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fate, Fate::reject);
  EXPECT_EQ(to_string(refused.error()),
            "/order/KEY: 'acme/shop/W-with-a-number-that-is-far-too-long/1' has 48 characters, the "
            "column takes 20\n  fix: shorten it in the mapping with max and cut, or widen the "
            "column");
}

}  // namespace erp_document_test
}  // namespace norekey::flow
