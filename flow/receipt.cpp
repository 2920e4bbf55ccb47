#include "flow/receipt.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "flow/trace.hpp"
#include "net/mail.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

/// What a "receipt" message says besides the receipt.
struct Way {
  std::string company, rep, way;  ///< "mail" or "webhook"
};

std::string to_json(const Way& way) {
  return json::serialize(
      json::object{{"company", way.company}, {"rep", way.rep}, {"way", way.way}});
}

Way read_way(const std::string& text) {
  boost::system::error_code ec;
  const json::value parsed = json::parse(text, ec);
  if (ec || !parsed.is_object()) return {};
  const json::object& in = parsed.get_object();
  return {text_of(in, "company"), text_of(in, "rep"), text_of(in, "way")};
}

/// The lines of one rep in a JSON list of sales credits.
std::vector<credit::ReceiptLine> lines_of(const json::array& credits, const std::string& rep,
                                          bool taken_back) {
  std::vector<credit::ReceiptLine> out;
  for (const json::value& one : credits) {
    const json::object& in = one.get_object();
    if (text_of(in, "rep") != rep) continue;
    const auto amount = value_or(Decimal::parse(text_of(in, "amount")), Decimal(0));
    const json::value* line = in.if_contains("line");
    const int number =
        line != nullptr && line->is_int64() ? static_cast<int>(line->get_int64()) : 0;
    out.push_back(
        {number, text_of(in, "slot"), text_of(in, "rule"), taken_back ? -amount : amount});
  }
  return out;
}

json::array list_of(const std::string& text) {
  boost::system::error_code ec;
  json::value parsed = json::parse(text.empty() ? "[]" : text, ec);
  json::array out;
  if (ec || !parsed.is_array()) return out;
  for (json::value& one : parsed.get_array()) {
    if (one.is_object()) out.push_back(std::move(one));
  }
  return out;
}

/// Each rep there is a person behind, once, in the credits' order.
std::vector<std::string> reps_in(const json::array& credits, const json::array& former,
                                 const credit::Tables& tables) {
  std::vector<std::string> out;
  for (const json::array* list : {&credits, &former}) {
    for (const json::value& one : *list) {
      const std::string rep = text_of(one.get_object(), "rep");
      if (tables.rep(rep) != nullptr && std::find(out.begin(), out.end(), rep) == out.end())
        out.push_back(rep);
    }
  }
  return out;
}

credit::Receipt receipt_for(const std::string& rep, const Route& route,
                            const credit::Tables& tables, const RepNews& told) {
  credit::Receipt out;
  out.id = told.part.key + "/" + rep;
  out.company = route.company.name;
  out.rep = rep;
  out.name = tables.rep(rep)->name;
  out.entry = told.entry;
  out.web = told.work.number;
  out.erp = told.part.receipt.number;
  out.po = told.order.po_number;
  out.customer = told.order.buyer;
  out.day = told.work.day;
  out.currency = told.work.currency;
  out.erp_holds = told.entry == "order cancelled" ? "" : told.part.reps;
  out.read_back = told.part.differences.empty() ? "as sent" : join(told.part.differences, "; ");
  out.lines = lines_of(list_of(told.credits), rep, told.entry == "order cancelled");
  return out;
}

Error of_mail_server(int code, const std::string& rep, const std::string& to) {
  const std::string said = "the mail server answered " + std::to_string(code);
  if (code == 530 || code == 534 || code == 535) {
    return {Fate::halt,
            said + ": it refuses the login",
            "check login and password of receipts in channels.yaml",
            {},
            "mail login"};
  }
  if (code < 500)
    return {Fate::retry, said + " to the receipt for " + shown(rep), "", {}, "mail server"};
  return {Fate::reject,
          said + " to the receipt for " + shown(rep) + " at " + shown(to),
          "check the rep's email in reps.csv, norekey apply, then replay",
          {},
          "reps/" + rep};
}

Error of_webhook(int status) {
  const std::string said = "the receipts' webhook answered " + std::to_string(status);
  const bool again = status == 408 || status == 429 || status >= 500;
  return {again ? Fate::retry : Fate::reject,
          said,
          "check webhook of receipts in channels.yaml, and the log of who takes them; then replay",
          {},
          "receipts webhook"};
}

net::Call way_to(const config::Receipts& receipts) {
  net::Call out;
  out.total_wait = std::chrono::duration_cast<std::chrono::milliseconds>(receipts.timeout);
  out.ca_file = receipts.ca_file;
  out.proxy = receipts.proxy;
  return out;
}

