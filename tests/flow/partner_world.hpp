/// partner_world: a World with an EDI partner whose folders are real, beside the fake ERP.
#pragma once
#include <gmock/gmock.h>

#include <fstream>

#include "flow/partners/due.hpp"
#include "flow/partners/intake.hpp"
#include "tests/edi/run.hpp"
#include "tests/flow/world.hpp"

namespace norekey::flow {

inline constexpr const char* kPartnerChannels = R"(company:
  acme: { zone: America/Chicago, currency: USD, house-rep: REP99, inside-sales: own-pool }
partner:
  northwind:
    company: acme
    erp: erp
    mapping: m
    id: "01:0012345678"
    our-id: "ZZ:ACME"
    inbox: in
    outbox: out
    archive: archive
    account: C100
    buyer-parts: parts
    upcs: upcs
    superseded: superseded
    ship-tos: stores
    prices: prices
    price-tolerance: 1%
    quiet: 0 s
    zone: America/Chicago
    line-breaks: yes
MORE
channel:
  shop: { company: acme, connector: fake, erp: erp, mapping: m }
erp:
  erp: { adapter: fake, send-window: 5 s, longest-request: 10 s }
)";

class PartnerWorld {
 public:
  explicit PartnerWorld(const std::string& more = "",
                        std::map<std::string, std::string> files = {}) {
    std::string channels = kPartnerChannels;
    channels.replace(channels.find("MORE\n"), 5, more);
    files.insert({{"channels.yaml", channels},
                  {"lookups/parts.csv", "part,sku\nNW-100,A\nNW-200,B-OLD\n"},
                  {"lookups/upcs.csv", "upc,sku\n012345678905,A\n"},
                  {"lookups/superseded.csv", "old,new\nB-OLD,B\n"},
                  {"lookups/stores.csv", "code,ship_to\nDC 001,DC1\n2,DC2\nACME DEPOT 44301,DC3\n"},
                  {"lookups/prices.csv", "sku,price\nA,10.00\n"}});
    world = std::make_unique<World>("no", kMapping, files);
    for (const char* one : {"in", "out", "archive"})
      std::filesystem::create_directories(folder(one));
  }

  std::string folder(const std::string& name) const {
    return std::filesystem::path(world->store_file()).parent_path() / name;
  }

  /// The names of the files in a folder, in their order.
  std::vector<std::string> files(const std::string& name) const {
    std::vector<std::string> out;
    for (const auto& one : std::filesystem::directory_iterator(folder(name))) {
      if (one.is_regular_file()) out.push_back(one.path().filename().string());
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  std::string text(const std::string& name, const std::string& file) const {
    return edi::file_text(folder(name) + "/" + file);
  }

  void drop(const std::string& name, const std::string& text) {
    std::ofstream(folder("in") + "/" + name, std::ios::binary) << text;
  }

  /// Takes all files of the inbox; false where one could not be taken.
  bool look() {
    for (int i = 0; i < 100; ++i) {
      auto more = world->run(poll_once(world->context(), "acme/northwind"));
      if (!more) return false;
      if (!*more) return true;
    }
    return false;
  }

  void take(const std::string& name, const std::string& text) {
    drop(name, text);
    ASSERT_TRUE(look());
    world->work();
  }

  std::vector<std::string> sales() const {
    std::vector<std::string> out;
    for (const auto& sale : world->erp->sales)
      out.push_back(sale.key + " " + sale.order.total.str() + (sale.cancelled ? " cancelled" : ""));
    return out;
  }

  std::unique_ptr<World> world;
};

/// An interchange with 850s; `control` nine digits. Each set: "BEG…~PO1…~".
inline std::string interchange_with(const std::string& control, std::vector<std::string> sets,
                                    const std::string& kind = "850") {
  std::string out =
      "ISA*00*          *00*          *01*0012345678     *ZZ*ACME           *260310*0900*U*00401*" +
      control + "*0*P*>~\nGS*" + (kind == "860" ? "PC" : "PO") +
      "*0012345678*ACME*20260310*0900*7*X*004010~\n";
  int number = 0;
  for (const std::string& set : sets) {
    const std::string id = "000" + std::to_string(++number);
    const auto count = std::count(set.begin(), set.end(), '~') + 2;
    out += "ST*" + kind + "*" + id + "~\n" + set + "SE*" + std::to_string(count) + "*" + id + "~\n";
  }
  return out + "GE*" + std::to_string(sets.size()) + "*7~\nIEA*1*" + control + "~\n";
}

inline std::string order_set(const std::string& po, const std::string& purpose = "00",
                             const std::string& line = "PO1*1*2*EA*10**BP*NW-100~\n") {
  return "BEG*" + purpose + "*SA*" + po + "**20260310~\nREF*SA*R77~\n" + line;
}

}  // namespace norekey::flow
