#include "flow/partners/guide_file.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "core/text.hpp"
#include "edi/codes.hpp"
#include "edi/partner.hpp"

namespace norekey::flow {
namespace {

using config::Section;
using edi::Spot;

/// "BEG03" or "RFF01-1" of one segment.
struct Position {
  std::size_t element = 0, component = 0;
};

std::optional<Position> position_in(const std::string& name, const std::string& tag) {
  if (!name.starts_with(tag)) return std::nullopt;
  const std::string rest = name.substr(tag.size());
  const std::size_t dash = rest.find('-');
  const auto number = [](const std::string& text) {
    const bool digits = !text.empty() && text.size() <= 2 &&
                        text.find_first_not_of("0123456789") == std::string::npos;
    return digits ? std::stoul(text) : 0;
  };
  Position out;
  if (rest.substr(0, dash).size() != 2) return std::nullopt;
  out.element = number(rest.substr(0, dash));
  if (dash != std::string::npos) {
    out.component = number(rest.substr(dash + 1));
    if (out.component == 0) return std::nullopt;
  }
  if (out.element == 0) return std::nullopt;
  return out;
}

class GuideReader {
 public:
  GuideReader(Section& top, const std::string& set, edi::GuideMaker& maker)
      : top_(top), set_(set), maker_(maker) {}

  void read() { level(top_, nullptr, maker_.top(), set_); }

 private:
  /// `segments` and `loops` of the set, or of the loop that `self` begins.
  void level(Section& at, Spot* self, std::vector<Spot>& spots, const std::string& name) {
    if (auto all = at.section("segments")) {
      for (const std::string& tag : all->keys()) {
        Spot* spot = self != nullptr && self->rule.id == tag ? self : segment_called(spots, tag);
        if (spot == nullptr) {
          no_such(*all, tag, "segment", name, segment_names(self, spots));
          continue;
        }
        segment(*all, tag, *spot, spot == self);
      }
    }
    if (auto all = at.section("loops")) {
      for (const std::string& loop : all->keys()) {
        const auto found = loop_called(spots, loop);
        if (found == spots.end()) {
          no_such(*all, loop, "loop", name, loop_names(spots));
          continue;
        }
        loop_or_variants(*all, loop, spots, static_cast<std::size_t>(found - spots.begin()));
      }
    }
  }

  static Spot* segment_called(std::vector<Spot>& spots, const std::string& tag) {
    const auto found = std::find_if(spots.begin(), spots.end(), [&](const Spot& one) {
      return !one.node.group && one.rule.id == tag;
    });
    return found == spots.end() ? nullptr : &*found;
  }

  static std::vector<Spot>::iterator loop_called(std::vector<Spot>& spots,
                                                 const std::string& name) {
    const auto by_name = std::find_if(spots.begin(), spots.end(), [&](const Spot& one) {
      return one.node.group && one.node.name == name;
    });
    if (by_name != spots.end()) return by_name;
    const auto called = [&](const Spot& one) { return one.node.group && one.rule.id == name; };
    const auto by_tag = std::find_if(spots.begin(), spots.end(), called);
    if (by_tag == spots.end() || std::find_if(by_tag + 1, spots.end(), called) == spots.end())
      return by_tag;
    return spots.end();
  }

  static std::vector<std::string> segment_names(const Spot* self, const std::vector<Spot>& spots) {
    std::vector<std::string> out;
    if (self != nullptr) out.push_back(self->rule.id);
    for (const Spot& one : spots) {
      if (!one.node.group) out.push_back(one.rule.id);
    }
    return out;
  }

  static std::vector<std::string> loop_names(const std::vector<Spot>& spots) {
    std::vector<std::string> out;
    for (const Spot& one : spots) {
      if (one.node.group) out.push_back(one.node.name);
    }
    return out;
  }

  static void no_such(Section& at, const std::string& key, const char* what,
                      const std::string& level, const std::vector<std::string>& known) {
    at.take(key);
    at.error(key, level + " has no " + what + " " + shown(key) + " here" + did_you_mean(key, known),
             known.empty() ? std::string("remove it") : "use one of: " + join(known, ", "));
  }

