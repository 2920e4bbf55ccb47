#include "queue/clock.hpp"

#include <ctime>
#include <fstream>

namespace norekey::queue {
namespace {

class ThisMachine final : public Machine {
 public:
  ThisMachine() {
    std::ifstream in("/proc/sys/kernel/random/boot_id");
    std::getline(in, boot_);
  }
  Instant wall() const override { return system_clock().now(); }
  std::chrono::microseconds up() const override {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_nsec / 1'000);
  }
  std::string boot() const override { return boot_; }

 private:
  std::string boot_;
};

}  // namespace

const Machine& this_machine() {
  static const ThisMachine machine;
  return machine;
}

}  // namespace norekey::queue
