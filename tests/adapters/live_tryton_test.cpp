// Starting and stopping the real Tryton of these tests.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdlib>

#include "tests/adapters/live_tryton.hpp"

namespace norekey::adapters::tryton {
namespace live_tryton_test {

std::string port() {
  setenv("TRYTON_PORT", "8079", 0);
  return getenv("TRYTON_PORT");
}

bool is_up() {
  boost::asio::io_context context;
  boost::asio::ip::tcp::socket socket(context);
  boost::system::error_code ec;
  const auto loopback = boost::asio::ip::address_v4::loopback();
  socket.connect({loopback, static_cast<unsigned short>(std::stoi(port()))}, ec);
  return !ec;
}

int run(const char* action) {
  return std::system((std::string(SOURCE_DIR "/tests/peers/tryton/") + action).c_str());
}

class Peer : public testing::Environment {
 public:
  void start() {
    if (started_) return;
    started_ = true;
    stop_ = !is_up();
    if (run("up") != 0) throw std::runtime_error("tests/peers/tryton/up failed");
  }
  void TearDown() override {
    if (stop_ && run("down") != 0) ADD_FAILURE() << "tests/peers/tryton/down failed";
  }

 private:
  bool started_ = false, stop_ = false;
};

Peer& peer() {
  static auto* const made = new Peer;  // GoogleTest deletes it
  return *made;
}

testing::Environment* const registered = testing::AddGlobalTestEnvironment(&peer());

}  // namespace live_tryton_test

config::Erp live_erp() {
  live_tryton_test::peer().start();
  setenv("NOREKEY_TEST_TRYTON_PASSWORD", "demo-Quartz7!", 1);
  config::Erp erp;
  erp.name = "legacy";
  erp.adapter = "tryton";
  erp.url = "http://127.0.0.1:" + live_tryton_test::port();
  erp.database = "erp";
  erp.login = "integration";
  erp.password = {config::Secret::Kind::environment, "NOREKEY_TEST_TRYTON_PASSWORD"};
  erp.leave_at = "quote";
  erp.residual_item = "ROUNDING";
  erp.proxy = "-";
  return erp;
}

}  // namespace norekey::adapters::tryton
