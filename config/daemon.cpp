#include "config/daemon.hpp"

#include <filesystem>

#include "config/bundle.hpp"

namespace norekey::config {

std::string Daemon::store_url() const {
  return store.empty() ? "sqlite:" + state_dir + "/store.db" : store;
}

bool Daemon::store_is_sqlite() const { return store_url().starts_with("sqlite:"); }

std::string Daemon::socket_path() const {
  return control_socket.empty() ? state_dir + "/control.sock" : control_socket;
}

std::optional<Daemon> read_daemon(const std::string& directory, Findings& findings) {
  const std::string path = directory + "/norekey.yaml";
  auto text = read_text_file(path);
  if (!text) {
    findings.errors.push_back(text.error());
    return std::nullopt;
  }
  const std::size_t before = findings.errors.size();
  auto section = read_yaml(*text, path, findings);
  if (!section) return std::nullopt;
  Daemon out;
  out.directory = directory;
  if (auto http = section->section("http")) read_fields(*http, out.http, http_fields, directory);
  if (auto log = section->section("log")) read_fields(*log, out.log, log_fields, directory);
  if (auto console = section->section("console")) {
    if (auto oidc = console->section("oidc")) {
      out.console.oidc_on = true;
      read_fields(*oidc, out.console.oidc, oidc_fields, directory);
    }
    read_fields(*console, out.console, console_fields, directory);
  }
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
  const auto& kept = out.retention;
  if (days_given && kept.days != 0 && kept.seal_days == 0 && out.store_is_sqlite()) {
    section->error("retention",
                   "days " + std::to_string(kept.days) +
                       " removes nothing with seal-days 0: only what was sealed leaves an SQLite "
                       "store",
                   "make seal-days at least 1 and at most days, or leave days out");
  }
  const std::filesystem::path base = directory;
  for (std::string* path_field : {&out.state_dir, &out.http.certificate, &out.http.key,
                                  &out.log.file, &out.control_socket, &out.console.oidc.ca_file}) {
    if (!path_field->empty()) *path_field = (base / *path_field).lexically_normal().string();
  }
  if (findings.errors.size() > before) return std::nullopt;
  return out;
}

}  // namespace norekey::config
