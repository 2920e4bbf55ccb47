/// typed: norekey as it is typed, in this process: exit code and what it printed.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "app/command_line.hpp"

namespace norekey::app {

struct Typed {
  int code = 0;
  std::string out, err;
};

inline Typed type(std::vector<std::string> words) {
  words.insert(words.begin(), "norekey");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Typed out;
  out.code = run_command_line(static_cast<int>(argv.size()), argv.data());
  out.out = testing::internal::GetCapturedStdout();
  out.err = testing::internal::GetCapturedStderr();
  return out;
}

/// A folder of its own that is the working one while it lives.
class ScratchFolder {
 public:
  ScratchFolder()
      : before_(std::filesystem::current_path()),
        folder_(
            std::filesystem::temp_directory_path() /
            ("norekey-typed-" + std::to_string(::getpid()) + "-" + std::to_string(serial()++))) {
    std::filesystem::create_directories(folder_);
    std::filesystem::current_path(folder_);
  }
  ~ScratchFolder() {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    const auto path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }

 private:
  static int& serial() {
    static int next = 0;
    return next;
  }

  const std::filesystem::path before_, folder_;
};

}  // namespace norekey::app
