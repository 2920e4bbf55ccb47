/// What stands in a line of the log, whatever comes from outside.
#include "flow/log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace norekey::flow {
namespace log_test {

constexpr std::size_t kTime = 28;  // "2026-11-30T22:26:53.280868Z "

std::string written(bool json) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("norekey-log-" + std::to_string(::getpid()) + (json ? ".json" : ".txt"));
  std::filesystem::remove(file);
  LogConfig config;
  config.to = "file";
  config.file = file.string();
  config.json = json;
  auto log = open_log(config);
  if (!log) return to_string(log.error());
  const std::vector<Fact> facts{{"order", "c\x1b]0;x\x07"}, {"erp", "SO1"}, {"empty", ""}};
  (*log)->info("fetched", "order a\x1b[2J\nb", facts);
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  std::filesystem::remove(file);
  return out.str();
}

TEST(LogLine, MovesNoCursorAndForgesNoLineOrFact) {
  const std::string line = written(false);
  const std::string begin = "info fetched: order a [2J b order=\"c";
  ASSERT_GT(line.size(), kTime);
  EXPECT_EQ(line.substr(kTime, begin.size()), begin);
  EXPECT_TRUE(line.ends_with(" erp=SO1\n")) << line;
  for (const char c : line.substr(0, line.size() - 1))
    EXPECT_GE(static_cast<unsigned char>(c), 0x20U) << line;
}

TEST(LogLine, InJsonHasEachValueAsItIs) {
  const boost::json::value line = boost::json::parse(written(true));
  EXPECT_EQ(line.at("text"), "order a\x1b[2J\nb");
  EXPECT_EQ(line.at("order"), "c\x1b]0;x\x07");
  EXPECT_EQ(line.at("erp"), "SO1");
  EXPECT_FALSE(line.as_object().contains("empty"));
}

}  // namespace log_test
}  // namespace norekey::flow
