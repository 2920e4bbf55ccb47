/// Index over an Engine: each call is one snapshot on the reader's own connection and thread.
#include "queue/engine.hpp"
#include "queue/rules/searching.hpp"

namespace norekey::queue {
namespace {

class SqlIndex final : public Index {
 public:
  explicit SqlIndex(std::shared_ptr<Engine> engine) : engine_(std::move(engine)) {}

  awaitable<Result<FoundRows>> search(Search search) override {
    return engine_->reader.call<FoundRows>(
        0, Refusable::yes, [search = std::move(search)](Sql& sql, Change&) -> Result<FoundRows> {
          return queue::search(sql, search);
        });
  }

  awaitable<Result<std::vector<Pulse>>> pulses(Instant since) override {
    return engine_->reader.call<std::vector<Pulse>>(
        0, Refusable::yes, [since](Sql& sql, Change&) -> Result<std::vector<Pulse>> {
          return read_pulses(sql, since);
        });
  }

 private:
  std::shared_ptr<Engine> engine_;
};

}  // namespace

std::unique_ptr<Index> make_index(std::shared_ptr<Engine> engine) {
  return std::make_unique<SqlIndex>(std::move(engine));
}

}  // namespace norekey::queue
