#include "credit/ladder.hpp"

#include <algorithm>

#include "credit/geography.hpp"

namespace norekey::credit {
namespace {

constexpr int kMostParents = 20;

class Climber {
 public:
  Climber(const Ask& ask, const Tables& tables, const Policy& policy, bool all)
      : ask_(ask), tables_(tables), policy_(policy), all_(all) {}

  Climb run() {
    if (ask_.slot != Slot::primary && !tables_.assignments.has(ask_.slot)) return {};
    read_mode();
    if (ask_.slot == Slot::overlay) {
      specialists();
      settle();
    }
    exceptions();
    ship_to();
    if (mode_ == Mode::territory) {
      passed_over_ = true;
      accounts();
      passed_over_ = false;
    } else {
      accounts();
    }
    if (ask_.slot != Slot::overlay) product_line();
    look_around();
    settle();
    explain_nobody();
    return std::move(out_);
  }

 private:
  bool has(Rung rung) const { return tables_.assignments.has(ask_.slot, rung); }

  bool enough() const { return settled_ && !all_; }

  void flag(const std::string& name) {
    if (std::find(out_.flags.begin(), out_.flags.end(), name) == out_.flags.end())
      out_.flags.push_back(name);
  }

  /// Takes what a rung found: the first that found anything wins.
  void take(Rung rung, Found found, std::string_view where) {
    if (found.empty()) return;
    Hit hit{rung, std::move(found), std::string(where)};
    if (settled_ || passed_over_) {
      lose(std::move(hit), settled_ ? "a nearer rule went first" : passed_over_why());
      return;
    }
    settled_ = true;
    if (hit.found.size() == 1) {
      won_.push_back(std::move(hit));
      return;
    }
    out_.candidates = hit.found;
    flag(is_geography(rung) ? "TERRITORY_OVERLAP" : "ASSIGN_OVERLAP");
  }

  void lose(Hit hit, const char* why) {
    if (hit.why[0] == 0) hit.why = why;
    out_.losers.push_back(std::move(hit));
  }

  /// What the account's mode leaves out.
  const char* passed_over_why() const {
    return mode_ == Mode::territory ? "the account goes by its territory"
                                    : "a named account has no territory";
  }

  void look(Rung rung, const std::string& key, bool inherited = false) {
    if (enough()) return;
    Found outranked;
    Found found =
        tables_.assignments.at(key, ask_.slot, ask_.day, ask_.known, all_ ? &outranked : nullptr);
    for (Found* those : {&found, &outranked}) {
      if (inherited) std::erase_if(*those, [](const Assignment* one) { return !one->inherit; });
    }
    take(rung, std::move(found), key);
    if (!outranked.empty())
      lose({rung, std::move(outranked), key}, "one with a lower priority number went first");
  }

  /// What was won so far is kept; an overlay's second family starts afresh.
  void settle() {
    for (Hit& hit : won_) out_.winners.push_back(std::move(hit));
    won_.clear();
    settled_ = false;
  }

  bool mentions(const std::string& key) const { return tables_.assignments.any_at(key, ask_.slot); }

  void read_mode() {
    if (!ask_.account.empty()) {
      account_key_ = "account:" + ask_.account;
      mode_ = tables_.account(ask_.account).mode;
      out_.mentioned = mentions(account_key_);
      const std::string& code = ship_to_code();
      if (!code.empty() && (has(Rung::ship_to) || has(Rung::ship_to_line)))
        ship_to_key_ = "shipto:" + ask_.account + "/" + code;
      if (!out_.mentioned && !ask_.product_line.empty() && has(Rung::account_line))
        out_.mentioned = mentions(account_key_ + "/line:" + ask_.product_line);
      if (!out_.mentioned && !ship_to_key_.empty()) out_.mentioned = mentions(ship_to_key_);
      if (!out_.mentioned && !tables_.accounts.empty()) out_.mentioned = parents_mention();
    }
    const bool refused =
        !ask_.account.empty() &&
        std::any_of(tables_.refused.begin(), tables_.refused.end(),
                    [&](const Refusal& one) { return one.account == ask_.account; });
    out_.named = mode_ == Mode::named || (mode_ == Mode::open && (out_.mentioned || refused));
    out_.registered = mode_ != Mode::open || out_.mentioned || refused;
  }

  bool parents_mention() const {
    const std::string* parent = &tables_.account(ask_.account).parent;
    for (int n = 0; n < kMostParents && !parent->empty(); ++n) {
      Found any;
      tables_.assignments.each_at("account:" + *parent, ask_.slot, any);
      tables_.assignments.each_at("parent:" + *parent, ask_.slot, any);
      if (std::any_of(any.begin(), any.end(), [](const Assignment* one) { return one->inherit; }))
        return true;
      parent = &tables_.account(*parent).parent;
    }
    return false;
  }

