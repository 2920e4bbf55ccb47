/// tables: the stock, price and status files of one ERP, as its config names them. Used by the
/// files adapter, on its own thread.
#pragma once
#include <memory>
#include <set>
#include <string>

#include "adapters/files/table_file.hpp"
#include "config/business.hpp"
#include "core/time.hpp"

namespace norekey::adapters::files {

struct Tables {
  std::unique_ptr<TableFile> stock, prices, orders;  ///< null: the ERP writes none
  /// Lists and customers that the price file names: who buys by a list it does not say.
  std::shared_ptr<std::set<std::string>> lists, customers;

  TableFile* of(Subject subject) const;

  /// Adapter::watch of a subject that has a file.
  Result<Changes> watch(Subject subject, const std::string& cursor);
};

/// halt: a layout that cannot be read.
Result<Tables> make_tables(const config::Erp& erp, const Clock& clock);

}  // namespace norekey::adapters::files
