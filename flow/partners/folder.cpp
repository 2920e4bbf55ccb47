#include "flow/partners/folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/text.hpp"

namespace norekey::flow {
namespace {

namespace fs = std::filesystem;
using boost::asio::use_awaitable;

constexpr std::uintmax_t kMostBytes = 200u * 1024 * 1024;

Error folder_error(const std::string& what, const std::string& path, const std::error_code& ec,
                   const std::string& fix) {
  return {Fate::retry,
          what + " " + shown(path) + ": " + lower(ec.message()),
          fix,
          {},
          "partner/folder"};
}

bool is_unfinished(const std::string& name) {
  for (const char* ending : {".tmp", ".part", ".filepart", ".writing"}) {
    if (name.ends_with(ending)) return true;
  }
  return name.starts_with(".");
}

void sync_folder(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

/// "po.x12" -> "po.2.x12" where the archive has one of that name.
fs::path free_name(const fs::path& folder, const std::string& name) {
  fs::path wanted = folder / name;
  std::error_code ec;
  if (!fs::exists(wanted, ec)) return wanted;
  const std::string stem = wanted.stem().string(), ending = wanted.extension().string();
  for (int n = 2;; ++n) {
    fs::path other = folder / (stem + "." + std::to_string(n) + ending);
    if (!fs::exists(other, ec)) return other;
  }
}

}  // namespace

PartnerFolder::PartnerFolder(const config::Partner& partner)
    : partner_(partner), outbox_(partner.outbox) {}

awaitable<Result<FoundFile>> PartnerFolder::next() {
  co_return co_await boost::asio::co_spawn(thread_.executor(), finding(), use_awaitable);
}
awaitable<Result<void>> PartnerFolder::archive(std::string name) {
  co_return co_await boost::asio::co_spawn(thread_.executor(), moving(std::move(name)),
                                           use_awaitable);
}
awaitable<Result<void>> PartnerFolder::put(std::string name, std::string text) {
  co_return co_await boost::asio::co_spawn(
      thread_.executor(), putting(std::move(name), std::move(text)), use_awaitable);
}
awaitable<Result<std::string>> PartnerFolder::look() {
  co_return co_await boost::asio::co_spawn(thread_.executor(), looking(), use_awaitable);
}

awaitable<Result<FoundFile>> PartnerFolder::finding() const {
  std::error_code ec;
  fs::directory_iterator all(partner_.inbox, ec);
  if (ec)
    co_return folder_error("the inbox cannot be read:", partner_.inbox, ec,
                           "create it and let the daemon's user read and write it");
  const auto now = fs::file_time_type::clock::now();
  fs::path oldest;
  fs::file_time_type oldest_time{};
  for (const fs::directory_entry& entry : all) {
    const std::string name = entry.path().filename().string();
    if (is_unfinished(name) || !entry.is_regular_file(ec)) continue;
    const auto changed = entry.last_write_time(ec);
    if (ec || now - changed < partner_.quiet) continue;
    if (!oldest.empty() && std::pair(changed, entry.path()) >= std::pair(oldest_time, oldest))
      continue;
    oldest = entry.path();
    oldest_time = changed;
  }
  FoundFile out;
  if (oldest.empty()) co_return out;
  const auto size = fs::file_size(oldest, ec);
  if (!ec && size > kMostBytes) {
    co_return Error{Fate::retry,
                    "the file " + shown(oldest.string()) + " is larger than 200 MB",
                    "ask the partner for smaller files, and take this one out of the inbox",
                    {},
                    "partner/file"};
  }
  std::ifstream in(oldest, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in.is_open() || in.bad())
    co_return folder_error("the file cannot be read:", oldest.string(),
                           std::make_error_code(std::errc::io_error),
                           "let the daemon's user read it");
  out.name = oldest.filename().string();
  out.text = std::move(text).str();
  co_return out;
}

awaitable<Result<void>> PartnerFolder::moving(std::string name) const {
  std::error_code ec;
  fs::create_directories(partner_.archive, ec);
  const fs::path from = fs::path(partner_.inbox) / name;
  const fs::path to = free_name(partner_.archive, name);
  fs::rename(from, to, ec);
  if (ec == std::errc::cross_device_link) {
    fs::copy_file(from, to, ec);
    if (!ec) fs::remove(from, ec);
  }
  if (ec)
    co_return folder_error("a taken file cannot be moved to the archive:", from.string(), ec,
                           "let the daemon's user write both folders");
  sync_folder(partner_.archive);
  sync_folder(partner_.inbox);
  co_return Result<void>{};
}

awaitable<Result<void>> PartnerFolder::putting(std::string name, std::string text) const {
  if (auto ready = outbox_.prepare(); !ready) co_return ready.error();
  co_return outbox_.hand_over(name, text);
}

awaitable<Result<std::string>> PartnerFolder::looking() const {
  std::size_t waiting = 0;
  for (const std::string& folder : {partner_.inbox, partner_.outbox, partner_.archive}) {
    std::error_code ec;
    fs::directory_iterator all(folder, ec);
    if (ec)
      co_return folder_error("the folder cannot be read:", folder, ec,
                             "create it and let the daemon's user read and write it");
    if (::access(folder.c_str(), W_OK) != 0)
      co_return folder_error("the folder cannot be written:", folder,
                             std::error_code(errno, std::generic_category()),
                             "let the daemon's user write it");
    if (folder != partner_.inbox) continue;
    for (const auto& entry : all) waiting += entry.is_regular_file(ec) ? 1 : 0;
  }
  co_return "EDI partner " + partner_.id + ", " + std::to_string(waiting) + " files in the inbox";
}

}  // namespace norekey::flow
