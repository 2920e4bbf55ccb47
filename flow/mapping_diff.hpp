/// mapping_diff: two results of one order held against each other, field by field, and gathered
/// over many orders by cause. Computes only.
#pragma once
#include <boost/json/array.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "mapping/mapping.hpp"

namespace norekey::flow {

/// A path as people name a field, and as `trace --explain` takes it: "line/price" for
/// /sale/line[2]/price[1].
std::string field_of(const std::string& path);

/// One order by one mapping: its parts' documents, or why there are none.
struct Mapped {
  std::vector<mapping::Document> parts;
  std::optional<Error> error;
};

class MappingDiff {
 public:
  void add(const std::string& order, const Mapped& before, const Mapped& after);

  int orders = 0, changed = 0;

  /// Causes, most orders first: [{field, what, orders, values, difference?, examples: [{order,
  /// before, after}]}]. `difference`: new minus old over all orders, exact, where both are numbers.
  boost::json::array causes() const;

 private:
  struct Cause {
    std::set<std::string> orders;
    std::int64_t values = 0;
    bool numbers = true;
    Decimal difference;
    std::vector<std::pair<std::string, std::pair<std::string, std::string>>> examples;
  };
  using Key = std::pair<std::string, std::string>;  ///< field without numbers, what

  void tell(const Key& key, const std::string& order, const std::string& before,
            const std::string& after);

  std::map<Key, Cause> causes_;
};

}  // namespace norekey::flow
