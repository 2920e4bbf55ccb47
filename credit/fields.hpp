/// fields: one JSON object of a case read member by member. The first thing that is wrong is kept,
/// with its path and value, so that readers need not look after each member.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.hpp"
#include "core/time.hpp"

namespace norekey::credit {

class Fields {
 public:
  Fields(const boost::json::object& in, std::string path, std::optional<Error>& wrong)
      : in_(in), path_(std::move(path)), wrong_(wrong) {}

  bool has(std::string_view key) const;  ///< there, and not null
  std::string text(std::string_view key, std::string other = "");
  std::string needed(std::string_view key);
  bool flag(std::string_view key);
  int whole(std::string_view key, int other);
  std::optional<Decimal> amount(std::string_view key);  ///< decimal text, or a whole number
  std::optional<Instant> instant(std::string_view key);
  std::optional<Date> date(std::string_view key);

  /// A text, or a list of texts.
  std::vector<std::string> texts(std::string_view key);

  /// The object below `key`; nullopt where it is absent or no object.
  std::optional<Fields> object(std::string_view key);

  /// The objects of the list below `key`.
  std::vector<Fields> objects(std::string_view key);

  /// The same, or those of member `inner` where an object is below `key`: a kit's components.
  std::vector<Fields> objects_of(std::string_view key, std::string_view inner);

  const boost::json::object& json() const { return in_; }
  std::string path_of(std::string_view key) const;
  void fail(std::string_view key, const std::string& what, const std::string& fix);

 private:
  const boost::json::value* find(std::string_view key) const;
  std::string shown_value(const boost::json::value& value) const;

  const boost::json::object& in_;
  std::string path_;
  std::optional<Error>& wrong_;
};

}  // namespace norekey::credit
