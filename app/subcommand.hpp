/// subcommand: a command below another one, with --json and --config as every command has them.
#pragma once
#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace norekey::app {

/// `Typed` has `directory` and `as_json`; `run` gives the exit code.
template <class Typed>
CLI::App* subcommand(CLI::App& parent, CLI::App& app, int& exit_code,
                     const std::shared_ptr<Typed>& typed, const char* name, const char* help,
                     int (*run)(const Typed&)) {
  CLI::App* out = parent.add_subcommand(name, help);
  out->add_flag("--json", typed->as_json, "print JSON");
  out->add_option("--config", typed->directory, "folder of the config");
  out->callback([typed, run, &app, &exit_code] {
    if (typed->directory.empty()) typed->directory = app.get_option("--config")->as<std::string>();
    if (typed->directory.empty()) typed->directory = "/etc/norekey";
    exit_code = run(*typed);
  });
  return out;
}

}  // namespace norekey::app
