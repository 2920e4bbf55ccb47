/// XML with namespaces: elements and attributes have the format's prefixes, whatever the sender's.
#include <gtest/gtest.h>

#include "mapping/formats/format.hpp"

namespace norekey::mapping::formats {
namespace namespaces_test {

struct SenderCase {
  const char *name, *text, *attribute, *want;
};

Format format_of(const char* yaml) {
  config::Findings findings;
  auto section = config::read_yaml(yaml, "f.yaml", findings);
  Format out = read_format(*section);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  return out;
}

class SendersPrefix : public testing::TestWithParam<SenderCase> {};

TEST_P(SendersPrefix, OfAnAttributeDoesNotMatter) {
  const Format format =
      format_of("{ format: xml, namespaces: { default: \"urn:o\", s: \"urn:s\", t: \"urn:t\" } }");
  const std::string text = GetParam().text;
  const auto out = read(text, format, "d");
  ASSERT_TRUE(out) << to_string(out.error());
  const auto found = out->root().select_node(GetParam().attribute);
  ASSERT_TRUE(found) << to_xml(*out);
  EXPECT_STREQ(found.attribute().value(), GetParam().want);
  const auto range = locate(text, format, found);
  ASSERT_TRUE(range);
  EXPECT_EQ(text.substr(range->from, range->to - range->from), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Namespaces, SendersPrefix,
    testing::Values(
        SenderCase{"another", "<o xmlns='urn:o' xmlns:p='urn:s' a='0' p:b='1'/>", "@s:b", "1"},
        SenderCase{"the_same", "<o xmlns='urn:o' xmlns:s='urn:s' s:b='1'/>", "@s:b", "1"},
        SenderCase{"declared_above", "<o xmlns='urn:o' xmlns:p='urn:s'><l p:b='1'/></o>", "l/@s:b",
                   "1"},
        SenderCase{"declared_anew",
                   "<o xmlns='urn:o' xmlns:p='urn:t'><l xmlns:p='urn:s' p:b='1'/><m "
                   "p:b='2'/></o>",
                   "m/@t:b", "2"},
        SenderCase{"swapped", "<o xmlns='urn:o' xmlns:s='urn:t' xmlns:t='urn:s' s:b='1' t:b='2'/>",
                   "@s:b", "2"},
        SenderCase{"none_is_no_namespace", "<p:o xmlns:p='urn:o' b='1' p:c='2'/>", "@b", "1"},
        SenderCase{"of_the_default_namespace", "<p:o xmlns:p='urn:o' b='1' p:c='2'/>", "@c", "2"},
        SenderCase{"of_a_namespace_that_nobody_named", "<o xmlns='urn:o' xmlns:q='urn:q' q:b='1'/>",
                   "@q:b", "1"},
        SenderCase{"xml_has_its_own", "<o xmlns='urn:o' xml:lang='en'/>", "@xml:lang", "en"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace namespaces_test
}  // namespace norekey::mapping::formats
