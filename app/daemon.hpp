/// daemon: everything that runs together in one process, put together once, for `serve` and for
/// commands without a daemon.
#pragma once
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "config/daemon.hpp"
#include "flow/context.hpp"

namespace norekey::app {

/// Store, client and context of one configuration. The io_context is run by whoever made it.
class Daemon {
 public:
  /// Opens the store. halt: as open_store.
  static Result<std::unique_ptr<Daemon>> open(const config::Daemon& config,
                                              std::unique_ptr<flow::Log> log, bool create);
  ~Daemon();

  /// Loads the active bundle; where there is none, checks and activates the drafts, or leaves that
  /// to `apply`. halt: the drafts have errors, all in `findings`.
  boost::asio::awaitable<Result<void>> load_bundle(config::Findings& findings,
                                                   bool first_start = true);

  flow::Context& context() { return *context_; }
  boost::asio::io_context& io() { return io_; }

 private:
  /// Lets go of what waits in it before it ends itself.
  struct Io : boost::asio::io_context {
    using io_context::io_context;
    using io_context::shutdown;
  };

  Daemon() = default;

  Io io_{1};
  std::unique_ptr<flow::Log> log_;
  flow::Metrics metrics_;
  std::unique_ptr<net::Client> client_;
  queue::OpenStore store_;
  std::unique_ptr<flow::Context> context_;
};

}  // namespace norekey::app
