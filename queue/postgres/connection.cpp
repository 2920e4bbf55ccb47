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
#define NOREKEY_LOCK "pg_advisory_xact_lock(31084784556664185)::text"
#define NOREKEY_TIME "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
// A daemon that is paused inside a transaction must not hold up the others for longer than this.
#define NOREKEY_PATIENCE(local) "set_config('idle_in_transaction_session_timeout', '5s', " local ")"
// What a writer looks for it knows by number or key, few at a time. Plans are made while tables are
// empty and used when they are not: whatever walks over a table or an index is forbidden.
#define NOREKEY_SETTINGS(local)                                                                    \
  NOREKEY_PATIENCE(local)                                                                          \
  ", set_config('lock_timeout', '20s', " local "), set_config('jit', 'off', " local                \
  "), set_config('enable_seqscan', 'off', " local "), set_config('enable_hashjoin', 'off', " local \
  "), set_config('enable_mergejoin', 'off', " local "), "
#define NOREKEY_UNSYNCED(local) "set_config('synchronous_commit', 'off', " local ")"
// Behind PgBouncer the next transaction has another session: each says all that it needs. A server
// or role with synchronous_commit off would acknowledge what a power loss takes away.
constexpr const char* kSetWriting =
    "SELECT " NOREKEY_SETTINGS("true") "CASE WHEN current_setting('synchronous_commit') IN"
    " ('off', 'local') THEN set_config('synchronous_commit', 'on', true) END"
    ", " NOREKEY_LOCK ", " NOREKEY_TIME;
constexpr const char* kSetUnsynced =
    "SELECT " NOREKEY_SETTINGS("true") NOREKEY_UNSYNCED("true") ", " NOREKEY_LOCK ", " NOREKEY_TIME;
constexpr const char* kSetReading = "SELECT " NOREKEY_PATIENCE("true") ", " NOREKEY_TIME;
// A session of our own is told once. Planned once, too: with few rows the server would plan each
// statement anew each time.
#define NOREKEY_PLANNED_ONCE                            \
  "SELECT set_config('enable_material', 'off', false)," \
  " set_config('plan_cache_mode', 'force_generic_plan', false)"
constexpr const char* kSessionUnsynced =
    NOREKEY_PLANNED_ONCE ", " NOREKEY_SETTINGS("false") NOREKEY_UNSYNCED("false");
constexpr const char* kSessionFlush = NOREKEY_PLANNED_ONCE;
constexpr const char* kSessionReading = "SELECT " NOREKEY_PATIENCE("false");
constexpr const char* kLocked = "SELECT " NOREKEY_LOCK ", " NOREKEY_TIME;
constexpr const char* kTime = "SELECT " NOREKEY_TIME;
#undef NOREKEY_LOCK
#undef NOREKEY_TIME
#undef NOREKEY_PATIENCE
#undef NOREKEY_SETTINGS
#undef NOREKEY_UNSYNCED
#undef NOREKEY_PLANNED_ONCE
// The message's own record in the log is synced with all that stands before it.
constexpr const char* kFlush =
    "WITH said AS MATERIALIZED ("
    "SELECT CASE WHEN current_setting('synchronous_commit') IN ('off', 'local')"
    " THEN set_config('synchronous_commit', 'on', true) END,"
    " pg_logical_emit_message(true, 'norekey', ''))"
    " SELECT number FROM said, norekey.mark"
    " WHERE writer = ANY($1::text[]) AND number = ANY($2::bigint[])";
// At a time; then at least twice as many are kept, more than can wait for one sync.
constexpr std::int64_t kMarksRemoved = 100;
constexpr const char* kMark = "INSERT INTO norekey.mark (writer, number) VALUES ($1, $2)";
constexpr const char* kOldMarks =
    "DELETE FROM norekey.mark WHERE writer = $1 AND number >= $2 AND number < $3";
