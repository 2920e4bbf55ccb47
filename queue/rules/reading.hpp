/// reading: what the Journal answers, as functions on one snapshot. Called by sql_journal on the
/// reader's thread.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "queue/journal.hpp"
#include "queue/sql.hpp"

namespace norekey::queue {

Result<std::pair<Row, Message>> read_message(Sql& sql, std::int64_t id);
std::vector<Row> read_list(Sql& sql, const Query& query);
/// Rows of a row_ statement.
std::vector<Row> read_rows(Rows rows);
std::vector<Step> read_steps(Sql& sql, std::int64_t id);
std::vector<Cause> read_causes(Sql& sql, const std::string& channel);
Counts read_counts(Sql& sql, const std::string& channel);
std::optional<Record> read_record(Sql& sql, const std::string& kind, const std::string& key);
std::vector<Record> read_records(Sql& sql, const std::string& kind, const std::string& after,
                                 int limit);
std::vector<Record> read_history(Sql& sql, const std::string& kind, const std::string& key);
std::vector<Alias> read_aliases(Sql& sql, const std::string& value, const std::string& channel);
std::vector<LedgerEntry> read_ledger(Sql& sql, const std::string& company, std::int64_t after,
                                     int limit);
std::vector<LedgerEntry> read_ledger_of(Sql& sql, const std::string& identity);
std::optional<Intent> read_intent(Sql& sql, const std::string& key);

}  // namespace norekey::queue
