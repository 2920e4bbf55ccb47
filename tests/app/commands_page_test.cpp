/// docs/commands.md and docs/edi.md name every command, and each option on a line of its command.
#include <algorithm>
#include <fstream>
#include <regex>
#include <set>

#include "core/text.hpp"
#include "tests/app/typed.hpp"

namespace norekey::app {
namespace commands_page_test {

std::vector<std::string> lines_of_docs() {
  std::vector<std::string> out;
  for (const char* page : {"/docs/commands.md", "/docs/edi.md"}) {
    std::ifstream in(std::string(SOURCE_DIR) + page);
    for (std::string line; std::getline(in, line);) out.push_back(line);
  }
  return out;
}

/// What `norekey … --help` says of one command: its options and the commands below it.
struct Help {
  std::set<std::string> options;
  std::vector<std::string> commands;
};

Help help_of(std::vector<std::string> words) {
  words.push_back("--help");
  const std::string text = type(words).out;
  const std::size_t below = text.find("Subcommands:");
  Help out;
  const std::string own = text.substr(0, below);
  static const std::regex option("--[a-z0-9-]+"), command("\n  ([a-z-]+)  ");
  const std::size_t from = own.find("Options:");
  for (std::sregex_iterator at(own.begin() + static_cast<long>(std::min(from, own.size())),
                               own.end(), option);
       at != std::sregex_iterator(); ++at)
    out.options.insert(at->str());
  for (const char* every : {"--help", "--config", "--json"}) out.options.erase(every);
  if (below == std::string::npos) return out;
  const std::string rest = text.substr(below);
  for (std::sregex_iterator at(rest.begin(), rest.end(), command); at != std::sregex_iterator();
       ++at)
    out.commands.push_back((*at)[1]);
  return out;
}

bool tells(const std::vector<std::string>& docs, const std::vector<std::string>& words,
           const std::string& option) {
  for (const std::string& line : docs) {
    bool names = line.find(option) != std::string::npos;
    for (const std::string& word : words) names = names && line.find(word) != std::string::npos;
    if (names) return true;
  }
  return false;
}

void look(const std::vector<std::string>& docs, const std::vector<std::string>& words) {
  const Help help = help_of(words);
  EXPECT_TRUE(tells(docs, words, "")) << "norekey " << join(words, " ");
  for (const std::string& option : help.options)
    EXPECT_TRUE(tells(docs, words, option)) << "norekey " << join(words, " ") << " " << option;
  for (const std::string& below : help.commands) {
    std::vector<std::string> deeper = words;
    deeper.push_back(below);
    look(docs, deeper);
  }
}

TEST(CommandsPage, NamesEveryCommandAndEveryOption) {
  const auto docs = lines_of_docs();
  ASSERT_GT(docs.size(), 100U);
  ASSERT_GT(help_of({}).commands.size(), 20U);
  look(docs, {});
}

}  // namespace commands_page_test
}  // namespace norekey::app
