/// CounterFile: the store's instance and how many intents it has committed, kept outside the store,
/// so that a store put back from a copy is noticed. Written by commit/group_writer after each group
/// with intents, read at open.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "core/error.hpp"

namespace norekey::queue {

class CounterFile {
 public:
  struct Content {
    std::string instance;
    std::int64_t intents = 0;
  };

  CounterFile() = default;  ///< keeps nothing
  CounterFile(CounterFile&& other) noexcept;
  CounterFile& operator=(CounterFile&& other) noexcept;
  ~CounterFile();

  /// Opens or creates `path`; "" = keeps nothing. halt: cannot be written, or holds something else.
  static Result<CounterFile> open(const std::string& path);

  /// What it held when it was opened; nullopt = it is new.
  const std::optional<Content>& found() const { return found_; }

  /// Not synced: after a power loss it may be behind, never ahead. A failing write leaves it behind
  /// as well.
  void write(const std::string& instance, std::int64_t intents);

  /// Once, after the first write: from then on the file is there under its name after a power loss,
  /// and its line, which is replaced in place, is whole.
  void sync();

 private:
  int file_ = -1;
  std::string path_;
  std::optional<Content> found_;
};

}  // namespace norekey::queue
