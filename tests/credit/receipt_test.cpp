#include "credit/receipt.hpp"

#include <gtest/gtest.h>

#include "credit/wording.hpp"

namespace norekey::credit {
namespace receipt_test {

const char* kKey =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
    "-----END PRIVATE KEY-----\n";

SigningKey key() {
  auto read = SigningKey::read(kKey);
  return *read;
}

Receipt receipt() {
  Receipt out;
  out.id = "acme/shop/6CW5XKRNRSGR7WET/1/REP02";
  out.company = "acme";
  out.rep = "REP02";
  out.name = "Marcus Keller";
  out.entry = "order";
  out.web = "6CW5XKRNRSGR7WET";
  out.erp = "SO100005";
  out.po = "PO-DECL";
  out.customer = "Größe & Søn";
  out.day = "2026-11-21";
  out.currency = "USD";
  out.erp_holds = "REP02 100 %";
  out.read_back = "as sent";
  out.lines = {{1, "primary", "P-C10020", *Decimal::parse("100.29")},
               {2, "primary", "P-C10020", *Decimal::parse("3.00")}};
  return out;
}

TEST(Receipt, SaysWhatARepWantsToKnow) {
  const std::string json = receipt_json(receipt());
  const std::string text = receipt_text(receipt(), json, "s");
  EXPECT_EQ(text.substr(0, text.find("-----")),
            "Marcus Keller,\n\n"
            "you have the sales credit for this web order:\n\n"
            "web order       6CW5XKRNRSGR7WET\n"
            "ERP order       SO100005\n"
            "customer        Größe & Søn\n"
            "their PO        PO-DECL\n"
            "day             2026-11-21\n"
            "the ERP holds   REP02 100 %\n\n"
            "primary         103.29 USD\n"
            "  line 1, primary: 100.29 USD, by P-C10020\n"
            "  line 2, primary: 3.00 USD, by P-C10020\n\n"
            "Is something missing or wrong? Answer this mail, or ask sales operations.\n\n");
  EXPECT_EQ(receipt_subject(receipt()), "Sales credit for web order 6CW5XKRNRSGR7WET: 103.29 USD");
}

TEST(Receipt, SaysWhatChangedWhatWasCancelledAndWhatTheErpHoldsInstead) {
  Receipt changed = receipt();
  changed.entry = "order changed";
  changed.lines.clear();
  EXPECT_NE(receipt_text(changed, "", "").find("nothing of it is yours any more"),
            std::string::npos);
  EXPECT_EQ(receipt_subject(changed), "Sales credit for web order 6CW5XKRNRSGR7WET: changed");
  Receipt cancelled = receipt();
  cancelled.entry = "order cancelled";
  EXPECT_NE(receipt_text(cancelled, "", "").find("These amounts are taken out again"),
            std::string::npos);
  Receipt wrong = receipt();
  wrong.read_back = "rep: sent REP02, the ERP holds REP05";
  EXPECT_NE(receipt_text(wrong, "", "")
                .find("The ERP does not hold what was sent (rep: sent REP02, the ERP holds REP05). "
                      "Sales operations has been told; your sales credit stands.\n"),
            std::string::npos);
  for (const Receipt& one : {changed, cancelled, wrong, receipt()}) {
    EXPECT_EQ(forbidden_word_in(receipt_text(one, "", "")), "");
    EXPECT_EQ(forbidden_word_in(receipt_subject(one)), "");
  }
}

TEST(Receipt, ReadsBackAsItWasWritten) {
  const std::string json = receipt_json(receipt());
  const auto read = read_receipt(json);
  ASSERT_TRUE(read);
  EXPECT_EQ(receipt_json(*read), json);
  for (const char* bad : {"", "[]", "{}", "{\"receipt\":1}", "\xff"}) {
    EXPECT_EQ(read_receipt(bad).error().what, "this is no sales-credit receipt") << bad;
  }
}

/// What mail programs do to a text on its way.
std::string quoted_printable(const std::string& text) {
  std::string out;
  int column = 0;
  for (const char c : text) {
    const std::string piece = c == '=' ? "=3D" : std::string(1, c);
    if (c != '\n' && column + static_cast<int>(piece.size()) > 60) {
      out += "=\r\n";
      column = 0;
    }
    out += c == '\n' ? "\r\n" : piece;
    column = c == '\n' ? 0 : column + static_cast<int>(piece.size());
  }
  return out;
}

std::string answered(const std::string& text) {
  std::string out = "> ";
  for (const char c : text) out += c == '\n' ? "\n> " : std::string(1, c);
  return out;
}

TEST(Receipt, IsGenuineHoweverTheMailWasKept) {
  const std::string json = receipt_json(receipt());
  const std::string text = receipt_text(receipt(), json, key().sign(json));
  for (const std::string& kept : {text, quoted_printable(text), answered(text)}) {
    const auto checked = check_receipt(kept, key().public_pem());
    ASSERT_TRUE(checked) << to_string(checked.error());
    EXPECT_TRUE(checked->genuine);
    EXPECT_EQ(receipt_json(checked->receipt), json);
  }
}

TEST(Receipt, IsNotGenuineWhenAnAmountWasAltered) {
  const std::string json = receipt_json(receipt());
  Receipt richer = receipt();
  richer.lines[0].amount = *Decimal::parse("900.29");
  const auto checked =
      check_receipt(receipt_block(receipt_json(richer), key().sign(json)), key().public_pem());
  ASSERT_TRUE(checked);
  EXPECT_FALSE(checked->genuine);
}

TEST(Receipt, RefusesATextWithoutAWholeBlock) {
  const std::string json = receipt_json(receipt());
  const std::string block = receipt_block(json, key().sign(json));
  for (const std::string& cut :
       {std::string(), std::string("hello"), block.substr(0, block.size() / 2), block.substr(40)}) {
    EXPECT_EQ(to_string(check_receipt(cut, key().public_pem()).error()),
              "this is no sales-credit receipt\n  fix: save the whole mail, or the webhook's body "
              "and signature, as it came");
  }
  EXPECT_EQ(check_receipt(block, "").error().what, "the key is no Ed25519 public key in PEM form");
}

}  // namespace receipt_test
}  // namespace norekey::credit
