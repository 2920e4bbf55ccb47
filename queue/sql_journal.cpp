/// Journal over an Engine: each call is one snapshot on the reader's own connection and thread.
#include <utility>

#include "queue/engine.hpp"
#include "queue/rules/reading.hpp"
#include "queue/rules/retiring.hpp"

namespace norekey::queue {
namespace {

/// Of a message whose body has left the store.
void fetch_body(Sql& sql, std::pair<Row, Message>& message, Archive* archive) {
  const auto left = find_retired(sql, message.first.id);
  if (!left) return;
  message.first.retired = left->gone;
  if (archive == nullptr || left->gone != Instant()) return;
  if (auto sealed = archive->find(left->day, message.first.id)) {
    message.second.body = std::move(sealed->body);
  }
}

Step retired_step(std::int64_t id, Instant at, std::string text) {
  Step step;
  step.stage = "retired";
  step.text = std::move(text);
  step.message = id;
  step.at = at;
  return step;
}

std::string day_text(std::int64_t day) {
  return norekey::to_string(Instant(std::chrono::days(day))).substr(0, 10);
}

std::vector<Step> steps_that_left(Sql& sql, std::int64_t id, Archive* archive) {
  const auto left = find_retired(sql, id);
  if (!left) return {};
  if (archive != nullptr && left->gone == Instant()) {
    auto sealed = archive->find(left->day, id);
    if (sealed) return std::move(sealed->steps);
    return {retired_step(id, Instant(std::chrono::days(left->day)),
                         "its body and its steps are sealed in the file of " + day_text(left->day) +
                             ", which is not there or cannot be read: put it back from a copy of "
                             "the store's sealed folder")};
  }
  return {retired_step(id, left->gone,
                       "its body and its steps were removed on " +
                           norekey::to_string(left->gone).substr(0, 10) +
                           ", as retention in norekey.yaml says")};
}

class SqlJournal final : public Journal {
 public:
  explicit SqlJournal(std::shared_ptr<Engine> engine) : engine_(std::move(engine)) {}

  awaitable<Result<std::pair<Row, Message>>> message(std::int64_t id) override {
    return read<std::pair<Row, Message>>([id, archive = engine_->archive](Sql& sql) {
      auto message = read_message(sql, id);
      if (message && message->second.body.empty()) fetch_body(sql, *message, archive.get());
      return message;
    });
  }

  awaitable<Result<std::vector<Row>>> list(Query query) override {
    return read<std::vector<Row>>(
        [query = std::move(query)](Sql& sql) { return read_list(sql, query); });
  }

  awaitable<Result<std::vector<Step>>> steps(std::int64_t id) override {
    return read<std::vector<Step>>([id, archive = engine_->archive](Sql& sql) {
      auto steps = read_steps(sql, id);
      return steps.empty() ? steps_that_left(sql, id, archive.get()) : steps;
    });
  }

  awaitable<Result<std::vector<Cause>>> causes(std::string channel) override {
    return read<std::vector<Cause>>(
        [channel = std::move(channel)](Sql& sql) { return read_causes(sql, channel); });
  }

  awaitable<Result<Counts>> counts(std::string channel) override {
    return read<Counts>(
        [channel = std::move(channel)](Sql& sql) { return read_counts(sql, channel); });
  }

  awaitable<Result<std::optional<Record>>> record(std::string kind, std::string key) override {
    return read<std::optional<Record>>([kind = std::move(kind), key = std::move(key)](Sql& sql) {
      return read_record(sql, kind, key);
    });
  }

  awaitable<Result<std::vector<Record>>> records(std::string kind, std::string after,
                                                 int limit) override {
    return read<std::vector<Record>>(
        [kind = std::move(kind), after = std::move(after), limit](Sql& sql) {
          return read_records(sql, kind, after, limit);
        });
  }

  awaitable<Result<std::vector<Record>>> history(std::string kind, std::string key) override {
    return read<std::vector<Record>>([kind = std::move(kind), key = std::move(key)](Sql& sql) {
      return read_history(sql, kind, key);
    });
  }

  awaitable<Result<std::vector<Alias>>> aliases(std::string value, std::string channel) override {
    return read<std::vector<Alias>>([value = std::move(value), channel = std::move(channel)](
                                        Sql& sql) { return read_aliases(sql, value, channel); });
  }

  awaitable<Result<std::vector<LedgerEntry>>> ledger(std::string company, std::int64_t after,
                                                     int limit) override {
    return read<std::vector<LedgerEntry>>([company = std::move(company), after, limit](Sql& sql) {
      return read_ledger(sql, company, after, limit);
    });
  }

  awaitable<Result<std::vector<LedgerEntry>>> ledger_of(std::string identity) override {
    return read<std::vector<LedgerEntry>>(
        [identity = std::move(identity)](Sql& sql) { return read_ledger_of(sql, identity); });
  }

  awaitable<Result<std::optional<Intent>>> intent(std::string key) override {
    return read<std::optional<Intent>>(
        [key = std::move(key)](Sql& sql) { return read_intent(sql, key); });
  }

 private:
  template <class T, class Question>
  awaitable<Result<T>> read(Question question) {
    return engine_->reader.call<T>(
        0, Refusable::yes,
        [question = std::move(question)](Sql& sql, Change&) -> Result<T> { return question(sql); });
  }

  std::shared_ptr<Engine> engine_;
};

}  // namespace

std::unique_ptr<Journal> make_journal(std::shared_ptr<Engine> engine) {
  return std::make_unique<SqlJournal>(std::move(engine));
}

}  // namespace norekey::queue