  /// A rule is a word or a mapping: required, forbidden, max, elements.
  void segment(Section& at, const std::string& tag, Spot& spot, bool trigger) {
    const auto node = at.take(tag);
    if (!node || node->IsScalar()) {
      word(at, tag, node ? node->Scalar() : "", spot.node, trigger);
      return;
    }
    auto section = at.section(tag);
    if (!section) return;
    if (!trigger) presence(*section, spot.node);
    elements(*section, spot);
    section->finish();
  }

  void word(Section& at, const std::string& key, const std::string& text, edi::Node& node,
            bool trigger) {
    if (text == "required" && !trigger) {
      require(node);
    } else if (text == "forbidden" && !trigger) {
      forbid(at, key, node);
    } else if (trigger && (text == "required" || text == "forbidden")) {
      at.error(key, shown(key) + " begins the loop, it cannot be " + text + " by itself",
               "write it at the loop");
    } else {
      at.error(key, shown(text) + " is no rule",
               "write required, forbidden, or a mapping with required, forbidden, max, elements");
    }
  }

  static void require(edi::Node& node) {
    if (node.min == 0) node.asked = true;
    node.min = std::max<std::uint32_t>(node.min, 1);
  }

  static void forbid(Section& at, const std::string& key, edi::Node& node) {
    if (node.min > 0 && !node.asked) {
      at.error(key, "it is mandatory in the standard: it cannot be forbidden", "remove the rule");
      return;
    }
    if (node.asked) at.error(key, "it is required and forbidden", "keep one of the two");
    node.forbidden = true;
  }

  static void presence(Section& section, edi::Node& node) {
    if (section.flag("required").value_or(false)) require(node);
    if (section.flag("forbidden").value_or(false)) forbid(section, "forbidden", node);
    const auto max = section.whole("max", 1, 1'000'000);
    if (!max) return;
    if (node.max != 0 && static_cast<std::uint32_t>(*max) > node.max) {
      section.error(
          "max",
          "the standard has at most " + std::to_string(node.max) + ", not " + std::to_string(*max),
          "write a smaller number, or remove max");
    } else {
      node.max = static_cast<std::uint32_t>(*max);
    }
  }

  void elements(Section& section, Spot& spot) {
    auto all = section.section("elements");
    if (!all) return;
    for (const std::string& name : all->keys()) {
      const auto place = position_in(name, spot.rule.id);
      edi::Slot* slot = place ? maker_.slot(spot.rule, place->element, place->component) : nullptr;
      if (slot == nullptr) {
        all->take(name);
        all->error(name, spot.rule.id + " has no element " + shown(name), elements_of(spot.rule));
        continue;
      }
      element(*all, name, spot.rule, *place);
    }
  }

  static std::string elements_of(const edi::SegmentRule& rule) {
    return "write " + edi::position(rule.id, 1, 0) + " to " +
           edi::position(rule.id, rule.slots.size(), 0) +
           ", with -1, -2, … for the components of a composite";
  }

  void element(Section& all, const std::string& name, edi::SegmentRule& rule, Position place) {
    const auto node = all.take(name);
    if (!node || node->IsScalar()) {
      const std::string word = node ? node->Scalar() : "";
      if (word == "required") {
        maker_.set_mandatory(rule, place.element, place.component);
      } else if (word == "forbidden") {
        forbid_element(all, name, rule, place);
      } else {
        all.error(name, shown(word) + " is no rule",
                  "write required, forbidden, or a mapping with required, forbidden, min, max, "
                  "codes");
      }
      return;
    }
    auto section = all.section(name);
    if (!section) return;
    if (section->flag("required").value_or(false))
      maker_.set_mandatory(rule, place.element, place.component);
    if (section->flag("forbidden").value_or(false))
      forbid_element(*section, "forbidden", rule, place);
    values(*section, name, rule, place);
    section->finish();
  }

  void forbid_element(Section& at, const std::string& key, edi::SegmentRule& rule, Position place) {
    edi::Slot* slot = maker_.slot(rule, place.element, place.component);
    if (slot->mandatory) {
      at.error(key, "it is mandatory: it cannot be forbidden", "remove one of the two rules");
      return;
    }
    slot->forbidden = true;
  }

