#include "mapping/lookup_rows.hpp"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <functional>
#include <new>
#include <stdexcept>

namespace norekey::mapping {

constexpr std::size_t kLargePage = std::size_t{2} << 20, kLarge = 2 * kLargePage;

void* allocate_large(std::size_t bytes) {
  if (bytes < kLarge) return ::operator new (bytes, std::align_val_t{64});
  void* out = std::aligned_alloc(kLargePage, (bytes + kLargePage - 1) / kLargePage * kLargePage);
  if (out == nullptr) throw std::bad_alloc();
  ::madvise(out, bytes, MADV_HUGEPAGE);  // without them it is only slower
  return out;
}

void free_large(void* memory, std::size_t bytes) {
  if (bytes < kLarge) {
    ::operator delete (memory, std::align_val_t{64});
  } else {
    std::free(memory);
  }
}

namespace {

std::uint64_t mark_of_row(std::string_view key, std::string_view value) {
  const std::hash<std::string_view> hash;
  std::uint64_t out = hash(key) * 0x9e3779b97f4a7c15 + hash(value);
  out = (out ^ (out >> 32)) * 0xd6e8feb86659fd93;
  return out ^ (out >> 32);
}

}  // namespace

LookupRows::LookupRows(std::initializer_list<Row> rows) {
  for (const auto& [key, value] : rows) emplace(key, value);
}

LookupRows::Far LookupRows::far_of(const Slot& slot) {
  Far out;
  std::memcpy(&out, slot.text, sizeof out);
  return out;
}

LookupRows::Slot LookupRows::far_slot(Far far) {
  Slot out;
  out.state = State::far;
  std::memcpy(out.text, &far, sizeof far);
  return out;
}

std::string_view LookupRows::key_in(const Slot& slot) const {
  if (slot.state == State::here) return {slot.text, slot.key_bytes};
  const Far far = far_of(slot);
  return std::string_view(far_[far.index]).substr(0, far.key_bytes);
}

std::string_view LookupRows::value_in(const Slot& slot) const {
  if (slot.state == State::here) return {slot.text + slot.key_bytes, slot.value_bytes};
  const Far far = far_of(slot);
  return std::string_view(far_[far.index]).substr(far.key_bytes);
}

/// The slot that a key is looked for from.
std::size_t LookupRows::home(std::string_view key) const {
  return std::hash<std::string_view>{}(key) & (slots_.size() - 1);
}

std::size_t LookupRows::slot_of(std::string_view key) const {
  if (size_ == 0) return slots_.size();
  for (std::size_t at = home(key);; at = (at + 1) & (slots_.size() - 1)) {
    const Slot& slot = slots_[at];
    if (slot.state == State::free) return slots_.size();
    if (key_in(slot) == key) return at;
  }
}

std::size_t LookupRows::used_from(std::size_t at) const {
  while (at < slots_.size() && slots_[at].state == State::free) ++at;
  return at;
}

std::optional<std::string_view> LookupRows::value(std::string_view key) const {
  const std::size_t at = slot_of(key);
  if (at == slots_.size()) return std::nullopt;
  return value_in(slots_[at]);
}

std::string LookupRows::at(std::string_view key) const {
  const auto found = value(key);
  if (!found) throw std::out_of_range("no such key: " + std::string(key));
  return std::string(*found);
}

void LookupRows::grow() {
  Slots before(slots_.empty() ? 8 : slots_.size() * 2);
  before.swap(slots_);
  for (const Slot& slot : before) {
    if (slot.state != State::free) place(slot);
  }
}

/// A row as a slot of its own.
LookupRows::Slot LookupRows::made(std::string_view key, std::string_view value) {
  Slot out;
  if (key.size() + value.size() <= kInSlot) {
    out.state = State::here;
    out.key_bytes = static_cast<std::uint8_t>(key.size());
    out.value_bytes = static_cast<std::uint8_t>(value.size());
    key.copy(out.text, key.size());
    value.copy(out.text + key.size(), value.size());
    return out;
  }
  std::string row(key);
  row += value;
  Far far{static_cast<std::uint32_t>(far_.size()), static_cast<std::uint32_t>(key.size())};
  if (unused_far_.empty()) {
    far_.push_back(std::move(row));
  } else {
    far.index = unused_far_.back();
    unused_far_.pop_back();
    far_[far.index] = std::move(row);
  }
  return far_slot(far);
}

/// Puts a slot whose key is not there into the first free one from its home.
void LookupRows::place(const Slot& slot) {
  std::size_t at = home(key_in(slot));
  while (slots_[at].state != State::free) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = slot;
}

void LookupRows::let_go(const Slot& slot) {
  if (slot.state != State::far) return;
  const Far far = far_of(slot);
  far_[far.index] = {};
  unused_far_.push_back(far.index);
}

void LookupRows::put(std::string_view key, std::string_view value) {
  const std::size_t at = slot_of(key);
  if (at == slots_.size()) return emplace(key, value);
  mark_ += mark_of_row(key, value) - mark_of_row(key, value_in(slots_[at]));
  const Slot now = made(key, value);
  let_go(slots_[at]);
  slots_[at] = now;
}

void LookupRows::emplace(std::string_view key, std::string_view value) {
  if (contains(key)) return;
  if ((size_ + 1) * 10 > slots_.size() * 7) grow();
  place(made(key, value));
  mark_ += mark_of_row(key, value);
  ++size_;
}

/// Rows behind the hole that were pushed on by it move up, so that no search ends too early.
void LookupRows::erase(std::string_view key) {
  std::size_t hole = slot_of(key);
  if (hole == slots_.size()) return;
  mark_ -= mark_of_row(key, value_in(slots_[hole]));
  let_go(slots_[hole]);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = (hole + 1) & mask; slots_[at].state != State::free; at = (at + 1) & mask) {
    const std::size_t from = home(key_in(slots_[at]));
    if (((at - from) & mask) < ((at - hole) & mask)) continue;
    slots_[hole] = slots_[at];
    hole = at;
  }
  slots_[hole] = {};
  --size_;
}

}  // namespace norekey::mapping
