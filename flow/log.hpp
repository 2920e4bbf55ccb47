/// log: structured log lines: one a stage, with message id, web and ERP number. The only place that
/// writes them.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace norekey::flow {

enum class Level { debug, info, warning, error };

/// name and value of one fact of a line. Never a secret, never a body.
using Fact = std::pair<std::string_view, std::string>;

class Log {
 public:
  virtual ~Log() = default;

  /// `stage` is one word ("received", "sent"), `text` one sentence.
  virtual void write(Level level, std::string_view stage, std::string_view text,
                     const std::vector<Fact>& facts) = 0;

  void info(std::string_view stage, std::string_view text, const std::vector<Fact>& facts = {}) {
    write(Level::info, stage, text, facts);
  }
  void warning(std::string_view stage, std::string_view text, const std::vector<Fact>& facts = {}) {
    write(Level::warning, stage, text, facts);
  }

  /// What, where and the fix of an error, each as a fact of its own.
  void failure(std::string_view stage, const Error& error, std::vector<Fact> facts = {});
};

struct LogConfig {
  std::string to = "stderr";  ///< "stderr", "file"
  std::string file;
  std::string level = "info";
  bool json = false;
};

/// halt: the file cannot be written.
Result<std::unique_ptr<Log>> open_log(const LogConfig& config);

/// Swallows everything: for commands that work on a store without a daemon.
std::unique_ptr<Log> silent_log();

}  // namespace norekey::flow
