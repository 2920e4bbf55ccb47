/// curl_wire: calls inside libcurl. Worked by curl_thread.cpp on its one thread; the only file that
/// sees curl.
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "net/http_client.hpp"

namespace norekey::net {

/// One call on its way: filled by the caller, answered by the thread.
struct Transfer {
  Call call;
  std::optional<boost::system::result<Answer, CallError>> result;
  std::function<void()> done;  ///< called once, on the thread, after `result` is set
};

class Wire {
 public:
  /// `connections`: kept open for the next call.
  explicit Wire(int connections);

  /// Ends what is under way with Trouble::stopping.
  ~Wire();

  void start(std::shared_ptr<Transfer> transfer);
  std::size_t under_way() const;

  /// Reads and writes what is ready, and ends the calls that came to their end.
  void move();

  /// Returns when something is ready, or after wake().
  void sleep();

  /// From any thread.
  void wake();

 private:
  class Curl;
  std::unique_ptr<Curl> curl_;
};

}  // namespace norekey::net