// Of whatever writer: nobody asks after them any more. Below the first are those of programs that
// count their marks from 1, and may be running.
constexpr std::int64_t kFirstTimedMark = 1'000'000'000'000'000;  // in 2001
constexpr const char* kDeadMarks = "DELETE FROM norekey.mark WHERE number >= $1 AND number < $2";
constexpr auto kMarksLive = 24h;
constexpr const char* kWaitForItsEnd =
    "SELECT set_config('lock_timeout', '2s', true);"
    "SELECT pg_advisory_xact_lock(31084784556664185)::text";
constexpr const char* kRolledBack = "the transaction was rolled back";
constexpr const char* kUnconfirmed = "no standby has confirmed the commit";
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

/// Notices are for psql's users; a warning at a commit says that the wait for a standby was given
/// up.
void note_warning(void* warned, const PGresult* notice) {
  const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity != nullptr && std::strcmp(severity, "WARNING") == 0)
    *static_cast<bool*>(warned) = true;
}

}  // namespace

/// Binary parameters, in the order that libpq wants them in; holds their bytes.
class Connection::Parameters {
 public:
  /// `width` 0: one value each; else a list for each of `width` parameters.
  Parameters(std::size_t width, std::span<const Value> given) {
    const auto count = width == 0 ? given.size() : width;
    for (std::size_t at = 0; at < count; ++at) {
      bytes_.push_back(width == 0 ? bytes_of(given[at]) : list_of(given, at, width));
      types.push_back(width == 0 ? item_type(given[at]) : list_type(given[at]));
    }
    for (const auto& one : bytes_) {
      values.push_back(one.data());
      lengths.push_back(static_cast<int>(one.size()));
    }
    formats.assign(count, 1);
  }
  Parameters(const Parameters&) = delete;
  int count() const { return static_cast<int>(bytes_.size()); }

  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths, formats;

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
  static std::string_view view_of(const Value& value) {
    return value.text() != nullptr ? *value.text() : value.blob()->bytes;
  }
  static std::string bytes_of(const Value& value) {
    if (value.number() == nullptr) return std::string(view_of(value));
    std::string out;
    put(out, *value.number());
    return out;
  }
  /// A list in PostgreSQL's binary form: one dimension, no NULLs, counted from 1.
  static std::string list_of(std::span<const Value> rows, std::size_t column, std::size_t width) {
    std::string out;
    std::size_t size = 20;
    for (std::size_t at = column; at < rows.size(); at += width) {
      size += 4 + (rows[at].number() != nullptr ? 8 : view_of(rows[at]).size());
    }
    out.reserve(size);
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
      const auto bytes = view_of(rows[at]);
      put<std::int32_t>(out, static_cast<std::int32_t>(bytes.size()));
      out += bytes;
    }
    return out;
  }

  std::vector<std::string> bytes_;
};
static_assert(std::endian::native == std::endian::little);

Result<std::unique_ptr<Connection>> Connection::open(const std::string& url, Access access,
                                                     const std::string& marks) {
  auto connection = std::unique_ptr<Connection>(new Connection(url, access, marks));
  if (connection->connect()) return connection;
  auto error = *connection->failure_;
  error.fate = Fate::halt;
  return error;
}

Connection::Connection(std::string url, Access access, std::string marks)
    : url_(std::move(url)),
      name_(without_password(url_)),
      access_(access),
      marks_(std::move(marks)) {}

Connection::~Connection() { disconnect(); }

/// Never waits out the back-off: whoever asks too early is told at once.
bool Connection::connect() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_try_) return false;  // failure_ still says why
  failure_.reset();
  // What stands behind the URL overrules it: `store restore` knows daemons by their name.
  static constexpr const char* kKeys[] = {"connect_timeout",      "client_encoding",
                                          "keepalives_idle",      "keepalives_interval",
                                          "keepalives_count",     "tcp_user_timeout",
                                          "target_session_attrs", "dbname",
                                          "application_name",     nullptr};
  const char* values[] = {"5",     "UTF8",       "10",         "5",       "3",
                          "15000", "read-write", url_.c_str(), "norekey", nullptr};
  connection_ = PQconnectdbParams(kKeys, values, 1);
  if (PQstatus(connection_) != CONNECTION_OK) {
    failure_ = explain_connecting(first_line(PQerrorMessage(connection_)), name_);
  } else if (say_hello()) {
    delay_ = {};
    return true;
  }
  disconnect();
  delay_ = std::clamp<std::chrono::milliseconds>(delay_ * 2, kFirstDelay, kLongestDelay);
  next_try_ = std::chrono::steady_clock::now() + delay_;
  return false;
}

