#include <sys/statvfs.h>

#include <algorithm>
#include <set>

#include "flow/alerts/memory.hpp"
#include "flow/alerts/rules.hpp"
#include "flow/terms.hpp"

namespace norekey::flow {
namespace {

constexpr std::chrono::minutes kReadCertificates{1};

/// Free for the daemon's user; nullopt: the folder is not there.
std::optional<int> percent_free(const std::string& path) {
  struct statvfs disk {};
  if (path.empty() || ::statvfs(path.c_str(), &disk) != 0 || disk.f_blocks == 0)
    return std::nullopt;
  return static_cast<int>(static_cast<std::uint64_t>(disk.f_bavail) * 100 / disk.f_blocks);
}

/// A file of the config with certificates in it.
struct CertificateFile {
  std::string file;
  bool authorities;  ///< one of them is enough
};

std::vector<CertificateFile> certificate_files(const Context& context) {
  std::vector<CertificateFile> out;
  if (!context.premises.certificate.empty()) out.push_back({context.premises.certificate, false});
  std::set<std::string> authorities;
  for (const auto& one : context.setup->routes) {
    authorities.insert(one.second.channel.ca_file);
    authorities.insert(one.second.erp.ca_file);
  }
  for (const auto& one : context.setup->receipts) authorities.insert(one.second.ca_file);
  authorities.insert(context.setup->alerts.ca_file);
  authorities.erase("");
  for (const std::string& file : authorities) out.push_back({file, true});
  return out;
}

const AlertMemory::Certificate& certificate_at(AlertMemory& memory, const std::string& file,
                                               Instant now) {
  AlertMemory::Certificate& known = memory.certificates[file];
  if (known.read != Instant{} && now - known.read < kReadCertificates) return known;
  known = {now, std::nullopt, std::nullopt};
  const auto read = net::certificate_validity(file);
  if (read) {
    known.validity = *read;
  } else {
    known.failed = read.error();
  }
  return known;
}

void look_at_destinations(Context& context, std::vector<Alert>& out) {
  const int bound = context.setup->alerts.destination_failures;
  for (const auto& one : terms_of_all(*context.setup)) {
    const auto found = context.destinations.find(one.first);
    if (found == context.destinations.end() || found->second.failures() < bound) continue;
    out.push_back(alert_of("destination", one.first,
                           one.first + " does not answer: " +
                               std::to_string(found->second.failures()) + " failures in a row",
                           "#/settings/destinations"));
  }
}

void look_at_certificates(Context& context, std::vector<Alert>& out) {
  const Instant now = context.clock.now();
  const config::Alerts& terms = context.setup->alerts;
  for (const CertificateFile& one : certificate_files(context)) {
    const auto& known = certificate_at(*context.alert_memory, one.file, now);
    if (known.failed) {
      out.push_back(alert_of("certificate", context.premises.host + ":" + one.file,
                             known.failed->what, "#/settings/destinations"));
    }
    if (!known.validity) continue;
    const Instant end = one.authorities ? known.validity->last : known.validity->first;
    for (Alert& alert : certificate_alerts(context.premises.host, one.file, end, terms, now))
      out.push_back(std::move(alert));
  }
}

Alert as_critical(Alert alert) {
  alert.critical = true;
  return alert;
}

}  // namespace

std::vector<Alert> disk_alerts(const std::string& host, const std::string& path, int percent,
                               const config::Alerts& terms) {
  std::vector<Alert> out;
  if (percent >= terms.disk_free_percent) return out;
  out.push_back(alert_of("disk", host + ":" + path,
                         "only " + std::to_string(percent) + " % of the disk below " + path +
                             " on " + host + " is free: when it is full nothing is taken in",
                         "#/today"));
  if (2 * percent < terms.disk_free_percent) out.push_back(as_critical(out.front()));
  return out;
}

std::vector<Alert> certificate_alerts(const std::string& host, const std::string& file, Instant end,
                                      const config::Alerts& terms, Instant now) {
  std::vector<Alert> out;
  const auto left = end - now,
             bound = std::chrono::microseconds(std::chrono::days(terms.certificate_days));
  if (left >= bound) return out;
  const auto days = std::chrono::duration_cast<std::chrono::days>(left).count();
  const std::string day = to_string(end).substr(0, 10);
  const std::string when = left.count() < 0 ? " has expired on " + day
                           : days == 0      ? " expires today, " + to_string(end)
                                       : " expires on " + day + ", in " + std::to_string(days) +
                                             (days == 1 ? " day" : " days");
  out.push_back(alert_of("certificate", host + ":" + file,
                         "the certificate in " + file + " on " + host + when,
                         "#/settings/destinations"));
  if (4 * left < bound) out.push_back(as_critical(out.front()));
  return out;
}

std::vector<Alert> own_alerts(Context& context) {
  if (!context.alert_memory) context.alert_memory = std::make_shared<AlertMemory>();
  std::vector<Alert> out;
  const config::Alerts& terms = context.setup->alerts;
  if (is_watched("destination", terms)) look_at_destinations(context, out);
  const std::string& path = context.premises.state_dir;
  if (const auto free = percent_free(path); free && is_watched("disk", terms)) {
    for (Alert& one : disk_alerts(context.premises.host, path, *free, terms))
      out.push_back(std::move(one));
  }
  if (is_watched("certificate", terms)) look_at_certificates(context, out);
  return out;
}

}  // namespace norekey::flow
