/// A bundle that cannot be used: everything is found in one run, each with its line.
#include "flow/setup.hpp"

#include <gtest/gtest.h>

#include "core/time.hpp"
#include "net/http_client.hpp"
#include "tests/flow/fake_erp.hpp"
#include "tests/flow/fake_shop.hpp"

namespace norekey::flow {
namespace setup_test {

/// An ERP that tells nothing and releases nothing.
class MuteErp : public FakeErp {
 public:
  adapters::Abilities abilities() const override { return {}; }
};

/// All errors and warnings of a bundle as `check` prints them.
std::string found(const std::string& channels, std::map<std::string, std::string> files = {}) {
  boost::asio::io_context io;
  const auto client = net::make_client();
  Kinds kinds;
  kinds.connectors["fake"] =
      [](const config::Channel& channel,
         const Surroundings&) -> Result<std::unique_ptr<connectors::Connector>> {
    if (channel.login.empty()) {
      return Error{
          Fate::halt, "is missing", "add it", {"", 0, 0, "channel." + channel.name + ".login"}, ""};
    }
    return std::unique_ptr<connectors::Connector>(std::make_unique<FakeShop>());
  };
  kinds.adapters["fake"] = [](const config::Erp&,
                              const Surroundings&) -> Result<std::unique_ptr<adapters::Adapter>> {
    return std::unique_ptr<adapters::Adapter>(std::make_unique<FakeErp>());
  };
  kinds.adapters["mute"] = [](const config::Erp&,
                              const Surroundings&) -> Result<std::unique_ptr<adapters::Adapter>> {
    return std::unique_ptr<adapters::Adapter>(std::make_unique<MuteErp>());
  };
  config::Bundle bundle;
  bundle.files = std::move(files);
  bundle.files["channels.yaml"] = channels;
  config::Findings findings;
  const Surroundings surroundings{*client, system_clock(), io.get_executor()};
  (void)make_setup(bundle, ".", kinds, surroundings, findings);
  std::string out;
  for (const Error& e : findings.errors) out += to_string(e) + "\n";
  for (const Error& e : findings.warnings) out += "warning: " + to_string(e) + "\n";
  return out;
}

TEST(Setup, EveryFindingIsToldWithItsLine) {
  EXPECT_EQ(
      found(R"(company:
  acme: { zone: America/Chicago, currency: USD, house-rep: REP99, inside-sales: own-pool }
channel:
  first:
    company: acme
    connector: fake
    erp: main
    mapping: orderz
  second: { company: acme, connector: fakee, erp: main, mapping: orders, login: x }
erp:
  main:
    adapter: fak
)",
            {{"mappings/orders.yaml", "mapping: t\nfrom: order\nfields: { total: total }\n"},
             {"assignments.csv",
              "id,at,slot,rep,share,from\nA1,account:C1,primary,ANA,100,2026-01-01\n"}}),
      "channels.yaml:12:14: erp.main.adapter: unknown adapter 'fak', did you mean 'fake'?\n"
      "  fix: use one of: fake, mute\n"
      "channels.yaml:8:14: channel.first.mapping: there is no mapping 'orderz', did you mean "
      "'orders'?\n"
      "  fix: add the file mappings/orderz.yaml\n"
      "channels.yaml:5:5: channel.first.login: is missing\n"
      "  fix: add it\n"
      "channels.yaml:9:39: channel.second.connector: unknown connector 'fakee', did you mean "
      "'fake'?\n"
      "  fix: use one of: fake\n"
      "warning: channels.yaml:2:81: company.acme.inside-sales: says own-pool, but no assignment is "
      "in slot inside: inside sales has no sales credit of web orders yet\n"
      "  fix: add assignments in slot inside, or write none\n");
}

TEST(Setup, AnEmptyTableGivesInsideSalesNothingAndThatIsSaid) {
  EXPECT_EQ(
      found(R"(company:
  acme: { zone: America/Chicago, currency: USD, house-rep: REP99, inside-sales: own-pool }
channel:
  first: { company: acme, connector: fake, erp: main, mapping: orders, login: x }
erp:
  main: { adapter: fake }
)",
            {{"mappings/orders.yaml", "mapping: t\nfrom: order\nfields: { total: total }\n"},
             {"assignments.csv", "id,at,slot,rep,share,from,until\n"}}),
      "warning: assignments.csv has no rows: every order's sales credit will wait for a decision\n"
      "  fix: add a row for each account or territory\n"
      "warning: channels.yaml:2:81: company.acme.inside-sales: says own-pool, but no assignment is "
      "in slot inside: inside sales has no sales credit of web orders yet\n"
      "  fix: add assignments in slot inside, or write none\n");
}

TEST(Setup, ATableOfAssignmentsWithoutAByteNeverTakesTheirPlace) {
  EXPECT_EQ(found(R"(company:
  acme: { zone: America/Chicago, currency: USD, house-rep: REP99, inside-sales: none }
channel:
  first: { company: acme, connector: fake, erp: main, mapping: orders, login: x }
erp:
  main: { adapter: fake }
)",
                  {{"mappings/orders.yaml", "mapping: t\nfrom: order\nfields: { total: total }\n"},
                   {"assignments.csv", ""}}),
            "assignments.csv:1: the file is empty\n"
            "  fix: begin it with the header  id,at,slot,rep,share,from\n");
}

