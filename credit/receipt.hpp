/// receipt: what one rep is told of one order's sales credit, signed, so that nobody need take a
/// screenshot. Made by flow/, checked by the command line. A rep reads it: wording.hpp's rules
/// hold.
#pragma once
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "core/sign.hpp"

namespace norekey::credit {

struct ReceiptLine {
  int line = 0;  ///< of the order
  std::string slot, rule;
  Decimal amount;
};

struct Receipt {
  std::string id;  ///< "acme/shop/6CW5XKRNRSGR7WET/1/REP02"
  std::string company, rep, name;
  std::string entry;  ///< "order", "order changed", "order cancelled"
  std::string web, erp, po, customer, day, currency;
  std::string erp_holds;  ///< "REP02 100 %", as read back
  std::string read_back;  ///< "as sent", or what differs
  std::vector<ReceiptLine> lines;

  Decimal amount(const std::string& slot) const;  ///< of all lines
  std::vector<std::string> slots() const;         ///< in the lines' order
};

/// Canonical JSON, the bytes that are signed: the same receipt gives the same text.
std::string receipt_json(const Receipt&);
/// reject: not written by this program.
Result<Receipt> read_receipt(const std::string& json);

/// "Sales credit for web order 6CW5…: 103.29 USD".
std::string receipt_subject(const Receipt&);
/// For a mail: what it says in sentences and rows, then the signed block.
std::string receipt_text(const Receipt&, const std::string& json, const std::string& signature);

/// The signed block: the JSON and the signature (raw bytes), both in base64, in lines that no mail
/// program breaks.
std::string receipt_block(const std::string& json, const std::string& signature);

struct Checked {
  Receipt receipt;
  bool genuine = false;
};

/// Finds the block in a file or a saved mail, quoted-printable or not, and checks it. reject: no
/// whole block. halt: no public key.
Result<Checked> check_receipt(const std::string& text, const std::string& public_pem);

}  // namespace norekey::credit