  void values(Section& at, const std::string& name, edi::SegmentRule& rule, Position place) {
    const auto min = at.whole("min", 1, 65'000), max = at.whole("max", 1, 65'000);
    const auto codes = at.texts("codes");
    if (!min && !max && codes.empty()) return;
    edi::ElementRule* element = maker_.narrow(rule, place.element, place.component);
    if (element == nullptr) {
      at.error("", name + " has components: lengths and codes are theirs",
               "write " + name + "-1 for the first");
      return;
    }
    if (max && *max > element->max) {
      at.error("max", "the standard has at most " + std::to_string(element->max) + " characters",
               "write a smaller number, or remove max");
    } else if (max && *max < element->min && !min) {
      at.error("max", "the standard has at least " + std::to_string(element->min) + " characters",
               "write a larger number, or remove max");
    } else if (max) {
      element->max = static_cast<std::uint16_t>(*max);
    }
    if (min && *min > element->max) {
      at.error("min", "min is more than max, " + std::to_string(element->max),
               "write a smaller number");
    } else if (min) {
      element->min = static_cast<std::uint16_t>(std::max<int>(*min, element->min));
    }
    if (codes.empty()) return;
    check_codes(at, "codes", name, *element, codes);
    maker_.set_codes(*element, codes);
  }

  void check_codes(Section& at, const char* key, const std::string& name,
                   const edi::ElementRule& element, const std::vector<std::string>& codes) {
    const std::vector<std::string> known = maker_.codes(element);
    for (const std::string& code : codes) {
      if (code.size() < element.min || code.size() > element.max) {
        at.error(key,
                 name + ": the code " + shown(code) + " is not " + std::to_string(element.min) +
                     " to " + std::to_string(element.max) + " characters long",
                 "correct the code; quote codes that begin with 0 or hold a comma");
      } else if (!known.empty() && std::find(known.begin(), known.end(), code) == known.end()) {
        at.warning(
            key,
            name + ": the standard's list has no code " + shown(code) + did_you_mean(code, known),
            "leave it where the partner has a code of his own");
      }
    }
  }

  void loop_or_variants(Section& all, const std::string& name, std::vector<Spot>& spots,
                        std::size_t place) {
    Spot& loop = spots[place];
    const auto node = all.take(name);
    if (!node || node->IsScalar()) {
      word(all, name, node ? node->Scalar() : "", loop.node, false);
      return;
    }
    auto section = all.section(name);
    if (!section) return;
    auto variants = section->section("variants");
    if (!variants) {
      presence(*section, loop.node);
      level(*section, &loop, loop.inside, name);
      if (section->take("others"))
        section->error("others", "others goes with variants", "add variants, or remove it");
      section->finish();
      return;
    }
    level(*section, &loop, loop.inside, name);
    const bool others = others_allowed(*section);
    section->finish();
    replace(spots, place, variants_of(*variants, loop, name), others);
  }

  static bool others_allowed(Section& section) {
    const std::string word = section.text("others").value_or("forbidden");
    if (word != "allowed" && word != "forbidden")
      section.error("others", "unknown value " + shown(word), "write allowed or forbidden");
    return word == "allowed";
  }

  /// The loop once for each value that tells it apart.
  std::vector<Spot> variants_of(Section& variants, const Spot& loop, const std::string& name) {
    std::vector<Spot> out;
    std::map<std::string, std::string> taken;
    for (const std::string& variant : variants.keys()) {
      auto section = variants.section(variant);
      if (!section) continue;
      Spot& spot = out.emplace_back(loop);
      presence(*section, spot.node);
      level(*section, &spot, spot.inside, name);
      where(*section, spot, variant, taken);
      section->finish();
    }
    if (out.empty())
      variants.error("", "there is no variant", "add one, with  where: { ELEMENT: CODE }");
    return out;
  }

  void where(Section& section, Spot& spot, const std::string& variant,
             std::map<std::string, std::string>& taken) {
    auto asks = section.section("where");
    const std::string sample = edi::position(spot.rule.id, 1, 0);
    if (!asks || asks->keys().size() != 1) {
      section.error("where", "a variant is told by one element",
                    "write  where: { " + sample + ": CODE }");
      return;
    }
    const std::string name = asks->keys().front();
    const auto place = position_in(name, spot.rule.id);
    const auto values = asks->texts(name);
    const edi::ElementRule* element =
        place ? maker_.at(spot.rule, place->element, place->component) : nullptr;
    if (element == nullptr && place) element = maker_.at(spot.rule, place->element, 1);
    if (element == nullptr) {
      asks->error(name, spot.rule.id + " has no element " + shown(name), elements_of(spot.rule));
      return;
    }
    if (values.empty())
      asks->error(name, "there is no value", "write  " + name + ": CODE  or a list of codes");
    check_codes(*asks, name.c_str(), name, *element, values);
    for (const std::string& value : values) {
      const auto [at, fresh] = taken.emplace(value, variant);
      if (!fresh)
        asks->error(name, shown(value) + " is the value of " + shown(at->second) + " already",
                    "give each value to one variant");
    }
    spot.only = {static_cast<std::uint16_t>(place->element),
                 static_cast<std::uint16_t>(place->component), values};
  }

