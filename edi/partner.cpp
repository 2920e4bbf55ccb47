#include "edi/partner.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace norekey::edi {

GuideMaker::GuideMaker(const Dictionary& standard, const SetGuide& set)
    : own_(std::make_shared<Dictionary>(standard)),
      shared_elements_(standard.elements.size()),
      shared_composites_(standard.composites.size()),
      id_(set.id),
      group_(set.group) {
  own_->sets.clear();
  if (!set.nodes.empty()) unfold(set, 0, top_);
}

void GuideMaker::unfold(const SetGuide& set, std::uint16_t first, std::vector<Spot>& to) {
  for (std::uint16_t at = first; at != kNone; at = set.nodes[at].next) {
    Spot& spot = to.emplace_back();
    spot.node = set.nodes[at];
    spot.rule = set.segments[set.nodes[at].segment];
    if (spot.node.group && spot.node.first != kNone) unfold(set, spot.node.first, spot.inside);
  }
}

SegmentRule* GuideMaker::own_composite(Slot& slot) {
  if (slot.composite < shared_composites_) {
    const SegmentRule copy = own_->composites[slot.composite];
    slot.composite = static_cast<std::uint16_t>(own_->composites.size());
    own_->composites.push_back(copy);
  }
  return &own_->composites[slot.composite];
}

Slot* GuideMaker::slot(SegmentRule& rule, std::size_t element, std::size_t component) {
  if (element == 0 || element > rule.slots.size()) return nullptr;
  Slot& out = rule.slots[element - 1];
  if (component == 0) return &out;
  if (out.composite == kNone) return component == 1 ? &out : nullptr;
  if (component > own_->composites[out.composite].slots.size()) return nullptr;
  return &own_composite(out)->slots[component - 1];
}

const ElementRule* GuideMaker::at(const SegmentRule& rule, std::size_t element,
                                  std::size_t component) const {
  if (element == 0 || element > rule.slots.size()) return nullptr;
  const Slot* slot = &rule.slots[element - 1];
  if (slot->composite != kNone) {
    const auto& slots = own_->composites[slot->composite].slots;
    if (component == 0 || component > slots.size()) return nullptr;
    slot = &slots[component - 1];
  } else if (component > 1) {
    return nullptr;
  }
  return &own_->elements[slot->element];
}

ElementRule* GuideMaker::narrow(SegmentRule& rule, std::size_t element, std::size_t component) {
  if (at(rule, element, component) == nullptr) return nullptr;
  Slot* place = slot(rule, element, component);
  if (place->element < shared_elements_) {
    const ElementRule copy = own_->elements[place->element];
    place->element = static_cast<std::uint16_t>(own_->elements.size());
    own_->elements.push_back(copy);
  }
  return &own_->elements[place->element];
}

void GuideMaker::set_codes(ElementRule& element, std::vector<std::string> codes) {
  own_->code_sets.emplace_back(codes);
  element.codes = static_cast<std::uint16_t>(own_->code_sets.size() - 1);
  element.open = false;
  element.partner = true;
}

std::vector<std::string> GuideMaker::codes(const ElementRule& element) const {
  if (element.codes == kNone) return {};
  return own_->code_sets[element.codes].codes();
}

void GuideMaker::set_mandatory(SegmentRule& rule, std::size_t element, std::size_t component) {
  Slot& outer = rule.slots[element - 1];
  if (component == 0 || outer.composite == kNone) {
    outer.mandatory = true;
    rule.mandatory |= std::uint64_t{1} << (element - 1);
    return;
  }
  SegmentRule* composite = own_composite(outer);
  composite->slots[component - 1].mandatory = true;
  composite->mandatory |= std::uint64_t{1} << (component - 1);
}

std::shared_ptr<SetGuide> GuideMaker::make() {
  auto out = std::make_shared<SetGuide>();
  out->id = id_;
  out->group = group_;
  fold(top_, kNone, *out);
  out->dictionary = std::move(own_);
  return out;
}