/// Behind a pooler the number is not the server's; statements cannot be prepared there.
bool Connection::say_hello() {
  PQsetNoticeReceiver(connection_, note_warning, &warned_);
  const auto process = script("SELECT pg_backend_pid()");
  pooled_ = process.number(0, 0) != PQbackendPID(connection_);
  if (!pooled_ && access_ == Access::write_unsynced) script(kSessionUnsynced);
  if (!pooled_ && access_ == Access::read) script(kSessionReading);
  if (!pooled_ && access_ == Access::flush) script(kSessionFlush);
  return !failure_;
}

void Connection::disconnect() {
  PQfinish(connection_);
  connection_ = nullptr;
  prepared_.reset();
  sent_.clear();
}

/// Sent with the first statement that answers. A connection that was lost before is made again
/// unseen: nothing has been done yet.
Result<void> Connection::begin() {
  answers_.clear();
  if (connection_ != nullptr &&
      (!sent_.empty() || PQtransactionStatus(connection_) != PQTRANS_IDLE)) {
    rollback();
  }
  fresh_ = connection_ == nullptr;
  if (fresh_ && !connect()) return *failure_;
  failure_.reset();
  begun_ = committed_ = false;
  now_ = {};
  first_.clear();
  send_beginning();
  return {};
}

void Connection::send_beginning() {
  const bool reads = access_ == Access::read;
  const auto* set = kSetWriting;
  if (reads) set = pooled_ ? kSetReading : kTime;
  if (access_ == Access::write_unsynced) set = pooled_ ? kSetUnsynced : kLocked;
  send_own(Own::begin, reads ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN");
  send_own(Own::set, set, Sent::times);
  if (connection_ != nullptr) PQsendFlushRequest(connection_);
}

Instant Connection::now() {
  if (!begun_) drain();
  return now_;
}

const std::optional<Error>& Connection::failure() {
  drain();
  return failure_;
}

/// Only once the server has begun: what a lost connection took before is sent again. A transaction
/// that failed unseen answers "ROLLBACK": that is no commit.
Result<void> Connection::commit() {
  if (!begun_) drain();
  if (failure_) return *failure_;
  if (!marks_.empty()) leave_mark();
  send_own(Own::commit, "COMMIT", Sent::commits);
  drain();
  const bool lost = connection_ == nullptr || PQstatus(connection_) != CONNECTION_OK;
  if (!committed_ && lost && !marks_.empty()) {
    auto answered = std::move(answers_);
    auto decided = outcome(mark_, std::chrono::steady_clock::now() + kDecideWithin);
    answers_ = std::move(answered);
    return decided;
  }
  if (!committed_ && !failure_) failure_ = explain("40000", kRolledBack, name_);
  if (failure_) return *failure_;
  return {};
}

/// A number of the server's own would not do: one that was lost in a crash is given again. It is
/// the transaction's time, so that others know how old it is, and grows whatever the time does.
void Connection::leave_mark() {
  mark_ = std::max<std::int64_t>(mark_ + 1, now_.time_since_epoch().count());
  send_own(Own::mark, kMark, Sent::silent, 0, {marks_, mark_});
  if (now_ - swept_ >= kMarksLive) {
    swept_ = now_;
    const auto dead = (now_ - kMarksLive).time_since_epoch().count();
    send_own(Own::dead_marks, kDeadMarks, Sent::silent, 0, {kFirstTimedMark, dead});
  }
  if (++left_ % kMarksRemoved != 0) return;
  send_own(Own::old_marks, kOldMarks, Sent::silent, 0, {marks_, kept_[0], kept_[1]});
  std::shift_left(kept_.begin(), kept_.end(), 1);
  kept_.back() = mark_;
}

Result<std::set<std::int64_t>> Connection::flush(const std::set<std::int64_t>& marks) {
  if (connection_ == nullptr && !connect()) return *failure_;
  answers_.clear();
  failure_.reset();
  warned_ = committed_ = false;
  begun_ = true;  // nothing of it is sent again
  std::vector<Value> wanted;
  for (const auto mark : marks) wanted.insert(wanted.end(), {marks_, mark});
  send_own(Own::begin, "BEGIN");
  send_own(Own::flush, kFlush, Sent::answers, 2, wanted);
  send_own(Own::commit, "COMMIT", Sent::commits);
  drain();
  if (PQstatus(connection_) != CONNECTION_OK) disconnect();
  if (warned_ && !failure_) failure_ = explain("", kUnconfirmed, name_);
  if (!committed_ && !failure_) failure_ = explain("40000", kRolledBack, name_);
  if (failure_) return *failure_;
  const auto rows = answer();
  std::set<std::int64_t> found;
  for (std::size_t row = 0; row < rows.size(); ++row) found.insert(rows.number(row, 0));
  return found;
}

/// After a lost connection the server is asked what became of it, once the lock says that it has
/// ended. Where it stays away the answer is retry, and nobody knows.
Result<void> Connection::outcome(std::int64_t mark,
                                 std::chrono::steady_clock::time_point deadline) {
  auto lost = failure_.value_or(explain("", "the connection is lost", name_));
  for (; std::chrono::steady_clock::now() < deadline; std::this_thread::sleep_for(kFirstDelay)) {
    if (connection_ != nullptr && PQstatus(connection_) != CONNECTION_OK) disconnect();
    if (connection_ == nullptr) next_try_ = {};
    if (connection_ == nullptr && !connect()) continue;
    failure_.reset();
    script(kWaitForItsEnd);
    const auto found = flush({mark});
    if (found && found->contains(mark)) return {};
    if (!found) continue;
    failure_ = explain("40000", kRolledBack, name_);
    return *failure_;
  }
  failure_ = lost;
  return lost;
}

void Connection::rollback() {
  answers_.clear();
  first_.clear();
  if (connection_ == nullptr) return;
  const auto before = failure_;
  begun_ = true;
  send_own(Own::rollback, "ROLLBACK");
  drain();
  failure_ = before;
  answers_.clear();
  const bool moved = failure_ && failure_->cause == "store/read-only";
  if (moved || PQstatus(connection_) != CONNECTION_OK ||
      PQtransactionStatus(connection_) != PQTRANS_IDLE) {
    disconnect();
  }
}

void Connection::save() {
  if (failure_) return;
  send_own(Own::save, "SAVEPOINT operation");
}
void Connection::keep() {
  if (failure_) return;
  send_own(Own::keep, "RELEASE SAVEPOINT operation");
}

void Connection::undo() {
  drain();
  if (failure_ && failure_->fate != Fate::reject) return;
  failure_.reset();
  send_own(Own::undo, "ROLLBACK TO SAVEPOINT operation");
  keep();
}

void Connection::ask(Statement which, std::size_t width, std::span<const Value> values) {
  const auto number = static_cast<std::size_t>(which);
  const auto what = answers(which) ? Sent::answers : Sent::silent;
  if (failure_) {
    if (what == Sent::answers) answers_.emplace_back();
    return;
  }
  send({name_of(which), postgres_text(which), number},
       std::make_shared<const Parameters>(width, values), what);
}

Rows Connection::answer() {
  if (answers_.empty()) drain();
  if (answers_.empty()) return {};
  auto rows = std::move(answers_.front());
  answers_.pop_front();
  return rows;
}

void Connection::send_own(Own which, const char* text, Sent::What what, std::size_t width,
                          const std::vector<Value>& values) {
  const auto number = kStatements + static_cast<std::size_t>(which);
  send({"norekey_own_" + std::to_string(number), text, number},
       std::make_shared<const Parameters>(width, values), what);
}

void Connection::send(Command command, std::shared_ptr<const Parameters> given, Sent::What what) {
  if (connection_ == nullptr) return;
  post(command, *given, what);
  if (!begun_) first_.push_back({std::move(command), std::move(given), what});
}

/// What cannot be sent shows when the answer is read.
void Connection::post(const Command& command, const Parameters& given, Sent::What what) {
  if (PQpipelineStatus(connection_) == PQ_PIPELINE_OFF) PQenterPipelineMode(connection_);
  if (pooled_) {
    PQsendQueryParams(connection_, command.text, given.count(), given.types.data(),
                      given.values.data(), given.lengths.data(), given.formats.data(), 1);
  } else {
    if (!prepared_[command.number]) {
      PQsendPrepare(connection_, command.name.c_str(), command.text, given.count(),
                    given.types.data());
      sent_.push_back({Sent::prepares, command.number});
      prepared_[command.number] = true;
    }
    PQsendQueryPrepared(connection_, command.name.c_str(), given.count(), given.values.data(),
                        given.lengths.data(), given.formats.data(), 1);
  }
  sent_.push_back({what, 0});
}

/// Waits for everything that was sent.
void Connection::drain() {
  if (sent_.empty()) return;
  const bool failed = failure_.has_value();  // then some were answered already
  const bool whole = hear_all();
  if (!whole && !failed && !begun_ && !fresh_) begin_again();
  if (begun_) first_.clear();
}

/// false: the connection is lost.
bool Connection::hear_all() {
  const bool asked = PQpipelineSync(connection_) == 1;
  while (asked && !sent_.empty() && PQstatus(connection_) == CONNECTION_OK) {
    const auto one = sent_.front();
    sent_.pop_front();
    auto* result = PQgetResult(connection_);
    hear(one, result);
    if (PQstatus(connection_) != CONNECTION_OK) break;
    while (result != nullptr && (result = PQgetResult(connection_)) != nullptr) PQclear(result);
  }
  const bool good = asked && PQstatus(connection_) == CONNECTION_OK;
  if (good) PQclear(PQgetResult(connection_));
  if (good && PQstatus(connection_) == CONNECTION_OK) return true;
  if (!failure_) fail(nullptr);
  for (const auto& one : sent_) {
    if (one.what == Sent::answers) answers_.emplace_back();
  }
  sent_.clear();
  return false;
}

void Connection::hear(const Sent& one, pg_result* result) {
  const auto status = PQresultStatus(result);
  const bool good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
  if (one.what == Sent::prepares && !good) prepared_[one.number] = false;
  if (one.what == Sent::commits && good) {
    committed_ = std::strcmp(PQcmdStatus(result), "COMMIT") == 0;
  }
  auto rows = take(result);
  if (one.what == Sent::times && good) {
    now_ = rows.instant(0, rows.columns() - 1);
    begun_ = true;
  }
  if (one.what == Sent::answers) answers_.push_back(failure_ ? Rows() : std::move(rows));
}

/// On a new connection, all that was sent on the lost one.
void Connection::begin_again() {
  disconnect();
  answers_.clear();
  fresh_ = true;
  if (!connect()) return;
  failure_.reset();
  for (const auto& one : first_) {
    post(one.command, *one.given, one.what);
    if (one.what == Sent::times) PQsendFlushRequest(connection_);
  }
  hear_all();
}

Rows Connection::script(const std::string& sql) {
  drain();
  if (failure_) return {};
  if (PQpipelineStatus(connection_) != PQ_PIPELINE_OFF) PQexitPipelineMode(connection_);
  auto rows = take(PQexec(connection_, sql.c_str()));
  // Of several statements the answer of an earlier one may be the last that came.
  if (!failure_ && PQstatus(connection_) != CONNECTION_OK) fail(nullptr);
  return failure_ ? Rows() : rows;
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
  } else if (status != PGRES_COMMAND_OK && status != PGRES_PIPELINE_ABORTED && !failure_) {
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
