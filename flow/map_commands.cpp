#include "flow/map_commands.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "config/findings_json.hpp"
#include "core/text.hpp"
#include "flow/activate.hpp"
#include "flow/facts.hpp"
#include "flow/mapping_diff.hpp"
#include "flow/partners/meaning.hpp"
#include "flow/parts.hpp"
#include "flow/plan.hpp"
#include "flow/since.hpp"
#include "flow/trace.hpp"
#include "mapping/check.hpp"
#include "mapping/told_json.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using Answer = Result<json::value>;

mapping::Surrounding beside(const config::Bundle& bundle, const std::string& zone) {
  return {zone, [&bundle](const std::string& name) -> std::optional<std::string> {
            const auto found = bundle.files.find("mappings/" + name);
            return found == bundle.files.end() ? std::nullopt : std::optional(found->second);
          }};
}

/// Files beside a draft: those that were sent with it, else the active bundle's.
mapping::Surrounding beside_draft(const json::object& in, const config::Bundle& bundle,
                                  const std::string& zone) {
  mapping::Surrounding out = beside(bundle, zone);
  const json::value* sent = in.if_contains("beside");
  if (sent == nullptr || !sent->is_object()) return out;
  out.file = [&files = sent->get_object(), active = out.file](const std::string& name) {
    const json::value* text = files.if_contains(name);
    return text != nullptr && text->is_string()
               ? std::optional<std::string>(std::string(text->get_string()))
               : active(name);
  };
  return out;
}

std::vector<std::string> lookup_names(const Context& context) {
  std::vector<std::string> out;
  for (const auto& one : context.lookups.tables) out.push_back(one.first);
  return out;
}

/// The order of a stored revision, in our terms; nullopt: not placed yet.
Result<std::optional<Order>> order_of(const Route& route, const queue::Message& message,
                                      const mapping::Lookups& lookups) {
  auto order = route.connector->normalise({message.media_type, message.body});
  if (!order || !*order) return order;
  (*order)->company = route.company.name;
  (*order)->channel = route.channel.name;
  if (route.partner) {
    auto ours = in_our_terms(**order, route.partner->config, lookups);
    if (!ours) return ours.error();
    **order = std::move(*ours);
  }
  return order;
}

Mapped mapped(const Route& route, const Context& context, const Order& order) {
  Mapped out;
  auto parts = split_into_parts(order, route.mapping->parts());
  if (!parts) {
    out.error = parts.error();
    return out;
  }
  for (Part& part : *parts) {
    auto planned = plan_part(route, context.setup->sales_credit, context.lookups, part.order,
                             nullptr, part.number);
    if (!planned) {
      out.error = planned.error();
      return out;
    }
    out.parts.push_back(std::move(planned->document));
  }
  return out;
}

/// Holds every order of one channel against both mappings, newest revision of each.
awaitable<Result<void>> compare_channel(Context& context, const Route& before, const Route& after,
                                        Instant since, MappingDiff& diff) {
  queue::Query query;
  query.kind = "order";
  query.channel = before.name;
  query.since = since;
  query.limit = 1000;
  std::set<std::string> seen;
  for (;;) {
    auto rows = co_await context.journal.list(query);
    if (!rows) co_return rows.error();
    for (const queue::Row& row : *rows) {
      query.before = row.id;
      if (!seen.insert(row.identity).second) continue;
      auto message = co_await context.journal.message(row.id);
      if (!message) co_return message.error();
      if (message->first.retired != Instant{}) continue;
      auto order = order_of(before, message->second, context.lookups);
      if (!order || !*order || (*order)->operation == Operation::cancel) continue;
      diff.add(row.identity.substr(row.identity.rfind('/') + 1), mapped(before, context, **order),
               mapped(after, context, **order));
    }
    if (rows->size() < 1000) co_return Result<void>{};
  }
}

json::object mapped_json(const Mapped& in) {
  json::array documents;
  for (const mapping::Document& one : in.parts) documents.emplace_back(mapping::to_xml(one));
  json::object out{{"documents", std::move(documents)}};
  if (in.error) out["error"] = json::object{{"what", in.error->what}, {"fix", in.error->fix}};
  return out;
}

