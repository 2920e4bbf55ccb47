#include "app/control.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>

#include <cerrno>
#include <cstring>
#include <optional>

#include "core/text.hpp"

namespace norekey::app {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using Socket = asio::local::stream_protocol::socket;

constexpr std::size_t kMostRequest = 64 * 1024 * 1024;

json::object error_json(const Error& e) {
  return {{"fate", to_string(e.fate)}, {"what", e.what},       {"fix", e.fix},
          {"file", e.where.file},      {"line", e.where.line}, {"field", e.where.field},
          {"cause", e.cause}};
}

Error error_of(const json::object& in) {
  const auto text = [&](const char* key) {
    const json::value* v = in.if_contains(key);
    return v != nullptr && v->is_string() ? std::string(v->get_string()) : "";
  };
  Error e{
      Fate::reject, text("what"), text("fix"), {text("file"), 0, 0, text("field")}, text("cause")};
  if (text("fate") == "retry") e.fate = Fate::retry;
  if (text("fate") == "halt") e.fate = Fate::halt;
  if (const json::value* line = in.if_contains("line"); line != nullptr && line->is_int64())
    e.where.line = static_cast<unsigned>(line->get_int64());
  return e;
}

class Listener : public ControlServer {
 public:
  Listener(asio::any_io_executor executor, std::string path, Answerer answer)
      : acceptor_(executor), path_(std::move(path)), answer_(std::move(answer)) {}
  ~Listener() override { ::unlink(path_.c_str()); }

  Result<void> open() {
    boost::system::error_code ec;
    asio::local::stream_protocol::endpoint endpoint(path_);
    acceptor_.open(endpoint.protocol(), ec);
    if (!ec) acceptor_.bind(endpoint, ec);
    if (!ec) acceptor_.listen(16, ec);
    if (ec)
      return Error{Fate::halt,
                   "the control socket " + path_ + " cannot be opened: " + lower(ec.message()),
                   "create its folder and let the daemon's user write there",
                   {},
                   ""};
    ::chmod(path_.c_str(), 0660);
    asio::co_spawn(acceptor_.get_executor(), accept(), asio::detached);
    return {};
  }
  void stop() override {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
  }

 private:
  awaitable<void> accept() {
    while (acceptor_.is_open()) {
      boost::system::error_code ec;
      Socket socket =
          co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, ec));
      if (!ec) asio::co_spawn(acceptor_.get_executor(), serve(std::move(socket)), asio::detached);
    }
  }

  /// A command that breaks is answered as well: whoever asked would wait for nothing.
  awaitable<Result<json::value>> answered(json::object asked) {
    std::string what;
    try {
      co_return co_await answer_(std::move(asked));
    } catch (const std::exception& e) {
      what = e.what();
    }
    co_return Error{Fate::halt,
                    "the command failed: " + what,
                    "report this with the command as it was typed",
                    {},
                    "fault"};
  }

  awaitable<void> serve(Socket socket) {
    std::string buffer;
    boost::system::error_code ec;
    const std::size_t n =
        co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer, kMostRequest), '\n',
                                        asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return;
    json::object answer;
    const json::value request = json::parse(std::string_view(buffer).substr(0, n), ec);
    if (ec || !request.is_object()) {
      const Error bad{
          Fate::reject, "the request is not a JSON object", "use the norekey program", {}, "usage"};
      answer["error"] = error_json(bad);
    } else {
      json::object asked = request.get_object();
      auto result = co_await answered(std::move(asked));
      if (result) {
        answer["ok"] = std::move(*result);
      } else {
        answer["error"] = error_json(result.error());
      }
    }
    const std::string text = json::serialize(answer) + "\n";
    co_await asio::async_write(socket, asio::buffer(text),
                               asio::redirect_error(asio::use_awaitable, ec));
  }

  asio::local::stream_protocol::acceptor acceptor_;
  std::string path_;
  Answerer answer_;
};

/// A connected socket; -1 where nobody listens, and errno says why.
int connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  errno = ENOENT;
  if (path.size() >= sizeof address.sun_path) return -1;
  std::memcpy(address.sun_path, path.c_str(), path.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return fd;
  const int why = errno;
  if (fd >= 0) ::close(fd);
  errno = why;
  return -1;
}

}  // namespace

Result<std::unique_ptr<ControlServer>> listen_for_commands(asio::any_io_executor executor,
                                                           const std::string& path,
                                                           Answerer answer) {
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return Error{Fate::halt,
                 "the path of the control socket has more than 107 characters: " + path,
                 "set control-socket to a shorter path",
                 {},
                 ""};
  }
  if (const int fd = connect_to(path); fd >= 0) {
    ::close(fd);
    return Error{Fate::halt,
                 "another daemon listens on " + path,
                 "stop it, or give this one another state-dir",
                 {},
                 ""};
  }
  ::unlink(path.c_str());
  auto out = std::make_unique<Listener>(executor, path, std::move(answer));
  if (auto opened = out->open(); !opened) return opened.error();
  return std::unique_ptr<ControlServer>(std::move(out));
}

Result<std::optional<json::value>> ask_daemon(const std::string& path, const json::object& request,
                                              int seconds) {
  const int fd = connect_to(path);
  if (fd < 0 && errno == EACCES) {
    return Error{Fate::halt,
                 "this user may not speak to the daemon by " + path,
                 "run it with sudo, or as the daemon's user: sudo -u norekey norekey …",
                 {},
                 ""};
  }
  if (fd < 0) return std::optional<json::value>{};
  const timeval wait{seconds, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  const std::string text = json::serialize(request) + "\n";
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t n = ::send(fd, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) break;
    sent += static_cast<std::size_t>(n);
  }
  std::string answer;
  std::array<char, 65536> chunk{};
  ssize_t n = 0;
  while ((n = ::read(fd, chunk.data(), chunk.size())) > 0) {
    answer.append(chunk.data(), static_cast<std::size_t>(n));
  }
  const bool ended = n == 0 || errno == ECONNRESET;
  ::close(fd);
  boost::system::error_code ec;
  const json::value value = json::parse(answer, ec);
  if (ec || !value.is_object()) {
    return Error{Fate::retry,
                 ended ? "the daemon ended before it answered"
                       : "the daemon gave no answer within " + std::to_string(seconds) + " s",
                 "look at its log, then try again",
                 {},
                 ""};
  }
  const json::object& object = value.get_object();
  if (const json::value* error = object.if_contains("error");
      error != nullptr && error->is_object())
    return error_of(error->get_object());
  const json::value* ok = object.if_contains("ok");
  return std::optional<json::value>(ok != nullptr ? *ok : json::value{});
}

}  // namespace norekey::app
