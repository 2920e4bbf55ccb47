#include "edi/source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/text.hpp"

namespace norekey::edi {
namespace {

Error cannot(const std::string& path, const char* what) {
  return {Fate::halt,
          "cannot read " + shown(path) + ": " + what,
          "give a file that exists and may be read, or - for standard input",
          {path, 0, 0, ""},
          ""};
}

class FileSource : public Source {
 public:
  FileSource(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override {
    if (fd_ > 0) ::close(fd_);
  }
  Result<std::size_t> read(char* to, std::size_t size) override {
    for (;;) {
      const ssize_t got = ::read(fd_, to, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return cannot(path_, std::strerror(errno));
    }
  }

 private:
  int fd_;
  std::string path_;
};

class TextSource : public Source {
 public:
  TextSource(std::string_view text, std::size_t step) : text_(text), step_(step) {}
  Result<std::size_t> read(char* to, std::size_t size) override {
    if (step_ > 0) size = std::min(size, step_);
    size = std::min(size, text_.size());
    std::memcpy(to, text_.data(), size);
    text_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view text_;
  std::size_t step_;
};

}  // namespace

Result<std::unique_ptr<Source>> open_file(const std::string& path) {
  if (path == "-") return std::unique_ptr<Source>(new FileSource(0, "-"));
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return cannot(path, std::strerror(errno));
  struct stat info {};
  if (::fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
    ::close(fd);
    return cannot(path, "it is a folder");
  }
  return std::unique_ptr<Source>(new FileSource(fd, path));
}

std::unique_ptr<Source> open_text(std::string_view text, std::size_t step) {
  return std::make_unique<TextSource>(text, step);
}

}  // namespace norekey::edi
