#include <boost/json/object.hpp>

#include "connectors/begin.hpp"
#include "connectors/vendure/answer.hpp"
#include "connectors/vendure/event.hpp"
#include "connectors/vendure/make.hpp"
#include "connectors/vendure/normalise.hpp"
#include "connectors/vendure/poll.hpp"
#include "connectors/vendure/prices.hpp"
#include "connectors/vendure/push.hpp"
#include "connectors/vendure/query.hpp"
#include "connectors/vendure/session.hpp"
#include "connectors/vendure/signature.hpp"
#include "connectors/vendure/sources.hpp"
#include "connectors/vendure/status.hpp"
#include "core/text.hpp"

namespace norekey::connectors::vendure {
namespace {

namespace json = boost::json;

/// What a connector is made of, out of the channel's config.
struct Parts {
  config::Channel channel;
  Credentials credentials;
  Secrets secrets;
  Instant since{};  ///< backfill-from; epoch = not given
};

class VendureConnector final : public Connector {
 public:
  VendureConnector(Parts parts, net::Client& client)
      : parts_(std::move(parts)), session_(parts_.channel, parts_.credentials, client) {}

  Result<std::vector<Trigger>> receive(const net::Request& request, Instant now) const override {
    const auto header = net::find(request.headers, "x-shop-signature");
    if (auto signed_well = check_signature(header, request.body, parts_.secrets, now); !signed_well)
      return signed_well.error();
    return read_event(request.body);
  }

  awaitable<Result<Page>> poll(std::string cursor, Instant now) override;
  std::string cursor_from(Instant from) const override;
  awaitable<Result<Payload>> fetch(std::string order) override;

  Result<std::optional<Order>> normalise(const Payload& payload) const override {
    return vendure::normalise(payload.body, parts_.channel.zone);
  }
  std::optional<std::pair<std::size_t, std::size_t>> bytes_of(
      const Payload& payload, const std::string& place, const std::string& value) const override {
    return vendure::bytes_of(payload.body, place, value);
  }

  awaitable<Result<void>> acknowledge(Notice notice) override;

  awaitable<Result<std::vector<Pushed>>> push(Batch batch) override {
    if (!batch.prices.empty()) co_return co_await push_all_prices(std::move(batch.prices));
    if (batch.statuses.empty()) co_return co_await push_stock(session_, std::move(batch.stock));
    co_return co_await push_statuses(std::move(batch.statuses));
  }

  awaitable<Result<WebPage>> placed(Instant since, std::string cursor) override {
    co_return co_await list_placed(session_, since, std::move(cursor));
  }

  awaitable<Result<std::string>> greet() override;

 private:
  awaitable<Result<Cursor>> begin(Instant start, Instant now);
  awaitable<Result<Reply>> list(json::object options);
  awaitable<Result<void>> learn();
  awaitable<Result<std::vector<Pushed>>> push_statuses(std::vector<StatusRecord> records);
  awaitable<Result<std::vector<Pushed>>> push_all_prices(std::vector<PriceRecord> records);
  awaitable<Result<std::string>> id_of(std::string order);
  awaitable<Result<Reply>> read_order(std::string id);
  awaitable<Result<void>> write_number(std::string id, std::string number);
  awaitable<Result<void>> write_note(std::string id, std::string note);

