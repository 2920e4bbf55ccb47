#include "adapters/files/drop.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/text.hpp"

namespace norekey::adapters::files {
namespace {

namespace fs = std::filesystem;

Error failed(const std::string& what, const std::string& path) {
  return {Fate::retry,
          what + " " + path + ": " + lower(std::strerror(errno)),
          "check space and rights of that folder",
          {},
          ""};
}

Result<void> sync_folder(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return failed("cannot open the folder", path);
  const int rc = ::fsync(fd);
  ::close(fd);
  if (rc != 0) return failed("cannot write the folder", path);
  return {};
}

Result<void> write_synced(const std::string& path, const std::string& text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (fd < 0) return failed("cannot create the file", path);
  std::size_t at = 0;
  while (at < text.size()) {
    const ssize_t n = ::write(fd, text.data() + at, text.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      const Error e = failed("cannot write the file", path);
      ::close(fd);
      return e;
    }
    at += static_cast<std::size_t>(n);
  }
  const int rc = ::fsync(fd);
  ::close(fd);
  if (rc != 0) return failed("cannot write the file", path);
  return {};
}

/// systemd shows a service what it may not write as a read-only file system.
std::string mend(int error) {
  return error == EROFS
             ? "name it in a drop-in (systemctl edit norekey): [Service] ReadWritePaths=…, then "
               "restart the service"
             : "create it and let the daemon's user write there";
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

}  // namespace

Result<void> Drop::prepare() const {
  std::error_code ec;
  fs::create_directories(directory_ + "/.norekey", ec);
  if (!ec) return {};
  return Error{Fate::halt,
               "the folder " + directory_ + " cannot be created: " + lower(ec.message()),
               mend(ec.value()),
               {},
               ""};
}

Result<void> Drop::writable() const {
  for (const std::string& folder : {directory_, directory_ + "/.norekey"}) {
    if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0) continue;
    const int why = errno;
    return Error{Fate::halt,
                 "the folder " + folder + " cannot be written: " + lower(std::strerror(why)),
                 mend(why),
                 {},
                 ""};
  }
  return {};
}

Result<bool> Drop::handed_over(const std::string& name) const {
  if (!exists(mark(name))) return false;
  if (!exists(temporary(name))) return true;
  // Marked, but a crash came before the rename: the ERP has not seen it yet.
  if (::rename(temporary(name).c_str(), (directory_ + "/" + name).c_str()) != 0)
    return failed("cannot rename", temporary(name));
  if (auto synced = sync_folder(directory_); !synced) return synced.error();
  return true;
}

Result<void> Drop::hand_over(const std::string& name, const std::string& text) const {
  auto before = handed_over(name);
  if (!before) return before.error();
  if (*before) return {};
  if (auto written = write_synced(temporary(name), text); !written) return written;
  if (::link(temporary(name).c_str(), mark(name).c_str()) != 0)
    return failed("cannot mark", mark(name));
  if (auto synced = sync_folder(directory_ + "/.norekey"); !synced) return synced;
  if (::rename(temporary(name).c_str(), (directory_ + "/" + name).c_str()) != 0)
    return failed("cannot rename", temporary(name));
  return sync_folder(directory_);
}

}  // namespace norekey::adapters::files
