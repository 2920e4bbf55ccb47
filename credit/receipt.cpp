#include "credit/receipt.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "core/text.hpp"
#include "credit/wording.hpp"

namespace norekey::credit {
namespace {

namespace json = boost::json;

constexpr std::string_view kBegin = "-----BEGIN SALES CREDIT RECEIPT-----";
constexpr std::string_view kSignature = "-----SIGNATURE-----";
constexpr std::string_view kEnd = "-----END SALES CREDIT RECEIPT-----";
constexpr std::size_t kLine = 64;  // characters of a line of the block

std::string in_lines(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += kLine) out += text.substr(at, kLine) + "\n";
  return out;
}

/// RFC 2045, section 6.7: soft line breaks and "=3D"; nothing else of it is in a block.
std::string without_quoting(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 3) == "=\r\n") {
      i += 2;
    } else if (text.substr(i, 2) == "=\n") {
      i += 1;
    } else if (text.substr(i, 3) == "=3D") {
      out += '=';
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// What stands between the two, base64 decoded. A mail that was answered has "> " before lines.
std::optional<std::string> between(const std::string& text, std::string_view from,
                                   std::string_view to) {
  const auto begin = text.find(from);
  if (begin == text.npos) return std::nullopt;
  const auto end = text.find(to, begin);
  if (end == text.npos) return std::nullopt;
  std::string inside = text.substr(begin + from.size(), end - begin - from.size());
  std::erase(inside, '>');
  return from_base64(inside);
}

std::string row(const std::string& name, const std::string& value) {
  return value.empty() ? "" : name + std::string(16 - name.size(), ' ') + value + "\n";
}

std::string text_at(const json::object& in, const char* key, bool& whole) {
  const json::value* found = in.if_contains(key);
  whole = whole && found != nullptr && found->is_string();
  return whole ? std::string(found->get_string()) : "";
}

Error no_receipt() {
  return {Fate::reject,
          "this is no sales-credit receipt",
          "save the whole mail, or the webhook's "
          "body and signature, as it came",
          {},
          ""};
}

}  // namespace

Decimal Receipt::amount(const std::string& slot) const {
  Decimal sum;
  for (const ReceiptLine& one : lines) {
    if (one.slot == slot) sum += one.amount;
  }
  return sum;
}

std::vector<std::string> Receipt::slots() const {
  std::vector<std::string> out;
  for (const ReceiptLine& one : lines) {
    if (std::find(out.begin(), out.end(), one.slot) == out.end()) out.push_back(one.slot);
  }
  return out;
}

std::string receipt_json(const Receipt& receipt) {
  json::array lines;
  for (const ReceiptLine& one : receipt.lines) {
    lines.push_back(json::object{
        {"line", one.line}, {"slot", one.slot}, {"amount", one.amount.str()}, {"rule", one.rule}});
  }
  return json::serialize(json::object{{"receipt", receipt.id},
                                      {"company", receipt.company},
                                      {"rep", receipt.rep},
                                      {"name", receipt.name},
                                      {"entry", receipt.entry},
                                      {"web", receipt.web},
                                      {"erp", receipt.erp},
                                      {"po", receipt.po},
                                      {"customer", receipt.customer},
                                      {"day", receipt.day},
                                      {"currency", receipt.currency},
                                      {"lines", std::move(lines)},
                                      {"erp_holds", receipt.erp_holds},
                                      {"read_back", receipt.read_back}});
}

