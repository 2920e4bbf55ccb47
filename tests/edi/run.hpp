/// run: validates a text and keeps all that was told. For the tests of edi/.
#pragma once
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "edi/validate.hpp"

namespace norekey::edi {

struct Told : Listener {
  void finding(const Finding& f) override { findings.push_back(f); }
  void end_set(const Set& s) override { sets.push_back(s); }
  void end_group(const Group& g) override { groups.push_back(g); }
  void end_interchange(const Interchange& i) override { interchanges.push_back(i); }

  /// "AK403=5 REF 3 2", "0085=16 QTY 14 1-4": code, tag, segment, element. Warnings left out.
  std::vector<std::string> errors() const {
    std::vector<std::string> out;
    for (const Finding& f : findings) {
      if (f.error) out.push_back(text(f));
    }
    return out;
  }
  std::vector<std::string> warnings() const {
    std::vector<std::string> out;
    for (const Finding& f : findings) {
      if (!f.error) out.push_back(text(f));
    }
    return out;
  }
  static std::string text(const Finding& f) {
    std::string out = f.code;
    if (!f.tag.empty()) out += " " + f.tag;
    if (f.segment > 0) out += " " + std::to_string(f.segment);
    if (f.element > 0) out += " " + std::to_string(f.element);
    if (f.component > 0) out += "-" + std::to_string(f.component);
    return out;
  }

  Totals totals;
  std::vector<Finding> findings;
  std::vector<Set> sets;
  std::vector<Group> groups;
  std::vector<Interchange> interchanges;
};

inline Told run(std::string_view text, ValidateOptions options = {}, std::size_t step = 0) {
  Told out;
  auto source = open_text(text, step);
  out.totals = validate(*source, options, out).value();
  return out;
}

inline std::string file_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace norekey::edi