TEST(Setup, TheShippedConfigsSayWhoHasTheSalesCreditWherePeopleLook) {
  for (const std::string at :
       {"package/mappings/order-to-file.yaml", "demo/mappings/order-to-file.yaml",
        "vendure-tryton/mappings/order-to-sale.yaml"}) {
    const auto text = config::read_text_file(SOURCE_DIR "/config/examples/" + at);
    ASSERT_TRUE(text) << at;
    EXPECT_NE(text->find("{ text: \"WEB {number} – {credit_note}\" }"), std::string::npos) << at;
  }
}

TEST(Setup, WhatAnErpCannotTellOrDoIsNotConfigured) {
  const std::string said =
      found(R"(company:
  acme: { zone: America/Chicago, currency: USD, house-rep: REP99, inside-sales: none }
channel:
  web:
    company: acme
    connector: fake
    login: x
    erp: main
    mapping: orders
    release-after: 4 h
    outbound: { stock: on-hand, prices: yes, statuses: yes }
    authority: { price-tolerance: 2 parts, approved-prices: aproved }
erp:
  main: { adapter: mute, invoices-every: 5 min }
)",
            {{"mappings/orders.yaml", "mapping: t\nfrom: order\nfields: { total: total }\n"},
             {"lookups/items.csv", "sku,item\nA,A\n"},
             {"lookups/approved.csv", "line,price\n"},
             {"assignments.csv",
              "id,at,slot,rep,share,from\nA1,account:C1,primary,ANA,100,"
              "2026-01-01\n"}});
  EXPECT_EQ(
      said,
      "channels.yaml:12:35: channel.web.authority.price-tolerance: '2 parts' is no amount\n"
      "  fix: write an amount such as 0.01, or a percentage such as 2%\n"
      "channels.yaml:14:42: erp.main.invoices-every: the ERP 'main' tells nothing of invoices\n"
      "  fix: take it away, and give them as a file: norekey credit invoices FILE\n"
      "channels.yaml:11:24: channel.web.outbound.stock: the ERP 'main' tells nothing of stock\n"
      "  fix: give a files ERP its stock-file, or write  stock: off\n"
      "channels.yaml:11:41: channel.web.outbound.prices: the ERP 'main' tells nothing of "
      "prices\n"
      "  fix: give a files ERP its price-file, or write  prices: no\n"
      "channels.yaml:11:56: channel.web.outbound.statuses: the ERP 'main' tells nothing of what "
      "becomes of orders\n"
      "  fix: give a files ERP its status-file, or write  statuses: no\n"
      "channels.yaml:10:20: channel.web.release-after: the ERP 'main' leaves no order for "
      "release\n"
      "  fix: write  leave-at: quote  below erp.main where it can, or take release-after away\n"
      "channels.yaml:12:61: channel.web.authority.approved-prices: there is no lookup "
      "'aproved', did you mean 'approved'?\n"
      "  fix: add the file lookups/aproved.csv\n");
}

TEST(Setup, OrdersAreLeftForReleaseOnlyWhereTheErpCan) {
  EXPECT_EQ(found(R"(company:
  acme: { zone: America/Chicago, currency: USD, house-rep: REP99, inside-sales: none }
channel:
  web: { company: acme, connector: fake, login: x, erp: main, mapping: orders }
erp:
  main: { adapter: mute, leave-at: quote }
)",
                  {{"mappings/orders.yaml", "mapping: t\nfrom: order\nfields: { total: total }\n"},
                   {"assignments.csv",
                    "id,at,slot,rep,share,from\nA1,account:C1,primary,ANA,100,2026-01-01\n"}}),
            "channels.yaml:6:36: erp.main.leave-at: the ERP 'main' leaves no order for release: it "
            "takes each as it is\n"
            "  fix: write  leave-at: confirm, or take it away\n");
}

TEST(Setup, RowsOfStockThatNoLookupKnowsAreWarnedOf) {
  EXPECT_EQ(
      found(R"(company:
  acme: { zone: America/Chicago, currency: USD, house-rep: REP99, inside-sales: none }
channel:
  web:
    company: acme
    connector: fake
    login: x
    erp: main
    mapping: orders
    outbound: { stock: on-hand }
erp:
  main: { adapter: fake }
)",
            {{"mappings/orders.yaml", "mapping: t\nfrom: order\nfields: { total: total }\n"},
             {"lookups/items.csv", "sku,item\nA,000A\n"},
             {"stock.csv", "sku,safety,components\nA,1,\nGONE,2,\nKIT,,000A:1;NOPE:1\n"},
             {"assignments.csv",
              "id,at,slot,rep,share,from\nA1,account:C1,primary,ANA,100,2026-01-01\n"}}),
      "warning: stock.csv:3: the sku 'GONE' stands in no lookup of items: the row does nothing\n"
      "  fix: correct the sku, or take the row out\n"
      "warning: stock.csv:4: components: the item 'NOPE' stands in no lookup of items: the kit "
      "'KIT' is shown only where the ERP's stock names it\n"
      "  fix: correct the item, unless the ERP has it and the shop does not sell it by itself\n");
}

}  // namespace setup_test
}  // namespace norekey::flow
