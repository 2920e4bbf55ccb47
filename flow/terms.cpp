#include "flow/terms.hpp"

#include "flow/alerts/ways.hpp"
#include "flow/pause.hpp"

namespace norekey::flow {
namespace {

Terms terms_of(const config::Erp& erp, const config::Company& company) {
  Terms terms;
  terms.at_once = erp.in_flight;
  terms.per_minute = erp.per_minute;
  terms.burst = erp.burst;
  terms.paused = erp.paused;
  terms.closed = value_or(config::Calendar::parse(erp.closed), config::Calendar());
  terms.zone = erp.zone.empty() ? company.zone : erp.zone;
  return terms;
}

Terms terms_of(const config::Channel& channel) {
  Terms terms;
  terms.at_once = channel.in_flight;
  terms.per_minute = channel.per_minute;
  terms.burst = channel.burst;
  terms.paused = channel.paused;
  return terms;
}

/// Stock, prices and statuses have a lane of their own: orders never wait for them.
Terms terms_of_sync(const config::Channel& channel) {
  Terms terms = terms_of(channel);
  terms.at_once = 1;
  return terms;
}

Terms terms_of(const config::Receipts& receipts) {
  Terms terms;
  terms.at_once = 2;
  terms.per_minute = receipts.per_minute;
  terms.paused = receipts.paused;
  return terms;
}

Terms without_limits() {
  Terms terms;
  terms.at_once = 1'000;
  return terms;
}

}  // namespace

std::map<std::string, Terms> terms_of_all(const Setup& setup) {
  std::map<std::string, Terms> out;
  for (const auto& [name, route] : setup.routes) {
    out["erp/" + route.erp.name] = terms_of(route.erp, route.company);
    out["shop/" + name] = terms_of(route.channel);
    const config::Outbound& outbound = route.channel.outbound;
    if (outbound.stock != "off" || outbound.prices || outbound.statuses)
      out["sync/" + name] = terms_of_sync(route.channel);
  }
  for (const auto& [company, receipts] : setup.receipts)
    out["receipts/" + company] = terms_of(receipts);
  for (const std::string& name : alert_destinations(setup.alerts)) out[name].at_once = 2;
  return out;
}

void learn_terms(Context& context) {
  context.destinations[""].change(without_limits());
  for (auto& [name, terms] : terms_of_all(*context.setup)) {
    Destination& destination = context.destinations[name];
    destination.change(std::move(terms));
    destination.hold(pause_of(context, name));
  }
}

std::chrono::seconds asked_to_wait(const Context& context, const std::string& destination) {
  for (const auto& [name, route] : context.setup->routes) {
    if (destination == "erp/" + route.erp.name) {
      return context.surroundings.client.asked_to_wait(route.erp.url);
    }
    if (destination == "shop/" + name || destination == "sync/" + name) {
      return context.surroundings.client.asked_to_wait(route.channel.url);
    }
  }
  return std::chrono::seconds{0};
}

}  // namespace norekey::flow
