/// episode: an alert from the first look that sees it until a week after it is over, and what is to
/// be told of it when. A plain state machine: keep.cpp looks, remembers and sends. Pure.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "flow/alerts/alert.hpp"
#include "queue/message.hpp"

namespace norekey::flow {

inline constexpr const char* kAlertRecords = "alert";

struct Episode {
  Alert alert;
  Instant opened{};
  Instant gone{};          ///< first look that did not see it any more; epoch: it is seen
  Instant over{};          ///< it was gone for as long as `hold`; epoch: it is open
  Instant told{};          ///< given to those who are told, last; epoch: not yet
  int times = 0;           ///< so often
  bool over_told = false;  ///< and that it is over
  bool waited = false;     ///< quiet hours kept it back
  int returns = 0;         ///< it came back soon after it was over; each doubles its hold
  Instant noted{};         ///< when its text was remembered last

  bool open() const { return over == Instant{}; }
};

/// By fingerprint.
using Episodes = std::map<std::string, Episode>;

struct AlertTerms {
  std::chrono::microseconds hold = std::chrono::minutes{2};
  std::chrono::microseconds repeat = std::chrono::hours{4};
  bool anybody = true;           ///< is told at all
  bool quiet = false;            ///< nobody is told now,
  bool critical_through = true;  ///< but of what is critical
};

enum class News {
  opened,  ///< wrong since now
  still,   ///< and still wrong
  over,    ///< not any more
  passed,  ///< came and went while nobody was told
};

const char* name_of(News);  ///< "open", "still open", "over", "was open in quiet hours"

struct NewsItem {
  News what = News::opened;
  std::string key;  ///< fingerprint
  Alert alert;
  Instant opened{}, over{};
  int time = 0;  ///< the how-manieth telling of this episode
};

struct AlertLook {
  std::vector<NewsItem> news;        ///< worst first, new before old
  std::vector<std::string> changed;  ///< fingerprints whose episodes are to be remembered
  std::vector<std::string> gone;     ///< and forgotten: over for a week
};

/// One look: what was seen now becomes part of `known`. Each new alert is told once, again after
/// `repeat`, and once when it is over; what is not seen for less than `hold` is still open. In
/// quiet hours all that waits, and nothing of it is lost.
AlertLook take_look(Episodes& known, const std::vector<Alert>& seen, const AlertTerms& terms,
                    Instant now);

/// For whoever asks why no one was told: "waits for the end of quiet hours". Of an episode whose
/// `told` is empty, or that no look has seen yet (`opened` is epoch).
std::string why_untold(const Episode& episode, const AlertTerms& terms, Instant now);

queue::Record to_record(const std::string& key, const Episode& episode);
/// nullopt: not written by this program.
std::optional<Episode> episode_of(const queue::Record& record);

}  // namespace norekey::flow