/// The message of an order's newest revision; nullopt: there is none, or its body is gone.
awaitable<Result<std::optional<queue::Message>>> newest_revision(Context& context,
                                                                 std::string identity) {
  queue::Query query;
  query.identity = std::move(identity);
  query.kind = "order";
  query.limit = 1;
  auto rows = co_await context.journal.list(query);
  if (!rows) co_return rows.error();
  if (rows->empty()) co_return std::optional<queue::Message>{};
  const std::int64_t id = rows->front().id;
  auto message = co_await context.journal.message(id);
  if (!message) co_return message.error();
  if (message->first.retired != Instant{}) co_return std::optional<queue::Message>{};
  co_return std::optional<queue::Message>(std::move(message->second));
}

Result<Instant> since_of(const Context& context, const json::object& in) {
  const std::string text = text_of(in, "since");
  return parse_since(text.empty() ? "7d" : text, context.clock.now());
}

/// The bundle that was active under a hash; nullopt: its version is not kept.
awaitable<Result<std::optional<config::Bundle>>> bundle_of(Context& context, std::string hash) {
  std::string kind = "bundle", key = "active";
  auto versions = co_await context.journal.history(kind, key);
  if (!versions) co_return versions.error();
  for (const queue::Record& record : *versions) {
    auto bundle = config::Bundle::from_json(record.value);
    if (bundle && bundle->hash() == hash)
      co_return std::optional<config::Bundle>(std::move(*bundle));
  }
  co_return std::optional<config::Bundle>{};
}

/// Adds to each lookup step who set its row, and says where it was changed since.
awaitable<Result<void>> add_rows(Context& context, json::array& told, Instant planned) {
  for (json::value& field : told) {
    std::string value;
    for (const json::value& one : field.at("values").get_array())
      value = std::string(one.at("value").get_string());
    for (json::value& one : field.at("steps").get_array()) {
      json::object& step = one.get_object();
      const std::string name = text_of(step, "step");
      if (name.rfind("lookup ", 0) == 0) {
        std::string kind = "lookup/" + name.substr(7);
        auto versions = co_await context.journal.history(kind, value);
        if (!versions) co_return versions.error();
        for (const queue::Record& row : *versions) {
          if (row.at > planned) {
            step["row"] = "the row was changed since, by " + row.who + " at " + to_string(row.at);
            continue;
          }
          std::string text =
              step.contains("row") ? text_of(step, "row") + "; then it was " : "row set to ";
          step["row"] = text + shown(row.value) + " by " + row.who + " at " + to_string(row.at);
          break;
        }
      }
      value = text_of(step, "result");
    }
  }
  co_return Result<void>{};
}

/// The path of a part's line as the whole order has it: a part's first line may be the order's
/// third. `lines`: of each of the part's lines, its place in the order, from 1.
std::string in_whole_order(const std::string& path, const std::vector<std::size_t>& lines) {
  static const std::string kLine = "/order/line";
  if (!path.starts_with(kLine)) return path;
  std::size_t at = kLine.size(), number = 1;
  if (at < path.size() && path[at] == '[') {
    const auto end = path.find(']', at);
    number = std::strtoul(path.c_str() + at + 1, nullptr, 10);
    at = end == std::string::npos ? path.size() : end + 1;
  }
  if (number == 0 || number > lines.size()) return path;
  return kLine + "[" + std::to_string(lines[number - 1]) + "]" + path.substr(at);
}

std::vector<std::size_t> places_of_lines(const Order& part, const Order& whole) {
  std::vector<std::size_t> out;
  for (const Line& line : part.lines) {
    const auto found = std::find_if(whole.lines.begin(), whole.lines.end(),
                                    [&](const Line& one) { return one.number == line.number; });
    out.push_back(static_cast<std::size_t>(found - whole.lines.begin()) + 1);
  }
  return out;
}

