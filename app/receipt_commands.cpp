#include "app/receipt_commands.hpp"

#include <boost/json.hpp>

#include <fstream>
#include <iostream>
#include <sstream>

#include "app/ask.hpp"
#include "app/fail.hpp"
#include "app/print.hpp"
#include "core/text.hpp"
#include "credit/receipt.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

Result<std::string> content_of(const std::string& file) {
  std::ostringstream text;
  if (file == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  std::ifstream in(file);
  if (!in)
    return Error{
        Fate::halt, "cannot read " + shown(file), "check the path and the file's mode", {}, ""};
  text << in.rdbuf();
  return text.str();
}

Result<std::string> key_of(const std::string& directory, const ReceiptWish& wish) {
  if (!wish.key_file.empty()) return content_of(wish.key_file);
  auto answer = ask(directory, {{"command", "credit receipt-key"}, {"company", wish.company}});
  if (!answer) return answer.error();
  return text_at(*answer, "public_key");
}

}  // namespace

std::string receipts_text(const json::value& answer) {
  if (answer.get_array().empty()) return "nobody was told of this order\n";
  std::string out = table(answer, {{"rep", "REP"},
                                   {"way", "BY"},
                                   {"state", "STATE"},
                                   {"received", "SINCE"},
                                   {"subject", "RECEIPT"}});
  for (const json::value& one : answer.get_array()) {
    if (const std::string text = text_at(one, "text"); !text.empty()) out += "\n" + text;
  }
  return out;
}

std::string digests_text(const json::value& answer) {
  std::string out;
  for (const json::value& one : answer.as_array())
    out += (out.empty() ? "" : "\n") + text_at(one, "subject") + "\n\n" + text_at(one, "text");
  return out.empty() ? "nothing to tell any rep\n" : out;
}

std::string receipt_key_text(const json::value& answer) { return text_at(answer, "public_key"); }

int verify_receipt(const std::string& directory, const ReceiptWish& wish, bool as_json) {
  const auto text = content_of(wish.file);
  if (!text) return fail(text.error(), as_json);
  const auto key = key_of(directory, wish);
  if (!key) return fail(key.error(), as_json);
  const auto checked = credit::check_receipt(*text, *key);
  if (!checked) return fail(checked.error(), as_json);
  const credit::Receipt& receipt = checked->receipt;
  if (as_json) {
    std::cout << json::serialize(
                     json::object{{"genuine", checked->genuine},
                                  {"receipt", json::parse(credit::receipt_json(receipt))}})
              << "\n";
  } else if (checked->genuine) {
    std::cout << "genuine: " << receipt.id << ", " << credit::receipt_subject(receipt) << "\n";
  } else {
    std::cout << "not genuine: " << receipt.id
              << " was altered, or signed with another key\n  fix: ask the rep for the mail as it "
                 "came; the order's own: norekey credit receipts "
              << receipt.web << "\n";
  }
  return checked->genuine ? 0 : 1;
}

}  // namespace norekey::app
