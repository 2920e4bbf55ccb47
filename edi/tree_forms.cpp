#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "edi/charset.hpp"
#include "edi/codes.hpp"
#include "edi/tree.hpp"

namespace norekey::edi {
namespace {

/// One element as repetitions of components, as UTF-8.
using Components = std::vector<std::string>;
using Repetitions = std::vector<Components>;

Repetitions values_of(const Segment& s, const Element& e, const Interchange& i) {
  const char* charset = charset_of(i.syntax);
  const auto text = [&](std::string_view raw, bool released) {
    return to_utf8(released ? unreleased(raw, i.separators.release) : std::string(raw), charset);
  };
  if (e.parts == 0) return {{text(s.raw(e), e.released)}};
  Repetitions out;
  for (std::uint32_t p = 0; p < e.parts; ++p) {
    const Part& part = s.parts()[e.first_part + p];
    if (part.repetition >= out.size()) out.emplace_back();
    out.back().push_back(text(s.raw(part), part.released));
  }
  return out;
}

/// Control characters have no place in XML: they are moved to U+E000 and up, and back by write.
std::string xml_text(std::string_view text) {
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += {'\xee', static_cast<char>(0x80 | byte >> 6), static_cast<char>(0x80 | (byte & 0x3f))};
    } else {
      out += c;
    }
  }
  return out;
}

std::string xml_char(char c) {
  return c == '\0' ? "" : xml_text(to_utf8(std::string_view(&c, 1), "ISO-8859-1"));
}

bool is_name(std::string_view tag) {
  if (tag.empty() || tag.size() > 3 || tag[0] < 'A' || tag[0] > 'Z') return false;
  for (char c : tag) {
    if ((c < 'A' || c > 'Z') && (c < '0' || c > '9')) return false;
  }
  return true;
}

std::string two(std::size_t n) { return n < 10 ? "0" + std::to_string(n) : std::to_string(n); }

class XmlForm : public TreeForm {
 public:
  void start(std::ostream& out) override {
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<edi>\n";
  }
  void finish(std::ostream& out) override { out << "</edi>\n"; }
  void open_interchange(std::ostream& out, const Interchange& i, const char* newlines) override {
    const Separators& s = i.separators;
    out << "<interchange standard=\"" << (i.family == Family::x12 ? "x12" : "edifact")
        << "\" element=\"" << xml_char(s.element) << "\" component=\"" << xml_char(s.component)
        << "\" repetition=\"" << xml_char(s.repetition) << "\" segment=\"" << xml_char(s.segment)
        << "\" release=\"" << xml_char(s.release) << "\" decimal=\"" << xml_char(s.decimal)
        << "\" una=\"" << (i.had_una ? "yes" : "no") << "\" newlines=\"" << newlines << "\">\n";
    names_.push_back("interchange");
  }
  void open(std::ostream& out, const char* kind, std::string_view name,
            std::string_view version) override {
    indent(out);
    names_.push_back(kind);
    out << "<" << kind << (names_.back() == "loop" ? " name=\"" : " id=\"")
        << xml_text(to_utf8(name, "UTF-8")) << "\"";
    if (!version.empty()) out << " version=\"" << xml_text(to_utf8(version, "UTF-8")) << "\"";
    out << ">\n";
  }
  void close(std::ostream& out) override {
    const std::string name = names_.back();
    names_.pop_back();
    indent(out);
    out << "</" << name << ">\n";
  }
  void segment(std::ostream& out, const Segment& s, const Interchange& i) override {
    indent(out);
    const std::string tag = is_name(s.tag) ? std::string(s.tag) : "segment";
    out << "<" << tag;
    if (tag == "segment") out << " tag=\"" << xml_text(to_utf8(s.tag, "UTF-8")) << "\"";
    out << ">";
    for (std::size_t n = 0; n < s.size(); ++n) {
      const Element& e = s.elements()[n];
      if (e.begin == e.end) continue;
      for (const Components& one : values_of(s, e, i)) element(out, tag + two(n + 1), one);
    }
    out << "</" << tag << ">\n";
  }

 private:
  void indent(std::ostream& out) { out << std::string(names_.size(), ' '); }
  static void element(std::ostream& out, const std::string& name, const Components& components) {
    out << "<" << name << ">";
    if (components.size() == 1) {
      out << xml_text(components[0]);
    } else {
      for (std::size_t c = 0; c < components.size(); ++c) {
        if (components[c].empty()) continue;
        const std::string inner = name + two(c + 1);
        out << "<" << inner << ">" << xml_text(components[c]) << "</" << inner << ">";
      }
    }
    out << "</" << name << ">";
  }

  std::vector<std::string> names_;
};

class JsonForm : public TreeForm {
 public:
  void start(std::ostream& out) override {
    out << "{\"interchanges\":[";
    first_ = {true};
  }
  void finish(std::ostream& out) override { out << "]}\n"; }
  void open_interchange(std::ostream& out, const Interchange& i, const char* newlines) override {
    const Separators& s = i.separators;
    const auto one = [](char c) {
      return c == '\0' ? std::string() : to_utf8(std::string_view(&c, 1), "ISO-8859-1");
    };
    const boost::json::object head{{"standard", i.family == Family::x12 ? "x12" : "edifact"},
                                   {"element", one(s.element)},
                                   {"component", one(s.component)},
                                   {"repetition", one(s.repetition)},
                                   {"segment", one(s.segment)},
                                   {"release", one(s.release)},
                                   {"decimal", one(s.decimal)},
                                   {"una", i.had_una ? "yes" : "no"},
                                   {"newlines", newlines}};
    begin(out, boost::json::serialize(head));
  }
  void open(std::ostream& out, const char* kind, std::string_view name,
            std::string_view version) override {
    boost::json::object head{{kind, to_utf8(name, "UTF-8")}};
    if (!version.empty()) head["version"] = to_utf8(version, "UTF-8");
    begin(out, boost::json::serialize(head));
  }
  void close(std::ostream& out) override {
    out << "]}";
    first_.pop_back();
  }
  void segment(std::ostream& out, const Segment& s, const Interchange& i) override {
    boost::json::array all{to_utf8(s.tag, "UTF-8")};
    for (const Element& e : s.elements()) {
      const Repetitions values = values_of(s, e, i);
      if (values.size() == 1) {
        all.push_back(one(values[0]));
        continue;
      }
      boost::json::array repeated;
      for (const Components& c : values) repeated.push_back(one(c));
      all.push_back(boost::json::object{{"repeat", repeated}});
    }
    comma(out);
    out << boost::json::serialize(all);
  }

 private:
  static boost::json::value one(const Components& components) {
    if (components.size() == 1) return boost::json::value(components[0]);
    return boost::json::array(components.begin(), components.end());
  }
  void comma(std::ostream& out) {
    out << (first_.back() ? "\n" : ",\n");
    first_.back() = false;
  }
  void begin(std::ostream& out, std::string head) {
    comma(out);
    head.pop_back();
    out << head << ",\"segments\":[";
    first_.push_back(true);
  }

  std::vector<bool> first_;
};

}  // namespace

std::unique_ptr<TreeForm> xml_form() { return std::make_unique<XmlForm>(); }
std::unique_ptr<TreeForm> json_form() { return std::make_unique<JsonForm>(); }

}  // namespace norekey::edi
