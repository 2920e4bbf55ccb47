#include "disk.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <fstream>
#include <mutex>

namespace norekey::queue::test::disk {
namespace {

constexpr std::int64_t kSector = 512;

struct State {
  std::mutex mutex;
  std::string directory;
  std::map<int, std::string> files;  ///< open ones, by descriptor
  int count = 0, first = 0, many = 0;
  Wrong how = Wrong::io_error;
  bool recording = false;
  std::vector<Event> events;
};

State& state() {
  static State all;
  return all;
}

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

bool is_shared_memory(const std::string& path) { return path.ends_with("-shm"); }

/// Counts a call on a watched file; what is to go wrong with it.
std::optional<Wrong> wrong(State& s) {
  ++s.count;
  if (s.first == 0 || s.count < s.first || s.count >= s.first + s.many) return std::nullopt;
  return s.how;
}

int number_of(Wrong how) {
  return how == Wrong::no_space ? ENOSPC : how == Wrong::interrupted ? EINTR : EIO;
}

std::string file_of(State& s, int descriptor) {
  const auto found = s.files.find(descriptor);
  return found == s.files.end() ? "" : found->second;
}

void note(State& s, Event event) {
  if (s.recording && !is_shared_memory(event.file)) s.events.push_back(std::move(event));
}

/// A call that only succeeds or fails. nullopt: go ahead.
std::optional<int> stopped(const std::string& file) {
  auto& s = state();
  const std::lock_guard lock(s.mutex);
  if (file.empty()) return std::nullopt;
  const auto how = wrong(s);
  if (!how) return std::nullopt;
  errno = number_of(*how);
  return -1;
}

std::string watched(const char* path) {
  auto& s = state();
  const std::lock_guard lock(s.mutex);
  const std::string whole = path;
  return !s.directory.empty() && whole.starts_with(s.directory) ? whole : "";
}

std::string watched(int descriptor) {
  auto& s = state();
  const std::lock_guard lock(s.mutex);
  return file_of(s, descriptor);
}

}  // namespace

void watch(const std::string& directory) {
  const std::lock_guard lock(state().mutex);
  state().directory = directory;
}

void fail(int first, int many, Wrong how) {
  auto& s = state();
  const std::lock_guard lock(s.mutex);
  s.count = 0;
  s.first = first;
  s.many = many;
  s.how = how;
}

void heal() {
  const std::lock_guard lock(state().mutex);
  state().first = 0;
}

int calls() {
  const std::lock_guard lock(state().mutex);
  return state().count;
}

void record() {
  const std::lock_guard lock(state().mutex);
  state().recording = true;
  state().events.clear();
}

std::vector<Event> recorded() {
  const std::lock_guard lock(state().mutex);
  state().recording = false;
  return std::move(state().events);
}

std::size_t position() {
  const std::lock_guard lock(state().mutex);
  return state().events.size();
}

void Image::apply(std::string& bytes, const Event& event) {
  if (event.what == Event::truncate) return bytes.resize(static_cast<std::size_t>(event.offset));
  const auto end = static_cast<std::size_t>(event.offset) + event.bytes.size();
  if (bytes.size() < end) bytes.resize(end);
  bytes.replace(static_cast<std::size_t>(event.offset), event.bytes.size(), event.bytes);
}

/// Each sector of a write by itself is there or not; so is a truncation.
void Image::apply_parts(std::string& bytes, const Event& event, std::mt19937& random) {
  const int mood = static_cast<int>(random() % 4);  // none, all, some sectors
  if (mood == 0) return;
  if (mood == 1 || event.what == Event::truncate) return apply(bytes, event);
  std::int64_t at = 0;
  const auto size = static_cast<std::int64_t>(event.bytes.size());
  while (at < size) {
    const auto end = std::min(size, ((event.offset + at) / kSector + 1) * kSector - event.offset);
    if (random() % 2 == 0) {
      Event part{
          Event::write, event.file, event.offset + at,
          event.bytes.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(end - at))};
      apply(bytes, part);
    }
    at = end;
  }
}

void Image::happen(const Event& event) {
  if (event.what == Event::sync_directory) {
    std::erase_if(files_, [](const auto& one) { return one.second.removed; });
    for (auto& [name, file] : files_) file.named = true;
    return;
  }
  auto& file = files_[event.file];
  if (event.what == Event::create) {
    if (file.removed) file = File{};
  } else if (event.what == Event::remove) {
    file.removed = true;
  } else if (event.what == Event::sync) {
    for (const auto& one : file.pending) apply(file.synced, one);
    file.pending.clear();
  } else {
    file.pending.push_back(event);
  }
}