  void replace(std::vector<Spot>& spots, std::size_t place, std::vector<Spot> variants,
               bool others) {
    const int ring = maker_.new_ring();
    Spot rest = std::move(spots[place]);
    spots.erase(spots.begin() + static_cast<long>(place));
    if (others || variants.empty()) {
      rest.node.min = 0;
      variants.push_back(std::move(rest));
    }
    for (Spot& one : variants) one.ring = ring;
    spots.insert(spots.begin() + static_cast<long>(place),
                 std::make_move_iterator(variants.begin()),
                 std::make_move_iterator(variants.end()));
  }

  Section& top_;
  const std::string& set_;
  edi::GuideMaker& maker_;
};

/// The conditions, read when the tree is done.
class ConditionReader {
 public:
  ConditionReader(edi::SetGuide& guide) : guide_(guide) {}

  void read(Section& top) {
    const auto list = top.take("conditions");
    if (!list) return;
    if (!list->IsSequence()) {
      top.error("conditions", "expected a list", "write  - when: { BEG02: BK }  below it");
      return;
    }
    std::size_t number = 0;
    for (const auto& one : *list) {
      const std::string path = "conditions[" + std::to_string(++number) + "]";
      if (!one.IsMap()) {
        top.findings().errors.push_back(
            {Fate::halt, "expected a mapping with when, require, forbid",
             "write  - when: { BEG02: BK }", config::where_of(one, top.file(), path), ""});
        continue;
      }
      Section section(one, top.file(), path, top.findings());
      condition(section);
      section.finish();
    }
  }

 private:
  static constexpr std::size_t kMostAsks = 30;

  void condition(Section& at) {
    std::vector<std::uint16_t> scopes{edi::kNone};
    if (const auto loop = at.text("in")) {
      scopes = edi::find_loops(guide_, *loop);
      if (scopes.empty())
        at.error("in", guide_.id + " has no loop " + shown(*loop),
                 "write the loops from the outside in, such as PO1/N1");
    }
    auto when = at.section("when");
    if (!when) at.error("when", "a condition needs when", "write  when: { BEG02: BK }");
    for (const char* key : {"require", "forbid"}) at.take(key);
    for (const std::uint16_t scope : scopes) {
      edi::Condition made;
      made.scope = scope;
      if (when) {
        for (const std::string& key : when->keys()) value_asked(*when, key, scope, made.when);
      }
      asked(at, "require", scope, made.require);
      asked(at, "forbid", scope, made.forbid);
      if (made.require.empty() && made.forbid.empty())
        at.error("", "the condition asks for nothing", "add  require: [SCH]  or  forbid: [SDQ]");
      guide_.conditions.push_back(std::move(made));
      if (!at.findings().ok()) return;
    }
  }

  void value_asked(Section& when, const std::string& key, std::uint16_t scope,
                   std::vector<edi::Ask>& to) {
    edi::Ask ask = edi::find_places(guide_, scope, key);
    const auto values = when.texts(key);
    if (!check(when, key, key, ask, to)) return;
    if (values.size() != 1 || values.front() != "present") ask.values = values;
    if (!ask.values.empty() && ask.element == 0) {
      when.error(key, shown(key) + " is a segment: it has no value",
                 "write an element, such as " + key + "01, or  " + key + ": present");
    }
    to.push_back(std::move(ask));
  }

  void asked(Section& at, const char* key, std::uint16_t scope, std::vector<edi::Ask>& to) {
    for (const std::string& name : at.texts(key)) {
      edi::Ask ask = edi::find_places(guide_, scope, name);
      if (check(at, key, name, ask, to)) to.push_back(std::move(ask));
    }
  }

