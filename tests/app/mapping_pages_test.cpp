/// docs/mapping.md and docs/mapping-cases.md do what they say: every fenced file is put into a
/// folder, every fenced command is typed there, and what it prints is what the page shows.
#include "tests/app/typed.hpp"

namespace norekey::app {
namespace mapping_pages_test {

std::string page(const std::string& name) {
  std::ostringstream out;
  out << std::ifstream(SOURCE_DIR "/docs/" + name, std::ios::binary).rdbuf();
  return out.str();
}

/// A fenced piece: ```yaml mappings/web.yaml is a file, ```console are commands.
struct Fenced {
  std::string kind, file, text;
  int line = 0;
};

std::vector<Fenced> fenced_in(const std::string& text) {
  std::vector<Fenced> out;
  std::istringstream lines(text);
  std::string line;
  bool inside = false;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.rfind("```", 0) == 0) {
      if (!inside) {
        const auto blank = line.find(' ');
        out.push_back({line.substr(3, blank == std::string::npos ? blank : blank - 3),
                       blank == std::string::npos ? "" : line.substr(blank + 1), "", number});
      }
      inside = !inside;
    } else if (inside) {
      out.back().text += line + "\n";
    }
  }
  EXPECT_FALSE(inside) << "a fence is not closed";
  return out;
}

/// Words as a shell parts them, with quotes.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> out;
  char quote = 0;
  bool word = false;
  for (const char c : line) {
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
      if (!word) out.emplace_back();
      word = true;
    } else if (c == quote) {
      quote = 0;
    } else if (quote == 0 && c == ' ') {
      word = false;
    } else {
      if (!word) out.emplace_back();
      word = true;
      out.back() += c;
    }
  }
  return out;
}

/// The commands of a fenced piece, each with what was really printed.
std::string typed_again(const Fenced& piece) {
  std::string out;
  std::istringstream lines(piece.text);
  std::string line;
  while (std::getline(lines, line)) {
    if (line.rfind("$ ", 0) != 0) continue;
    out += line + "\n";
    std::vector<std::string> words = words_of(line.substr(2));
    EXPECT_EQ(words.front(), "norekey") << "line " << piece.line;
    words.erase(words.begin());
    const Typed ran = type(std::move(words));
    EXPECT_LE(ran.code, 1) << "line " << piece.line << ": " << line;
    out += ran.out + ran.err;
    if (!out.empty() && out.back() != '\n') out += "\n";
  }
  return out;
}

/// Goes through a page; how many commands were typed.
int follow(const std::string& name) {
  const ScratchFolder folder;
  int commands = 0;
  for (const Fenced& piece : fenced_in(page(name))) {
    const std::string where = name + ":" + std::to_string(piece.line);
    if (!piece.file.empty()) {
      folder.write(piece.file, piece.text);
    } else if (piece.kind == "console") {
      EXPECT_EQ(typed_again(piece), piece.text) << where;
      ++commands;
    } else {
      ADD_FAILURE() << where << ": a fenced piece is a file with its name, or a console";
    }
  }
  return commands;
}

TEST(MappingPages, TheTutorialPrintsWhatItShows) { EXPECT_GE(follow("mapping.md"), 10); }

TEST(MappingPages, TheHardCasesPrintWhatTheyShow) { EXPECT_GE(follow("mapping-cases.md"), 10); }

}  // namespace mapping_pages_test
}  // namespace norekey::app
