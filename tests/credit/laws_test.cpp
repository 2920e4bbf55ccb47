/// Laws of money and of time that hold for every sale, tried with many random ones.
#include <gtest/gtest.h>

#include "tests/credit/luck.hpp"

namespace norekey::credit {
namespace laws_test {

TEST(Laws, PartialInvoicesAddUpToTheOneShotSplit) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    Luck luck(seed);
    const Tables tables = luck.tables();
    Sale once = luck.sale(), parts = once;
    const Decimal net = once.lines[0].net;
    once.events.push_back(event(EventType::invoice, "I", 1, net));
    Decimal left = net;
    for (int i = 0; !left.is_zero(); ++i) {
      Decimal part = std::min(left, luck.cents(20'000));
      if (i == 9) part = left;
      parts.events.push_back(event(EventType::invoice, "I" + std::to_string(i), i, part));
      left -= part;
    }
    ASSERT_EQ(sums(posted(once, tables), "earned"), sums(posted(parts, tables), "earned")) << seed;
  }
}

TEST(Laws, EveryDocumentAddsUpToItsAmount) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    Luck luck(seed);
    const Tables tables = luck.tables();
    Sale sale = luck.sale();
    std::map<std::string, Decimal> wanted;
    for (int i = 0; i < 4; ++i) {
      const std::string no = "I" + std::to_string(i);
      wanted[no] = luck.cents(30'000);
      sale.events.push_back(event(EventType::invoice, no, i, wanted[no]));
      const Decimal back = Decimal::from_minor(1, 2);
      wanted["R" + std::to_string(i)] = -back;
      sale.events.push_back(
          event(EventType::credit_return, "R" + std::to_string(i), 10 + i, -back, no));
    }
    std::map<std::string, Decimal> got;
    for (const Entry& one : posted(sale, tables).entries) got[one.doc] += one.amount;
    ASSERT_EQ(got, wanted) << seed;
  }
}

TEST(Laws, ReturnsInAnyPiecesEndAtZeroForEveryone) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    Luck luck(seed);
    const Tables tables = luck.tables();
    Sale sale = luck.sale();
    const Decimal net = sale.lines[0].net;
    sale.events.push_back(event(EventType::invoice, "I", 0, net));
    Decimal left = net;
    for (int i = 1; !left.is_zero(); ++i) {
      const Decimal part = i == 7 ? left : std::min(left, luck.cents(20'000));
      sale.events.push_back(
          event(EventType::credit_return, "R" + std::to_string(i), i, -part, "I"));
      left -= part;
    }
    for (const auto& [rep, sum] : sums(posted(sale, tables), "earned"))
      ASSERT_TRUE(sum.is_zero()) << seed << " " << rep << " " << sum.str();
  }
}

TEST(Laws, WhatIsCancelledIsNoLongerBooked) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    Luck luck(seed);
    const Tables tables = luck.tables();
    Sale sale = luck.sale();
    const Decimal off = std::min(sale.lines[0].net, luck.cents(50'000));
    sale.events.push_back(event(EventType::cancel, "", 1, off));
    Decimal booked;
    for (const auto& [rep, sum] : sums(posted(sale, tables), "booked")) booked += sum;
    ASSERT_EQ(booked, sale.lines[0].net - off) << seed;
  }
}

TEST(Laws, LosersDoNotChangeTheAnswer) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    Luck luck(seed);
    const Tables tables = luck.tables();
    const Sale sale = luck.sale();
    const Policy policy;
    const Date day = business_date(sale.placed_at, policy);
    const Decision quick = decide(sale, tables, policy, day, day, false);
    const Decision full = decide(sale, tables, policy, day, day, true);
    ASSERT_EQ(quick.splits.size(), full.splits.size());
    for (std::size_t i = 0; i < quick.splits.size(); ++i)
      ASSERT_TRUE(same_holders(quick.splits[i], full.splits[i]));
  }
}

TEST(Laws, EveryPostalCodeFindsTheNarrowestAreaThatHoldsIt) {
  std::mt19937 random(5);
  std::vector<Assignment> all;
  for (int i = 0; i < 300; ++i) {
    const int low = static_cast<int>(random() % 99000), wide = static_cast<int>(random() % 900);
    char text[40];
    std::snprintf(text, sizeof text, "postal:US:%05d-%05d", low, low + wide);
    Assignment one;
    one.id = "T" + std::to_string(i);
    one.place = parse_place(text, false).value();
    one.from = parse_date("2026-01-01").value();
    one.seats.push_back({"R" + std::to_string(i), 100});
    all.push_back(one);
  }
  const Assignments index{std::vector<Assignment>(all)};
  const Date day = parse_date("2026-03-10").value();
  for (int zip = 0; zip < 100'000; zip += 37) {
    char text[16];
    std::snprintf(text, sizeof text, "%05d", zip);
    std::uint64_t narrowest = UINT64_MAX;
    std::set<std::string> want;
    for (const Assignment& one : all) {
      if (one.place.area.low > text || one.place.area.high < text) continue;
      if (one.place.area.width < narrowest) want.clear();
      narrowest = std::min(narrowest, one.place.area.width);
      if (one.place.area.width == narrowest) want.insert(one.id);
    }
    std::set<std::string> got;
    const PostalCode code = read_postal("US", text, "");
    for (const Assignment* one : index.at_postal(code, Rung::postal_area, Slot::primary, day, day))
      got.insert(one->id);
    ASSERT_EQ(got, want) << text;
  }
}

}  // namespace laws_test
}  // namespace norekey::credit
