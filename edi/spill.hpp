/// Spill: a text that grows at its end and is read from its begin, however long: what is beyond a
/// limit lies in a temporary file without a name. Used by ack: an interchange of any size is
/// answered in bounded memory.
#pragma once
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace norekey::edi {

class Spill {
 public:
  /// `in_memory`: bytes that are kept before there is a file.
  explicit Spill(std::size_t in_memory = 1 << 20) : limit_(in_memory) {}

  void add(std::string_view text);
  void add(const Spill& other);
  void clear();
  bool empty() const { return size_ == 0; }
  std::uint64_t size() const { return size_; }
  /// Calls `take` for one piece after the other, in order.
  void each(const std::function<void(std::string_view)>& take) const;
  /// retry: there was no room for the file. The text is then not whole.
  const std::optional<Error>& error() const { return error_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void fail() const;

  std::size_t limit_;
  std::string memory_;  ///< the end of the text, not in the file yet
  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t size_ = 0;
  mutable std::optional<Error> error_;
};

}  // namespace norekey::edi