/// Where each source value stands in the payload. An order's own tree says it itself, a shop's
/// payload its connector; what neither knows for certain is not told.
void find_raw(json::array& told, const connectors::Connector& connector,
              const connectors::Payload& payload, const std::vector<std::size_t>& lines) {
  const mapping::formats::Format xml = mapping::formats::plain(mapping::formats::Kind::xml);
  const std::string& body = payload.body;
  const bool own_tree = payload.media_type.find("xml") != std::string::npos;
  const auto tree = own_tree ? mapping::from_xml(body) : Result<mapping::Document>(Error{});
  for (json::value& field : told) {
    for (json::value& one : field.at("values").get_array()) {
      json::object& value = one.get_object();
      const std::string path = text_of(value, "path"), text = text_of(value, "value");
      if (path.empty() || path[0] != '/') continue;
      const std::string place = in_whole_order(path, lines);
      std::optional<mapping::formats::Range> range;
      if (tree) {
        try {
          const auto node = tree->tree().select_node(place.c_str());
          if (node &&  // a step of the flow may have changed the value since
              text == (node.attribute() ? node.attribute().value() : node.node().text().get()))
            range = mapping::formats::locate(body, xml, node);
        } catch (const pugi::xpath_exception&) {  // not a place of this tree
        }
      } else if (const auto found = connector.bytes_of(payload, place, text)) {
        range = {found->first, found->second};
      }
      if (!range) continue;
      value["from"] = range->from;
      value["to"] = range->to;
    }
  }
}

/// What was sent of a field stands beside what the mapping gives now.
void note_of_sent(json::array& told, const std::string& sent) {
  const auto document = mapping::from_xml(sent);
  if (!document) return;
  for (json::value& one : told) {
    json::object& field = one.get_object();
    try {
      const auto node = document->tree().select_node(text_of(field, "field").c_str());
      const std::string was =
          node.attribute() ? node.attribute().value() : node.node().text().get();
      if (was != text_of(field, "value"))
        field["note"] =
            "was sent as " + shown(was) + "; a lookup or an assignment has changed since";
    } catch (const pugi::xpath_exception&) {  // a value of the mapping has no place in the document
    }
  }
}

/// The refusal of a field that no document has, with the names of those that they have.
Error no_field(const std::string& typed, const json::array& parts) {
  std::vector<std::string> names;
  for (const json::value& part : parts) {
    for (const json::value& field : part.at("fields").get_array()) {
      const std::string path = text_of(field.get_object(), "field");
      const std::string name = path.starts_with('/') ? field_of(path) : path;  // it has no place
      const bool known = std::find(names.begin(), names.end(), name) != names.end();
      if (!known && !name.empty()) names.push_back(name);
    }
  }
  return {Fate::reject,
          "the order's document has no field " + shown(typed) + did_you_mean(typed, names),
          "there are: " + join(names, ", "),
          {},
          "not found"};
}

/// One order's fields, explained with the mapping it was planned with.
awaitable<Result<void>> explain_parts(Context& context, std::string identity, std::string typed,
                                      json::array& out) {
  std::string kind = "order";
  auto record = co_await context.journal.record(kind, identity);
  if (!record) co_return record.error();
  if (!*record) co_return Result<void>{};
  const OrderFacts facts = order_facts(**record).value_or(OrderFacts{});
  const Route* active = context.route(facts.channel);
  if (active == nullptr) co_return Result<void>{};
  Route route = *active;
  auto bundle = co_await bundle_of(context, facts.bundle);
  if (!bundle) co_return bundle.error();
  const std::string file = route.mapping->file();
  if (*bundle && (*bundle)->files.contains(file)) {
    config::Findings ignored;
    auto old = mapping::Mapping::load((*bundle)->files.at(file), file,
                                      beside(**bundle, route.mapping->zone()), ignored);
    if (old) route.mapping = std::make_shared<const mapping::Mapping>(std::move(*old));
  }
  queue::Query query;
  query.identity = identity;
  query.limit = 1000;
  auto rows = co_await context.journal.list(query);
  if (!rows) co_return rows.error();
  const auto revision = std::find_if(rows->begin(), rows->end(), [&](const queue::Row& row) {
    return row.kind == "order" && row.revision == facts.revision;
  });
  if (revision == rows->end()) co_return Result<void>{};
  const std::int64_t id = revision->id;
  auto message = co_await context.journal.message(id);
  if (!message) co_return message.error();
  auto order = order_of(route, message->second, context.lookups);
  if (!order) co_return order.error();
  if (!*order) co_return Result<void>{};
  auto parts = split_into_parts(**order, route.mapping->parts());
  if (!parts) co_return parts.error();
  const connectors::Payload payload{message->second.media_type, message->second.body};
  for (const Part& part : *parts) {
    mapping::Run run;
    run.explain = true;
    auto planned = plan_part(route, context.setup->sales_credit, context.lookups, part.order, &run,
                             part.number);
    json::array told = mapping::told_json(run, typed, {});
    find_raw(told, *route.connector, payload, places_of_lines(part.order, **order));
    Instant when = context.clock.now();
    for (const queue::Row& row : *rows) {
      if (row.kind != "part" || row.key != identity + "/" + std::to_string(part.number)) continue;
      when = row.received;
      const std::int64_t part_id = row.id;
      auto sent = co_await context.journal.message(part_id);
      if (sent) note_of_sent(told, sent->second.body);
      break;
    }
    auto added = co_await add_rows(context, told, when);
    if (!added) co_return added.error();
    out.push_back(json::object{{"identity", identity},
                               {"part", part.number},
                               {"mapping", route.mapping->version().substr(0, 12)},
                               {"bundle", facts.bundle.substr(0, 12)},
                               {"message", id},
                               {"fields", std::move(told)}});
  }
  co_return Result<void>{};
}

}  // namespace

