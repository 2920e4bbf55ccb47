#include "app/fail.hpp"

#include <poll.h>
#include <unistd.h>

#include <boost/json.hpp>

#include <cstdio>
#include <iostream>

namespace norekey::app {
namespace {

bool reader_is_gone() {
  pollfd out{STDOUT_FILENO, POLLOUT, 0};
  return ::poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

}  // namespace

int fail(const Error& error, bool as_json) {
  namespace json = boost::json;
  if (as_json) {
    std::cout << json::serialize(json::object{{"error", error.what},
                                              {"fix", error.fix},
                                              {"file", error.where.file},
                                              {"line", error.where.line}})
              << "\n";
  } else {
    std::cerr << "norekey: " << to_string(error) << "\n";
  }
  if (error.cause == "usage") return 2;
  return error.fate == Fate::reject ? 1 : 3;
}

int printed(int code) {
  std::cout.flush();
  const bool arrived = std::fflush(stdout) == 0 && std::cout.good() && std::ferror(stdout) == 0;
  if (arrived || reader_is_gone()) return code;
  return fail({Fate::halt,
               "not all of the answer could be written to standard output",
               "see whether the disk that it goes to is full, then run it again",
               {},
               ""});
}

}  // namespace norekey::app
