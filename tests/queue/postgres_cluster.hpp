/// PostgresCluster: a PostgreSQL server of the tests' own, on a socket in a temporary directory,
/// started by the first test that needs it and gone with the test program, however that ends.
#pragma once
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "run.hpp"

namespace norekey::queue::test {

class PostgresCluster {
 public:
  static PostgresCluster& instance() {
    static PostgresCluster cluster;
    return cluster;
  }

  std::string url() const { return "postgresql:///postgres?host=" + socket() + "&user=postgres"; }

  /// Outside of the store: what a person with psql could do. Returns the first cell.
  std::string sql(const std::string& text) const {
    auto* connection = PQconnectdb(url().c_str());
    PQsetNoticeProcessor(
        connection, [](void*, const char*) {}, nullptr);
    auto* result = PQexec(connection, text.c_str());
    const auto status = PQresultStatus(result);
    const std::string error = PQerrorMessage(connection);
    std::string cell = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
    PQclear(result);
    PQfinish(connection);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(error);
    return cell;
  }

  void start() {
    server_ =
        spawn({kPrograms + "postgres", "-D", data(), "-k", socket(), "-c",
               "listen_addresses=", "-c", "shared_buffers=16MB", "-c", "log_min_messages=fatal"});
    for (int i = 0; i < 600; ++i) {
      if (PQping(url().c_str()) == PQPING_OK) return;
      ::usleep(20'000);
    }
    throw std::runtime_error("PostgreSQL did not start in " + data());
  }

  /// SIGINT ends it in order, SIGQUIT as a crash would.
  void stop(int signal = SIGINT) {
    if (server_ <= 0) return;
    ::kill(server_, signal);
    ::waitpid(server_, nullptr, 0);
    server_ = 0;
  }

  pid_t server() const { return server_; }

  /// The server and its children.
  std::vector<pid_t> processes() const {
    std::vector<pid_t> all = {server_};
    std::ifstream in("/proc/" + std::to_string(server_) + "/task/" + std::to_string(server_) +
                     "/children");
    for (pid_t child = 0; in >> child;) all.push_back(child);
    return all;
  }
  std::string socket() const { return directory_.path().string(); }

  /// To the user that servers run as.
  void give(const std::string& folder) const {
    if (group_ != 0 && ::chown(folder.c_str(), user_, group_) != 0) {
      throw std::runtime_error("cannot give " + folder + " to the user postgres");
    }
  }

  /// As the user postgres where we are root; ended by the kernel when we end.
  pid_t spawn(const std::vector<std::string>& command) const {
    std::vector<char*> words;
    for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    const bool ours = group_ == 0 || (::setgid(group_) == 0 && ::setuid(user_) == 0);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (ours && ::chdir("/") == 0 && ::freopen("/dev/null", "w", stdout) != nullptr &&
        ::freopen("/dev/null", "w", stderr) != nullptr) {
      ::execv(words[0], words.data());
    }
    ::_exit(127);
  }

 private:
  inline static const std::string kPrograms = "/usr/lib/postgresql/15/bin/";

  PostgresCluster() {
    if (::access((kPrograms + "initdb").c_str(), X_OK) != 0) {
      throw std::runtime_error("PostgreSQL is not installed: apt-get install postgresql-15");
    }
    if (const auto* user = ::getpwnam("postgres"); user != nullptr && ::geteuid() == 0) {
      user_ = user->pw_uid;
      group_ = user->pw_gid;
    }
    give(socket());
    int status = 0;
    ::waitpid(spawn({kPrograms + "initdb", "-D", data(), "-A", "trust", "-U", "postgres",
                     "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"}),
              &status, 0);
    if (status != 0) throw std::runtime_error("initdb failed in " + data());
    start();
  }
  ~PostgresCluster() { stop(); }

  std::string data() const { return directory_.file("data"); }

  TemporaryDirectory directory_;
  uid_t user_ = 0;
  gid_t group_ = 0;
  pid_t server_ = 0;
};

}  // namespace norekey::queue::test