Result<net::Call> way_to_mail_server(const config::Receipts& receipts) {
  net::Call out = way_to(receipts);
  out.url = receipts.mail_server;
  out.proxy = "-";
  out.mail_tls = receipts.tls == "required"  ? net::MailTls::required
                 : receipts.tls == "offered" ? net::MailTls::offered
                                             : net::MailTls::none;
  out.user = receipts.login;
  if (!receipts.password.is_set()) return out;
  auto password = receipts.password.read();
  if (!password) return password.error();
  out.password = std::move(*password);
  return out;
}

/// One receipt on its way to one rep.
class Handing {
 public:
  Handing(Context& context, const queue::Leased& message, config::Receipts receipts, Way way,
          credit::Receipt receipt)
      : context_(context),
        message_(message),
        receipts_(std::move(receipts)),
        way_(std::move(way)),
        receipt_(std::move(receipt)) {}

  awaitable<Result<Settlement>> run() {
    const auto key = signing_key(*context_.setup, way_.company);
    if (!key) co_return key.error();
    const std::string signature = key->sign(message_.message.body);
    if (way_.way == "webhook") co_return co_await post(signature);
    co_return co_await mail(signature);
  }

 private:
  awaitable<Result<Settlement>> mail(const std::string& signature) {
    net::Mail mail;
    mail.subject = credit::receipt_subject(receipt_);
    mail.text = credit::receipt_text(receipt_, message_.message.body, signature);
    mail.id = sha256_hex(message_.message.body).substr(0, 32) +
              receipts_.from.substr(receipts_.from.find('@'));
    mail.at = std::chrono::system_clock::time_point(message_.received.time_since_epoch());
    config::Receipts receipts = receipts_;
    std::string rep = way_.rep;
    auto sent =
        co_await mail_to_rep(context_, std::move(receipts), std::move(rep), std::move(mail));
    if (!sent) co_return sent.error();
    co_return done("receipt", "the receipt for " + way_.rep + " went to the mail server");
  }

  awaitable<Result<Settlement>> post(const std::string& signature) {
    net::Call call = way_to(receipts_);
    call.method = "POST";
    call.url = receipts_.webhook;
    call.headers = {{"Content-Type", "application/json"},
                    {"X-Norekey-Receipt", receipt_.id},
                    {"X-Norekey-Signature", "ed25519=" + to_base64(signature)}};
    call.body = message_.message.body;
    auto answered = co_await context_.surroundings.client.send(std::move(call));
    if (!answered) co_return answered.error().error;
    const int status = answered->response.status;
    if (status < 200 || status >= 300) co_return of_webhook(status);
    co_return done("receipt", "the receipt for " + way_.rep + " was posted to the webhook");
  }

  Context& context_;
  const queue::Leased& message_;
  const config::Receipts receipts_;
  const Way way_;
  const credit::Receipt receipt_;
};

}  // namespace

awaitable<Result<void>> mail_to_rep(Context& context, config::Receipts receipts, std::string rep,
                                    net::Mail mail) {
  const auto setup = context.setup;
  const credit::Rep* known = setup->sales_credit.rep(rep);
  const std::string to = known == nullptr ? "" : known->email;
  if (!net::valid_address(to)) {
    co_return Error{Fate::reject,
                    "rep " + shown(rep) + " has no usable email: " + shown(to),
                    "put it into reps.csv, norekey apply, then replay",
                    {},
                    "reps/" + rep};
  }
  mail.from = receipts.from;
  mail.to = to;
  auto code = co_await hand_to_mail_server(context, std::move(receipts), std::move(mail));
  if (!code) co_return code.error();
  if (*code >= 300) co_return of_mail_server(*code, rep, to);
  co_return Result<void>{};
}

awaitable<Result<int>> hand_to_mail_server(Context& context, config::Receipts server,
                                           net::Mail mail) {
  auto way = way_to_mail_server(server);
  if (!way) co_return way.error();
  net::Call call = net::mail_call(mail, std::move(*way));
  auto answered = co_await context.surroundings.client.send(std::move(call));
  if (!answered) co_return answered.error().error;
  co_return answered->response.status;
}

std::vector<queue::Message> receipt_messages(const Route& route, const credit::Tables& tables,
                                             const RepNews& told) {
  std::vector<queue::Message> out;
  if (!route.receipts) return out;
  const auto add = [&](const std::string& rep, const char* way, const std::string& body) {
    queue::Message message;
    message.key = told.part.key + "/receipt/" + rep + "/" + way;
    message.kind = "receipt";
    message.channel = route.name;
    message.identity = told.work.identity;
    message.ordering = message.key;
    message.destination = "receipts/" + route.company.name;
    message.media_type = "application/json";
    message.body = body;
    message.meta = to_json(Way{route.company.name, rep, way});
    out.push_back(std::move(message));
  };
  const json::array credits = list_of(told.credits), former = list_of(told.former);
  for (const std::string& rep : reps_in(credits, former, tables)) {
    const std::string body = credit::receipt_json(receipt_for(rep, route, tables, told));
    if (!route.receipts->mail_server.empty() && !tables.rep(rep)->email.empty())
      add(rep, "mail", body);
    if (!route.receipts->webhook.empty()) add(rep, "webhook", body);
  }
  return out;
}

