/// emit: writes segments with an interchange's separators; data that collide with them are released
/// (EDIFACT) or refused (X12 has no way to write them). Used by ack and write.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "edi/segment.hpp"

namespace norekey::edi {

class Emit {
 public:
  explicit Emit(Separators separators, std::string after = "")
      : separators_(separators), after_(std::move(after)) {}

  void begin(std::string_view tag);
  void element(std::string_view value);                        ///< a simple one
  void composite(const std::vector<std::string>& components);  ///< trailing empty ones are left out
  void next_component();  ///< the next value belongs to the same element
  void next_repetition();
  void value(std::string_view value);  ///< behind begin_element or next_*
  void begin_element() { ++waiting_; }
  void binary(std::string_view bytes);  ///< as they are
  /// The element ends: separators that wait for a further value of it are left out.
  void drop_pending() { components_ = repetitions_ = 0; }
  void end();  ///< trailing empty elements are left out
  std::string take() { return std::move(text_); }
  std::string& text() { return text_; }
  std::size_t segments() const { return count_; }
  void restart_count() { count_ = 0; }
  /// The first value that X12 could not hold, or "".
  const std::string& collision() const { return collision_; }

 private:
  void flush();

  Separators separators_;
  std::string after_, text_, collision_;
  std::size_t waiting_ = 0, components_ = 0, repetitions_ = 0, count_ = 0;
};

}  // namespace norekey::edi
