#include "queue/sqlite/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/text.hpp"

namespace norekey::queue::sqlite {
namespace {

class File {
 public:
  explicit File(int file) : file_(file) {}
  ~File() {
    if (file_ >= 0) ::close(file_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

 private:
  int file_;
};

Error refused(const std::string& path, const std::string& why, std::string fix) {
  return {.fate = Fate::halt,
          .what = "the store " + norekey::shown(path) + " " + why,
          .fix = std::move(fix),
          .where = {path, 0, 0, ""},
          .cause = "store/lock"};
}

std::string holder(int file) {
  char digits[16] = {};
  const auto size = ::pread(file, digits, sizeof digits - 1, 0);
  std::string text(digits, size > 0 ? static_cast<std::size_t>(size) : 0);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.empty() ? "another process" : "process " + text;
}

}  // namespace

Result<std::shared_ptr<void>> lock_store(const std::string& path) {
  const auto beside = path + ".lock";
  const int file = ::open(beside.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return refused(path, std::string("cannot be locked: ") + std::strerror(errno),
                   "create its directory, owned by the user that norekey runs as");
  }
  auto held = std::make_shared<File>(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    return refused(path, "is in use by " + holder(file),
                   "use the running daemon's commands, or stop it first: systemctl stop norekey");
  }
  const auto text = std::to_string(::getpid()) + "\n";
  const bool noted = ::ftruncate(file, 0) == 0 && ::pwrite(file, text.data(), text.size(), 0) ==
                                                      static_cast<ssize_t>(text.size());
  if (!noted) {
    return refused(path, std::string("cannot be locked: ") + std::strerror(errno),
                   "make room on its disk");
  }
  return std::shared_ptr<void>(held);
}

}  // namespace norekey::queue::sqlite