  const std::string& ship_to_code() const {
    static const std::string none;
    if (ask_.line.ship_to) return ask_.line.ship_to->id;
    return ask_.sale.ship_to ? ask_.sale.ship_to->id : none;
  }

  /// Overrides, channel and contract: decided for the sale itself, whatever the account's mode.
  void exceptions() {
    for (const std::string& key : override_keys()) look(Rung::approved_override, "override " + key);
    if (has(Rung::channel)) look(Rung::channel, "channel:" + ask_.sale.channel);
    if (!ask_.line.contract.empty() && has(Rung::contract))
      look(Rung::contract, "contract:" + ask_.line.contract);
  }

  std::vector<std::string> override_keys() const {
    std::vector<std::string> out;
    if (!tables_.has_overrides) return out;
    const std::string line = ask_.product_line.empty() ? "" : "/line:" + ask_.product_line;
    if (!ask_.line.contract.empty()) out.push_back("contract:" + ask_.line.contract);
    for (const std::string& key : {ship_to_key_, account_key_}) {
      if (key.empty()) continue;
      if (!line.empty()) out.push_back(key + line);
      out.push_back(key);
    }
    if (!line.empty()) out.push_back(line.substr(1));
    out.push_back("channel:" + ask_.sale.channel);
    return out;
  }

  void specialists() {
    if (ask_.product_line.empty()) return;
    const std::string line = "/line:" + ask_.product_line;
    if (!ship_to_key_.empty()) look(Rung::ship_to_line, ship_to_key_ + line);
    if (!account_key_.empty()) look(Rung::account_line, account_key_ + line);
    look(Rung::product_line, line.substr(1));
  }

  void product_line() {
    if (has(Rung::product_line) && !ask_.product_line.empty())
      look(Rung::product_line, "line:" + ask_.product_line);
  }

  void ship_to() {
    if (ship_to_key_.empty()) return;
    if (!ask_.product_line.empty() && ask_.slot != Slot::overlay && has(Rung::ship_to_line))
      look(Rung::ship_to_line, ship_to_key_ + "/line:" + ask_.product_line);
    look(Rung::ship_to, ship_to_key_);
  }

  void accounts() {
    if (account_key_.empty()) return;
    const bool by_line =
        has(Rung::account_line) && !ask_.product_line.empty() && ask_.slot != Slot::overlay;
    if (by_line) look(Rung::account_line, account_key_ + "/line:" + ask_.product_line);
    look(Rung::account, account_key_);
    const std::string* parent = &tables_.account(ask_.account).parent;
    for (int n = 0; n < kMostParents && !parent->empty() && !enough(); ++n) {
      if (*parent == ask_.account) break;
      const std::string key = "account:" + *parent;
      if (by_line) look(Rung::parent, key + "/line:" + ask_.product_line, true);
      look(Rung::parent, key, true);
      look(Rung::parent, "parent:" + *parent, true);
      parent = &tables_.account(*parent).parent;
    }
  }

  /// Geography, where the account's mode lets it decide; else what it would have said, as losers.
  void look_around() {
    if (enough() || !tables_.assignments.has_geography()) return;
    const bool decides = !settled_ && !out_.named;
    if (!decides && !all_) return;
    const Looked looked = look_at_addresses(ask_, tables_, policy_, all_);
    const bool found = !looked.hits.empty() || !looked.ambiguous.empty();
    if (decides && (ask_.slot == Slot::primary || found)) {
      for (const std::string& name : looked.flags) flag(name);
      out_.address = looked.address;
    }
    if (decides && !looked.ambiguous.empty()) {
      out_.candidates = looked.ambiguous;
      flag("COUNTY_AMBIGUOUS");
      return;
    }
    passed_over_ = !decides && !settled_;
    for (const Hit& hit : looked.hits) {
      if (hit.why[0] == 0) {
        take(hit.rung, hit.found, hit.where);
      } else {
        lose(hit, hit.why);
      }
    }
    passed_over_ = false;
    for (const Hit& hit : looked.elsewhere) lose(hit, "the policy looks at another address");
  }

  void explain_nobody() {
    if (!out_.winners.empty() || ask_.slot != Slot::primary || !out_.candidates.empty()) return;
    if (out_.named) {
      if (out_.mentioned) flag("ASSIGNMENT_GAP");
      return;
    }
    if (mode_ == Mode::territory || ask_.account.empty()) flag("NO_TERRITORY");
  }

  const Ask& ask_;
  const Tables& tables_;
  const Policy& policy_;
  const bool all_;
  Mode mode_ = Mode::open;
  std::string account_key_, ship_to_key_;
  bool settled_ = false;      ///< a rung has decided
  bool passed_over_ = false;  ///< rungs that the account's mode leaves out
  std::vector<Hit> won_;
  Climb out_;
};

}  // namespace

Climb climb(const Ask& ask, const Tables& tables, const Policy& policy, bool all) {
  return Climber(ask, tables, policy, all).run();
}

}  // namespace norekey::credit