  bool check(Section& at, std::string_view key, const std::string& name, const edi::Ask& ask,
             const std::vector<edi::Ask>& so_far) {
    if (ask.nodes.empty()) {
      at.error(key, guide_.id + " has no place " + shown(name),
               "write a segment or an element with the loops around it, such as PO1/SCH or BEG02");
      return false;
    }
    const auto& rule = guide_.segments[guide_.nodes[ask.nodes.front()].segment];
    if (ask.element > rule.slots.size()) {
      at.error(key, rule.id + " has no element " + shown(name),
               "write " + edi::position(rule.id, 1, 0) + " to " +
                   edi::position(rule.id, rule.slots.size(), 0));
      return false;
    }
    if (so_far.size() >= kMostAsks) {
      at.error(key, "a condition asks for at most 30 things", "make two conditions of it");
      return false;
    }
    return true;
  }

  edi::SetGuide& guide_;
};

struct Standard {
  const char* word;
  edi::Family family;
  const char* version;
};
constexpr Standard kStandards[] = {{"x12 004010", edi::Family::x12, "004010"},
                                   {"x12 005010", edi::Family::x12, "005010"},
                                   {"edifact D.96A", edi::Family::edifact, "D:96A"},
                                   {"edifact D.01B", edi::Family::edifact, "D:01B"}};

const Standard* standard_of(Section& top) {
  std::vector<std::string> known;
  const std::string word = top.text("standard").value_or("");
  for (const Standard& one : kStandards) {
    if (word == one.word) return &one;
    known.emplace_back(one.word);
  }
  top.error("standard",
            (word.empty() ? std::string("is missing: the standard that the guide narrows")
                          : "unknown standard " + shown(word) + did_you_mean(word, known)),
            "use one of: " + join(known, ", "));
  return nullptr;
}

const edi::SetGuide* set_of(Section& top, const edi::Dictionary& dictionary) {
  const std::string word = top.text("set").value_or("");
  const auto found = dictionary.sets.find(word);
  if (found != dictionary.sets.end()) return found->second.get();
  std::vector<std::string> known;
  for (const auto& one : dictionary.sets) known.push_back(one.first);
  std::sort(known.begin(), known.end());
  top.error("set",
            word.empty()
                ? std::string("is missing: the set that the guide narrows")
                : dictionary.name + " has no set " + shown(word) + did_you_mean(word, known),
            "use one of: " + join(known, ", "));
  return nullptr;
}

}  // namespace

std::shared_ptr<const PartnerGuide> read_guide(const std::string& text, const std::string& file,
                                               config::Findings& findings) {
  const std::size_t before = findings.errors.size();
  auto top = config::read_yaml(text, file, findings);
  if (!top) return nullptr;
  auto out = std::make_shared<PartnerGuide>();
  out->name = top->text("guide").value_or("");
  if (out->name.empty())
    top->error("guide", "is missing: the guide's name, for people", "add  guide: NAME");
  const Standard* standard = standard_of(*top);
  if (standard == nullptr) return nullptr;
  out->family = standard->family;
  out->version = standard->version;
  const auto dictionary = edi::dictionary(out->family, out->version);
  const edi::SetGuide* set = set_of(*top, *dictionary);
  if (set == nullptr) return nullptr;
  edi::GuideMaker maker(*dictionary, *set);
  GuideReader(*top, set->id, maker).read();
  const auto made = maker.make();
  ConditionReader(*made).read(*top);
  top->finish();
  out->set = made;
  return findings.errors.size() > before ? nullptr : out;
}

bool same_sets(const PartnerGuide& a, const PartnerGuide& b) {
  return a.family == b.family && a.set->id == b.set->id &&
         (a.version.starts_with(b.version) || b.version.starts_with(a.version));
}

edi::FindGuide find_guide(std::vector<std::shared_ptr<const PartnerGuide>> guides) {
  return [guides = std::move(guides)](const edi::Interchange& interchange, const edi::Group&,
                                      const edi::Set& set) -> std::shared_ptr<const edi::SetGuide> {
    for (const auto& one : guides) {
      const bool fits = one->family == interchange.family && one->set->id == set.id &&
                        set.version.starts_with(one->version);
      if (fits) return one->set;
    }
    return nullptr;
  };
}

}  // namespace norekey::flow
