#include "console/draft.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/text.hpp"

namespace norekey::console {
namespace {

Error cannot(const std::string& path) {
  return {Fate::reject,
          path + " cannot be written: " + lower(std::strerror(errno)),
          "let the daemon's user write there, or change the file by hand and: norekey apply",
          {},
          ""};
}

}  // namespace

Result<void> write_draft(const std::string& directory, const std::string& name,
                         const std::string& text) {
  const std::string path = directory + "/" + name, fresh = path + ".new";
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0) return cannot(path);
  std::size_t written = 0;
  while (written < text.size()) {
    const auto n = ::write(fd, text.data() + written, text.size() - written);
    if (n <= 0) break;
    written += static_cast<std::size_t>(n);
  }
  const bool whole = written == text.size() && ::fsync(fd) == 0;
  const Error failed = cannot(path);
  ::close(fd);
  if (whole && ::rename(fresh.c_str(), path.c_str()) == 0) return {};
  ::unlink(fresh.c_str());
  return failed;
}

Result<void> remove_draft(const std::string& directory, const std::string& name) {
  const std::string path = directory + "/" + name;
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return cannot(path);
  return {};
}

}  // namespace norekey::console
