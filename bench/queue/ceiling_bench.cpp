// ceiling_bench: what PostgreSQL itself takes of rows as small as a message of store_bench can be:
// its key and its body, in one table with one unique index, many rows an INSERT, each INSERT one
// durable commit. No store: nothing is looked up, put in order, leased or answered.
//   ceiling_bench URL SECONDS NAME…   Names: ROWSxCONNECTIONS: 64x1, 1000x1, 500x2.
#include <libpq-fe.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

namespace {

using Steady = std::chrono::steady_clock;

constexpr Oid kText = 25, kTexts = 1009, kBytea = 17, kByteas = 1001;

[[noreturn]] void give_up(const char* why) {
  std::cerr << why << std::endl;
  std::exit(1);
}

PGconn* connect(const std::string& url) {
  auto* connection = PQconnectdb(url.c_str());
  if (PQstatus(connection) != CONNECTION_OK) give_up(PQerrorMessage(connection));
  return connection;
}

void insist(PGconn* connection, PGresult* result) {
  if (PQresultStatus(result) != PGRES_COMMAND_OK) give_up(PQerrorMessage(connection));
  PQclear(result);
}

void put(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
}

/// PostgreSQL's binary form of a list of one dimension, without its items.
std::string list_of(Oid type, int rows) {
  std::string out;
  put(out, 1);
  put(out, 0);
  put(out, type);
  put(out, static_cast<std::uint32_t>(rows));
  put(out, 1);
  return out;
}

void append(std::string& list, const std::string& item) {
  put(list, static_cast<std::uint32_t>(item.size()));
  list += item;
}

/// One connection's rows until `until`, `rows` a commit. `begin`: of its keys.
std::int64_t insert(const std::string& url, int rows, const std::string& begin,
                    Steady::time_point until) {
  auto* connection = connect(url);
  const Oid types[] = {kTexts, kByteas};
  insist(connection,
         PQprepare(connection, "rows",
                   "INSERT INTO bench_ceiling (key, body) SELECT * FROM unnest($1, $2)", 2, types));
  const std::string body(1'000, 'x');
  std::int64_t number = 0;
  while (Steady::now() < until) {
    auto keys = list_of(kText, rows), bodies = list_of(kBytea, rows);
    for (int i = 0; i < rows; ++i) {
      append(keys, begin + std::to_string(++number));
      append(bodies, body);
    }
    const char* values[] = {keys.data(), bodies.data()};
    const int lengths[] = {static_cast<int>(keys.size()), static_cast<int>(bodies.size())};
    const int formats[] = {1, 1};
    insist(connection, PQexecPrepared(connection, "rows", 2, values, lengths, formats, 1));
  }
  PQfinish(connection);
  return number;
}

void measure(const std::string& url, double time, const std::string& name) {
  auto* connection = connect(url);
  insist(connection, PQexec(connection,
                            "SET client_min_messages = warning; DROP TABLE IF EXISTS bench_ceiling;"
                            "CREATE TABLE bench_ceiling (key text COLLATE \"C\" PRIMARY KEY,"
                            " body bytea NOT NULL)"));
  const int rows = std::atoi(name.c_str());
  const int connections = std::atoi(name.substr(name.find('x') + 1).c_str());
  if (rows < 1 || connections < 1) give_up("a name is ROWSxCONNECTIONS");
  const auto start = Steady::now();
  const auto until =
      start + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(time));
  std::atomic<std::int64_t> all = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < connections; ++i) {
    threads.emplace_back([&, i] {
      all += insert(
          url, rows,
          std::to_string(start.time_since_epoch().count()) + "/" + std::to_string(i) + "/", until);
    });
  }
  for (auto& thread : threads) thread.join();
  const auto took = std::chrono::duration<double>(Steady::now() - start).count();
  std::printf("ceiling-%s %.1f messages/s\n", name.c_str(), static_cast<double>(all) / took);
  std::fflush(stdout);
  insist(connection, PQexec(connection, "DROP TABLE bench_ceiling"));
  PQfinish(connection);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  for (int i = 3; i < argc; ++i) measure(argv[1], std::atof(argv[2]), argv[i]);
}