awaitable<Result<Settlement>> hand_over_receipt(Context& context, const queue::Leased& receipt) {
  Way way = read_way(receipt.message.meta);
  auto read = credit::read_receipt(receipt.message.body);
  if (!read) co_return read.error();
  const auto found = context.setup->receipts.find(way.company);
  if (found == context.setup->receipts.end())
    co_return done("receipt", "the company no longer tells reps of their sales credit");
  Handing handing(context, receipt, found->second, std::move(way), std::move(*read));
  co_return co_await handing.run();
}

awaitable<Result<std::string>> greet_mail_server(Context& context, config::Receipts receipts) {
  auto call = way_to_mail_server(receipts);
  if (!call) co_return call.error();
  call->method = "NOOP";
  net::Call noop = std::move(*call);
  auto answered = co_await context.surroundings.client.send(std::move(noop));
  if (!answered) co_return answered.error().error;
  const int code = answered->response.status;
  if (code >= 300) co_return of_mail_server(code, "", receipts.from);
  co_return "the mail server answers";
}

namespace {

/// A page of an order's messages holds all its receipts: one for each rep, way and revision.
constexpr int kReceipts = 1000;

awaitable<Result<json::array>> receipts_of(Context& context, std::string identity) {
  queue::Query query;
  query.identity = std::move(identity);
  query.kind = "receipt";
  query.limit = kReceipts;
  auto rows = co_await context.journal.list(std::move(query));
  if (!rows) co_return rows.error();
  json::array out;
  for (auto row = rows->rbegin(); row != rows->rend(); ++row) {
    auto message = co_await context.journal.message(row->id);
    if (!message) co_return message.error();
    const std::string& body = message->second.body;
    const Way way = read_way(message->second.meta);
    json::object one = row_json(*row);
    auto receipt = credit::read_receipt(body);
    if (!receipt) continue;
    one["rep"] = way.rep;
    one["way"] = way.way;
    one["subject"] = credit::receipt_subject(*receipt);
    const auto key = signing_key(*context.setup, way.company);
    if (key) one["text"] = credit::receipt_text(*receipt, body, key->sign(body));
    out.push_back(std::move(one));
  }
  co_return out;
}

Error no_receipts(const std::string& who) {
  return {Fate::halt,
          who + " receipts in channels.yaml",
          "add  receipts:  with the company's name and signing-key",
          {},
          "receipts"};
}

}  // namespace

awaitable<Result<json::value>> credit_receipts(Context& context, const json::object& request) {
  const std::string key = text_of(request, "key");
  auto found = co_await orders_of(context, key, text_of(request, "channel"));
  if (!found) co_return found.error();
  json::array out;
  for (const std::string& identity : *found) {
    std::string of = identity;
    auto some = co_await receipts_of(context, std::move(of));
    if (!some) co_return some.error();
    for (json::value& one : *some) out.push_back(std::move(one));
  }
  co_return out;
}

awaitable<Result<json::value>> credit_receipt_key(Context& context, const json::object& request) {
  std::string company = text_of(request, "company");
  const auto setup = context.setup;
  if (company.empty() && setup->receipts.size() == 1) company = setup->receipts.begin()->first;
  if (company.empty()) {
    std::vector<std::string> names;
    for (const auto& [name, receipts] : setup->receipts) names.push_back(name);
    if (names.empty()) co_return no_receipts("no company has");
    co_return Error{Fate::reject,
                    "several companies have receipts",
                    "give --company, one of: " + join(names, ", "),
                    {},
                    "usage"};
  }
  const auto key = signing_key(*setup, company);
  if (!key) co_return key.error();
  co_return json::object{{"company", company}, {"public_key", key->public_pem()}};
}

Result<SigningKey> signing_key(const Setup& setup, const std::string& company) {
  const auto found = setup.receipts.find(company);
  if (found == setup.receipts.end()) {
    return no_receipts("company " + shown(company) + " has no");
  }
  const auto pem = found->second.signing_key.read();
  if (!pem) return pem.error();
  return SigningKey::read(*pem);
}

}  // namespace norekey::flow
