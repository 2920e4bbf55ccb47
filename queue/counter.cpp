#include "queue/counter.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <utility>

#include "core/text.hpp"

namespace norekey::queue {
namespace {

// One line of fixed length, so that one pwrite replaces it: "norekey-counter <32 hex> <20
// digits>\n".
constexpr std::string_view kName = "norekey-counter ";
constexpr std::size_t kInstance = 32, kNumber = 20;
constexpr std::size_t kLength = kName.size() + kInstance + 1 + kNumber + 1;

std::optional<CounterFile::Content> parse(std::string_view text) {
  if (text.size() != kLength || !text.starts_with(kName) || text.back() != '\n') return {};
  CounterFile::Content content;
  content.instance = text.substr(kName.size(), kInstance);
  const auto digits = text.substr(kLength - kNumber - 1, kNumber);
  const auto [end, wrong] =
      std::from_chars(digits.data(), digits.data() + digits.size(), content.intents);
  if (wrong != std::errc() || end != digits.data() + digits.size()) return {};
  return content;
}

Error unusable(const std::string& path, const std::string& why, std::string fix) {
  return {.fate = Fate::halt,
          .what = "counter file " + shown(path) + " " + why,
          .fix = std::move(fix),
          .where = {path, 0, 0, ""},
          .cause = "store/counter"};
}

}  // namespace

CounterFile::CounterFile(CounterFile&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      path_(std::move(other.path_)),
      found_(std::move(other.found_)) {}

CounterFile& CounterFile::operator=(CounterFile&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(path_, other.path_);
  std::swap(found_, other.found_);
  return *this;
}

CounterFile::~CounterFile() {
  if (file_ >= 0) ::close(file_);
}

Result<CounterFile> CounterFile::open(const std::string& path) {
  CounterFile counter;
  if (path.empty()) return counter;
  counter.path_ = path;
  counter.file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (counter.file_ < 0) {
    return unusable(path, std::string("cannot be opened: ") + std::strerror(errno),
                    "make its directory writable for the user that norekey runs as");
  }
  char text[kLength + 1];
  const auto size = ::pread(counter.file_, text, sizeof text, 0);
  if (size == 0) return counter;
  counter.found_ = parse({text, static_cast<std::size_t>(std::max<ssize_t>(size, 0))});
  if (!counter.found_) {
    return unusable(path, "is not one that norekey wrote",
                    "move it away; orders since the last backup must then be looked up by hand: "
                    "norekey reconcile");
  }
  return counter;
}

void CounterFile::write(const std::string& instance, std::int64_t intents) {
  if (file_ < 0) return;
  auto digits = std::to_string(intents);
  digits.insert(0, kNumber - digits.size(), '0');
  const auto text = std::string(kName) + instance + " " + digits + "\n";
  ssize_t written = -1;
  do {
    written = ::pwrite(file_, text.data(), text.size(), 0);
  } while (written < 0 && errno == EINTR);
}

void CounterFile::sync() {
  if (file_ < 0) return;
  ::fsync(file_);
  const auto folder = std::filesystem::absolute(path_).parent_path();
  const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;
  ::fsync(directory);
  ::close(directory);
}

}  // namespace norekey::queue
