/// alert_world: a World whose alerts are told to a real mail server and to a listener that keeps
/// what is posted to it; and a second daemon on the same store.
#pragma once
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <mutex>

#include "flow/alerts/keep.hpp"
#include "flow/alerts/memory.hpp"
#include "flow/alerts/rules.hpp"
#include "flow/alerts/tell.hpp"
#include "flow/terms.hpp"
#include "tests/flow/world.hpp"
#include "tests/net/fake_peer.hpp"

namespace norekey::flow {

/// Takes posts; answers `status`, which may change.
class Listener {
 public:
  Listener()
      : peer_([this](net::Line& line) {
          for (std::string said = line.request(); !said.empty(); said = line.request()) {
            const std::lock_guard lock(guard_);
            if (status < 300) requests_.push_back(said);
            ++asked_;
            line.send("HTTP/1.1 " + std::to_string(status) + " so\r\nContent-Length: 0\r\n\r\n");
          }
        }) {}

  std::string url(const std::string& path = "/hook") const { return peer_.url(path); }

  std::vector<std::string> requests() {
    const std::lock_guard lock(guard_);
    return requests_;
  }

  /// "open destination/erp/erp, over parked/x" of each post.
  std::vector<std::string> told() {
    std::vector<std::string> out;
    for (const std::string& one : requests()) {
      const auto body = boost::json::parse(one.substr(one.find("\r\n\r\n") + 4));
      std::string text;
      for (const auto& alert : body.at("alerts").as_array())
        text += (text.empty() ? "" : ", ") + std::string(alert.at("status").as_string()) + " " +
                std::string(alert.at("fingerprint").as_string());
      out.push_back(text);
    }
    return out;
  }

  int asked() {
    const std::lock_guard lock(guard_);
    return asked_;
  }

  void answer(int with) {
    const std::lock_guard lock(guard_);
    status = with;
  }

 private:
  std::mutex guard_;
  int status = 200, asked_ = 0;
  std::vector<std::string> requests_;
  net::FakePeer peer_;
};

/// kChannels with a section `alerts:`, such as "webhook: …, repeat: 4 h".
inline std::map<std::string, std::string> with_alerts(const std::string& alerts) {
  std::string channels = kChannels;
  channels.replace(channels.find("PARTIAL"), 7, "no");
  return {{"channels.yaml", channels + "alerts: { " + alerts + " }\n"}};
}

class AlertWorld : public World {
 public:
  explicit AlertWorld(const std::string& alerts = "hold: 2 min")
      : World("no", kMapping, with_alerts(alerts)) {
    context().premises.host = "db1";
    learn_terms(context());
  }

  /// "rule on: text" of each alert there is now.
  std::vector<std::string> now() { return texts(run(alerts_now(context())).value()); }

  static std::vector<std::string> texts(const std::vector<Alert>& alerts) {
    std::vector<std::string> out;
    for (const Alert& one : alerts)
      out.push_back(std::string(one.critical ? "! " : "") + one.rule + " " + one.on + ": " +
                    one.text);
    return out;
  }

  /// One look, and what it makes of messages is sent.
  void look() {
    const auto looked = run(look_for_alerts(context()));
    ASSERT_TRUE(looked) << to_string(looked.error());
    work();
  }

  void look_after(std::chrono::microseconds time) {
    clock.advance(time);
    look();
  }

  /// The ERP has failed so often for this daemon.
  void erp_fails(int times) {
    Destination& erp_destination = context().destinations["erp/erp"];
    erp_destination.answered();
    for (int i = 0; i < times; ++i) erp_destination.failed(clock.now(), 0s, 0);
  }

  /// Another daemon on the same store.
  std::unique_ptr<Context> other_daemon(const std::string& host) {
    Context& own = context();
    auto out = std::unique_ptr<Context>(new Context{own.store,
                                                    own.journal,
                                                    own.index,
                                                    own.upkeep,
                                                    own.clock,
                                                    own.log,
                                                    own.metrics,
                                                    own.kinds,
                                                    own.surroundings,
                                                    own.directory,
                                                    own.setup,
                                                    {},
                                                    {}});
    out->premises.host = host;
    learn_terms(*out);
    return out;
  }

  void put_record(const std::string& kind, const std::string& key, const std::string& value) {
    queue::Effects effects;
    queue::Record& record = effects.records.emplace_back();
    record.kind = kind;
    record.key = key;
    record.value = value;
    record.who = "test";
    ASSERT_TRUE(run(context().store.put(std::move(effects))));
  }
};

}  // namespace norekey::flow
