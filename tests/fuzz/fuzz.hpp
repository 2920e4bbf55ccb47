/// fuzz: what the targets share. A target states laws about a parser for any bytes; a broken law
/// stops the run.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/error.hpp"

namespace norekey::fuzz {

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the run where `law` does not hold.
inline void must(bool law, const char* words) {
  if (law) return;
  std::fprintf(stderr, "broken law: %s\n", words);
  std::abort();
}

/// An error for people: it says something, and no control character comes through.
inline void must_read_well(const Error& e) {
  must(!e.what.empty(), "an error says what is wrong");
  for (const char c : e.what) {
    if (static_cast<unsigned char>(c) < 32) std::fprintf(stderr, "error: %s\n", e.what.c_str());
    must(static_cast<unsigned char>(c) >= 32, "an error's text is one line without controls");
  }
}

}  // namespace norekey::fuzz
