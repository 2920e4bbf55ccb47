#include "app/import_command.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "app/ask.hpp"
#include "app/fail.hpp"
#include "app/print.hpp"
#include "config/bundle.hpp"
#include "core/text.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

/// A draft that is written whole or not at all, and can be put back.
class Draft {
 public:
  Draft(const std::string& directory, const std::string& name)
      : path_(std::filesystem::path(directory) / name) {
    if (auto text = config::read_text_file(path_.string())) before_ = *text;
  }

  Result<void> write(const std::string& text) {
    const std::filesystem::path fresh = path_.string() + ".new";
    std::error_code ec;
    {
      std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
      out << text;
      out.flush();
      if (!out) ec = std::make_error_code(std::errc::io_error);
    }
    if (!ec) std::filesystem::rename(fresh, path_, ec);
    if (!ec) return {};
    return Error{Fate::halt,
                 path_.string() + " cannot be written: " + ec.message(),
                 "run it as a user who may write there",
                 {},
                 ""};
  }

  void put_back() {
    std::error_code ignored;
    if (!before_) {
      std::filesystem::remove(path_, ignored);
    } else if (auto written = write(*before_); !written) {
      std::cerr << "norekey: " << to_string(written.error()) << "\n";
    }
  }

  bool differs(const std::string& text) const { return before_.value_or("") != text; }

 private:
  const std::filesystem::path path_;
  std::optional<std::string> before_;
};

std::string changes_text(const json::value& answer) {
  const json::value& changes = answer.at("changes");
  std::string out = text_at(answer, "same") + " accounts agree with the ERP\n";
  const std::size_t elsewhere = answer.at("not_on_the_web").as_array().size();
  if (elsewhere > 0)
    out += std::to_string(elsewhere) + " of the ERP's customers are not on the web\n";
  if (changes.as_array().empty()) return out + "nothing to change\n";
  return out + table(changes, {{"what", "WHAT"},
                               {"account", "ACCOUNT"},
                               {"rep", "REP"},
                               {"was", "WAS"},
                               {"why", "WHY"}});
}

constexpr std::int64_t kFewEnded = 3;    ///< so many may always end
constexpr std::int64_t kMostEnded = 30;  ///< percent of the accounts that had a rep from the ERP

/// What a list that was cut off reads like: many accounts would have nobody from today on.
std::optional<Error> ends_much(const json::value& answer, const std::string& erp) {
  std::int64_t ended = 0, stay = answer.at("same").to_number<std::int64_t>();
  for (const json::value& one : answer.at("changes").as_array()) {
    const std::string what = text_at(one, "what");
    if (what == "ended") ++ended;
    if (what == "changed") ++stay;
  }
  if (ended <= kFewEnded || ended * 100 <= kMostEnded * (ended + stay)) return std::nullopt;
  return Error{Fate::reject,
               std::to_string(ended) + " of " + std::to_string(ended + stay) +
                   " accounts that have their rep from the ERP would have nobody from today on: "
                   "nothing was written",
               "look at what the ERP says; where it is right: norekey credit import --from " + erp +
                   " --accept",
               {},
               ""};
}

bool has_error(const json::value& applied) {
  const json::value* all = applied.get_object().if_contains("findings");
  if (all == nullptr || !all->is_array()) return false;
  for (const json::value& one : all->get_array()) {
    if (text_at(one, "kind") != "warning") return true;
  }
  return false;
}

json::object applying(const std::string& directory, bool dry_run, const std::string& why) {
  return {{"command", "apply"},
          {"directory", std::filesystem::weakly_canonical(directory).string()},
          {"who", who()},
          {"dry_run", dry_run},
          {"why", why}};
}

/// Drafts that differ from what is in force would go with it, seen by nobody.
Result<void> drafts_in_force(const std::string& directory) {
  auto dry = ask(directory, applying(directory, true, ""));
  if (!dry) return dry.error();
  if (!has_error(*dry) && text_at(*dry, "same") == "yes") return {};
  return Error{
      Fate::reject,
      "the drafts are not what is in force",
      "see the difference with norekey apply --dry-run, apply them or take them back, then "
      "import again",
      {},
      "usage"};
}

/// Writes both tables and activates them; puts them back where anything is found.
Result<json::value> write_and_apply(const std::string& directory, const json::value& answer,
                                    const std::string& why) {
  Draft assignments(directory, "assignments.csv"), reps(directory, "reps.csv");
  const std::string rep_text = text_at(answer, "reps");
  const bool with_reps = !rep_text.empty() && reps.differs(rep_text);
  if (auto written = assignments.write(text_at(answer, "assignments")); !written)
    return written.error();
  if (with_reps) {
    if (auto written = reps.write(rep_text); !written) {
      assignments.put_back();
      return written.error();
    }
  }
  auto applied = ask(directory, applying(directory, false, why));
  if (!applied || has_error(*applied)) {
    assignments.put_back();
    if (with_reps) reps.put_back();
  }
  return applied;
}

}  // namespace

int import_owners(const std::string& directory, const ImportWish& wish) {
  json::object request{{"command", "credit import"}, {"erp", wish.erp}};
  if (!wish.accounts.empty()) request["accounts"] = wish.accounts;
  if (!wish.reps.empty()) request["reps"] = wish.reps;
  auto answer = ask(directory, request);
  if (!answer) return fail(answer.error(), wish.as_json);
  json::object out{{"changes", answer->at("changes")},
                   {"same", answer->at("same")},
                   {"not_on_the_web", answer->at("not_on_the_web")}};
  std::string text = changes_text(*answer);
  bool refused = false;
  if (!wish.dry_run && answer->at("writes").as_bool()) {
    const auto much = wish.accept ? std::nullopt : ends_much(*answer, wish.erp);
    if (much) {
      if (!wish.as_json) std::cout << text;
      return fail(*much, wish.as_json);
    }
    if (auto same = drafts_in_force(directory); !same) return fail(same.error(), wish.as_json);
    const std::string why = wish.why.empty() ? "reps of customers as the ERP says them" : wish.why;
    auto applied = write_and_apply(directory, *answer, why);
    if (!applied) return fail(applied.error(), wish.as_json);
    refused = has_error(*applied);
    text += apply_text(*applied);
    out["applied"] = std::move(*applied);
  } else if (answer->at("writes").as_bool()) {
    text += "nothing was written: without --dry-run it is written and activated\n";
  }
  std::cout << (wish.as_json ? json::serialize(out) + "\n" : text);
  return refused ? 1 : 0;
}

}  // namespace norekey::app
