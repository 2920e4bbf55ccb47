#include "flow/partners/source.hpp"

#include <charconv>

#include "core/text.hpp"
#include "flow/partners/connector.hpp"
#include "flow/partners/control.hpp"

namespace norekey::flow {
namespace {

/// More packs than leave between a backup and the end of its store.
constexpr std::uint64_t kForgottenSerials = 10'000;

void put_text(pugi::xml_node to, const char* name, const std::string& value) {
  pugi::xml_node child = to.child(name);
  if (!child) child = to.append_child(name);
  child.text().set(value.c_str());
}

/// Numbers the levels of a shipment in the order in which they are written (HL01 and HL02, 7164).
class Levels {
 public:
  void number(pugi::xml_node shipment) {
    const int top = next(shipment, 0);
    for (pugi::xml_node order : shipment.children("order")) {
      const int order_level = next(order, top);
      for (pugi::xml_node pack : order.children("pack")) {
        const int pack_level = next(pack, order_level);
        for (pugi::xml_node line : pack.children("line")) next(line, pack_level);
        ++packs_;
      }
      for (pugi::xml_node line : order.children("line")) next(line, order_level);
    }
    put_text(shipment, "level_count", std::to_string(count_));
    put_text(shipment, "pack_count", std::to_string(packs_));
  }

 private:
  int next(pugi::xml_node node, int parent) {
    put_text(node, "level", std::to_string(++count_));
    if (parent > 0) put_text(node, "parent", std::to_string(parent));
    return count_;
  }
  int count_ = 0, packs_ = 0;
};

Result<Decimal> sum_of(pugi::xml_node in, const char* list, const char* field) {
  Decimal out;
  for (const pugi::xml_node one : in.children(list)) {
    const std::string text = one.child(field).text().get();
    if (text.empty()) continue;
    auto number = Decimal::parse(text);
    if (!number) return number.error();
    out += *number;
  }
  return out;
}

/// Lines + charges - allowances + tax is the total, or it is not sent.
Result<void> add_up(pugi::xml_node invoice) {
  const auto lines = sum_of(invoice, "line", "amount"),
             charges = sum_of(invoice, "charge", "amount"),
             allowances = sum_of(invoice, "allowance", "amount"),
             taxes = sum_of(invoice, "tax", "amount");
  const auto total = Decimal::parse(invoice.child("total").text().get());
  for (const Result<Decimal>* one : {&lines, &charges, &allowances, &taxes, &total}) {
    if (!*one) return one->error();
  }
  const Decimal sum = *lines + *charges - *allowances + *taxes;
  if (sum != *total) {
    return Error{Fate::reject,
                 "the invoice " + shown(invoice.child("number").text().get()) + " adds up to " +
                     sum.str() + ", but its total is " + total->str(),
                 "correct the invoice: lines, charges less allowances, and tax make the total",
                 {},
                 "edi/invoice"};
  }
  int count = 0;
  for (const pugi::xml_node line : invoice.children("line")) count += line ? 1 : 0;
  put_text(invoice, "subtotal", lines->str());
  put_text(invoice, "tax_total", taxes->str());
  put_text(invoice, "line_count", std::to_string(count));
  return {};
}

awaitable<Result<std::uint64_t>> next_serial(Context& context, std::string channel) {
  std::string kind = "edi/sscc";
  auto last = co_await context.journal.record(kind, channel);
  if (!last) co_return last.error();
  std::uint64_t number = 0;
  if (*last) {
    const std::string& text = (*last)->value;
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  queue::Record record;
  record.kind = "edi/sscc";
  record.key = channel;
  queue::Effects effects;
  std::string serials = kind + "/" + channel;
  auto forgotten = co_await may_have_forgotten(context, std::move(serials), effects);
  if (!forgotten) co_return forgotten.error();
  number += *forgotten ? kForgottenSerials + 1 : 1;
  record.value = std::to_string(number);
  record.who = "daemon";
  effects.records.push_back(std::move(record));
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  co_return number;
}

}  // namespace

char gs1_check_digit(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i)
    sum += (digits[digits.size() - 1 - i] - '0') * (i % 2 == 0 ? 3 : 1);
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

Result<std::string> checked_sscc(const std::string& given) {
  const std::string number =
      given.size() == 20 && given.starts_with("00") ? given.substr(2) : given;
  Error wrong{
      Fate::reject,
      "the SSCC " + shown(given) + " is not 18 digits",
      "correct it where the packs are made, or leave it out: then one is made of sscc-prefix",
      {},
      "edi/sscc"};
  if (number.size() != 18 || number.find_first_not_of("0123456789") != std::string::npos)
    return wrong;
  const char digit = gs1_check_digit(std::string_view(number).substr(0, 17));
  if (digit == number.back()) return number;
  wrong.what = "the SSCC " + shown(given) + " ends in " + number.back() +
               ", but its check digit is " + digit;
  return wrong;
}

Result<std::string> sscc(const std::string& prefix, std::uint64_t serial) {
  std::string number = std::to_string(serial);
  const bool digits = prefix.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || prefix.size() < 6 || prefix.size() > 12 || number.size() > 16 - prefix.size()) {
    return Error{
        Fate::reject,
        "no SSCC can be made of the prefix " + shown(prefix) + " and the serial number " + number,
        "write the GS1 company prefix of 6 to 12 digits as sscc-prefix",
        {},
        "edi/sscc"};
  }
  std::string out = "0" + prefix + std::string(16 - prefix.size() - number.size(), '0') + number;
  return out + gs1_check_digit(out);
}

awaitable<Result<mapping::Document>> ready_source(Context& context, Route route,
                                                  mapping::Document source) {
  pugi::xml_node root = source.tree().document_element();
  const std::string name = root.name();
  if (name == "invoice") {
    if (auto right = add_up(root); !right) co_return right.error();
  }
  if (name == "stock" || name == "prices") {
    int count = 0;
    for (const pugi::xml_node line : root.children("line")) count += line ? 1 : 0;
    put_text(root, "line_count", std::to_string(count));
  }
  if (name != "shipment") co_return source;
  Levels().number(root);
  for (pugi::xml_node order : root.children("order")) {
    for (pugi::xml_node pack : order.children("pack")) {
      const std::string given{trim(pack.child("sscc").text().get())};
      if (!given.empty()) {
        auto right = checked_sscc(given);
        if (!right) co_return right.error();
        put_text(pack, "sscc", *right);
        continue;
      }
      std::string channel = route.name;
      auto serial = co_await next_serial(context, channel);
      if (!serial) co_return serial.error();
      auto made = sscc(route.partner->config.sscc_prefix, *serial);
      if (!made) co_return made.error();
      put_text(pack, "sscc", *made);
    }
  }
  co_return source;
}

}  // namespace norekey::flow
