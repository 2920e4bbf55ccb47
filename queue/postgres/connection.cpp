#include "queue/postgres/connection.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <thread>

#include "core/text.hpp"

namespace norekey::queue::postgres {
namespace {

using namespace std::chrono_literals;

constexpr Oid kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25, kBytea = 17;
constexpr Oid kInt8List = 1016, kTextList = 1009, kByteaList = 1001;
constexpr auto kFirstDelay = 100ms, kLongestDelay = 3'200ms;

// The lock's number is "norekey" in ASCII; the time is taken once the lock is held.
// Each transaction says all that it needs: behind PgBouncer the next one has another session. A
// daemon that is paused inside one must not hold up the others for longer than this. A server or
// role with synchronous_commit off would acknowledge what a power loss takes away. The
// transaction's number is what tells, after a lost connection, what became of it.
constexpr const char* kBeginWriting =
    "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '5s'; SET LOCAL lock_timeout = '20s';"
    "SET LOCAL enable_seqscan = off; SET LOCAL jit = off;"
    "SELECT set_config('synchronous_commit', 'on', true)"
    " WHERE current_setting('synchronous_commit') IN ('off', 'local');"
    "SELECT pg_advisory_xact_lock(31084784556664185);"
    "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,"
    " pg_current_xact_id()::text::bigint";
constexpr const char* kBeginReading =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
    "SET LOCAL idle_in_transaction_session_timeout = '5s';"
    "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

constexpr auto kDecideWithin = 5s;  // how long a commit without an answer is asked after

std::int64_t big_endian(const char* bytes, int length) {
  std::int64_t number =
      static_cast<signed char>(bytes[0]);  // NOLINT(bugprone-signed-char-misuse): the sign is meant
  for (int i = 1; i < length; ++i) number = number * 256 + static_cast<unsigned char>(bytes[i]);
  return number;
}

Rows::Cell cell(const PGresult* result, int row, int column) {
  const char* bytes = PQgetvalue(result, row, column);
  const int length = PQgetlength(result, row, column);
  const auto type = PQftype(result, column);
  const bool whole = type == kInt8 || type == kInt4 || type == kInt2;
  if (whole && PQfformat(result, column) == 0)
    return std::int64_t{std::strtoll(bytes, nullptr, 10)};
  if (whole) return big_endian(bytes, length);
  return std::string(bytes, static_cast<std::size_t>(length));
}

/// Without the severity, which the fate says.
std::string first_line(const char* text) {
  std::string_view line = text == nullptr ? "" : text;
  line = line.substr(0, line.find('\n'));
  for (const std::string_view severity : {"FATAL:", "ERROR:", "PANIC:"}) {
    if (line.starts_with(severity)) line.remove_prefix(severity.size());
  }
  return std::string(trim(line));
}

std::string name_of(Statement statement) { return "norekey_" + std::string(to_string(statement)); }

void be_silent(void*, const char*) {}  // notices are for psql's users

}  // namespace

/// Binary parameters, in the order that libpq wants them in.
class Connection::Parameters {
 public:
  explicit Parameters(std::initializer_list<Value> given) {
    for (const auto& value : given) add(value);
  }
  /// A list for each parameter.
  Parameters(std::size_t width, const std::vector<Value>& rows) {
    for (std::size_t column = 0; column < width; ++column) {
      lists_[column] = list_of(rows, column, width);
      types[column] = list_type(rows[column]);
      values[column] = lists_[column].data();
      lengths[column] = static_cast<int>(lists_[column].size());
      formats[column] = 1;
    }
    count_ = width;
  }
  void add(const Value& value) {
    auto& number = numbers_[count_];
    std::string_view bytes;
    if (const auto* given = value.number()) {
      number = static_cast<std::int64_t>(__builtin_bswap64(static_cast<std::uint64_t>(*given)));
      types[count_] = kInt8;
      bytes = {reinterpret_cast<const char*>(&number), sizeof number};
    } else if (const auto* text = value.text()) {
      types[count_] = kText;
      bytes = *text;
    } else {
      types[count_] = kBytea;
      bytes = value.blob()->bytes;
    }
    values[count_] = bytes.data() == nullptr ? "" : bytes.data();
    lengths[count_] = static_cast<int>(bytes.size());
    formats[count_] = 1;
    ++count_;
  }
  int count() const { return static_cast<int>(count_); }

