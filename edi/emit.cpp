#include "edi/emit.hpp"

namespace norekey::edi {

void Emit::begin(std::string_view tag) {
  text_ += tag;
  waiting_ = components_ = repetitions_ = 0;
}

/// Writes the separators that were held back, now that a value follows them.
void Emit::flush() {
  text_.append(waiting_, separators_.element);
  text_.append(repetitions_, separators_.repetition);
  text_.append(components_, separators_.component);
  waiting_ = components_ = repetitions_ = 0;
}

void Emit::next_component() { ++components_; }

void Emit::next_repetition() {
  ++repetitions_;
  components_ = 0;
}

void Emit::value(std::string_view value) {
  if (value.empty()) return;
  flush();
  const Separators& s = separators_;
  for (char c : value) {
    const bool special = c == s.element || c == s.component || c == s.segment ||
                         (s.repetition != '\0' && c == s.repetition) ||
                         (s.release != '\0' && c == s.release);
    if (special && s.release != '\0') {
      text_ += s.release;
    } else if (special && collision_.empty()) {
      collision_ = value;
    }
    text_ += c;
  }
}

void Emit::binary(std::string_view bytes) {
  flush();
  text_ += bytes;
}

void Emit::element(std::string_view v) {
  components_ = repetitions_ = 0;
  begin_element();
  value(v);
}

void Emit::composite(const std::vector<std::string>& components) {
  components_ = repetitions_ = 0;
  begin_element();
  bool first = true;
  for (const std::string& c : components) {
    if (!first) next_component();
    first = false;
    value(c);
  }
  components_ = 0;
}

void Emit::end() {
  waiting_ = components_ = repetitions_ = 0;
  text_ += separators_.segment;
  text_ += after_;
  ++count_;
}

}  // namespace norekey::edi
