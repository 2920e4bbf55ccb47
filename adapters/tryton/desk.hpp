/// Desk: what a person does with a sale in Tryton: enters it, presses its buttons, reads it, throws
/// it away. Used by the adapter, which decides what an outcome means for the flow.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "adapters/tryton/session.hpp"

namespace norekey::adapters::tryton {

/// A sale as the ERP has it now. `record` is what sale_fields() asks for.
struct SaleRow {
  std::int64_t id = 0;
  std::string state;
  boost::json::object record;
};

/// Nothing where it went well.
using Done = std::optional<Failure>;
template <class T>
using Found = boost::system::result<T, Failure>;

class Desk {
 public:
  /// `accepted`: beginnings of the names of warnings that need no person (accept-warnings).
  Desk(Session& session, std::vector<std::string> accepted)
      : session_(session), accepted_(std::move(accepted)) {}

  /// Its id.
  awaitable<Found<std::int64_t>> enter(boost::json::object values, Instant send_by);

  /// "quote", "confirm", "draft", "cancel". A button that the state does not allow does nothing:
  /// read the state afterwards. Warnings in `accepted` are accepted; others are the failure.
  awaitable<Done> press(std::string button, std::int64_t id, std::optional<Instant> send_by = {});

  /// Writes a draft sale over, its lines too, in one transaction. Kind::race: somebody has changed
  /// it since `row` was read.
  awaitable<Done> write(const SaleRow& row, boost::json::object values, Instant send_by);

  /// Writes these fields of a sale and leaves the others. Kind::race as above.
  awaitable<Done> put(const SaleRow& row, boost::json::object values, Instant send_by);

  awaitable<Done> remove(std::int64_t id, Instant send_by);

  /// nullopt: the ERP does not have it.
  awaitable<Found<std::optional<SaleRow>>> row(std::int64_t id);
  awaitable<Found<std::vector<SaleRow>>> rows_with(std::string reference);

  /// The lines of a sale, in their order.
  awaitable<Found<boost::json::value>> lines(std::int64_t id);

 private:
  awaitable<Found<std::vector<SaleRow>>> rows(boost::json::array domain);
  awaitable<Done> accept(std::string warning);
  bool acceptable(const std::string& warning) const;

  Session& session_;
  const std::vector<std::string> accepted_;
};

}  // namespace norekey::adapters::tryton
