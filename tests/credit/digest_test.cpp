#include "credit/digest.hpp"

#include <gtest/gtest.h>

#include "credit/wording.hpp"

namespace norekey::credit {
namespace digest_test {

LedgerLine digest_line(const char* web, const char* entry, const char* slot, const char* amount,
                       const char* erp = "", const char* doc = "") {
  LedgerLine out;
  out.web = web;
  out.entry = entry;
  out.slot = slot;
  out.amount = Decimal::parse(amount).value();
  out.currency = "USD";
  out.erp = erp;
  out.doc = doc;
  return out;
}

Digest full_digest() {
  Digest out;
  out.rep = "ANA";
  out.name = "Ana Diaz";
  out.since = "2026-03-10 07:00";
  out.lines = {digest_line("W1", "booked", "primary", "400.00", "SO1"),
               digest_line("W1", "booked", "primary", "12.50", "SO1"),
               digest_line("W2", "reversed", "primary", "-12.00", "SO2"),
               digest_line("W3", "earned", "primary", "7.00", "SO3", "I9")};
  out.lines[0].customer = out.lines[1].customer = "Hudson Valley";
  out.waiting = {{"W4", "item 'ELE-1181' has no ERP number"}};
  out.nobodys = 2;
  return out;
}

TEST(Digest, TellsTheDayOrderByOrder) {
  EXPECT_EQ(digest_text(full_digest()),
            "Ana Diaz (ANA), sales credit since 2026-03-10 07:00\n"
            "\n"
            "Orders\n"
            "  W1 (SO1, Hudson Valley), order, primary: 412.50 USD\n"
            "  W2 (SO2), order changed, primary: -12.00 USD\n"
            "  W3 (SO3), invoice I9, primary: 7.00 USD\n"
            "  together: primary 400.50 USD\n"
            "\n"
            "On the way, with your sales credit\n"
            "  W4: item 'ELE-1181' has no ERP number\n"
            "\n"
            "2 orders have no rep set yet: sales operations decides\n"
            "\n"
            "Why an order is yours: sales operations can show the rule.\n");
  EXPECT_EQ(digest_subject(full_digest()), "Your sales credit: 3 orders, 400.50 USD; 1 waiting");
}

TEST(Digest, OfAnEmptyDayIsEmpty) {
  Digest digest;
  digest.rep = "ANA";
  EXPECT_TRUE(digest.empty());
  EXPECT_EQ(digest_subject(digest), "Your sales credit: 0 orders");
}

TEST(Digest, UsesNoWordThatARepMayNotRead) {
  EXPECT_EQ(forbidden_word_in(digest_text(full_digest())), "");
  EXPECT_EQ(forbidden_word_in(digest_subject(full_digest())), "");
}

}  // namespace digest_test
}  // namespace norekey::credit
