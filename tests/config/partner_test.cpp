// EDI partners of channels.yaml: every mistake is found in one run, with its place and its fix.
#include "config/business.hpp"

#include <gtest/gtest.h>

namespace norekey::config {
namespace partner_test {

const char* const kRest = R"(company:
  acme: { zone: America/Chicago, house-rep: H, inside-sales: none }
erp:
  legacy: { adapter: files, directory: erp }
partner:
)";

struct PartnerCase {
  const char *name, *yaml, *want;
};

class PartnerConfig : public testing::TestWithParam<PartnerCase> {};

TEST_P(PartnerConfig, SaysWhatIsWrongAndHowToCorrectIt) {
  Findings findings;
  read_business(std::string(kRest) + GetParam().yaml, "channels.yaml", "/etc/norekey", findings);
  std::string all;
  for (const Error& e : findings.errors) all += to_string(e) + "\n";
  EXPECT_EQ(all, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Config, PartnerConfig,
    testing::Values(
        PartnerCase{
            "Right",
            "  p: { company: acme, erp: legacy, mapping: m, id: \"01:1\", our-id: \"ZZ:A\",\n"
            "       inbox: in, outbox: out, archive: old, account: C1 }\n",
            ""},
        PartnerCase{
            "IdsFoldersTolerance",
            "  p: { company: acme, erp: legacy, mapping: m, id: NORTHWIND, our-id: \"ZZ:\",\n"
            "       inbox: in, outbox: in, archive: in, price-tolerance: much }\n",
            "channels.yaml:6:52: partner.p.id: 'NORTHWIND' has no qualifier before a colon\n"
            "  fix: write  id: ZZ:NAME  with the qualifier of ISA05 or UNB 0007\n"
            "channels.yaml:6:71: partner.p.our-id: 'ZZ:' has no qualifier before a colon\n"
            "  fix: write  our-id: ZZ:NAME  with the qualifier of ISA05 or UNB 0007\n"
            "channels.yaml:7:61: partner.p.price-tolerance: 'much' is no amount\n"
            "  fix: write an amount such as 0.01, or a percentage such as 2%\n"
            "channels.yaml:6:6: partner.p.account: is missing: whose orders they are\n"
            "  fix: add  account: …  or  accounts: LOOKUP  for a partner with several\n"
            "channels.yaml:7:27: partner.p.outbox: inbox and outbox are the same folder\n"
            "  fix: give each a folder of its own\n"
            "channels.yaml:7:40: partner.p.archive: inbox and archive are the same folder\n"
            "  fix: give each a folder of its own\n"},
        PartnerCase{
            "KeysAndNames",
            "  p: { company: acne, erp: legacy, mapping: m, id: \"01:1\", our-id: \"ZZ:A\",\n"
            "       inbox: in, outbox: out, archive: old, account: C1, price-gap: refuse,\n"
            "       outbx: x }\n",
            "channels.yaml:7:70: partner.p.price-gap: 'refuse' is not one of the choices\n"
            "  fix: use one of: hold, answer, accept\n"
            "channels.yaml:8:8: partner.p.outbx: unknown key 'outbx', did you mean "
            "'outbox'?\n"
            "  fix: use one of: account, accounts, acknowledge, acknowledged-within, "
            "answer-within, archive, buyer-parts, change-answer, company, erp, events-every, "
            "guides, id, inbox, inventory, inventory-every, inventory-within, invoice, "
            "invoice-within, items, line-breaks, mapping, order-answer, ordering, our-id, outbox, "
            "paused, "
            "poll-every, price-gap, "
            "price-list, price-list-within, price-tolerance, prices, quiet, reading, ship-notice, "
            "ship-notice-within, ship-tos, sscc-prefix, superseded, upcs, usage, verbal, "
            "x12-release, "
            "zone\n"
            "channels.yaml:6:17: partner.p.company: there is no company 'acne', did you "
            "mean 'acme'?\n"
            "  fix: add it below company, or name one that is there\n"},
        PartnerCase{
            "TwoOfOneId",
            "  p: { company: acme, erp: legacy, mapping: m, id: \"01:1\", our-id: \"ZZ:A\",\n"
            "       inbox: a, outbox: b, archive: c, account: C1 }\n"
            "  q: { company: acme, erp: legacy, mapping: m, id: \"01:1\", our-id: \"ZZ:A\",\n"
            "       inbox: d, outbox: e, archive: f, account: C1 }\n",
            "channels.yaml:8:52: partner.q.id: '01:1' is partner 'p' already\n"
            "  fix: give each partner its own id, or make one of the two\n"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace partner_test
}  // namespace norekey::config