  Parts parts_;
  Session session_;
  bool has_groups_ = false;  ///< variants have a field for the prices of customer groups
  std::optional<CustomFields>
      fields_;  ///< what the shop says it has; asked once, and again when a query does not fit
};

awaitable<Result<Reply>> VendureConnector::list(json::object options) {
  json::object variables{{"o", std::move(options)}};
  co_return co_await session_.ask(kListQuery, std::move(variables));
}

/// A first start without a date leaves alone what is there: only what comes later counts, also
/// where it takes long until the shop answers.
awaitable<Result<Cursor>> VendureConnector::begin(Instant start, Instant now) {
  Cursor none;
  none.changed = none.since = now;
  json::object options = pass_options(none);
  auto reply = co_await list(std::move(options));
  if (!reply) co_return reply.error();
  co_return first_cursor(reply->tree, start, now);
}

awaitable<Result<Page>> VendureConnector::poll(std::string text, Instant now) {
  Page page;
  const auto start = begun(text);
  if (start && parts_.since != Instant{}) text.clear();  // a date was given since
  if ((text.empty() || start) && parts_.since == Instant{}) {
    auto first = co_await begin(start.value_or(now), now);
    if (!first) co_return first.error();
    page.cursor = to_text(*first);
    co_return page;
  }
  auto cursor = read_cursor(text.empty() ? cursor_from(parts_.since) : text);
  if (!cursor) co_return cursor.error();

  json::object options = pass_options(*cursor);
  auto changed = co_await list(std::move(options));
  if (!changed) co_return changed.error();
  const auto more = take_pass(*cursor, changed->tree, parts_.channel.poll_overlap, page.triggers);
  if (!more) co_return more.error();
  page.more = *more;
  if (!page.more) {
    json::object sweep = sweep_options(*cursor, now - parts_.channel.sweep);
    auto swept = co_await list(std::move(sweep));
    if (!swept) co_return swept.error();
    const auto taken = take_sweep(*cursor, swept->tree, page.triggers);
    if (!taken) co_return taken.error();
  }
  page.cursor = to_text(*cursor);
  co_return page;
}

/// Orders placed before backfill-from are left alone, or before `from` where the channel has none:
/// an old order that staff have long since entered in the ERP must not go there again because
/// somebody touched it in the shop.
std::string VendureConnector::cursor_from(Instant from) const {
  Cursor out;
  out.since = parts_.since == Instant{} ? from : parts_.since;
  out.changed = from - parts_.channel.poll_overlap;
  return to_text(out);
}

/// Which custom fields there are to ask for.
awaitable<Result<void>> VendureConnector::learn() {
  json::object none;
  auto reply = co_await session_.ask(kAboutQuery, std::move(none));
  if (!reply) co_return reply.error();
  fields_ = read_custom_fields(reply->tree);
  has_groups_ = tells_of_field(reply->tree, "ProductVariant", "groupPrices");
  co_return Result<void>();
}

/// People and the ERP know an order by its code, webhooks and polls by its id. A number is an id
/// (Vendure's codes are letters and digits); anything else is a code first, and an id where no
/// order has that code (shops with UUIDs as ids).
awaitable<Result<std::string>> VendureConnector::id_of(std::string order) {
  if (order.find_first_not_of("0123456789") == std::string::npos) co_return order;
  json::object variables{{"c", order}};
  auto reply = co_await session_.ask(kCodeQuery, std::move(variables));
  if (!reply) co_return reply.error();
  const std::string id =
      reply->tree.root().child("data").child("orders").child("items").child("id").text().get();
  co_return id.empty() ? order : id;
}

awaitable<Result<Reply>> VendureConnector::read_order(std::string id) {
  for (int attempt = 1;; ++attempt) {
    if (!fields_) {
      auto learned = co_await learn();
      if (!learned) co_return learned.error();
    }
    std::string query = order_query(*fields_);
    json::object variables{{"i", id}};
    auto reply = co_await session_.ask(std::move(query), std::move(variables));
    const bool misfit = !reply && reply.error().cause == kMisfit;
    if (!misfit || attempt == 2) co_return reply;
    fields_.reset();  // a custom field may have gone
  }
}

awaitable<Result<Payload>> VendureConnector::fetch(std::string order) {
  auto id = co_await id_of(order);
  if (!id) co_return id.error();
  auto reply = co_await read_order(*id);
  if (!reply) co_return reply.error();
  if (reply->tree.root().child("data").child("order").child("id")) {
    co_return Payload{"application/json", std::move(reply->body)};
  }
  co_return Error{Fate::reject,
                  "the shop has no order " + shown(order),
                  "look for it in the shop's admin page",
                  {},
                  "shop/NO_ORDER"};
}

awaitable<Result<void>> VendureConnector::write_number(std::string id, std::string number) {
  if (!fields_) {
    auto learned = co_await learn();
    if (!learned) co_return learned.error();
  }
  if (!has_field(*fields_, "Order", "erpOrderNumber")) co_return Result<void>();
  json::object input{{"id", id}, {"customFields", json::object{{"erpOrderNumber", number}}}};
  json::object variables{{"i", std::move(input)}};
  auto reply = co_await session_.ask(kNumberQuery, std::move(variables));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

/// Once: a note that is there already is not written again.
awaitable<Result<void>> VendureConnector::write_note(std::string id, std::string note) {
  json::object which{{"i", id}};
  auto notes = co_await session_.ask(kNotesQuery, std::move(which));
  if (!notes) co_return notes.error();
  const auto order = notes->tree.root().child("data").child("order");
  if (!order.child("id")) {
    co_return Error{Fate::reject,
                    "the shop has no order " + shown(id),
                    "look for it in the shop's admin page",
                    {},
                    "shop/NO_ORDER"};
  }
  for (const pugi::xml_node item : order.child("history").children("items")) {
    if (note == item.child("data").child("note").text().get()) co_return Result<void>();
  }
  json::object input{{"id", id}, {"note", note}, {"isPublic", parts_.channel.note_public}};
  json::object variables{{"i", std::move(input)}};
  auto reply = co_await session_.ask(kNoteQuery, std::move(variables));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

awaitable<Result<void>> VendureConnector::acknowledge(Notice notice) {
  auto id = co_await id_of(notice.order);
  if (!id) co_return id.error();
  std::string note = notice.erp_number.empty() ? "" : "ERP order " + notice.erp_number;
  for (const std::string& more :
       {notice.text, notice.hold.empty() ? "" : "it waits: " + notice.hold}) {
    if (!more.empty()) note += (note.empty() ? "" : "; ") + more;
  }
  if (!note.empty()) {
    auto noted = co_await write_note(*id, note);
    if (!noted) co_return noted.error();
  }
  if (notice.erp_number.empty()) co_return Result<void>();
  co_return co_await write_number(*id, notice.erp_number);
}

awaitable<Result<std::vector<Pushed>>> VendureConnector::push_statuses(
    std::vector<StatusRecord> records) {
  if (!fields_) {
    auto learned = co_await learn();
    if (!learned) co_return learned.error();
  }
  const StatusManner manner{*fields_, parts_.channel.note_public};
  std::vector<Pushed> out;
  for (StatusRecord& record : records) {
    std::string order = record.order;
    auto id = co_await id_of(std::move(order));
    if (!id) co_return id.error();
    Pushed pushed = co_await push_status(session_, manner, *id, std::move(record));
    if (pushed && pushed->fate != Fate::reject) co_return *pushed;
    out.push_back(std::move(pushed));
  }
  co_return out;
}

awaitable<Result<std::vector<Pushed>>> VendureConnector::push_all_prices(
    std::vector<PriceRecord> records) {
  if (!fields_) {
    auto learned = co_await learn();
    if (!learned) co_return learned.error();
  }
  co_return co_await push_prices(session_, has_groups_, std::move(records));
}

awaitable<Result<std::string>> VendureConnector::greet() {
  json::object none;
  auto reply = co_await session_.ask(kAboutQuery, std::move(none));
  if (!reply) co_return reply.error();
  const auto data = reply->tree.root().child("data");
  const CustomFields fields = read_custom_fields(reply->tree);
  std::string out =
      std::string("Vendure, channel ") + data.child("activeChannel").child("code").text().get();
  if (!has_field(fields, "Order", "erpOrderNumber"))
    out += "; orders have no custom field erpOrderNumber: the number stands in a note only";
  co_return out;
}

Error wrong(const config::Channel& channel, const char* key, std::string what, std::string fix) {
  return Error{Fate::halt,
               std::move(what),
               std::move(fix),
               {"", 0, 0, "channel." + channel.name + "." + key},
               ""};
}

Result<Credentials> read_credentials(const config::Channel& channel) {
  Credentials out;
  if (channel.api_key.is_set()) {
    auto key = channel.api_key.read();
    if (!key) return key.error();
    out.api_key = std::move(*key);
    return out;
  }
  if (channel.login.empty() || !channel.password.is_set()) {
    return wrong(channel, channel.login.empty() ? "login" : "password",
                 "is missing: Vendure is read with login and password, or with an api-key",
                 "add login and password, or api-key");
  }
  auto password = channel.password.read();
  if (!password) return password.error();
  out.login = channel.login;
  out.password = std::move(*password);
  return out;
}

Result<Secrets> read_secrets(const config::Channel& channel) {
  Secrets out;
  out.tolerance = channel.signature_tolerance;
  for (const config::Secret* secret : {&channel.signing_secret, &channel.former_signing_secret}) {
    if (!secret->is_set()) continue;
    auto value = secret->read();
    if (!value) return value.error();
    out.accepted.push_back(std::move(*value));
  }
  if (channel.mode == "webhook" && !channel.signing_secret.is_set()) {
    return wrong(channel, "signing-secret", "is missing: without it no webhook is taken",
                 "add signing-secret, or write  mode: poll");
  }
  return out;
}

}  // namespace

Result<std::unique_ptr<Connector>> make(const config::Channel& channel, net::Client& client) {
  Parts parts;
  parts.channel = channel;
  if (channel.url.empty())
    return wrong(channel, "url", "is missing: the shop's address",
                 "add  url: https://shop.example");
  if (auto zone = check_zone(channel.zone); !zone)
    return wrong(channel, "zone", zone.error().what, zone.error().fix);
  if (!channel.backfill_from.empty()) {
    const auto since = parse_moment(channel.backfill_from, channel.zone);
    if (!since) return wrong(channel, "backfill-from", since.error().what, since.error().fix);
    parts.since = *since;
  }
  auto credentials = read_credentials(channel);
  if (!credentials) return credentials.error();
  auto secrets = read_secrets(channel);
  if (!secrets) return secrets.error();
  parts.credentials = std::move(*credentials);
  parts.secrets = std::move(*secrets);
  return std::unique_ptr<Connector>(std::make_unique<VendureConnector>(std::move(parts), client));
}

}  // namespace norekey::connectors::vendure
