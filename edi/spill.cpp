#include "edi/spill.hpp"

#include <cerrno>
#include <cstring>
#include <vector>

namespace norekey::edi {

void Spill::fail() const {
  if (error_) return;
  error_ = Error{Fate::retry,
                 std::string("the acknowledgement does not fit into a temporary file: ") +
                     std::strerror(errno),
                 "make room in the folder for temporary files (/tmp)",
                 {},
                 ""};
}

void Spill::add(std::string_view text) {
  size_ += text.size();
  memory_ += text;
  if (memory_.size() <= limit_ || error_) return;
  if (!file_) file_.reset(std::tmpfile());
  if (!file_ || std::fwrite(memory_.data(), 1, memory_.size(), file_.get()) != memory_.size())
    fail();
  memory_.clear();
}

void Spill::add(const Spill& other) {
  other.each([this](std::string_view piece) { add(piece); });
  if (other.error_ && !error_) error_ = other.error_;
}

void Spill::clear() {
  memory_.clear();
  file_.reset();
  size_ = 0;
  error_.reset();
}

void Spill::each(const std::function<void(std::string_view)>& take) const {
  if (file_ && !error_) {
    std::vector<char> room(64 * 1024);
    if (std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0) fail();
    while (!error_) {
      const std::size_t got = std::fread(room.data(), 1, room.size(), file_.get());
      if (got == 0) break;
      take({room.data(), got});
    }
    if (std::ferror(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_END) != 0) fail();
  }
  if (!memory_.empty()) take(memory_);
}

}  // namespace norekey::edi
