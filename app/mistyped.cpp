#include "app/mistyped.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "core/text.hpp"

namespace norekey::app {
namespace {

/// How far the words lead: the command, what it is called, the first word that is no command, and
/// the first option that stands where there is none of that name.
struct Walked {
  const CLI::App* command = nullptr;
  std::string name = "norekey";
  std::string no_command, no_option, too_early;
};

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> out;
  for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; }))
    out.push_back(one->get_name());
  return out;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> out;
  for (const CLI::Option* one : app.get_options()) {
    for (const std::string& name : one->get_lnames()) out.push_back("--" + name);
  }
  return out;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Walked walk(const CLI::App& app, int argc, char** argv) {
  Walked out;
  out.command = &app;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--") break;
    const std::string option = word.substr(0, word.find('='));
    const std::vector<std::string> commands = commands_of(*out.command);
    if (option.starts_with("--")) {
      if (!has(options_of(*out.command), option) && out.no_option.empty()) {
        (commands.empty() ? out.no_option : out.too_early) = option;
      }
      if (word == "--config") ++i;
      continue;
    }
    if (word.starts_with("-") || commands.empty()) continue;
    if (!has(commands, word)) {
      out.no_command = word;
      break;
    }
    out.command = out.command->get_subcommand(word);
    out.name += " " + word;
  }
  return out;
}

int tell(const std::string& what, const std::string& fix) {
  std::fprintf(stderr, "norekey: %s\n  fix: %s\n", what.c_str(), fix.c_str());
  return 2;
}

/// "--limit: Value x not in …" as it is, "Could not convert …" as a sentence of ours begins.
std::string sentence(std::string text) {
  if (text.size() > 1 && text[1] >= 'a' && text[1] <= 'z') text[0] = lower(text.substr(0, 1))[0];
  return text;
}

}  // namespace

int mistyped(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  const Walked at = walk(app, argc, argv);
  const std::vector<std::string> commands = commands_of(*at.command);
  const std::vector<std::string> options = options_of(*at.command);
  const std::string lists = at.name + " --help lists them: ";
  if (!at.no_command.empty())
    return tell(
        "there is no command " + shown(at.no_command) + did_you_mean(at.no_command, commands),
        lists + join(commands, ", "));
  if (!at.too_early.empty() && has(options, at.too_early) && commands.empty())
    return tell(at.too_early + " stands before the command",
                "write it behind: " + at.name + " " + at.too_early);
  const std::string& wrong = at.no_option.empty() ? at.too_early : at.no_option;
  if (!wrong.empty())
    return tell("there is no option " + shown(wrong) + did_you_mean(wrong, options),
                lists + join(options, ", "));
  if (!commands.empty())
    return tell(at.name == "norekey" ? "the command is missing"
                                     : "the command behind " + at.name + " is missing",
                lists + join(commands, ", "));
  return tell(sentence(error.what()), at.name + " --help shows how it is written");
}

}  // namespace norekey::app
