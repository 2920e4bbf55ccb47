/// rules: what is wrong now. From what the store and the daemon know already; every look is bounded
/// and calls nobody. What one daemon alone can see (its disk, its certificates, who does not answer
/// it) is apart from what all see alike.
#pragma once
#include <vector>

#include "flow/alerts/alert.hpp"
#include "flow/context.hpp"

namespace norekey::flow {

inline constexpr const char* kRepMismatchRecords = "rep-mismatch";
inline constexpr const char* kReconciledRecords = "reconciled";

/// Destinations that fail, the disk, certificates. Reads files' metadata and certificates, these
/// once a minute.
std::vector<Alert> own_alerts(Context& context);

/// Everything else, by the rules in force. Errors: the store's.
awaitable<Result<std::vector<Alert>>> shared_alerts(Context& context);

/// Both, worst first. For whoever asks how things are. Errors: the store's.
awaitable<Result<std::vector<Alert>>> alerts_now(Context& context);

/// `percent` of the disk below `path` is free. 0 to 2 alerts.
std::vector<Alert> disk_alerts(const std::string& host, const std::string& path, int percent,
                               const config::Alerts& terms);

/// A certificate that expires at `end`. 0 to 2 alerts.
std::vector<Alert> certificate_alerts(const std::string& host, const std::string& file, Instant end,
                                      const config::Alerts& terms, Instant now);

}  // namespace norekey::flow
