#include "console/secrets.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace norekey::console {
namespace secrets_test {

struct MaskCase {
  const char *name, *in, *out;
};

class MaskedText : public testing::TestWithParam<MaskCase> {};

TEST_P(MaskedText, KeepsEverythingButTheSecret) {
  EXPECT_EQ(masked_text(GetParam().in), GetParam().out);
}

INSTANTIATE_TEST_SUITE_P(
    Console, MaskedText,
    testing::Values(
        MaskCase{"plain", "order 4711 of ann", "order 4711 of ann"},
        MaskCase{"json", R"({"password": "hun\"ter2","sku":"A"})",
                 R"({"password": "•••","sku":"A"})"},
        MaskCase{"json_names", R"({"apiKey":"k","access_token":"t","clientSecret":"s","tokens":3})",
                 R"({"apiKey":"•••","access_token":"•••","clientSecret":"•••","tokens":3})"},
        MaskCase{"json_numbers", R"({"cvv": 123,"card_number":42,"quantity":7})",
                 R"({"cvv": "•••","card_number":"•••","quantity":7})"},
        MaskCase{"xml", "<a><Password x='1'>hunter2</Password><sku>A</sku></a>",
                 "<a><Password x='1'>•••</Password><sku>A</sku></a>"},
        MaskCase{"attribute", R"(<login user="ann" password="hunter2"/>)",
                 R"(<login user="ann" password="•••"/>)"},
        MaskCase{"header", "Authorization: Bearer abc.def\r\nHost: x",
                 "Authorization: •••\r\nHost: x"},
        MaskCase{"bearer", "sent with Bearer abcdefgh12345", "sent with Bearer •••"},
        MaskCase{"url", "https://ann:hunter2@shop.example/x", "https://•••@shop.example/x"},
        MaskCase{"card", "paid by 4111111111111111 today", "paid by •••1111 today"},
        MaskCase{"spaced_card", "4111 1111 1111 1111, 4111-1111-1111-1111 or 3782 822463 10005",
                 "•••1111, •••1111 or •••0005"},
        MaskCase{"no_card", "order 4111111111111112, phone 4930123456789013",
                 "order 4111111111111112, phone 4930123456789013"},
        MaskCase{"latin1", "caf\xe9 password", "caf? password"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(MaskedJson, IsJsonWhereTheTextIs) {
  EXPECT_EQ(masked_json(""), nullptr);
  EXPECT_EQ(masked_json("not json"), "not json");
  EXPECT_EQ(masked_json(R"({"secret":"x","n":1})"),
            (boost::json::value{{"secret", "•••"}, {"n", 1}}));
}

TEST(MaskedDocuments, AreMaskedWhereverTheyStand) {
  boost::json::value in = {{"items", {{{"document", R"({"token":"x"})"}, {"id", 1}}}}};
  mask_documents(in);
  EXPECT_EQ(in.at("items").at(0).at("document"), R"({"token":"•••"})");
}

}  // namespace secrets_test
}  // namespace norekey::console