awaitable<Answer> map_diff(Context& context, const json::object& in) {
  auto since = since_of(context, in);
  if (!since) co_return since.error();
  const std::string name = text_of(in, "mapping"), channel = text_of(in, "channel");
  const auto setup = context.setup;
  std::vector<Route> routes;
  std::set<std::string> names;
  for (const auto& [one, route] : setup->routes) {
    names.insert(route.channel.mapping);
    if (channel.empty() ? route.channel.mapping == name : one == channel) routes.push_back(route);
  }
  if (routes.empty()) {
    const std::vector<std::string> known(names.begin(), names.end());
    co_return Error{
        Fate::reject,
        channel.empty() ? "no channel uses a mapping " + shown(name) + did_you_mean(name, known)
                        : "there is no channel " + shown(channel),
        "name the file as the mapping it replaces (" + join(known, ", ") + "), or give --channel",
        {},
        "usage"};
  }
  auto active = co_await active_bundle(context);
  if (!active) co_return active.error();
  const config::Bundle bundle = active->value_or(config::Bundle{});
  config::Findings findings;
  auto fresh =
      mapping::Mapping::read(text_of(in, "text"), text_of(in, "file", name),
                             beside_draft(in, bundle, routes.front().mapping->zone()), findings);
  if (fresh) {
    mapping::check(*fresh,
                   {fresh->from() == "order" ? &mapping::order_shape() : nullptr, false,
                    lookup_names(context)},
                   findings);
  }
  json::object out{{"findings", config::to_json(findings)}};
  if (!fresh || !findings.ok()) co_return out;
  const auto made = std::make_shared<const mapping::Mapping>(std::move(*fresh));
  MappingDiff diff;
  for (const Route& route : routes) {
    Route after = route;
    after.mapping = made;
    auto done = co_await compare_channel(context, route, after, *since, diff);
    if (!done) co_return done.error();
  }
  out["from"] = to_string(*since);
  out["orders"] = diff.orders;
  out["changed"] = diff.changed;
  out["causes"] = diff.causes();
  co_return out;
}

awaitable<Answer> map_try(Context& context, const json::object& in) {
  const std::string name = text_of(in, "mapping"), typed = text_of(in, "key");
  std::string key = typed, any;
  auto found = co_await orders_of(context, std::move(key), std::move(any));
  if (!found) co_return found.error();
  auto active = co_await active_bundle(context);
  if (!active) co_return active.error();
  const config::Bundle bundle = active->value_or(config::Bundle{});
  json::array parts;
  config::Findings findings;
  for (const std::string& identity : *found) {
    auto revision = co_await newest_revision(context, identity);
    if (!revision) co_return revision.error();
    const Route* route = *revision ? context.route((*revision)->channel) : nullptr;
    if (route == nullptr || route->channel.mapping != name) continue;
    const Route before = *route;
    findings = {};
    auto fresh = mapping::Mapping::read(text_of(in, "text"), text_of(in, "file", name),
                                        beside_draft(in, bundle, before.mapping->zone()), findings);
    if (fresh) {
      const auto* shape = fresh->from() == "order" ? &mapping::order_shape() : nullptr;
      mapping::check(*fresh, {shape, false, lookup_names(context)}, findings);
    }
    if (!fresh || !findings.ok()) break;
    Route after = before;
    after.mapping = std::make_shared<const mapping::Mapping>(std::move(*fresh));
    auto order = order_of(before, **revision, context.lookups);
    if (!order) co_return order.error();
    if (!*order) continue;
    parts.push_back(json::object{{"identity", identity},
                                 {"active", mapped_json(mapped(before, context, **order))},
                                 {"draft", mapped_json(mapped(after, context, **order))}});
  }
  if (parts.empty() && findings.ok()) {
    co_return Error{Fate::reject,
                    "no order of " + shown(typed) + " goes by the mapping " + shown(name),
                    "take an order of a channel that uses it",
                    {},
                    "usage"};
  }
  co_return json::object{{"findings", config::to_json(findings)}, {"parts", std::move(parts)}};
}