void GuideMaker::fold(const std::vector<Spot>& spots, std::uint16_t parent, SetGuide& out) {
  std::uint16_t last = kNone, ring_begin = kNone;
  int ring = 0;
  for (const Spot& spot : spots) {
    const auto self = static_cast<std::uint16_t>(out.nodes.size());
    Node node = spot.node;
    node.parent = parent;
    node.next = node.first = kNone;
    node.segment = static_cast<std::uint16_t>(out.segments.size());
    out.segments.push_back(spot.rule);
    if (!spot.only.values.empty()) {
      node.discriminator = static_cast<std::uint16_t>(out.discriminators.size());
      out.discriminators.push_back(spot.only);
    }
    if (spot.ring == 0 || spot.ring != ring) ring_begin = self;
    ring = spot.ring;
    node.ring = ring == 0 ? kNone : ring_begin;
    out.nodes.push_back(std::move(node));
    if (last != kNone) {
      out.nodes[last].next = self;
    } else if (parent != kNone) {
      out.nodes[parent].first = self;
    }
    last = self;
    if (spot.node.group) fold(spot.inside, self, out);
  }
}

namespace {

std::string tag_of(const SetGuide& guide, std::uint16_t node) {
  return guide.segments[guide.nodes[node].segment].id;
}

bool is_called(const SetGuide& guide, std::uint16_t node, std::string_view name) {
  return guide.nodes[node].name == name || tag_of(guide, node) == name;
}

/// The loops called `name` right inside `levels`.
std::vector<std::uint16_t> loops_inside(const SetGuide& guide,
                                        const std::vector<std::uint16_t>& levels,
                                        std::string_view name) {
  std::vector<std::uint16_t> out;
  for (std::size_t i = 0; i < guide.nodes.size(); ++i) {
    const auto at = static_cast<std::uint16_t>(i);
    const Node& node = guide.nodes[at];
    if (!node.group || !is_called(guide, at, name)) continue;
    if (std::find(levels.begin(), levels.end(), node.parent) != levels.end()) out.push_back(at);
  }
  return out;
}

/// "BEG02" -> BEG, 2; "RFF01-1" -> RFF, 1, 1; "REF" -> REF.
void take_name(const SetGuide& guide, std::string_view name, Ask& out) {
  out.name = out.tag = name;
  const auto known = [&](std::string_view tag) {
    return std::any_of(guide.segments.begin(), guide.segments.end(),
                       [&](const SegmentRule& rule) { return rule.id == tag; });
  };
  if (known(name)) return;
  const std::size_t dash = name.find('-');
  const std::string_view head = name.substr(0, dash);
  const auto digits = [](std::string_view text) {
    return !text.empty() && text.size() <= 2 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (head.size() < 4 || !digits(head.substr(head.size() - 2))) return;
  if (dash != std::string_view::npos && !digits(name.substr(dash + 1))) return;
  out.tag = head.substr(0, head.size() - 2);
  out.element = static_cast<std::uint16_t>(std::stoi(std::string(head.substr(head.size() - 2))));
  if (dash != std::string_view::npos)
    out.component = static_cast<std::uint16_t>(std::stoi(std::string(name.substr(dash + 1))));
}

void take_places(const SetGuide& guide, const std::vector<std::uint16_t>& levels, Ask& out) {
  for (std::size_t i = 0; i < guide.nodes.size(); ++i) {
    const auto at = static_cast<std::uint16_t>(i);
    if (tag_of(guide, at) != out.tag) continue;
    const bool own = std::find(levels.begin(), levels.end(), at) != levels.end();
    const bool inside =
        std::find(levels.begin(), levels.end(), guide.nodes[at].parent) != levels.end();
    if (own || inside) out.nodes.push_back(at);
  }
}

}  // namespace

std::vector<std::uint16_t> find_loops(const SetGuide& guide, std::string_view path) {
  std::vector<std::uint16_t> levels{kNone};
  for (const std::string& name : split(path, '/')) levels = loops_inside(guide, levels, name);
  return levels;
}

Ask find_places(const SetGuide& guide, std::uint16_t scope, std::string_view path) {
  Ask out;
  std::vector<std::string> names = split(path, '/');
  take_name(guide, names.back(), out);
  names.pop_back();
  for (const std::uint16_t from : {scope, kNone}) {
    std::vector<std::uint16_t> levels{from};
    for (const std::string& name : names) levels = loops_inside(guide, levels, name);
    take_places(guide, levels, out);
    out.outside = from != scope;
    if (!out.nodes.empty()) break;
  }
  out.name = path;
  return out;
}

}  // namespace norekey::edi
