/// drop: order files handed over so that an ERP never sees half of one and never sees one twice.
#pragma once
#include <string>

#include "core/error.hpp"

namespace norekey::adapters::files {

/// A folder that an ERP takes order files from. Each hand-over leaves a mark in its subfolder
/// .norekey, which outlives the file: the mark is what proves, after a crash, that a file was
/// handed over. Calls block (file I/O).
class Drop {
 public:
  explicit Drop(std::string directory) : directory_(std::move(directory)) {}

  /// Creates the folders. halt: cannot.
  Result<void> prepare() const;

  /// Whether this user may write into them, without writing anything. halt: no.
  Result<void> writable() const;

  /// Writes a temporary name, fsyncs, marks, renames, fsyncs the folder: durable on return. A name
  /// that was handed over before is left as it is. retry: no space, no folder; nothing was handed
  /// over then.
  Result<void> hand_over(const std::string& name, const std::string& text) const;

  /// Whether `name` was handed over; finishes a hand-over that a crash interrupted.
  Result<bool> handed_over(const std::string& name) const;

  const std::string& directory() const { return directory_; }

 private:
  std::string mark(const std::string& name) const { return directory_ + "/.norekey/" + name; }
  std::string temporary(const std::string& name) const {
    return directory_ + "/.norekey/" + name + ".tmp";
  }

  std::string directory_;
};

}  // namespace norekey::adapters::files
