#include "config/secret.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/text.hpp"

namespace norekey::config {
namespace {

Error unreadable(const std::string& what, const std::string& fix) {
  return {Fate::halt, what, fix, {}, ""};
}

Result<std::string> read_file(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    if (errno == EACCES)
      return unreadable("the secret file " + path + " is in a folder that may not be entered",
                        "let the daemon's user through the folders on the way: chmod g+x");
    return unreadable("the secret file " + path + " is not there",
                      "write the secret into that file and chmod 600 it");
  }
  if (S_ISDIR(info.st_mode))
    return unreadable("the secret file " + path + " is a folder", "name the file in it");
  if ((info.st_mode & S_IRWXO) != 0) {
    return unreadable("the secret file " + path + " may be read by everybody",
                      "chmod o-rwx " + path);
  }
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in)
    return unreadable("the secret file " + path + " cannot be read",
                      "let the daemon's user read it");
  return text.str();
}

Result<std::string> value_of(const Secret& secret) {
  std::string value;
  if (secret.kind == Secret::Kind::environment) {
    const char* found = std::getenv(secret.name.c_str());
    if (found == nullptr) {
      return unreadable("the environment variable " + secret.name + " is not set",
                        "set it for the daemon, or use file or credential");
    }
    value = found;
  } else if (secret.kind == Secret::Kind::credential) {
    const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
    if (directory == nullptr) {
      return unreadable("there is no systemd credential " + shown(secret.name) +
                            ": the daemon was not started by systemd with credentials",
                        "add LoadCredential=" + secret.name + ":/path to the unit, or use file");
    }
    auto read = read_file(std::string(directory) + "/" + secret.name);
    if (!read) return read;
    value = *read;
  } else {
    auto read = read_file(secret.name);
    if (!read) return read;
    value = *read;
  }
  while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.pop_back();
  if (value.starts_with("\xEF\xBB\xBF"))
    return unreadable("the secret in " + secret.place() + " begins with a byte order mark",
                      "save it as UTF-8 without one: it would be sent as a part of the secret");
  if (trim(value).empty())
    return unreadable("the secret in " + secret.place() + " is empty", "write the secret there");
  return value;
}

}  // namespace

Result<std::string> Secret::read() const {
  auto value = value_of(*this);
  if (value) return value;
  Error e = value.error();
  e.where = where;
  return e;
}

std::string Secret::place() const {
  switch (kind) {
    case Kind::none:
      return "nowhere";
    case Kind::file:
      return "file " + name;
    case Kind::environment:
      return "environment variable " + name;
    case Kind::credential:
      return "systemd credential " + name;
  }
  return "";
}

Secret read_secret(Section& section, const std::string& key, const std::string& directory) {
  Secret out;
  const auto node = section.take(key);
  if (!node) return out;
  if (!node->IsMap()) {
    section.error(key, "a secret does not stand in the config",
                  "write  " + key + ": { file: secrets/" + key + " }");
    return out;
  }
  auto inner = *section.section(key);
  const auto named = [&inner](const char* way) {
    auto text = inner.text(way);
    return text && text->empty() ? std::nullopt : text;
  };
  const auto file = named("file"), env = named("env"), credential = named("credential");
  inner.finish();
  if (static_cast<int>(file.has_value()) + static_cast<int>(env.has_value()) +
          static_cast<int>(credential.has_value()) !=
      1) {
    section.error(key, "a secret needs one of: file, env, credential",
                  "write  " + key + ": { file: secrets/" + key + " }");
    return out;
  }
  const Where where = section.where(key);
  if (file) out = {Secret::Kind::file, (std::filesystem::path(directory) / *file).string(), where};
  if (env) out = {Secret::Kind::environment, *env, where};
  if (credential) out = {Secret::Kind::credential, *credential, where};
  return out;
}

}  // namespace norekey::config
