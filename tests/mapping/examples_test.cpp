/// The shipped mappings: nothing to be found in them, and of the sample order what stands in
/// expected/.
#include "examples.hpp"

#include <gtest/gtest.h>

#include "mapping/formats/format.hpp"

namespace norekey::mapping {
namespace examples_test {

namespace fs = std::filesystem;

struct Example {
  const char *name, *ending;
};

class Shipped : public testing::TestWithParam<Example> {};

TEST_P(Shipped, GivesWhatIsExpected) {
  const std::string name = GetParam().name;
  config::Findings findings;
  const auto mapping = load_example(examples() + "mappings/" + name + ".yaml", findings);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  ASSERT_TRUE(mapping);
  const Lookups lookups = example_lookups();
  std::vector<std::string> names;
  for (const auto& one : lookups.tables) names.push_back(one.first);
  check(*mapping, {&order_shape(), false, names}, findings);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  for (const Error& e : findings.warnings) ADD_FAILURE() << to_string(e);
  const auto order = order_from_json(file_text(examples() + "samples/order.json"));
  ASSERT_TRUE(order) << to_string(order.error());
  ASSERT_TRUE(to_order(*order)) << "the sample is an order";
  const auto made = mapping->apply(*order, lookups);
  ASSERT_TRUE(made) << to_string(made.error());
  const auto text = formats::write(*made, *mapping->to());
  ASSERT_TRUE(text) << to_string(text.error());
  const std::string written = testing::TempDir() + name + "." + GetParam().ending;
  std::ofstream(written, std::ios::binary) << *text;
  const std::string expected = examples() + "expected/" + name + "." + GetParam().ending;
  EXPECT_EQ(file_text(expected), *text) << "see " << written;
  EXPECT_TRUE(formats::read(*text, *mapping->to(), "back")) << "what is written can be read";
}

INSTANTIATE_TEST_SUITE_P(
    Examples, Shipped,
    testing::Values(Example{"order-to-csv", "csv"}, Example{"order-to-as400", "ebcdic"},
                    Example{"order-to-p21-header", "tsv"}, Example{"order-to-p21-lines", "tsv"},
                    Example{"order-to-p21-salesreps", "tsv"}, Example{"order-to-p21-notes", "tsv"},
                    Example{"order-to-jde", "sql"}, Example{"order-to-xml", "xml"}),
    [](const auto& info) {
      std::string name = info.param.name;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

TEST(Shipped_, ATabInANoteShiftsNoColumnOfAP21Import) {
  const auto order = order_from_json(
      R"({"number": "W1", "id": "7", "buyer": {"account": "C10010", "name": "A\tB"},
          "source_location": "NJ", "requested": "2026-03-17",
          "line": [{"number": 1, "sku": "FST-1000", "quantity": "1", "uom": "EA", "amount": "0.38",
                    "note": "urgent\tcall\r\nfirst"}]})");
  ASSERT_TRUE(order) << to_string(order.error());
  config::Findings findings;
  const auto mapping = load_example(examples() + "mappings/order-to-p21-lines.yaml", findings);
  ASSERT_TRUE(mapping);
  const auto made = mapping->apply(*order, example_lookups());
  ASSERT_TRUE(made) << to_string(made.error());
  const auto text = formats::write(*made, *mapping->to());
  ASSERT_TRUE(text) << to_string(text.error());
  EXPECT_EQ(std::count(text->begin(), text->end(), '\t'), 9);
  EXPECT_EQ(std::count(text->begin(), text->end(), '\n'), 1);
  EXPECT_NE(text->find("\turgent call first\t"), std::string::npos) << *text;
}

/// A surcharge that no line tells of would be missing in the ERP's total.
TEST(Shipped_, TheLinesOfAnOrderFileAddUpToItsTotal) {
  Order order;
  order.number = order.id = "W1";
  order.currency = "USD";
  order.placed_at = parse_instant("2026-03-11T03:30:00Z").value();
  Line& line = order.lines.emplace_back();
  line.number = 1;
  line.sku = "A";
  line.quantity = 4;
  line.amount = Decimal::parse("10.00").value();
  for (const auto& [type, amount] : std::vector<std::pair<std::string, std::string>>{
           {"freight", "12.95"}, {"surcharge", "5.00"}, {"fee", "-1.50"}})
    order.charges.push_back({type, "", "", Decimal::parse(amount).value(), {}});
  order.tax = Decimal::parse("0.83").value();
  order.total = Decimal::parse("27.28").value();
  Lookups lookups;
  for (const char* name : {"customers", "items", "reps", "ship_tos"}) {
    lookups.tables[name].name = name;
    lookups.tables[name].rows.emplace("A", "000A");
  }
  for (const std::string of : {"demo", "package", "partners"}) {
    config::Findings findings;
    const auto mapping = load_example(
        SOURCE_DIR "/config/examples/" + of + "/mappings/order-to-file.yaml", findings);
    ASSERT_TRUE(mapping) << of;
    const auto made = mapping->apply(to_document(order), lookups);
    ASSERT_TRUE(made) << of << ": " << to_string(made.error());
    Decimal sum;
    for (const pugi::xml_node one : made->root().children("line"))
      sum += Decimal::parse(one.child("quantity").text().get()).value() *
             Decimal::parse(one.child("price").text().get()).value();
    EXPECT_EQ(sum.trimmed(2).str(), made->root().child("total").text().get()) << of;
  }
}

TEST(Shipped_, EveryMappingOfEveryExampleIsFine) {
  int seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(SOURCE_DIR "/config/examples")) {
    const std::string path = entry.path().string();
    if (entry.path().extension() != ".yaml" || path.find("/mappings/") == std::string::npos ||
        Mapping::is_shared(file_text(path)))
      continue;
    config::Findings findings;
    const auto mapping = load_example(path, findings);
    if (mapping && mapping->from() == "order")
      check(*mapping, {&order_shape(), false, {}}, findings);
    for (const Error& e : findings.errors) ADD_FAILURE() << path << ": " << to_string(e);
    ++seen;
  }
  EXPECT_GE(seen, 22);
}

}  // namespace examples_test
}  // namespace norekey::mapping
