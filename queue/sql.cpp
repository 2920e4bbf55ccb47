#include "queue/sql.hpp"

#include <array>

namespace norekey::queue {
namespace {

std::array<bool, kStatements> which_answer() {
  std::array<bool, kStatements> all{};
  for (std::size_t i = 0; i < kStatements; ++i) {
    const std::string_view text = sqlite_text(static_cast<Statement>(i));
    all[i] = text.starts_with("SELECT") || text.starts_with("WITH") ||
             text.find("RETURNING") != std::string_view::npos;
  }
  return all;
}

}  // namespace

bool answers(Statement statement) {
  static const auto all = which_answer();
  return all[static_cast<std::size_t>(statement)];
}

}  // namespace norekey::queue