awaitable<Answer> explain_field(Context& context, const json::object& in) {
  const std::string key = text_of(in, "key"), typed = text_of(in, "field");
  std::string channel = text_of(in, "channel");
  auto found = co_await orders_of(context, key, std::move(channel));
  if (!found) co_return found.error();
  json::array out;
  for (const std::string& identity : *found) {
    auto one = co_await explain_parts(context, identity, typed, out);
    if (!one) co_return one.error();
  }
  bool any = false;
  for (const json::value& one : out) any = any || !one.at("fields").get_array().empty();
  if (any || typed.empty()) co_return out;
  json::array all;
  for (const std::string& identity : *found) {
    auto one = co_await explain_parts(context, identity, "", all);
    if (!one) co_return one.error();
  }
  co_return no_field(typed, all);
}

awaitable<Answer> bundles(Context& context, const json::object&) {
  std::string kind = "bundle", key = "active";
  auto versions = co_await context.journal.history(kind, key);
  if (!versions) co_return versions.error();
  json::array out;
  for (std::size_t i = 0; i < versions->size(); ++i) {
    const queue::Record& record = (*versions)[i];
    auto bundle = config::Bundle::from_json(record.value);
    if (!bundle) co_return bundle.error();
    config::Bundle before;
    if (i + 1 < versions->size()) {
      if (auto old = config::Bundle::from_json((*versions)[i + 1].value)) before = std::move(*old);
    }
    out.push_back(json::object{{"version", record.version},
                               {"bundle", bundle->hash()},
                               {"at", to_string(record.at)},
                               {"who", record.who},
                               {"why", record.why},
                               {"files", strings(config::difference(before, *bundle))},
                               {"active", i == 0}});
  }
  co_return out;
}

awaitable<Answer> rollback(Context& context, const json::object& in) {
  std::string kind = "bundle", key = "active";
  const std::string to = text_of(in, "to");
  auto versions = co_await context.journal.history(kind, key);
  if (!versions) co_return versions.error();
  std::optional<config::Bundle> wanted;
  for (std::size_t i = 1; i < versions->size() && !wanted; ++i) {
    auto one = config::Bundle::from_json((*versions)[i].value);
    if (one && (to.empty() || one->hash().rfind(to, 0) == 0)) wanted = std::move(*one);
  }
  if (!wanted) {
    co_return Error{Fate::reject,
                    to.empty() ? "no bundle was active before this one"
                               : "no earlier bundle begins with " + shown(to),
                    "see them with: norekey bundles",
                    {},
                    "not found"};
  }
  config::Findings findings;
  auto setup =
      make_setup(*wanted, context.directory, context.kinds, context.surroundings, findings);
  json::object out{{"findings", config::to_json(findings)}, {"activated", false}};
  if (setup == nullptr || !findings.ok()) co_return out;
  std::string who = text_of(in, "who", "cli"), why = "rollback";
  if (const std::string given = text_of(in, "why"); !given.empty()) why += ": " + given;
  config::Bundle earlier = std::move(*wanted);
  auto activation =
      co_await prepare(context, std::move(earlier), *setup, std::move(who), std::move(why));
  if (!activation) co_return activation.error();
  tell(*activation, out);
  auto activated = co_await activate(context, std::move(*activation), std::move(setup));
  if (!activated) co_return activated.error();
  out["activated"] = true;
  co_return out;
}

}  // namespace norekey::flow
