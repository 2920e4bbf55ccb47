#include "net/http_client.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/curl_thread.hpp"

namespace norekey::net {
namespace {

namespace asio = boost::asio;

class CurlClient final : public Client {
 public:
  explicit CurlClient(int in_flight) : thread_(in_flight) {}

  awaitable<boost::system::result<Answer, CallError>> send(Call call) override {
    auto transfer = std::make_shared<Transfer>();
    transfer->call = std::move(call);
    auto start = [this, transfer](auto handler) { submit(transfer, std::move(handler)); };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start,
                                                                         asio::use_awaitable);
    co_return std::move(*transfer->result);
  }

 private:
  /// The caller goes on where it called from; until then its executor has work.
  template <class Handler>
  void submit(std::shared_ptr<Transfer> transfer, Handler handler) {
    const asio::any_io_executor executor = asio::get_associated_executor(handler);
    const auto home = asio::prefer(executor, asio::execution::outstanding_work.tracked);
    auto waiting = std::make_shared<Handler>(std::move(handler));
    transfer->done = [home, waiting] { asio::post(home, [waiting] { std::move (*waiting)(); }); };
    thread_.submit(std::move(transfer));
  }

  CurlThread thread_;
};

}  // namespace

std::unique_ptr<Client> make_client(int in_flight) {
  return std::make_unique<CurlClient>(in_flight);
}

}  // namespace norekey::net
