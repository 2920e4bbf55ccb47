#include "edi/table.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <set>

#include "core/text.hpp"

namespace norekey::edi {
namespace {

using Words = std::vector<std::string_view>;

Words words_of(std::string_view line) {
  Words out;
  std::size_t at = 0;
  while (at < line.size()) {
    while (at < line.size() && line[at] == ' ') ++at;
    std::size_t end = at;
    while (end < line.size() && line[end] != ' ') ++end;
    if (end > at) out.push_back(line.substr(at, end - at));
    at = end;
  }
  return out;
}

std::optional<unsigned> number(std::string_view text) {
  unsigned out = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (wrong != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::optional<Type> type_of(std::string_view word) {
  if (word == "AN" || word == "ID" || word == "an") return Type::text;
  if (word == "R") return Type::decimal;
  if (word == "DT") return Type::date;
  if (word == "TM") return Type::time;
  if (word == "B") return Type::binary;
  if (word == "a") return Type::alpha;
  if (word == "n") return Type::numeric;
  if (word.size() == 2 && word[0] == 'N' && std::isdigit(static_cast<unsigned char>(word[1])) != 0)
    return Type::number;
  return std::nullopt;
}

class TableReader {
 public:
  TableReader(std::string_view text, const std::string& name, const Dictionary* base)
      : text_(text), name_(name), out_(std::make_shared<Dictionary>()) {
    if (base != nullptr) *out_ = *base;
  }

  Result<std::shared_ptr<Dictionary>> read() {
    while (next_entry()) {
      if (!entry()) return error_;
    }
    finish_sets();
    if (!error_.what.empty()) return error_;
    return out_;
  }

 private:
  /// A line and the indented ones below it.
  bool next_entry() {
    while (at_ < text_.size()) {
      const std::string_view line = next_line();
      if (line.empty() || line[0] == '#') continue;
      entry_ = std::string(line);
      entry_line_ = line_;
      while (at_ < text_.size() && text_[at_] == ' ') entry_ += ' ' + std::string(next_line());
      return true;
    }
    return false;
  }

  std::string_view next_line() {
    std::size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) end = text_.size();
    const std::string_view out = text_.substr(at_, end - at_);
    at_ = end + 1;
    ++line_;
    return out;
  }

  bool wrong(const std::string& what) {
    error_ = {Fate::halt, what, "correct the table", {name_, entry_line_, 1, ""}, ""};
    return false;
  }

  bool entry() {
    const Words words = words_of(entry_);
    const std::string_view kind = words[0];
    if (kind == "standard" && words.size() == 3) return standard(words);
    if (kind == "known-segments") return known(words, out_->known_segments);
    if (kind == "known-sets") return known(words, out_->known_sets);
    if (kind == "element" && words.size() >= 5) return element(words);
    if (kind == "open" || kind == "closed") return openness(words);
    if (kind == "composite" && words.size() > 2) return composite(words);
    if (kind == "segment" && words.size() > 1) return segment(words);
    if (kind == "set" && words.size() > 1) {
      sets_.emplace_back(entry_, entry_line_);
      return true;
    }
    return wrong("unknown entry " + shown(kind));
  }

  bool standard(const Words& words) {
    out_->family = words[1] == "x12" ? Family::x12 : Family::edifact;
    out_->version = words[2];
    out_->name = std::string(words[1]) + " " + std::string(words[2]);
    return true;
  }

  static bool known(const Words& words, std::vector<std::string>& to) {
    to.insert(to.end(), words.begin() + 1, words.end());
    std::sort(to.begin(), to.end());
    to.erase(std::unique(to.begin(), to.end()), to.end());
    return true;
  }

  /// element 353 ID 2 2 = 00 01; "element 353 + 99" adds codes to what the base has.
  bool element(const Words& words) {
    ElementRule rule;
    rule.id = words[1];
    const auto type = type_of(words[2]);
    const auto min = number(words[3]), max = number(words[4]);
    if (!type || !min || !max) return wrong("element " + rule.id + ": type or length is wrong");
    rule.type = *type;
    rule.names_list = rule.id == "1131" || rule.id == "3055";
    rule.min = static_cast<std::uint16_t>(*min);
    rule.max = static_cast<std::uint16_t>(*max);
    const auto place = out_->element_index.find(rule.id);
    if (words.size() > 6 && words[5] == "=") {
      out_->code_sets.emplace_back(std::vector<std::string>(words.begin() + 6, words.end()));
      rule.codes = static_cast<std::uint16_t>(out_->code_sets.size() - 1);
    } else if (place != out_->element_index.end()) {
      rule.codes = out_->elements[place->second].codes;
    }
    if (place != out_->element_index.end()) {
      out_->elements[place->second] = rule;
      return true;
    }
    out_->element_index[rule.id] = static_cast<std::uint16_t>(out_->elements.size());
    out_->elements.push_back(rule);
    return true;
  }

  /// "open 60": lists of more than 60 codes only warn; "closed 353": this one does not.
  bool openness(const Words& words) {
    const bool open = words[0] == "open";
    if (open) {
      const auto most = words.size() == 2 ? number(words[1]) : std::nullopt;
      if (!most) return wrong("open needs a number of codes");
      for (ElementRule& e : out_->elements)
        e.open = e.codes != kNone && out_->code_sets[e.codes].codes().size() > *most;
      return true;
    }
    for (std::size_t i = 1; i < words.size(); ++i) {
      const auto at = out_->element_index.find(std::string(words[i]));
      if (at == out_->element_index.end()) return wrong("unknown element " + shown(words[i]));
      out_->elements[at->second].open = false;
    }
    return true;
  }

  /// "353!", "C040", "725/10": an element or composite, mandatory, repeated.
  bool slot(std::string_view word, Slot& out) {
    const std::size_t slash = word.find('/');
    if (slash != std::string_view::npos) {
      const auto repeat = number(word.substr(slash + 1));
      if (!repeat) return wrong("repetition of " + shown(word) + " is no number");
      out.repeat = static_cast<std::uint16_t>(*repeat);
      word = word.substr(0, slash);
    }
    if (word.ends_with('!')) {
      out.mandatory = true;
      word.remove_suffix(1);
    }
    const std::string id(word);
    if (const auto e = out_->element_index.find(id); e != out_->element_index.end()) {
      out.element = e->second;
    } else if (const auto c = out_->composite_index.find(id); c != out_->composite_index.end()) {
      out.composite = c->second;
    } else {
      return wrong("unknown element " + shown(word));
    }
    return true;
  }

  bool relation(std::string_view word, Relation& out) {
    if (word.size() < 5 || word.size() % 2 == 0 || word.find_first_of("PRECL") != 0)
      return wrong("unknown relation " + shown(word));
    out.kind = word[0];
    for (std::size_t i = 1; i < word.size(); i += 2) {
      const auto place = number(word.substr(i, 2));
      if (!place || *place == 0 || *place > 64) return wrong("unknown relation " + shown(word));
      const std::uint64_t bit = std::uint64_t{1} << (*place - 1);
      if (i == 1 && (out.kind == 'C' || out.kind == 'L')) {
        out.first = bit;
      } else {
        out.rest |= bit;
      }
    }
    return true;
  }

  std::string_view id_of(const Slot& slot) const {
    return slot.element == kNone ? std::string_view() : out_->elements[slot.element].id;
  }

  bool rule(const Words& words, SegmentRule& out) {
    out.id = words[1];
    out.date = out.id == "C507";
    std::size_t i = 2;
    for (; i < words.size() && words[i] != "|"; ++i) {
      if (!slot(words[i], out.slots.emplace_back())) return false;
      if (out.slots.back().mandatory && i - 2 < 64) out.mandatory |= std::uint64_t{1} << (i - 2);
      if (out.slots.size() > 1 && id_of(out.slots.back()) == "1251" &&
          id_of(out.slots[out.slots.size() - 2]) == "1250")
        out.period = static_cast<std::uint16_t>(out.slots.size() - 1);
    }
    for (++i; i < words.size(); ++i) {
      if (!relation(words[i], out.relations.emplace_back())) return false;
    }
    return true;
  }

  static bool store(SegmentRule rule, std::vector<SegmentRule>& all,
                    std::unordered_map<std::string, std::uint16_t>& index) {
    const auto at = index.find(rule.id);
    if (at != index.end()) {
      all[at->second] = std::move(rule);
      return true;
    }
    index[rule.id] = static_cast<std::uint16_t>(all.size());
    all.push_back(std::move(rule));
    return true;
  }

  bool composite(const Words& words) {
    SegmentRule out;
    return rule(words, out) && store(std::move(out), out_->composites, out_->composite_index);
  }

  bool segment(const Words& words) {
    SegmentRule out;
    return rule(words, out) && store(std::move(out), out_->segments, out_->segment_index);
  }

  /// Sets are built last, when all segments are known; those of the base are built again, since
  /// their segments may have changed.
  void finish_sets() {
    for (const auto& [text, line] : sets_) {
      entry_line_ = line;
      if (!set(text)) return;
    }
    for (auto& [id, guide] : out_->sets) {
      if (built_.contains(id)) continue;
      auto again = std::make_shared<SetGuide>(*guide);
      for (SegmentRule& rule : again->segments)
        rule = out_->segments[out_->segment_index.at(rule.id)];
      guide = std::move(again);
    }
  }

  bool set(const std::string& text) {
    Words words = words_of(text);
    auto guide = std::make_shared<SetGuide>();
    guide->id = words[1];
    std::size_t at = 2;
    if (out_->family == Family::x12) guide->group = words.at(at++);
    int groups = 0;
    std::vector<std::uint16_t> open;            // groups around the current node
    std::vector<std::uint16_t> last = {kNone};  // last sibling of each level
    for (; at < words.size(); ++at) {
      std::string_view word = words[at];
      bool group = false;
      if (word.starts_with('(')) {
        group = true;
        word.remove_prefix(1);
      }
      int closing = 0;
      while (word.ends_with(')')) {
        ++closing;
        word.remove_suffix(1);
      }
      if (!node(word, group, *guide, open, last, groups)) return false;
      for (; closing > 0; --closing) {
        if (open.empty()) return wrong("one ')' too many in set " + guide->id);
        open.pop_back();
        last.pop_back();
      }
    }
    if (!open.empty()) return wrong("a ')' is missing in set " + guide->id);
    built_.insert(guide->id);
    out_->sets[guide->id] = std::move(guide);
    return true;
  }

  bool node(std::string_view word, bool group, SetGuide& guide, std::vector<std::uint16_t>& open,
            std::vector<std::uint16_t>& last, int& groups) {
    Node out;
    out.group = group;
    if (word.ends_with('*')) {
      out.max = 0;
      word.remove_suffix(1);
    } else if (const std::size_t slash = word.find('/'); slash != std::string_view::npos) {
      out.max = number(word.substr(slash + 1)).value_or(1);
      word = word.substr(0, slash);
    }
    if (word.ends_with('!')) {
      out.min = 1;
      word.remove_suffix(1);
    }
    out.tag = tag_word(word);
    const auto rule = out_->segment_index.find(std::string(word));
    if (rule == out_->segment_index.end()) return wrong("unknown segment " + shown(word));
    out.segment = use_segment(guide, out_->segments[rule->second]);
    out.parent = open.empty() ? kNone : open.back();
    if (group) {
      ++groups;
      out.name = out_->family == Family::x12 ? std::string(word) : "SG" + std::to_string(groups);
    }
    const auto self = static_cast<std::uint16_t>(guide.nodes.size());
    if (last.back() != kNone) {
      guide.nodes[last.back()].next = self;
    } else if (!open.empty()) {
      guide.nodes[open.back()].first = self;
    }
    last.back() = self;
    guide.nodes.push_back(out);
    if (group) {
      open.push_back(self);
      last.push_back(kNone);
    }
    return true;
  }

  static std::uint16_t use_segment(SetGuide& guide, const SegmentRule& rule) {
    for (std::size_t i = 0; i < guide.segments.size(); ++i) {
      if (guide.segments[i].id == rule.id) return static_cast<std::uint16_t>(i);
    }
    guide.segments.push_back(rule);
    return static_cast<std::uint16_t>(guide.segments.size() - 1);
  }

  std::string_view text_;
  const std::string& name_;
  std::shared_ptr<Dictionary> out_;
  std::size_t at_ = 0;
  unsigned line_ = 0, entry_line_ = 0;
  std::string entry_;
  std::vector<std::pair<std::string, unsigned>> sets_;
  std::set<std::string> built_;
  Error error_;
};

}  // namespace

Result<std::shared_ptr<Dictionary>> read_table(std::string_view text, const std::string& name,
                                               const Dictionary* base) {
  return TableReader(text, name, base).read();
}

}  // namespace norekey::edi