  static constexpr std::size_t kMost = 16;
  std::array<Oid, kMost> types{};
  std::array<const char*, kMost> values{};
  std::array<int, kMost> lengths{}, formats{};

 private:
  static Oid list_type(const Value& like) {
    return like.number() != nullptr ? kInt8List : like.text() != nullptr ? kTextList : kByteaList;
  }
  static Oid item_type(const Value& like) {
    return like.number() != nullptr ? kInt8 : like.text() != nullptr ? kText : kBytea;
  }
  template <class Number>
  static void put(std::string& out, Number number) {
    for (int shift = static_cast<int>(sizeof number) * 8 - 8; shift >= 0; shift -= 8) {
      out += static_cast<char>(static_cast<std::uint64_t>(number) >> shift);
    }
  }
  /// A list in PostgreSQL's binary form: one dimension, no NULLs, counted from 1.
  static std::string list_of(const std::vector<Value>& rows, std::size_t column,
                             std::size_t width) {
    std::string out;
    put<std::int32_t>(out, 1);
    put<std::int32_t>(out, 0);
    put<std::uint32_t>(out, item_type(rows[column]));
    put<std::int32_t>(out, static_cast<std::int32_t>(rows.size() / width));
    put<std::int32_t>(out, 1);
    for (std::size_t at = column; at < rows.size(); at += width) {
      if (const auto* number = rows[at].number()) {
        put<std::int32_t>(out, sizeof *number);
        put(out, *number);
        continue;
      }
      const auto bytes = rows[at].text() != nullptr ? *rows[at].text() : rows[at].blob()->bytes;
      put<std::int32_t>(out, static_cast<std::int32_t>(bytes.size()));
      out += bytes;
    }
    return out;
  }

