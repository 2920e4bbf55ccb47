#include "flow/log.hpp"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <boost/json.hpp>

#include <algorithm>

#include "core/text.hpp"
#include "core/time.hpp"

namespace norekey::flow {
namespace {

constexpr std::size_t kFileBytes = 50 * 1024 * 1024;
constexpr std::size_t kFiles = 5;

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string_view word(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "info";
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// A value in a text line: quoted only where it needs to be, so that nothing from outside can forge
/// a fact or a line.
std::string text_value(const std::string& value) {
  const bool plain = !value.empty() && value.find_first_of(" '\"=\\") == std::string::npos &&
                     std::none_of(value.begin(), value.end(), is_control) &&
                     invalid_utf8(value) == std::string::npos;
  if (plain) return value;
  return boost::json::serialize(boost::json::value(first_characters(value, 500)));
}

class SpdlogLog : public Log {
 public:
  SpdlogLog(std::shared_ptr<spdlog::logger> logger, bool json)
      : logger_(std::move(logger)), json_(json) {}

  void write(Level level, std::string_view stage, std::string_view text,
             const std::vector<Fact>& facts) override {
    if (!logger_->should_log(spdlog_level(level))) return;
    std::string line =
        json_ ? json_line(level, stage, text, facts) : text_line(level, stage, text, facts);
    logger_->log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
  }

 private:
  static std::string text_line(Level level, std::string_view stage, std::string_view text,
                               const std::vector<Fact>& facts) {
    std::string out = to_string(system_clock().now()) + " " + std::string(word(level)) + " " +
                      std::string(stage) + ": " + std::string(text);
    for (const Fact& fact : facts) {
      if (!fact.second.empty())
        out += " " + std::string(fact.first) + "=" + text_value(fact.second);
    }
    for (char& c : out) c = is_control(c) ? ' ' : c;  // whoever reads it does so in a terminal
    return out;
  }

  static std::string json_line(Level level, std::string_view stage, std::string_view text,
                               const std::vector<Fact>& facts) {
    boost::json::object out{{"at", to_string(system_clock().now())},
                            {"level", word(level)},
                            {"stage", stage},
                            {"text", text}};
    for (const Fact& fact : facts) {
      if (!fact.second.empty()) out[fact.first] = fact.second;
    }
    return boost::json::serialize(out);
  }

  std::shared_ptr<spdlog::logger> logger_;
  bool json_;
};

class SilentLog : public Log {
 public:
  void write(Level, std::string_view, std::string_view, const std::vector<Fact>&) override {}
};

}  // namespace

void Log::failure(std::string_view stage, const Error& error, std::vector<Fact> facts) {
  facts.emplace_back("fate", to_string(error.fate));
  Error place = error;
  place.what = place.fix = "";
  std::string where = to_string(place);
  if (where.size() > 2) facts.emplace_back("where", where.substr(0, where.size() - 2));
  facts.emplace_back("fix", error.fix);
  write(error.fate == Fate::halt ? Level::error : Level::warning, stage, error.what, facts);
}

Result<std::unique_ptr<Log>> open_log(const LogConfig& config) {
  try {
    spdlog::sink_ptr sink;
    if (config.to == "file") {
      sink =
          std::make_shared<spdlog::sinks::rotating_file_sink_mt>(config.file, kFileBytes, kFiles);
    } else {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    }
    auto logger = std::make_shared<spdlog::logger>("norekey", sink);
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::from_str(config.level));
    logger->flush_on(spdlog::level::info);
    return std::unique_ptr<Log>(std::make_unique<SpdlogLog>(std::move(logger), config.json));
  } catch (const spdlog::spdlog_ex& e) {
    return Error{Fate::halt,
                 "the log file " + config.file + " cannot be written: " + e.what(),
                 "create its folder and let the daemon's user write there",
                 {},
                 ""};
  }
}

std::unique_ptr<Log> silent_log() { return std::make_unique<SilentLog>(); }

}  // namespace norekey::flow
