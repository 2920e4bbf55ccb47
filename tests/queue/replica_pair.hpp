/// ReplicaPair: a primary and a standby that it waits for, two real servers of a test's own on
/// sockets in temporary directories; the standby can be promoted. Used by failover_test.
#pragma once
#include <thread>

#include "postgres_cluster.hpp"

namespace norekey::queue::test {

class ReplicaPair {
 public:
  ReplicaPair() {
    auto& owner = PostgresCluster::instance();  // knows whom servers run as
    for (const auto* folder : {&primary_, &standby_}) owner.give(folder->path().string());
    wait_for({kPrograms + "initdb", "-D", primary_.file("data"), "-A", "trust", "-U", "postgres",
              "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"});
    servers_[0] = serve(primary_, {"-c", "synchronous_standby_names=*"});
    wait_for({kPrograms + "pg_basebackup", "-D", standby_.file("data"), "-h", host(primary_), "-U",
              "postgres", "-R", "-X", "stream", "-c", "fast", "--no-sync"});
    servers_[1] = serve(standby_, {});
  }
  ~ReplicaPair() {
    resume_standby();
    for (const pid_t server : servers_) {
      if (server > 0) end(server, SIGQUIT);
    }
  }

  /// Both hosts, the primary first, as an operator writes it.
  std::string url() const {
    return "postgresql:///postgres?host=" + host(primary_) + "," + host(standby_) +
           "&user=postgres";
  }

  void kill_primary() {
    end(servers_[0], SIGQUIT);
    servers_[0] = 0;
  }
  void promote() const { sql(standby_, "SELECT pg_promote()"); }

  /// The standby confirms nothing until it is resumed.
  void pause_standby() {
    stopped_ = children(servers_[1]);
    for (const pid_t one : stopped_) ::kill(one, SIGSTOP);
  }
  void resume_standby() {
    for (const pid_t one : stopped_) ::kill(one, SIGCONT);
    stopped_.clear();
  }

  std::string on_primary(const std::string& text) const { return sql(primary_, text); }
  std::string on_standby(const std::string& text) const { return sql(standby_, text); }

 private:
  inline static const std::string kPrograms = "/usr/lib/postgresql/15/bin/";

  static std::string host(const TemporaryDirectory& one) { return one.path().string(); }
  static std::string url_of(const TemporaryDirectory& one) {
    return "postgresql:///postgres?host=" + host(one) + "&user=postgres";
  }

  static void wait_for(const std::vector<std::string>& command) {
    int status = 0;
    ::waitpid(PostgresCluster::instance().spawn(command), &status, 0);
    if (status != 0) throw std::runtime_error(command.front() + " failed");
  }

  static pid_t serve(const TemporaryDirectory& one, const std::vector<std::string>& more) {
    std::vector<std::string> command = {kPrograms + "postgres",
                                        "-D",
                                        one.file("data"),
                                        "-k",
                                        host(one),
                                        "-c",
                                        "listen_addresses=",
                                        "-c",
                                        "shared_buffers=16MB",
                                        "-c",
                                        "log_min_messages=fatal"};
    command.insert(command.end(), more.begin(), more.end());
    const pid_t server = PostgresCluster::instance().spawn(command);
    for (int i = 0; i < 1'500; ++i) {
      if (PQping(url_of(one).c_str()) == PQPING_OK) return server;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    throw std::runtime_error("PostgreSQL did not start in " + host(one));
  }

  static void end(pid_t server, int signal) {
    ::kill(server, signal);
    ::waitpid(server, nullptr, 0);
  }

  static std::vector<pid_t> children(pid_t server) {
    std::vector<pid_t> all;
    const auto number = std::to_string(server);
    std::ifstream in("/proc/" + number + "/task/" + number + "/children");
    for (pid_t child = 0; in >> child;) all.push_back(child);
    return all;
  }

  static std::string sql(const TemporaryDirectory& one, const std::string& text) {
    auto* connection = PQconnectdb(url_of(one).c_str());
    auto* result = PQexec(connection, text.c_str());
    const std::string error = PQerrorMessage(connection);
    const bool good = PQresultStatus(result) == PGRES_TUPLES_OK;
    const std::string cell = good && PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
    PQclear(result);
    PQfinish(connection);
    if (!good) throw std::runtime_error(error);
    return cell;
  }

  TemporaryDirectory primary_, standby_;
  pid_t servers_[2] = {0, 0};
  std::vector<pid_t> stopped_;
};

}  // namespace norekey::queue::test
