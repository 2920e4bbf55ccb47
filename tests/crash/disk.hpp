/// Disk: stands between this process and the files below one directory: the C library's calls on
/// them are recorded, or fail on purpose. Used by disk_test. It knows no SQLite and no store.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace norekey::queue::test::disk {

/// How one call goes wrong. `short_write` is done to a half and reports that; reads and others get
/// EIO then.
enum class Wrong { io_error, no_space, short_write, interrupted };

/// Files below `directory` are watched from now on; "" = none.
void watch(const std::string& directory);

/// From the call number `first` on (1-based, counted from here), `many` calls go wrong.
void fail(int first, int many, Wrong how);
/// Nothing goes wrong any more.
void heal();
/// Calls on watched files since `fail`.
int calls();

/// What happened to the watched files, in order.
struct Event {
  enum What { create, write, truncate, sync, remove, sync_directory } what;
  std::string file;
  std::int64_t offset = 0;  ///< truncate: the new size
  std::string bytes{};
};
/// Begins to record, from files that do not exist yet.
void record();
/// Ends recording and returns all.
std::vector<Event> recorded();
/// How many events there are so far.
std::size_t position();

/// The files as they may be after a power loss: whatever was synced, and any part of the rest.
class Image {
 public:
  /// The next event has happened before the power is lost.
  void happen(const Event& event);
  /// One of the states that the disk may be in now: of what is not synced, any writes, sector by
  /// sector. Written to `directory`.
  void write_to(const std::string& directory, std::mt19937& random) const;

 private:
  struct File {
    std::string synced;          ///< its bytes
    std::vector<Event> pending;  ///< not synced yet
    bool named = false;          ///< its name is synced
    bool removed = false;        ///< its removal is not synced yet
  };
  static void apply(std::string& bytes, const Event& event);
  static void apply_parts(std::string& bytes, const Event& event, std::mt19937& random);

  std::map<std::string, File> files_;
};

}  // namespace norekey::queue::test::disk
