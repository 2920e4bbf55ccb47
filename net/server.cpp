#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>
#include <unordered_map>

#include "net/connection.hpp"
#include "net/system_text.hpp"

namespace norekey::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr int kTurnedAway =
    64;  // connections being answered 503 at once; beyond them: closed unanswered
constexpr auto kAcceptPause = 100ms;  // after the system refused a socket (out of descriptors)

std::string address_text(const tcp::endpoint& end) {
  const auto host = end.address().to_string();
  return (end.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(end.port());
}

/// All of a server but its handle. Everything here runs on `home_`, the atomics and identity()
/// aside.
class Core : public std::enable_shared_from_this<Core> {
 public:
  Core(asio::any_io_executor base, std::shared_ptr<House> house)
      : base_(base),
        home_(asio::make_strand(base)),
        house_(std::move(house)),
        acceptor_(home_),
        emptied_(home_) {}

  Result<void> open(const tcp::endpoint& end);
  void start();
  awaitable<void> drain(std::chrono::milliseconds within);
  void stop();

  void identify(std::shared_ptr<TlsIdentity> identity);
  std::uint16_t port() const { return port_; }
  int places() const { return places_; }
  const asio::any_io_executor& home() const { return home_; }

 private:
  awaitable<void> accept();
  void welcome(tcp::socket socket);
  void serve(std::shared_ptr<Connection> connection, bool full);
  void leave(const Connection* connection);
  Place take_place(std::atomic<int>& count);
  std::unique_ptr<Stream> stream_on(tcp::socket socket);
  void each(void (Connection::*todo)());

  asio::any_io_executor base_, home_;
  std::shared_ptr<House> house_;
  tcp::acceptor acceptor_;
  asio::steady_timer emptied_;  ///< cancelled when the last connection is gone
  std::unordered_map<const Connection*, std::weak_ptr<Connection>> open_;
  std::atomic<int> places_{0}, turned_away_{0};
  std::uint16_t port_ = 0;
  std::mutex identity_guard_;
  std::shared_ptr<TlsIdentity> identity_;
};

Result<void> Core::open(const tcp::endpoint& end) {
  error_code ec;
  acceptor_.open(end.protocol(), ec);
  if (!ec) acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
  if (!ec) acceptor_.bind(end, ec);
  if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
  if (!ec) port_ = acceptor_.local_endpoint(ec).port();
  if (!ec) return {};
  return Error{Fate::halt,
               "cannot listen on " + address_text(end) + ": " + system_text(ec.value()),
               "stop the program that has this address, or give another address or port",
               {},
               ""};
}

void Core::start() { asio::co_spawn(home_, accept(), asio::detached); }

awaitable<void> Core::accept() {
  const auto self = shared_from_this();
  while (acceptor_.is_open()) {
    error_code ec;
    const asio::any_io_executor strand = asio::make_strand(base_);
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    tcp::socket socket = co_await acceptor_.async_accept(strand, token);
    if (!ec) {
      welcome(std::move(socket));
      continue;
    }
    if (ec == asio::error::operation_aborted || !acceptor_.is_open()) co_return;
    if (ec == asio::error::connection_aborted) continue;
    house_->on_fault("cannot accept a connection: " + system_text(ec.value()));
    asio::steady_timer pause(home_, kAcceptPause);
    co_await pause.async_wait(token);
  }
}

void Core::welcome(tcp::socket socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const bool full = places_ >= house_->limits.connections;
  if (full && turned_away_ >= kTurnedAway) return;  // closes it
  Place place = take_place(full ? turned_away_ : places_);
  serve(std::make_shared<Connection>(house_, stream_on(std::move(socket)), std::move(place)), full);
}

void Core::serve(std::shared_ptr<Connection> connection, bool full) {
  const Connection* key = connection.get();
  open_[key] = connection;
  auto ended = [core = weak_from_this(), key, house = house_](std::exception_ptr failure) {
    if (failure) house->on_fault("a connection ended by a fault in the server");
    if (const auto self = core.lock()) asio::post(self->home_, [self, key] { self->leave(key); });
  };
  const auto strand = connection->executor();
  asio::co_spawn(strand, full ? connection->turn_away() : connection->run(), std::move(ended));
}

void Core::leave(const Connection* connection) {
  open_.erase(connection);
  if (open_.empty()) emptied_.cancel();
}

Place Core::take_place(std::atomic<int>& count) {
  ++count;
  return Place(this, [self = shared_from_this(), &count](void*) { --count; });
}

std::unique_ptr<Stream> Core::stream_on(tcp::socket socket) {
  const std::lock_guard lock(identity_guard_);
  return identity_ ? make_tls_stream(std::move(socket), identity_)
                   : make_plain_stream(std::move(socket));
}

void Core::identify(std::shared_ptr<TlsIdentity> identity) {
  const std::lock_guard lock(identity_guard_);
  identity_ = std::move(identity);
}

/// On each connection's own strand.
void Core::each(void (Connection::*todo)()) {
  for (const auto& [key, weak] : open_) {
    if (auto connection = weak.lock()) {
      asio::post(connection->executor(), [connection, todo] { ((*connection).*todo)(); });
    }
  }
}

awaitable<void> Core::drain(std::chrono::milliseconds within) {
  const auto self = shared_from_this();
  error_code ignored;
  house_->draining = true;
  acceptor_.close(ignored);
  each(&Connection::close_if_idle);
  emptied_.expires_after(within);
  if (!open_.empty()) {
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await emptied_.async_wait(token);
  }
  each(&Connection::cut);
}

void Core::stop() {
  error_code ignored;
  house_->draining = true;
  acceptor_.close(ignored);
  each(&Connection::cut);
}

class BeastServer final : public Server {
 public:
  BeastServer(std::shared_ptr<Core> core, ServerConfig config)
      : core_(std::move(core)), config_(std::move(config)) {}

  ~BeastServer() override {
    asio::post(core_->home(), [core = core_] { core->stop(); });
  }

  std::uint16_t port() const override { return core_->port(); }
  int connections() const override { return core_->places(); }

  Result<void> reload_certificate() override {
    if (config_.certificate_file.empty()) return {};
    auto identity = read_identity(config_.certificate_file, config_.private_key_file);
    if (!identity) return identity.error();
    core_->identify(std::move(*identity));
    return {};
  }

  awaitable<void> drain(std::chrono::milliseconds within) override {
    co_await asio::co_spawn(core_->home(), core_->drain(within), asio::use_awaitable);
  }

 private:
  std::shared_ptr<Core> core_;
  ServerConfig config_;
};

}  // namespace

Result<std::unique_ptr<Server>> listen(asio::any_io_executor executor, ServerConfig config,
                                       Handler handler,
                                       std::function<void(std::string_view)> on_fault) {
  error_code ec;
  const auto address = asio::ip::make_address(config.address, ec);
  if (ec) {
    return Error{Fate::halt,
                 "'" + config.address + "' is not an IP address to listen on",
                 "write 127.0.0.1, ::1, or 0.0.0.0 for all of this machine's addresses",
                 {},
                 ""};
  }
  auto house = std::make_shared<House>();
  house->limits = config.limits;
  house->handler = std::move(handler);
  house->on_fault = std::move(on_fault);
  house->refuser = std::move(config.refuser);
  auto core = std::make_shared<Core>(std::move(executor), std::move(house));
  const tcp::endpoint end(address, config.port);
  auto server = std::make_unique<BeastServer>(core, std::move(config));
  if (auto loaded = server->reload_certificate(); !loaded) return loaded.error();
  if (auto opened = core->open(end); !opened) return opened.error();
  core->start();
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace norekey::net
