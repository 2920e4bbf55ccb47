// Random valid documents of every set that norekey has a table for.
#include <gtest/gtest.h>

#include <sstream>

#include "edi/tree.hpp"
#include "tests/edi/random_document.hpp"
#include "tests/edi/run.hpp"

namespace norekey::edi {
namespace property_test {

struct Known {
  Family family;
  std::string version, set;
};

std::vector<Known> all_sets() {
  std::vector<Known> out;
  for (const char* version : {"004010", "005010"}) {
    for (const char* set : {"810", "832", "846", "850", "855", "856", "860", "865", "997"})
      out.push_back({Family::x12, version, set});
  }
  out.push_back({Family::x12, "005010", "999"});
  for (const char* version : {"D:96A", "D:01B"}) {
    for (const char* set :
         {"ORDERS", "ORDCHG", "ORDRSP", "DESADV", "INVOIC", "INVRPT", "PRICAT", "APERAK"})
      out.push_back({Family::edifact, version, set});
  }
  out.push_back({Family::edifact, "service", "CONTRL"});
  return out;
}

class EverySet : public testing::TestWithParam<Known> {
 protected:
  std::string document(unsigned seed, int rich) const {
    const auto d = dictionary(GetParam().family, GetParam().version);
    const auto& guide = *d->sets.at(GetParam().set);
    return write_interchange(RandomDocument(*d, guide, seed, rich).interchange()).value();
  }
};

std::string joined(const std::vector<std::string>& all) {
  std::string out;
  for (const std::string& one : all) out += one + "\n";
  return out;
}

TEST_P(EverySet, AcceptsDocumentsMadeFromItsTable) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    const std::string text = document(seed, seed < 3 ? 0 : static_cast<int>(seed));
    const Told told = run(text);
    ASSERT_EQ(joined(told.errors()), "") << text;
    ASSERT_EQ(told.totals.accepted, 1u);
    ASSERT_TRUE(told.sets.at(0).guided);
  }
}

TEST_P(EverySet, ReadsAndWritesBackTheSameBytes) {
  for (unsigned seed = 100; seed < 120; ++seed) {
    const std::string text = document(seed, 30);
    for (const bool xml : {true, false}) {
      std::stringstream out;
      TreeWriter tree(out, xml ? xml_form() : json_form());
      auto source = open_text(text);
      ASSERT_TRUE(validate(*source, {}, tree));
      tree.finish();
      const std::string middle = out.str();
      auto back = read_tree(middle, "tree");
      ASSERT_TRUE(back) << to_string(back.error()) << middle;
      ASSERT_EQ(write_interchange(back->at(0)).value(), text) << middle;
    }
  }
}

TEST_P(EverySet, SaysTheSameWithoutSimdAndInPiecesOfAnySize) {
  std::mt19937 random(7);
  for (unsigned seed = 200; seed < 210; ++seed) {
    std::string text = document(seed, 40);
    for (int fault = 0; fault < 3; ++fault)
      text[random() % text.size()] = "*~'+:A0\n\x01?"[random() % 10];
    const auto said = [](const Told& told) {
      std::string out;
      for (const Finding& f : told.findings)
        out += Told::text(f) + " @" + std::to_string(f.place.offset) + " " +
               std::to_string(f.place.line) + ":" + std::to_string(f.place.column) + " " + f.text +
               "\n";
      return out;
    };
    const std::string want = said(run(text));
    ValidateOptions scalar;
    scalar.reader.scalar = true;
    ASSERT_EQ(said(run(text, scalar)), want) << text;
    ValidateOptions small;
    small.reader.window = 64;
    ASSERT_EQ(said(run(text, small, 7)), want) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Edi, EverySet, testing::ValuesIn(all_sets()), [](const auto& info) {
  std::string name = info.param.set + "_" + info.param.version;
  std::replace(name.begin(), name.end(), ':', '_');
  return name;
});

}  // namespace property_test
}  // namespace norekey::edi
