// What goes out to a partner: shipments, invoices, stock and prices through the shipped mappings,
// valid against the standard, with SSCCs, and to the cent.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "flow/partners/source.hpp"
#include "tests/flow/partner_world.hpp"

namespace norekey::flow {
namespace documents_out_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const char* const kMappings[] = {"edi-856",    "edi-810",    "edi-846",    "edi-832",
                                 "edi-desadv", "edi-invoic", "edi-invrpt", "edi-pricat"};

std::map<std::string, std::string> all_mappings() {
  std::map<std::string, std::string> out;
  for (const std::string name : kMappings) {
    out["mappings/" + name + ".yaml"] =
        edi::file_text(SOURCE_DIR "/config/examples/partners/mappings/" + name + ".yaml");
  }
  return out;
}

std::string source_of(const std::string& name) {
  return edi::file_text(SOURCE_DIR "/tests/flow/outbound/" + name + ".xml");
}

boost::json::value send(PartnerWorld& w, const std::string& mapping, const std::string& document) {
  auto answer = w.world->command({{"command", "edi send"},
                                  {"partner", "acme/northwind"},
                                  {"mapping", mapping},
                                  {"document", document}});
  w.world->work();
  return answer;
}

struct Outbound {
  const char *mapping, *source, *golden;
};

class DocumentOut : public testing::TestWithParam<Outbound> {};

TEST_P(DocumentOut, IsTheFileThatIsWrittenBesideItAndValid) {
  PartnerWorld w("    sscc-prefix: \"0614141\"\n", all_mappings());
  send(w, GetParam().mapping, source_of(GetParam().source));
  EXPECT_EQ(w.world->newest("document"), "done");
  ASSERT_THAT(w.files("out"), SizeIs(1));
  const std::string text = w.text("out", w.files("out")[0]);
  EXPECT_EQ(text,
            edi::file_text(SOURCE_DIR "/tests/flow/outbound/" + std::string(GetParam().golden)));
  EXPECT_THAT(edi::run(text).errors(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Partner, DocumentOut,
    testing::Values(Outbound{"edi-856", "shipment", "856.x12"},
                    Outbound{"edi-810", "invoice", "810.x12"},
                    Outbound{"edi-846", "stock", "846.x12"},
                    Outbound{"edi-832", "prices", "832.x12"},
                    Outbound{"edi-desadv", "shipment", "DESADV.edi"},
                    Outbound{"edi-invoic", "invoice", "INVOIC.edi"},
                    Outbound{"edi-invrpt", "stock", "INVRPT.edi"},
                    Outbound{"edi-pricat", "prices", "PRICAT.edi"}),
    [](const auto& info) {
      return std::string(info.param.golden).substr(0, std::string(info.param.golden).find('.'));
    });

TEST(DocumentsOut, TheSameDocumentIsSentOnce) {
  PartnerWorld w("", all_mappings());
  send(w, "edi-846", source_of("stock"));
  const auto again = send(w, "edi-846", source_of("stock"));
  EXPECT_EQ(again.at("new"), false);
  EXPECT_THAT(w.files("out"), SizeIs(1));
}

TEST(DocumentsOut, AnInvoiceThatDoesNotAddUpIsParked) {
  PartnerWorld w("", all_mappings());
  std::string wrong = source_of("invoice");
  wrong.replace(wrong.find("170.81"), 6, "170.80");
  send(w, "edi-810", wrong);
  EXPECT_EQ(w.world->newest("document"),
            "parked: the invoice 'I-2001' adds up to 170.81, but its total is 170.80");
  EXPECT_THAT(w.files("out"), IsEmpty());
}

TEST(DocumentsOut, APackWithoutSsccNeedsThePrefix) {
  PartnerWorld w("", all_mappings());
  send(w, "edi-856", source_of("shipment"));
  EXPECT_EQ(w.world->newest("document"),
            "parked: no SSCC can be made of the prefix '' and the serial number 1");
}

TEST(DocumentsOut, WhatTheCommandIsGivenWrongIsSaid) {
  PartnerWorld w("", all_mappings());
  const auto text = [&](const char* partner, const char* mapping, const std::string& document) {
    auto answer = w.world->run(run_command(w.world->context(), {{"command", "edi send"},
                                                                {"partner", partner},
                                                                {"mapping", mapping},
                                                                {"document", document}}));
    return answer ? std::string("fine") : to_string(answer.error());
  };
  EXPECT_EQ(text("acme/nortwind", "edi-810", "<invoice/>"),
            "there is no partner 'acme/nortwind', did you mean 'acme/northwind'?\n"
            "  fix: use one of: acme/northwind");
  EXPECT_EQ(text("acme/northwind", "edi-81", "<invoice/>"),
            "there is no mapping 'edi-81', did you mean 'edi-810'?\n"
            "  fix: use one of: edi-810, edi-832, edi-846, edi-856, edi-desadv, edi-invoic, "
            "edi-invrpt, edi-pricat, m");
  EXPECT_EQ(text("acme/northwind", "edi-810", "<stock/>"),
            "mapping 'edi-810' reads 'invoice', but the document is 'stock'\n"
            "  fix: give a document of that name, as docs/edi.md shows it");
}

TEST(DocumentsOut, WithoutAnyPartnerItIsSaidWhereTheyAreAdded) {
  World w;
  const auto answer = w.run(run_command(w.context(), {{"command", "edi send"},
                                                      {"partner", "acme/northwind"},
                                                      {"mapping", "edi-810"},
                                                      {"document", "<invoice/>"}}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(
      to_string(answer.error()),
      "there is no partner 'acme/northwind'\n  fix: add it below  partner:  in channels.yaml, "
      "then: norekey apply");
}

TEST(Sscc, HasTheCheckDigitOfGs1) {
  EXPECT_EQ(gs1_check_digit("629104150021"), '3');       // GS1's own example of a GTIN-13
  EXPECT_EQ(gs1_check_digit("37610425002123456"), '9');  // and of an SSCC
  EXPECT_EQ(sscc("0614141", 1).value(), "006141410000000012");
  EXPECT_EQ(sscc("0614141", 999999999).value().size(), 18u);
  EXPECT_FALSE(sscc("0614141", 1000000000));
  EXPECT_FALSE(sscc("06141", 1));
  EXPECT_FALSE(sscc("06141X1", 1));
}

TEST(Sscc, ThatIsGivenIsCheckedAndGoesWithoutItsApplicationIdentifier) {
  EXPECT_EQ(checked_sscc("006141411234567890").value(), "006141411234567890");
  EXPECT_EQ(checked_sscc("00006141411234567890").value(), "006141411234567890");
  const std::string fix =
      "\n  fix: correct it where the packs are made, or leave it out: then one is made of "
      "sscc-prefix";
  EXPECT_EQ(to_string(checked_sscc("006141411234567891").error()),
            "the SSCC '006141411234567891' ends in 1, but its check digit is 0" + fix);
  EXPECT_EQ(to_string(checked_sscc("123").error()), "the SSCC '123' is not 18 digits" + fix);
  EXPECT_EQ(to_string(checked_sscc("00614141123456789X").error()),
            "the SSCC '00614141123456789X' is not 18 digits" + fix);
}

TEST(DocumentsOut, APackWithAnSsccThatIsNoneParksTheNotice) {
  PartnerWorld w("", all_mappings());
  std::string wrong = source_of("shipment");
  wrong.replace(wrong.find("006141411234567890"), 18, "006141411234567891");
  send(w, "edi-856", wrong);
  EXPECT_EQ(w.world->newest("document"),
            "parked: the SSCC '006141411234567891' ends in 1, but its check digit is 0");
}

}  // namespace documents_out_test
}  // namespace norekey::flow
