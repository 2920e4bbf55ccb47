#include "credit/reentry_watch.hpp"

#include <algorithm>
#include <unordered_map>

namespace norekey::credit {
namespace {

using namespace std::chrono_literals;

constexpr auto kTogether = 1h;  ///< two entries that were one web order follow each other

class Watch {
 public:
  Watch(const std::vector<WebOrder>& web, const std::vector<ManualOrder>& manual,
        const ReentryFacts& facts)
      : web_(web), manual_(manual), facts_(facts) {
    for (std::size_t i = 0; i < manual.size(); ++i) {
      by_family_[family(manual[i].account)].push_back(i);
      if (!manual[i].po.empty()) by_po_[manual[i].po].push_back(i);
    }
    for (auto& one : by_family_) {
      std::sort(one.second.begin(), one.second.end(), [&](std::size_t a, std::size_t b) {
        return manual[a].entered_at < manual[b].entered_at;
      });
    }
  }

  std::vector<Reentry> run() {
    for (std::size_t w = 0; w < web_.size(); ++w) {
      const std::vector<std::size_t> near = candidates(w);
      for (const std::size_t m : near) propose(w, {m}, manual_[m]);
      halves(w, near);
    }
    std::stable_sort(found_.begin(), found_.end(), [](const Reentry& a, const Reentry& b) {
      const bool sure_a = a.compared.link != Link::review, sure_b = b.compared.link != Link::review;
      return sure_a != sure_b ? sure_a : a.compared.score > b.compared.score;
    });
    return one_to_one();
  }

 private:
  std::string family(const std::string& account) const {
    const auto parent = facts_.parents.find(account);
    return parent == facts_.parents.end() || parent->second.empty() ? account : parent->second;
  }

  std::vector<std::size_t> candidates(std::size_t w) const {
    std::vector<std::size_t> out;
    const auto add = [&](const auto& index, const std::string& key) {
      const auto those = index.find(key);
      if (key.empty() || those == index.end()) return;
      for (const std::size_t m : those->second) {
        if (in_window(web_[w], manual_[m])) out.push_back(m);
      }
    };
    add(by_family_, family(web_[w].account));
    add(by_po_, web_[w].po);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  void propose(std::size_t w, std::vector<std::size_t> which, const ManualOrder& manual) {
    Compared compared = compare(web_[w], manual, facts_);
    if (compared.link != Link::none) found_.push_back({w, std::move(which), std::move(compared)});
  }

  /// Two entries of one customer, soon after each other, whose lines together are the web order's.
  void halves(std::size_t w, const std::vector<std::size_t>& near) {
    for (std::size_t i = 0; i < near.size(); ++i) {
      for (std::size_t j = i + 1; j < near.size(); ++j) {
        const ManualOrder &a = manual_[near[i]], &b = manual_[near[j]];
        const auto apart =
            a.entered_at < b.entered_at ? b.entered_at - a.entered_at : a.entered_at - b.entered_at;
        if (a.account != b.account || apart > kTogether ||
            a.lines.size() + b.lines.size() != web_[w].lines.size())
          continue;
        ManualOrder both = a;
        both.lines.insert(both.lines.end(), b.lines.begin(), b.lines.end());
        both.net += b.net;
        propose(w, {near[i], near[j]}, both);
      }
    }
  }

  std::vector<Reentry> one_to_one() {
    std::vector<bool> web_taken(web_.size()), manual_taken(manual_.size());
    std::vector<Reentry> out;
    for (Reentry& one : found_) {
      const bool taken =
          web_taken[one.web] || std::any_of(one.manual.begin(), one.manual.end(),
                                            [&](std::size_t m) { return manual_taken[m]; });
      if (taken) continue;
      web_taken[one.web] = true;
      for (const std::size_t m : one.manual) manual_taken[m] = true;
      out.push_back(std::move(one));
    }
    return out;
  }

  const std::vector<WebOrder>& web_;
  const std::vector<ManualOrder>& manual_;
  const ReentryFacts& facts_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_family_, by_po_;
  std::vector<Reentry> found_;
};

}  // namespace

std::vector<Reentry> watch(const std::vector<WebOrder>& web, const std::vector<ManualOrder>& manual,
                           const ReentryFacts& facts) {
  return Watch(web, manual, facts).run();
}

}  // namespace norekey::credit
