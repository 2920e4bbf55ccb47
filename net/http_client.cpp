#include "net/http_client.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <map>
#include <mutex>

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
    if (*transfer->result) note_wish(transfer->call.url, (*transfer->result)->response);
    co_return std::move(*transfer->result);
  }

  std::chrono::seconds asked_to_wait(const std::string& url) const override {
    const std::lock_guard lock(mutex_);
    const auto found = wishes_.find(origin(url));
    const auto now = std::chrono::steady_clock::now();
    if (found == wishes_.end() || found->second <= now) return std::chrono::seconds{0};
    return std::chrono::ceil<std::chrono::seconds>(found->second - now);
  }

 private:
  /// "https://host:port" of a URL.
  static std::string origin(const std::string& url) {
    const auto host = url.find("://");
    return host == url.npos ? url : url.substr(0, url.find('/', host + 3));
  }

  void note_wish(const std::string& url, const Response& response) {
    if (response.status != 429 && response.status != 503) return;
    const auto wish = retry_after(response.headers, std::chrono::system_clock::now());
    const std::lock_guard lock(mutex_);
    wishes_[origin(url)] = std::chrono::steady_clock::now() + wish;
  }

  /// The caller goes on where it called from; until then its executor has work.
  template <class Handler>
  void submit(std::shared_ptr<Transfer> transfer, Handler handler) {
    const asio::any_io_executor executor = asio::get_associated_executor(handler);
    const auto home = asio::prefer(executor, asio::execution::outstanding_work.tracked);
    auto waiting = std::make_shared<Handler>(std::move(handler));
    transfer->done = [home, waiting] { asio::post(home, [waiting] { std::move (*waiting)(); }); };
    thread_.submit(std::move(transfer));
  }

  mutable std::mutex mutex_;  ///< guards the wishes: callers may be on several threads
  std::map<std::string, std::chrono::steady_clock::time_point> wishes_;
  CurlThread thread_;
};

}  // namespace

std::unique_ptr<Client> make_client(int in_flight) {
  return std::make_unique<CurlClient>(in_flight);
}

}  // namespace norekey::net
