#include "queue/open.hpp"

#include "core/text.hpp"
#include "queue/postgres/open.hpp"
#include "queue/postgres/restore.hpp"
#include "queue/sqlite/open.hpp"
#include "queue/sqlite/restore.hpp"

namespace norekey::queue {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

Error unknown(const std::string& url) {
  return {.fate = Fate::halt,
          .what = "store " + shown(url) + " names no kind of store",
          .fix = "write sqlite:/var/lib/norekey/store.db or postgresql://host/database",
          .where = {},
          .cause = "store/url"};
}

}  // namespace

Result<OpenStore> open_store(OpenOptions options) {
  const std::string_view url = options.url;
  if (url.starts_with(kSqlite) && url.size() > kSqlite.size()) {
    return sqlite::open(std::string(url.substr(kSqlite.size())), options, Limits{});
  }
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
    return postgres::open(options, Limits{});
  }
  return unknown(options.url);
}

Result<Restored> restore_store(const std::string& url, const std::string& copy,
                               const std::string& counter_file) {
  if (!url.starts_with(kSqlite)) return postgres::restore(url, copy, counter_file);
  return sqlite::restore(url.substr(kSqlite.size()), copy, counter_file);
}

}  // namespace norekey::queue
