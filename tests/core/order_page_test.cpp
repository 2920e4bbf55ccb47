#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/order_fields.hpp"

namespace norekey {
namespace order_page_test {

const char* kind(const std::string&) { return "text"; }
const char* kind(const Decimal&) { return "decimal"; }
const char* kind(bool) { return "yes or absent"; }
const char* kind(int) { return "whole number"; }
const char* kind(const Instant&) { return "moment, UTC"; }
const char* kind(const Date&) { return "date"; }
const char* kind(const Operation&) { return "place or cancel"; }

template <class T>
concept Leaf = requires(const T& t) {
  kind(t);
};

/// Writes a row for each field, with the path that a mapping uses.
struct PageWriter {
  std::string& page;
  std::string path{};
  std::string suffix{};

  void row(const std::string& name, const std::string& what, const char* help) {
    page += "| `" + name + suffix + "` | " + what + " | " + help + " |\n";
  }
  template <Leaf T>
  void operator()(const char* name, const T& value, const char* help) {
    row(path + name, kind(value), help);
  }
  template <class T>
  requires(!Leaf<T>) void operator()(const char* name, const T& group, const char* help) {
    row(path + name, "group", help);
    PageWriter inner{page, path + name + "/"};
    fields(inner, group);
  }
  template <class T>
  void operator()(const char* name, const std::optional<T>&, const char* help) {
    (*this)(name, T{}, help);
  }
  template <class T>
  void operator()(const char* name, const std::vector<T>&, const char* help) {
    if constexpr (Leaf<T>) {
      row(path + name, std::string(kind(T{})) + ", any number", help);
    } else {
      row(path + name, "group, any number", help);
      PageWriter inner{page, path + name + "/"};
      const T one{};
      fields(inner, one);
    }
  }
  template <Leaf T>
  void attribute(const char* name, const T& value, const char* help) {
    row(path + "@" + name, kind(value), help);
  }
};

std::string page() {
  std::string out =
      "# The order, as mappings see it\n\n"
      "Every order, whichever shop or partner it came from, is this tree. The left column is what "
      "a mapping writes after "
      "`from:`; inside `each: line` the\n`line/` is left out. A text that is empty and a value "
      "that is not there have no "
      "element. Decimals keep the digits they came with.\n\n"
      "| path | kind | what it is |\n|---|---|---|\n";
  PageWriter writer{out};
  const Order order{};
  fields(writer, order);
  return out;
}

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(OrderPage, SaysWhatTheDescriptionOfTheFieldsSays) {
  const std::string written = testing::TempDir() + "order.md";
  std::ofstream(written) << page();
  EXPECT_EQ(read(SOURCE_DIR "/docs/order.md"), page())
      << "after a change of core/order_fields.hpp: cp " << written << " docs/order.md";
}

}  // namespace order_page_test
}  // namespace norekey
