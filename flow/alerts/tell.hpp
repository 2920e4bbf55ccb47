/// tell: news of alerts on their way: a queue message "alert" for each way, so that whoever cannot
/// be reached now is told later, each way by itself. What is over by then, or was told since, is
/// left out: nobody is told late of what is no longer so.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "flow/alerts/episode.hpp"
#include "flow/alerts/text.hpp"
#include "flow/alerts/ways.hpp"
#include "flow/context.hpp"

namespace norekey::flow {

inline constexpr const char* kToldRecords = "alert-told";

/// What somebody was told of an alert last; kept until a week after it is over.
struct ToldAlert {
  std::string way;   ///< "mail ops@acme.example"
  Instant opened{};  ///< of the episode it was about
  Instant at{};      ///< when it was handed over
  std::string what;  ///< "open", "still open", "over", "was open in quiet hours"
};

/// By fingerprint, in the ways' order of names.
using ToldByAlert = std::map<std::string, std::vector<ToldAlert>>;
awaitable<Result<ToldByAlert>> what_was_told(Context& context);

/// The key of such a record.
std::string told_key(const std::string& fingerprint, const std::string& way);

/// A message for each way and each 100 of `news`. Made again of the same news they are duplicates.
std::vector<queue::Message> alert_messages(const config::Alerts& alerts,
                                           const std::vector<NewsItem>& news, Instant now);

/// The step "alert". retry: the mail server, webhook or Alertmanager cannot be reached. reject: it
/// refuses this. halt: it refuses us. At least once; a mail has the same Message-ID each time.
awaitable<Result<Settlement>> tell_alert(Context& context, const queue::Leased& leased);

/// Sends at once, without the queue; answers what the other side said. `id`: of the mail, the same
/// whenever it is the same. Errors: as tell_alert.
awaitable<Result<std::string>> send_news(Context& context, AlertWay way,
                                         std::vector<NewsItem> items, std::string id);

AlertReader reader_of(const Context& context);

/// How long Alertmanager may take an alert for open that it is told nothing of.
std::chrono::microseconds open_for(const config::Alerts& alerts);

}  // namespace norekey::flow
