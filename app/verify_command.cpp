#include "app/verify_command.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/ask.hpp"
#include "app/credit_commands.hpp"
#include "app/fail.hpp"
#include "app/print.hpp"
#include "config/daemon.hpp"
#include "core/text.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

std::string heads_file(const std::string& directory, const std::string& named) {
  if (!named.empty()) return named;
  config::Findings findings;
  const auto config = config::read_daemon(directory, findings);
  return config ? (std::filesystem::path(config->state_dir) / "ledger-heads.jsonl").string() : "";
}

/// reject: a line that is no head.
Result<json::array> kept_heads(const std::string& path) {
  json::array out;
  std::ifstream in(path);
  std::string line;
  for (unsigned number = 1; std::getline(in, line); ++number) {
    if (trim(line).empty()) continue;
    boost::system::error_code ec;
    json::value head = json::parse(line, ec);
    if (ec || !head.is_object())
      return Error{Fate::reject,
                   shown(trim(line)) + " is no head of a ledger",
                   "put the file back from its copy; each line is what norekey credit verify wrote",
                   {path, number, 0, ""},
                   ""};
    out.push_back(std::move(head));
  }
  return out;
}

bool known(const json::array& heads, const json::value& head) {
  for (const json::value& one : heads) {
    if (text_at(one, "company") == text_at(head, "company") &&
        text_at(one, "hash") == text_at(head, "hash"))
      return true;
  }
  return false;
}

/// False where the file cannot be written.
bool keep(const std::string& path, const json::array& heads, const json::array& companies) {
  std::string lines;
  for (const json::value& one : companies) {
    const json::value& head = one.at("keep");
    if (!text_at(one, "finding").empty() || text_at(one, "entries") == "0") continue;
    if (!known(heads, head)) lines += json::serialize(head) + "\n";
  }
  if (lines.empty()) return true;
  std::ofstream out(path, std::ios::app);
  out << lines;
  out.flush();
  return out.good();
}

}  // namespace

int verify_ledger(const std::string& directory, const std::string& named, bool as_json) {
  const std::string path = heads_file(directory, named);
  auto heads = kept_heads(path);
  if (!heads) return fail(heads.error(), as_json);
  auto answer = ask(directory, {{"command", "credit verify"}, {"heads", *heads}});
  if (!answer) return fail(answer.error(), as_json);
  const json::array& companies = answer->at("companies").as_array();
  bool wrong = false;
  for (const json::value& one : companies) wrong = wrong || !text_at(one, "finding").empty();
  std::cout << (as_json ? json::serialize(*answer) + "\n" : verify_text(*answer));
  if (!keep(path, *heads, companies))
    std::cerr << "norekey: " << path << " cannot be written: the ledger's head is not kept\n"
              << "  fix: run it as the store's owner, or give --heads FILE\n";
  return wrong ? 1 : 0;
}

}  // namespace norekey::app
