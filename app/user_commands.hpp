/// user_commands: the console's users, for the store's owner: who they are, a one-time link for one
/// of them (also where the password is lost), and who is let in no more.
#pragma once
#include <CLI/CLI.hpp>

namespace norekey::app {

void add_users(CLI::App& app, int& exit_code);

}  // namespace norekey::app