  std::array<std::int64_t, kMost> numbers_{};
  std::array<std::string, kMost> lists_;
  std::size_t count_ = 0;
};
static_assert(std::endian::native == std::endian::little);

Error explain(const std::string& sqlstate, const std::string& detail, const std::string& name) {
  Error error{.fate = Fate::retry, .what = "", .fix = "", .where = {}, .cause = ""};
  const auto kind = sqlstate.substr(0, 2);
  const auto store = "the store " + norekey::shown(name);
  if (sqlstate == "53100") {
    error.what = "no space left for " + store;
    error.fix =
        "make room on the database server's disk; nothing is lost, intake goes on by itself";
    error.cause = "store/full";
  } else if (sqlstate == "25006") {
    error.what = store + " is read-only";
    error.fix = "name the primary in its URL, or add target_session_attrs=read-write";
    error.cause = "store/read-only";
  } else if (sqlstate == "XX001" || sqlstate == "XX002") {
    error.fate = Fate::halt;
    error.what = store + " is damaged: " + detail;
    error.fix = "stop all daemons and restore the database from its last backup";
    error.cause = "store/damaged";
  } else if (kind == "40" || kind == "55") {
    error.what = store + " is busy: " + detail;
    error.fix = "";
    error.cause = "store/busy";
  } else if (kind.empty() || kind == "08" || kind == "25" || kind == "53" || kind == "57" ||
             kind == "58" || kind == "XX") {
    error.what = store + " is away: " + detail;
    error.fix = "start the database, or mend the store's URL: norekey doctor";
    error.cause = "store/away";
  } else {
    error.fate = Fate::reject;
    error.what = "the store refused a statement: " + detail;
    error.cause = "store/statement";
  }
  return error;
}

std::string without_password(const std::string& url) {
  auto shown = url;
  const auto start = shown.find("://");
  if (start == std::string::npos) return shown;
  const auto host = shown.find('@', start);
  const auto colon = shown.find(':', start + 3);
  if (host != std::string::npos && colon < host) shown.replace(colon, host - colon, ":…");
  const auto named = shown.find("password=");
  if (named == std::string::npos) return shown;
  const auto end = std::min(shown.find('&', named), shown.size());
  return shown.replace(named + 9, end - named - 9, "…");
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& url, Access access) {
  auto connection = std::unique_ptr<Connection>(new Connection(url, access));
  if (connection->connect()) return connection;
  auto error = *connection->failure_;
  error.fate = Fate::halt;
  return error;
}

Connection::Connection(std::string url, Access access)
    : url_(std::move(url)), name_(without_password(url_)), access_(access) {}

Connection::~Connection() { disconnect(); }

/// Never waits out the back-off: whoever asks too early is told at once.
bool Connection::connect() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_try_) return false;  // failure_ still says why
  failure_.reset();
  static constexpr const char* kKeys[] = {"application_name",
                                          "connect_timeout",
                                          "client_encoding",
                                          "keepalives_idle",
                                          "keepalives_interval",
                                          "keepalives_count",
                                          "tcp_user_timeout",
                                          "target_session_attrs",
                                          "dbname",
                                          nullptr};
  const char* values[] = {"norekey", "5",     "UTF8",       "10",         "5",
                          "3",       "15000", "read-write", url_.c_str(), nullptr};
  connection_ = PQconnectdbParams(kKeys, values, 1);
  if (PQstatus(connection_) == CONNECTION_OK) {
    PQsetNoticeProcessor(connection_, be_silent, nullptr);
    // Behind a pooler the number is not the server's; statements cannot be prepared there.
    const auto process = script("SELECT pg_backend_pid()");
    pooled_ = process.number(0, 0) != PQbackendPID(connection_);
  } else {
    failure_ = explain("", first_line(PQerrorMessage(connection_)), name_);
  }
  if (!failure_) {
    delay_ = {};
    return true;
  }
  disconnect();
  delay_ = std::clamp<std::chrono::milliseconds>(delay_ * 2, kFirstDelay, kLongestDelay);
  next_try_ = std::chrono::steady_clock::now() + delay_;
  return false;
}

void Connection::disconnect() {
  PQfinish(connection_);
  connection_ = nullptr;
  prepared_.reset();
}

/// A connection that was lost while nothing happened is made again unseen: nothing has been asked
/// yet.
Result<Instant> Connection::begin() {
  if (connection_ != nullptr && PQtransactionStatus(connection_) != PQTRANS_IDLE) rollback();
  const bool fresh = connection_ == nullptr;
  if (fresh && !connect()) return *failure_;
  failure_.reset();
  const auto* how = access_ == Access::write ? kBeginWriting : kBeginReading;
  auto now = script(how);
  if (failure_ && !fresh && PQstatus(connection_) != CONNECTION_OK) {
    disconnect();
    if (connect()) now = script(how);
  }
  if (failure_) return *failure_;
  transaction_ = access_ == Access::write ? now.number(0, 1) : 0;
  return now.instant(0, 0);
}

/// A transaction that failed unseen answers "ROLLBACK": that is no commit.
Result<void> Connection::commit() {
  if (failure_) return *failure_;
  auto* result = PQexec(connection_, "COMMIT");
  if (PQresultStatus(result) != PGRES_COMMAND_OK) {
    fail(result);
  } else if (std::strcmp(PQcmdStatus(result), "COMMIT") != 0) {
    failure_ = explain("40000", "the transaction was rolled back", name_);
  }
  PQclear(result);
  if (failure_ && PQstatus(connection_) != CONNECTION_OK && transaction_ != 0) decide();
  if (failure_) return *failure_;
  return {};
}

