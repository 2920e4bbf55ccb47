/// curl_thread: the one thread of all outgoing calls, and their queue. Used by http_client.cpp;
/// sees no curl.
#pragma once
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "net/curl_wire.hpp"

namespace norekey::net {

class CurlThread {
 public:
  explicit CurlThread(int in_flight);

  /// Ends what is under way or waiting, then joins.
  ~CurlThread();

  void submit(std::shared_ptr<Transfer> transfer);

 private:
  void run();
  bool take_inbox();

  const std::size_t in_flight_;
  std::unique_ptr<Wire> wire_;                     ///< the thread's, wake() aside
  std::deque<std::shared_ptr<Transfer>> waiting_;  ///< the thread's
  std::mutex guard_;
  std::vector<std::shared_ptr<Transfer>> inbox_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace norekey::net