void Image::write_to(const std::string& directory, std::mt19937& random) const {
  for (const auto& [name, file] : files_) {
    const bool there = file.named && !(file.removed && random() % 2 == 0);
    if (!there && random() % 2 == 0) continue;
    if (file.removed && !file.named) continue;
    auto bytes = file.synced;
    for (const auto& event : file.pending) apply_parts(bytes, event, random);
    std::ofstream out(directory + name.substr(name.rfind('/')), std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
}

namespace {

int open_watched(const char* name, const char* path, int flags, mode_t mode) {
  static const auto open_file = real<int (*)(const char*, int, ...)>("open64");
  const auto file = watched(path);
  (void)name;
  if (const auto result = stopped(file)) return *result;
  struct stat before {};
  const bool there = file.empty() || ::stat(path, &before) == 0;
  const int descriptor = open_file(path, flags, mode);
  if (descriptor < 0 || file.empty()) return descriptor;
  auto& s = state();
  const std::lock_guard lock(s.mutex);
  s.files[descriptor] = file;
  if (!there) note(s, {Event::create, file});
  return descriptor;
}

ssize_t write_at(int descriptor, const void* bytes, size_t size, off64_t offset) {
  static const auto write_file = real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  auto& s = state();
  std::unique_lock lock(s.mutex);
  const auto file = file_of(s, descriptor);
  if (file.empty()) {
    lock.unlock();
    return write_file(descriptor, bytes, size, offset);
  }
  const auto how = wrong(s);
  if (how && *how != Wrong::short_write) {
    errno = number_of(*how);
    return -1;
  }
  if (how) size = (size + 1) / 2;
  const auto done = write_file(descriptor, bytes, size, offset);
  if (done > 0) {
    note(s, {Event::write, file, offset,
             std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(done))});
  }
  return done;
}

int sync_file(const char* name, int descriptor) {
  const auto file = watched(descriptor);
  if (const auto result = stopped(file)) return *result;
  // Synced only for those who record: nothing here loses its power.
  auto& s = state();
  const std::lock_guard lock(s.mutex);
  struct stat what {};
  ::fstat(descriptor, &what);
  if (file.empty()) return real<int (*)(int)>(name)(descriptor);
  note(s, {S_ISDIR(what.st_mode) ? Event::sync_directory : Event::sync, file});
  return 0;
}

int truncate_file(int descriptor, off64_t size) {
  static const auto truncate = real<int (*)(int, off64_t)>("ftruncate64");
  const auto file = watched(descriptor);
  if (const auto result = stopped(file)) return *result;
  const int result = truncate(descriptor, size);
  auto& s = state();
  const std::lock_guard lock(s.mutex);
  if (result == 0 && !file.empty()) note(s, {Event::truncate, file, size});
  return result;
}

}  // namespace
}  // namespace norekey::queue::test::disk

namespace disk = norekey::queue::test::disk;

// These stand in the place of the C library's, for this program and for the libraries it uses.
extern "C" {

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return disk::open_watched("open64", path, flags, mode);
}
int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return disk::open_watched("open", path, flags, mode);
}
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  return disk::write_at(file, bytes, size, offset);
}
ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  return disk::write_at(file, bytes, size, offset);
}
ssize_t pread64(int file, void* bytes, size_t size, off64_t offset) {
  static const auto read_file = disk::real<ssize_t (*)(int, void*, size_t, off64_t)>("pread64");
  if (const auto result = disk::stopped(disk::watched(file))) return *result;
  return read_file(file, bytes, size, offset);
}
int fsync(int file) { return disk::sync_file("fsync", file); }
int fdatasync(int file) { return disk::sync_file("fdatasync", file); }
int ftruncate64(int file, off64_t size) noexcept { return disk::truncate_file(file, size); }
int ftruncate(int file, off_t size) noexcept { return disk::truncate_file(file, size); }
int unlink(const char* path) noexcept {
  static const auto remove_file = disk::real<int (*)(const char*)>("unlink");
  const auto file = disk::watched(path);
  if (const auto result = disk::stopped(file)) return *result;
  const int result = remove_file(path);
  const std::lock_guard lock(disk::state().mutex);
  if (result == 0 && !file.empty()) disk::note(disk::state(), {disk::Event::remove, file});
  return result;
}
int close(int file) {
  static const auto close_file = disk::real<int (*)(int)>("close");
  {
    const std::lock_guard lock(disk::state().mutex);
    disk::state().files.erase(file);
  }
  return close_file(file);
}
}