/// The connection was lost after COMMIT was sent: the server is asked what became of it. Where it
/// stays away the call answers retry, and nobody knows.
void Connection::decide() {
  const auto lost = *failure_;
  const auto question = "SELECT pg_xact_status('" + std::to_string(transaction_) + "'::xid8), 0";
  const auto until = std::chrono::steady_clock::now() + kDecideWithin;
  while (std::chrono::steady_clock::now() < until) {
    if (PQstatus(connection_) != CONNECTION_OK) {
      disconnect();
      next_try_ = {};
      connect();
    }
    if (connection_ != nullptr) {
      failure_.reset();
      const auto status = script(question).text(0, 0);
      if (status == "committed") return;
      // A server that does not know the number has taken over without the transaction.
      const bool unknown = failure_ && failure_->fate == Fate::reject;
      if (status == "aborted" || unknown) {
        failure_ = explain("40000", "the transaction was rolled back", name_);
        return;
      }
    }
    std::this_thread::sleep_for(kFirstDelay);
  }
  failure_ = lost;
}

void Connection::rollback() {
  if (connection_ == nullptr) return;
  const bool idle = PQtransactionStatus(connection_) == PQTRANS_IDLE;
  if (!idle) PQclear(PQexec(connection_, "ROLLBACK"));
  const bool moved = failure_ && failure_->cause == "store/read-only";
  if (moved || PQstatus(connection_) != CONNECTION_OK ||
      PQtransactionStatus(connection_) != PQTRANS_IDLE) {
    disconnect();
  }
}

void Connection::save() { script("SAVEPOINT operation"); }
void Connection::keep() { script("RELEASE SAVEPOINT operation"); }

void Connection::undo() {
  if (failure_ && failure_->fate != Fate::reject) return;
  failure_.reset();
  script("ROLLBACK TO SAVEPOINT operation; RELEASE SAVEPOINT operation");
}

Rows Connection::run(Statement which, std::initializer_list<Value> values) {
  if (failure_) return {};
  return execute(which, Parameters(values));
}

Rows Connection::run_each(Statement which, std::size_t width, const std::vector<Value>& values) {
  if (failure_ || values.empty()) return {};
  return execute(which, Parameters(width, values));
}

Rows Connection::execute(Statement which, const Parameters& given) {
  if (pooled_) {
    return take(PQexecParams(connection_, postgres_text(which), given.count(), given.types.data(),
                             given.values.data(), given.lengths.data(), given.formats.data(), 1));
  }
  if (!prepared_[static_cast<std::size_t>(which)] && !prepare(which, given)) return {};
  return take(PQexecPrepared(connection_, name_of(which).c_str(), given.count(),
                             given.values.data(), given.lengths.data(), given.formats.data(), 1));
}

Rows Connection::script(const std::string& sql) {
  if (failure_) return {};
  return take(PQexec(connection_, sql.c_str()));
}

bool Connection::prepare(Statement which, const Parameters& like) {
  auto* result = PQprepare(connection_, name_of(which).c_str(), postgres_text(which), like.count(),
                           like.types.data());
  const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
  if (!good) fail(result);
  PQclear(result);
  prepared_[static_cast<std::size_t>(which)] = good;
  return good;
}

Rows Connection::take(PGresult* result) {
  const auto status = PQresultStatus(result);
  Rows rows(static_cast<std::size_t>(PQnfields(result)));
  if (status == PGRES_TUPLES_OK) {
    for (int row = 0; row < PQntuples(result); ++row) {
      for (int column = 0; column < PQnfields(result); ++column) {
        rows.push(cell(result, row, column));
      }
    }
  } else if (status != PGRES_COMMAND_OK) {
    fail(result);
  }
  PQclear(result);
  return rows;
}

void Connection::fail(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const auto* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const bool gone = PQstatus(connection_) != CONNECTION_OK;
  const auto detail = first_line(primary != nullptr ? primary : PQerrorMessage(connection_));
  failure_ = explain(gone || state == nullptr ? "" : state, detail, name_);
}

}  // namespace norekey::queue::postgres
