#include "credit/accept.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/text.hpp"

namespace norekey::credit {
namespace {

/// "A2" before "A10".
bool id_before(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

bool before(const Assignment& a, const Assignment& b) {
  const Date first{};
  const Date x = a.recorded.value_or(first), y = b.recorded.value_or(first);
  if (a.recorded.has_value() != b.recorded.has_value()) return !a.recorded;
  if (x != y) return x < y;
  if (a.from != b.from) return a.from < b.from;
  return id_before(a.id, b.id);
}

/// Two that supersede each other supersede nothing.
bool equal_rank(const Assignment& a, const Assignment& b) {
  return a.priority == b.priority && a.approved_override == b.approved_override &&
         a.replaces(b.id) == b.replaces(a.id);
}

Refusal overlaps(const Assignment& draft, const Assignment& other) {
  const bool circle = draft.replaces(other.id);
  return {draft.id,
          "ASSIGN_OVERLAP",
          shown(draft.id) + " overlaps " + shown(other.id) + " at " + draft.place.key + ", slot " +
              name_of(draft.slot) +
              (circle ? ": they supersede each other, so that neither comes first" : ""),
          circle ? "take the column supersedes of one of them back"
                 : "end one of them: until " + to_string(std::max(draft.from, other.from)) +
                       "; or name the other in supersedes",
          draft.place.account,
          draft.line};
}

/// Who replaces a replacement replaces what that one replaced.
void follow_chains(std::vector<Assignment>& drafts) {
  std::unordered_map<std::string, std::vector<std::string>> replaced;
  for (const Assignment& one : drafts) {
    if (!one.supersedes.empty()) replaced[one.id] = one.supersedes;
  }
  for (Assignment& one : drafts) {
    for (std::size_t i = 0; i < one.supersedes.size(); ++i) {
      const auto further = replaced.find(one.supersedes[i]);
      if (further == replaced.end()) continue;
      for (const std::string& id : further->second) {
        if (id != one.id && !one.replaces(id)) one.supersedes.push_back(id);
      }
    }
  }
}

}  // namespace

std::optional<Refusal> wrong_total(const Assignment& draft) {
  if (!draft.weights && !is_pool(draft.slot)) return std::nullopt;
  Decimal sum;
  for (const Seat& seat : draft.seats) sum += seat.share;
  if (draft.weights ? !sum.is_zero() || draft.seats.empty() : sum == Decimal(100))
    return std::nullopt;
  return Refusal{
      draft.id,
      "ASSIGN_SPLIT_NOT_100",
      "the shares of " + shown(draft.id) + " add up to " + sum.str() +
          (draft.weights ? ": nobody would have anything" : ", not 100"),
      draft.weights ? "give somebody a share above 0" : "correct the shares, or write unit weight",
      draft.place.account,
      draft.line};
}

Accepted accept(std::vector<Assignment> drafts) {
  follow_chains(drafts);
  std::stable_sort(drafts.begin(), drafts.end(), before);
  Accepted out;
  out.kept.reserve(drafts.size());
  std::unordered_map<std::string, std::vector<std::size_t>> by_place;
  for (Assignment& draft : drafts) {
    const bool exception = draft.approved_override || draft.place.rung == Rung::channel;
    draft.pending = (draft.backdated() || exception) && draft.approved_by.empty();
    if (auto wrong = wrong_total(draft)) {
      out.refused.push_back(std::move(*wrong));
      continue;
    }
    auto& others = by_place[std::string(name_of(draft.slot)) + " " + draft.place.key];
    const Assignment* clash = nullptr;
    for (const std::size_t i : others) {
      const Assignment& other = out.kept[i];
      if (clash == nullptr && !draft.pending && !other.pending && overlap(draft, other) &&
          equal_rank(draft, other))
        clash = &other;
    }
    if (clash != nullptr) {
      out.refused.push_back(overlaps(draft, *clash));
      continue;
    }
    others.push_back(out.kept.size());
    out.kept.push_back(std::move(draft));
  }
  return out;
}

}  // namespace norekey::credit
