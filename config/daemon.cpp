#include "config/daemon.hpp"

#include <arpa/inet.h>

#include <array>
#include <filesystem>

#include "config/bundle.hpp"
#include "config/url.hpp"
#include "core/text.hpp"

namespace norekey::config {

std::string Daemon::store_url() const {
  return store.empty() ? "sqlite:" + state_dir + "/store.db" : store;
}

bool Daemon::store_is_sqlite() const { return store_url().starts_with("sqlite:"); }

std::string Daemon::socket_path() const {
  return control_socket.empty() ? state_dir + "/control.sock" : control_socket;
}

namespace {

constexpr std::string_view kSqlite = "sqlite:";

/// "127.0.0.1", "::1", "fe80::1%eth0".
bool is_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  const std::string v6 = text.substr(0, text.find('%'));
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, v6.c_str(), bytes.data()) == 1;
}

/// The texts of net/server.cpp: what it would say at start is said here before.
void check_address(Section& http, const std::string& address) {
  if (is_address(address)) return;
  http.error("address", shown(address) + " is not an IP address to listen on",
             "write 127.0.0.1, ::1, or 0.0.0.0 for all of this machine's addresses");
}

/// Its kind alone is shown: behind it may stand a password.
void check_store(Section& top, const std::string& url) {
  const bool known = (url.starts_with(kSqlite) && url.size() > kSqlite.size()) ||
                     url.starts_with("postgresql://") || url.starts_with("postgres://");
  if (url.empty() || known) return;
  const std::string kind = url.substr(0, url.find_first_of(":/"));
  top.error("store",
            kind.empty() ? "a path alone names no store" : shown(kind) + " is no kind of store",
            "write sqlite:/var/lib/norekey/store.db or postgresql://host/database");
}

void make_whole(const std::filesystem::path& base, std::string& path) {
  if (!path.empty()) path = (base / path).lexically_normal().string();
}

/// Paths are those of the config's folder, wherever a command is called.
void make_paths_whole(Daemon& out, const std::filesystem::path& base) {
  for (std::string* path : {&out.state_dir, &out.http.certificate, &out.http.key, &out.log.file,
                            &out.control_socket, &out.console.oidc.ca_file})
    make_whole(base, *path);
  if (!out.store.starts_with(kSqlite)) return;
  std::string file = out.store.substr(kSqlite.size());
  make_whole(base, file);
  out.store = std::string(kSqlite) + file;
}

void read_http(Section& top, Daemon& out, const std::filesystem::path& base) {
  auto http = top.section("http");
  if (!http) return;
  read_fields(*http, out.http, http_fields, out.directory);
  check_address(*http, out.http.address);
  warn_of_no_file(*http, "certificate", (base / out.http.certificate).string());
  warn_of_no_file(*http, "key", (base / out.http.key).string());
}

void read_console(Section& top, Daemon& out) {
  auto console = top.section("console");
  if (!console) return;
  if (auto oidc = console->section("oidc")) {
    out.console.oidc_on = true;
    read_fields(*oidc, out.console.oidc, oidc_fields, out.directory);
  }
  read_fields(*console, out.console, console_fields, out.directory);
}

}  // namespace

std::optional<Daemon> read_daemon(const std::string& directory, Findings& findings) {
  const std::string path = directory + "/norekey.yaml";
  auto text = read_text_file(path);
  if (!text) {
    Error error = text.error();
    std::error_code ec;
    if (!std::filesystem::exists(path, ec) && !ec)
      error.fix = "create it, or say where the config is: norekey --config DIR …";
    findings.errors.push_back(std::move(error));
    return std::nullopt;
  }
  const std::size_t before = findings.errors.size();
  auto section = read_yaml(*text, path, findings);
  if (!section) return std::nullopt;
  Daemon out;
  out.directory = directory;
  const std::filesystem::path base = directory;
  read_http(*section, out, base);
  if (auto log = section->section("log")) read_fields(*log, out.log, log_fields, directory);
  read_console(*section, out);
  bool days_given = false;
  if (auto retention = section->section("retention")) {
    for (const auto& key : retention->keys()) days_given = days_given || key == "days";
    read_fields(*retention, out.retention, retention_fields, directory);
  }
  if (out.retention.days != 0 && out.retention.days < out.retention.seal_days) {
    section->error("retention",
                   "days " + std::to_string(out.retention.days) + " is less than seal-days " +
                       std::to_string(out.retention.seal_days),
                   "make days the larger one, or 0: what is not sealed yet is never removed");
  }
  if (out.console.oidc_on && out.console.url.empty()) {
    section->error("console", "oidc needs the console's url",
                   "add  url: https://…, as the sign-in is told to come back to it");
  }
  if (out.http.certificate.empty() != out.http.key.empty()) {
    section->error("http", "certificate and key belong together", "give both, or neither");
  }
  if (out.log.to == "file" && out.log.file.empty()) {
    section->error("log", "to is file, but there is no file",
                   "add  file: /var/log/norekey/norekey.log");
  }
  read_fields(*section, out, daemon_fields, directory);
  check_store(*section, out.store);
  const auto& kept = out.retention;
  if (days_given && kept.days != 0 && kept.seal_days == 0 && out.store_is_sqlite()) {
    section->error("retention",
                   "days " + std::to_string(kept.days) +
                       " removes nothing with seal-days 0: only what was sealed leaves an SQLite "
                       "store",
                   "make seal-days at least 1 and at most days, or leave days out");
  }
  make_paths_whole(out, base);
  if (findings.errors.size() > before) return std::nullopt;
  return out;
}

}  // namespace norekey::config
