#include "config/bundle.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/digest.hpp"
#include "core/text.hpp"

namespace norekey::config {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMostBytes = 64 * 1024 * 1024;

void add_file(Bundle& bundle, const fs::path& directory, const std::string& name,
              Findings& findings) {
  auto text = read_text_file((directory / name).string());
  if (text) {
    bundle.files[name] = std::move(*text);
  } else {
    findings.errors.push_back(text.error());
  }
}

/// A file that need not be there. What cannot even be looked at is a finding; a folder that may not
/// be entered is named once, by the file that has to be in it.
void add_if_there(Bundle& bundle, const fs::path& directory, const std::string& name,
                  Findings& findings) {
  std::error_code ec;
  const bool there = fs::exists(directory / name, ec);
  if (there || (ec && ec != std::errc::permission_denied))
    add_file(bundle, directory, name, findings);
}

void add_folder(Bundle& bundle, const fs::path& directory, const std::string& folder,
                const std::string& ending, Findings& findings) {
  std::error_code ec;
  for (auto at = fs::directory_iterator(directory / folder, ec);
       !ec && at != fs::directory_iterator(); at.increment(ec)) {
    const std::string name = at->path().filename().string();
    if (at->path().extension() == ending && name[0] != '.')
      add_file(bundle, directory, folder + "/" + name, findings);
  }
  if (ec && ec != std::errc::no_such_file_or_directory)
    findings.errors.push_back({Fate::halt,
                               "the folder cannot be read: " + lower(ec.message()),
                               "let the daemon's user read it",
                               {(directory / folder).string(), 0, 0, ""},
                               ""});
}

/// How a file that cannot be read is put right.
std::string mend(const std::error_code& ec) {
  if (ec == std::errc::permission_denied)
    return "let the daemon's user read it; run a command with sudo, or as that user";
  if (ec == std::errc::is_a_directory) return "give a file, not a folder";
  if (ec == std::errc::operation_not_supported)
    return "give a file that lies on a disk, no pipe or device";
  return "create it, or let the daemon's user read it";
}

}  // namespace

Result<std::string> read_text_file(const std::string& path) {
  std::error_code ec;
  const auto size = fs::file_size(path, ec);
  if (ec)
    return Error{Fate::halt,
                 "the file cannot be read: " + lower(ec.message()),
                 mend(ec),
                 {path, 0, 0, ""},
                 ""};
  if (size > kMostBytes)
    return Error{Fate::halt, "the file is over 64 MB", "split it", {path, 0, 0, ""}, ""};
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in)
    return Error{Fate::halt,
                 "the file cannot be read",
                 mend(std::make_error_code(std::errc::permission_denied)),
                 {path, 0, 0, ""},
                 ""};
  return text.str();
}

std::string Bundle::hash() const {
  std::string all;
  for (const auto& [name, text] : files) all += name + "\n" + sha256_hex(text) + "\n";
  return sha256_hex(all);
}

std::string Bundle::to_json() const {
  boost::json::object out;
  for (const auto& [name, text] : files) out[name] = text;
  return boost::json::serialize(out);
}

Result<Bundle> Bundle::from_json(std::string_view json) {
  boost::system::error_code ec;
  const boost::json::value value = boost::json::parse(json, ec);
  if (ec || !value.is_object())
    return Error{Fate::reject, "the stored bundle cannot be read", "norekey apply", {}, ""};
  Bundle out;
  for (const auto& pair : value.get_object()) {
    if (!pair.value().is_string())
      return Error{Fate::reject, "the stored bundle cannot be read", "norekey apply", {}, ""};
    out.files[std::string(pair.key())] = std::string(pair.value().get_string());
  }
  return out;
}

Bundle read_drafts(const std::string& directory, Findings& findings) {
  Bundle out;
  add_file(out, directory, "channels.yaml", findings);
  for (const char* name : sales_credit_files) add_if_there(out, directory, name, findings);
  add_if_there(out, directory, "stock.csv", findings);
  add_folder(out, directory, "mappings", ".yaml", findings);
  add_folder(out, directory, "lookups", ".csv", findings);
  add_folder(out, directory, "guides", ".yaml", findings);
  return out;
}

std::vector<std::string> difference(const Bundle& old_one, const Bundle& new_one) {
  std::vector<std::string> out;
  for (const auto& [name, text] : new_one.files) {
    const auto before = old_one.files.find(name);
    if (before == old_one.files.end()) {
      out.push_back("+ " + name);
    } else if (before->second != text) {
      out.push_back("~ " + name);
    }
  }
  for (const auto& one : old_one.files) {
    if (!new_one.files.contains(one.first)) out.push_back("- " + one.first);
  }
  std::sort(out.begin(), out.end(),
            [](const std::string& a, const std::string& b) { return a.substr(2) < b.substr(2); });
  return out;
}

}  // namespace norekey::config