Result<Receipt> read_receipt(const std::string& text) {
  boost::system::error_code ec;
  const json::value parsed = json::parse(text, ec);
  const json::object* in = ec ? nullptr : parsed.if_object();
  if (in == nullptr) return no_receipt();
  bool whole = true;
  Receipt out;
  out.id = text_at(*in, "receipt", whole);
  out.company = text_at(*in, "company", whole);
  out.rep = text_at(*in, "rep", whole);
  out.name = text_at(*in, "name", whole);
  out.entry = text_at(*in, "entry", whole);
  out.web = text_at(*in, "web", whole);
  out.erp = text_at(*in, "erp", whole);
  out.po = text_at(*in, "po", whole);
  out.customer = text_at(*in, "customer", whole);
  out.day = text_at(*in, "day", whole);
  out.currency = text_at(*in, "currency", whole);
  out.erp_holds = text_at(*in, "erp_holds", whole);
  out.read_back = text_at(*in, "read_back", whole);
  const json::value* lines = in->if_contains("lines");
  if (!whole || lines == nullptr || !lines->is_array()) return no_receipt();
  for (const json::value& one : lines->get_array()) {
    const json::object* line = one.if_object();
    if (line == nullptr || !line->contains("line") || !line->at("line").is_int64())
      return no_receipt();
    ReceiptLine& read = out.lines.emplace_back();
    read.line = static_cast<int>(line->at("line").get_int64());
    read.slot = text_at(*line, "slot", whole);
    read.rule = text_at(*line, "rule", whole);
    const auto amount = Decimal::parse(text_at(*line, "amount", whole));
    if (!whole || !amount) return no_receipt();
    read.amount = *amount;
  }
  return out;
}

std::string receipt_subject(const Receipt& receipt) {
  std::string out = "Sales credit for web order " + receipt.web + ": ";
  if (receipt.entry == "order cancelled") return out + "order cancelled";
  const auto slots = receipt.slots();
  if (slots.empty()) return out + "changed";
  return out + receipt.amount(slots.front()).str() + " " + receipt.currency;
}

std::string receipt_text(const Receipt& receipt, const std::string& json,
                         const std::string& signature) {
  const std::string name = receipt.name.empty() ? receipt.rep : receipt.name;
  std::string out = name + ",\n\n";
  if (receipt.entry == "order cancelled") {
    out += "the customer's web order was cancelled. These amounts are taken out again:\n\n";
  } else if (receipt.entry == "order changed") {
    out += "the customer's web order has changed. Your sales credit is now:\n\n";
  } else {
    out += "you have the sales credit for this web order:\n\n";
  }
  out += row("web order", receipt.web) + row("ERP order", receipt.erp) +
         row("customer", receipt.customer) + row("their PO", receipt.po) + row("day", receipt.day) +
         row("the ERP holds", receipt.erp_holds) + "\n";
  if (receipt.lines.empty()) out += "nothing of it is yours any more; see your statement\n";
  for (const std::string& slot : receipt.slots())
    out += row(slot, receipt.amount(slot).str() + " " + receipt.currency);
  for (const ReceiptLine& one : receipt.lines) {
    out += "  line " + std::to_string(one.line) + ", " + one.slot + ": " + one.amount.str() + " " +
           receipt.currency + ", by " + rule_for_people(one.rule) + "\n";
  }
  if (receipt.read_back != "as sent")
    out += "\nThe ERP does not hold what was sent (" + receipt.read_back +
           "). Sales operations has been told; your sales credit stands.\n";
  return out + "\nIs something missing or wrong? Answer this mail, or ask sales operations.\n\n" +
         receipt_block(json, signature);
}

std::string receipt_block(const std::string& json, const std::string& signature) {
  return std::string(kBegin) + "\n" + in_lines(to_base64(json)) + std::string(kSignature) + "\n" +
         in_lines(to_base64(signature)) + std::string(kEnd) + "\n";
}

Result<Checked> check_receipt(const std::string& text, const std::string& public_pem) {
  auto json = between(text, kBegin, kSignature);
  auto signature = between(text, kSignature, kEnd);
  if (!json || !signature) {
    const std::string plain = without_quoting(text);
    json = between(plain, kBegin, kSignature);
    signature = between(plain, kSignature, kEnd);
  }
  if (!json || !signature) return no_receipt();
  const auto genuine = is_signed(*json, *signature, public_pem);
  if (!genuine) return genuine.error();
  auto receipt = read_receipt(*json);
  if (!receipt) return receipt.error();
  return Checked{std::move(*receipt), *genuine};
}

}  // namespace norekey::credit
