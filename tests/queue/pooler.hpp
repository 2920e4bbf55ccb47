/// Pooler: a real PgBouncer in transaction mode before the tests' PostgreSQL, with two connections
/// for all. Gone with the test program. Used by postgres_test.
#pragma once
#include <fstream>

#include "postgres_cluster.hpp"

namespace norekey::queue::test {

class Pooler {
 public:
  Pooler() {
    auto& server = PostgresCluster::instance();
    const auto folder = directory_.path().string();
    std::ofstream(directory_.file("pgbouncer.ini"))
        << "[databases]\npostgres = host=" << server.socket() << " dbname=postgres user=postgres\n"
        << "[pgbouncer]\npool_mode = transaction\ndefault_pool_size = 2\nauth_type = any\n"
        << "listen_addr =\nunix_socket_dir = " << folder << "\nlisten_port = 6432\n"
        << "logfile = " << folder << "/log\n";
    server.give(folder);
    process_ = server.spawn({"/usr/sbin/pgbouncer", directory_.file("pgbouncer.ini")});
    for (int i = 0; i < 500; ++i) {
      if (PQping(url().c_str()) == PQPING_OK) return;
      ::usleep(20'000);
    }
    throw std::runtime_error("PgBouncer did not start: apt-get install pgbouncer");
  }
  ~Pooler() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  std::string url() const {
    return "postgresql:///postgres?host=" + directory_.path().string() + "&port=6432&user=postgres";
  }

 private:
  TemporaryDirectory directory_;
  pid_t process_ = 0;
};

}  // namespace norekey::queue::test
