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
        MaskCase{
            "json_more_names",
            R"({"password2":"a","pwd":"b","securityCode":"c","privateKey":"d","pin_code":"e"})",
            R"({"password2":"•••","pwd":"•••","securityCode":"•••","privateKey":"•••",)"
            R"("pin_code":"e"})"},
        MaskCase{"json_within_json", R"({"body":"{\"password\":\"hunter2\"}"})",
                 R"({"body":"{\"password\":\"•••\"}"})"},
        MaskCase{"parameters", "GET /x?api_key=k1&page=2&password=hunter2 HTTP/1.1",
                 "GET /x?api_key=•••&page=2&password=••• HTTP/1.1"},
        MaskCase{"form", "password=hunter2&user=ann", "password=•••&user=ann"},
        MaskCase{"namespaced", "<wsse:Password Type='t'>hunter2</wsse:Password>",
                 "<wsse:Password Type='t'>•••</wsse:Password>"},
        MaskCase{"cdata", "<Password><![CDATA[hun<ter2]]></Password><a><![CDATA[b]]></a>",
                 "<Password><![CDATA[•••]]></Password><a><![CDATA[b]]></a>"},
        MaskCase{"single_quotes", "<login password='hunter2'/>", "<login password='•••'/>"},
        MaskCase{"private_key",
                 "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
                 "-----BEGIN RSA PRIVATE KEY-----•••-----END RSA PRIVATE KEY-----"},
        MaskCase{"more_cards", "2223000048400011, 6500000000000002, 36227206271667",
                 "•••0011, •••0002, •••1667"},
        MaskCase{"card_in_a_secret", R"({"token":"4111111111111111"})", R"({"token":"•••"})"},
        MaskCase{"no_card", "order 4111111111111112, phone 4930123456789013",
                 "order 4111111111111112, phone 4930123456789013"},
        MaskCase{"latin1", "caf\xe9 password", "caf? password"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(MaskedBytes, KeepTheirCharset) {
  EXPECT_EQ(masked_bytes("caf\xe9 <pwd>h\xe9</pwd> \xff"), "caf\xe9 <pwd>•••</pwd> \xff");
}

struct CorrectionCase {
  const char *name, *original, *corrected;
  const char* out;  ///< or the error's text
};

class CorrectedText : public testing::TestWithParam<CorrectionCase> {};

TEST_P(CorrectedText, HasWhatWasMaskedAgain) {
  const auto& row = GetParam();
  const auto out = unmasked_text(row.corrected, row.original);
  EXPECT_EQ(out ? *out : out.error().what, row.out);
}

constexpr const char* kPaid =
    R"({"po":"A","visa":"4111111111111111","token":"t-1","cvv":123,"url":"https://a:b@c"})";

INSTANTIATE_TEST_SUITE_P(
    Console, CorrectedText,
    testing::Values(
        CorrectionCase{"no_secret", R"({"po":"A"})", R"({"po":"B"})", R"({"po":"B"})"},
        CorrectionCase{
            "indented", kPaid,
            "{\n  \"po\": \"B•\",\n  \"visa\": \"•••1111\",\n  \"token\": \"•••\",\n  "
            "\"cvv\": \"•••\",\n  \"url\": \"https://•••@c\"\n}",
            "{\n  \"po\": \"B•\",\n  \"visa\": \"4111111111111111\",\n  \"token\": \"t-1\",\n  "
            "\"cvv\": 123,\n  \"url\": \"https://a:b@c\"\n}"},
        CorrectionCase{"typed_anew", kPaid, R"({"token":"t-2","visa":"•••1111"})",
                       R"({"token":"t-2","visa":"4111111111111111"})"},
        CorrectionCase{"another_order", kPaid, R"({"token":"•••","visa":"•••1111"})",
                       R"({"token":"t-1","visa":"4111111111111111"})"},
        CorrectionCase{"one_of_two", R"([{"token":"a"},{"token":"b"}])", R"([{"token":"•••"}])",
                       "it is not clear what stands behind the ••• of 'token'"},
        CorrectionCase{"renamed", R"({"token":"a"})", R"({"tokens":"•••"})",
                       "it is not clear what stands behind the ••• of 'tokens'"},
        CorrectionCase{"another_card", kPaid, R"({"visa":"•••2222"})",
                       "it is not clear what stands behind the •••2222 of 'visa'"}),
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

TEST(MaskedExplanation, HasNoValueOfASecretNorWhatWasMadeOfIt) {
  boost::json::value in = boost::json::parse(R"({"items":[{"fields":[
    {"field":"/sale/ref","value":"TK-1","values":[{"path":"/order/extra[@name='api_token']","value":"tk-1"}],
     "steps":[{"step":"upper","result":"TK-1"}],"note":"was sent as 'TK-0'"},
    {"field":"/sale/password","value":"x","values":[],"steps":[]},
    {"field":"/sale/card","value":"4111111111111111","values":[],"steps":[]},
    {"field":"/sale/po","value":"PO-1","values":[{"path":"/order/po_number","value":"po-1"}],
     "steps":[{"step":"upper","result":"PO-1"}]}]}]})");
  mask_explained(in);
  EXPECT_EQ(in, boost::json::parse(R"({"items":[{"fields":[
    {"field":"/sale/ref","value":"•••","values":[{"path":"/order/extra[@name='api_token']","value":"•••"}],
     "steps":[{"step":"upper","result":"•••"}]},
    {"field":"/sale/password","value":"•••","values":[],"steps":[]},
    {"field":"/sale/card","value":"•••","values":[],"steps":[]},
    {"field":"/sale/po","value":"PO-1","values":[{"path":"/order/po_number","value":"po-1"}],
     "steps":[{"step":"upper","result":"PO-1"}]}]}]})"));
}

}  // namespace secrets_test
}  // namespace norekey::console
