/// daemon: norekey.yaml, the machine's part of the config: store, HTTP, logs. Read at start, not
/// part of a bundle.
#pragma once
#include <array>
#include <optional>
#include <string>

#include "config/console.hpp"
#include "config/field.hpp"

namespace norekey::config {

struct Http {
  std::string address = "127.0.0.1";
  int port = 8642;
  std::string certificate, key;
  int body_mb = 8;
  int connections = 1024;
};

inline constexpr std::array<Field<Http>, 6> http_fields{{
    {"address", &Http::address, 1, 255, "address to listen on; 0.0.0.0 for all", "", false},
    {"port", &Http::port, 0, 65535, "port to listen on; 0 takes a free one", "", false},
    {"certificate", &Http::certificate, 1, 4096,
     "PEM file with the certificate chain; absent: plain HTTP", "", false},
    {"key", &Http::key, 1, 4096, "PEM file with the private key", "", false},
    {"body-mb", &Http::body_mb, 1, 256, "largest request body, megabytes", "", false},
    {"connections", &Http::connections, 1, 100000, "connections at once", "", false},
}};

struct Log {
  std::string to = "stderr";
  std::string file;
  std::string level = "info";
  std::string format = "text";
};

inline constexpr std::array<Field<Log>, 4> log_fields{{
    {"to", &Log::to, 1, 20, "where log lines go; systemd takes stderr into its journal",
     "stderr|file", false},
    {"file", &Log::file, 1, 4096, "the file, where to is file; it is rotated at 50 MB, 5 are kept",
     "", false},
    {"level", &Log::level, 1, 20, "least important lines that are written",
     "debug|info|warning|error", false},
    {"format", &Log::format, 1, 20, "text for people, json for collectors", "text|json", false},
}};

struct Retention {
  int seal_days = 90;
  int days = 730;
};

inline constexpr std::array<Field<Retention>, 2> retention_fields{{
    {"seal-days", &Retention::seal_days, 0, 36500,
     "SQLite: after so many days bodies and steps of finished messages move to sealed day files; "
     "0: never, and nothing is removed",
     "", false},
    {"days", &Retention::days, 0, 36500,
     "after so many days they are removed, with SQLite as whole day files; 0: never", "", false},
}};

struct Daemon {
  std::string directory;  ///< where norekey.yaml is
  std::string state_dir = "/var/lib/norekey";
  std::string store;           ///< URL; "" = sqlite:<state-dir>/store.db
  std::string control_socket;  ///< "" = <state-dir>/control.sock
  Http http;
  Log log;
  Retention retention;
  Console console;

  std::string store_url() const;
  bool store_is_sqlite() const;
  std::string socket_path() const;
  std::string counter_file() const { return state_dir + "/instance"; }
};

inline constexpr std::array<Field<Daemon>, 3> daemon_fields{{
    {"state-dir", &Daemon::state_dir, 1, 4096,
     "directory of the store, the control socket and the instance file", "", false},
    {"store", &Daemon::store, 8, 2000, "sqlite:PATH or postgresql://…; absent: sqlite in state-dir",
     "", false},
    {"control-socket", &Daemon::control_socket, 1, 100,
     "socket for the command line; absent: in state-dir", "", false},
}};

/// Reads DIR/norekey.yaml. nullopt where it cannot be used; all findings are given.
std::optional<Daemon> read_daemon(const std::string& directory, Findings& findings);

}  // namespace norekey::config
