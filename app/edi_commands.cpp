#include "app/edi_commands.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <set>

#include "app/fail.hpp"
#include "config/bundle.hpp"
#include "core/text.hpp"
#include "edi/ack.hpp"
#include "edi/charset.hpp"
#include "edi/order_document.hpp"
#include "edi/tree.hpp"
#include "edi/validate.hpp"
#include "edi/write.hpp"
#include "flow/partners/guide_file.hpp"
#include "flow/partners/order_form.hpp"
#include "mapping/document.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

/// What was typed; shared by the subcommands.
struct EdiTyped {
  std::string path, to = "xml", as, charset;
  std::vector<std::string> guides;
  edi::FindGuide partner;
  std::vector<std::shared_ptr<const flow::PartnerGuide>> read;  ///< the guides
  std::set<const edi::SetGuide*> used;                          ///< those that a set went by
  bool as_json = false, strict = false, lenient = false, no_elements = false;
  bool ta1 = false, lines = false;
  std::uint64_t control = 1;
  std::size_t findings = 1000;
};

int fail_edi(const Error& e) {
  std::cerr << "norekey: " << to_string(e) << "\n";
  return 3;
}

edi::ValidateOptions options_of(const EdiTyped& typed) {
  edi::ValidateOptions out;
  out.reader.lenient = typed.lenient;
  out.elements = !typed.no_elements;
  out.partner = typed.partner;
  return out;
}

/// Reads the partner's guides; false, with all findings told, where one is wrong.
bool read_guides(EdiTyped& typed) {
  std::vector<std::shared_ptr<const flow::PartnerGuide>> guides;
  config::Findings findings;
  for (const std::string& path : typed.guides) {
    auto text = config::read_text_file(path);
    if (!text) {
      findings.errors.push_back(text.error());
      continue;
    }
    if (auto guide = flow::read_guide(*text, path, findings)) guides.push_back(std::move(guide));
  }
  for (const Error& e : findings.warnings) std::cerr << "warning: " << to_string(e) << "\n";
  for (const Error& e : findings.errors) std::cerr << to_string(e) << "\n";
  typed.read = guides;
  if (!guides.empty()) {
    typed.partner = [&typed, find = flow::find_guide(std::move(guides))](
                        const edi::Interchange& i, const edi::Group& g, const edi::Set& s) {
      auto found = find(i, g, s);
      if (found != nullptr) typed.used.insert(found.get());
      return found;
    };
  }
  return findings.ok();
}

/// A guide for other sets than the file's checks nothing: whoever gave it should know.
void tell_unused(const EdiTyped& typed) {
  for (const auto& guide : typed.read) {
    if (typed.used.contains(guide->set.get())) continue;
    std::cerr << "warning: the guide " << shown(guide->name) << " is for " << guide->set->id
              << " in " << (guide->family == edi::Family::x12 ? "x12 " : "edifact ")
              << guide->version << ": no set of this file is\n";
  }
}

json::object object_of(const edi::Finding& f) {
  const auto number = [](std::uint64_t n) { return n == 0 ? json::value() : json::value(n); };
  const auto text = [](const std::string& s) { return s.empty() ? json::value() : json::value(s); };
  json::object out{{"code", f.code},
                   {"text", f.text},
                   {"transaction", text(f.transaction)},
                   {"segment", number(f.segment)},
                   {"tag", text(f.tag)},
                   {"element", number(f.element)}};
  if (f.component > 0) out["component"] = f.component;
  out["line"] = f.place.line;
  out["column"] = f.place.column;
  out["offset"] = f.place.offset;
  return out;
}

/// Prints findings as they come, or keeps the first of them for JSON.
class FindingPrinter : public edi::Listener {
 public:
  FindingPrinter(const EdiTyped& typed) : typed_(typed) {}
  void finding(const edi::Finding& f) override {
    if (told_ >= typed_.findings) return;
    ++told_;
    if (typed_.as_json) {
      all_.push_back(object_of(f));
      return;
    }
    std::cout << (typed_.path == "-" ? "stdin" : typed_.path) << ":" << f.place.line << ":"
              << f.place.column << ": " << f.code << ": " << f.text;
    if (!f.transaction.empty()) std::cout << " (set " << f.transaction << ")";
    std::cout << "\n";
  }
  void print(const edi::Totals& totals) {
    const std::uint64_t all = totals.errors + totals.warnings;
    if (typed_.as_json) {
      json::object out{{"valid", totals.valid()},
                       {"transactions", totals.sets},
                       {"accepted", totals.accepted},
                       {"rejected", totals.rejected},
                       {"findings", std::move(all_)}};
      std::cout << json::serialize(out) << "\n";
      return;
    }
    if (all > told_) std::cout << "… and " << all - told_ << " findings more\n";
    std::cout << (totals.valid() ? "valid" : "not valid") << ": " << totals.sets
              << " transaction sets, " << totals.accepted << " accepted, " << totals.rejected
              << " rejected; " << totals.errors << " errors, " << totals.warnings << " warnings\n";
  }

 private:
  const EdiTyped& typed_;
  json::array all_;
  std::size_t told_ = 0;
};

int validate(const EdiTyped& typed) {
  auto source = edi::open_file(typed.path);
  if (!source) return fail_edi(source.error());
  FindingPrinter printer(typed);
  auto totals = edi::validate(**source, options_of(typed), printer);
  if (!totals) return fail_edi(totals.error());
  printer.print(*totals);
  tell_unused(typed);
  return totals->valid() ? 0 : 1;
}

/// Now, in UTC, as CCYYMMDD and HHMM.
std::pair<std::string, std::string> today() {
  const auto now = std::chrono::floor<std::chrono::minutes>(std::chrono::system_clock::now());
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const auto minutes = (now - day).count();
  char text[32];
  std::snprintf(text, sizeof text, "%04d%02u%02u%02d%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
  const std::string all = text;
  return {all.substr(0, 8), all.substr(8, 4)};
}

int acknowledge(const EdiTyped& typed) {
  auto source = edi::open_file(typed.path);
  if (!source) return fail_edi(source.error());
  edi::AckOptions options;
  if (typed.as == "997") options.kind = edi::AckKind::x997;
  if (typed.as == "999") options.kind = edi::AckKind::x999;
  options.always_ta1 = typed.ta1;
  options.control = typed.control;
  std::tie(options.date, options.time) = today();
  if (typed.lines) options.after = "\n";
  std::uint64_t silent = 0;
  std::optional<Error> unsaid;
  edi::Ack ack(options, [&](const edi::Interchange&, const edi::AckText& text) {
    auto said = text.each([](std::string_view piece) { std::cout << piece; });
    if (!said && !unsaid) unsaid = said.error();
    silent += text.empty() ? 1 : 0;
  });
  auto totals = edi::validate(**source, options_of(typed), ack);
  if (!totals) return fail_edi(totals.error());
  if (unsaid) return fail_edi(*unsaid);
  std::cout.flush();
  if (silent > 0)
    std::cerr << "norekey: " << silent << (silent == 1 ? " interchange asks" : " interchanges ask")
              << " for no answer\n";
  if (totals->interchanges == 0 || (totals->sets == 0 && totals->errors > 0 && silent > 0))
    std::cerr << "norekey: what cannot be read as an interchange cannot be acknowledged\n";
  return totals->valid() ? 0 : 1;
}

/// Passes on to the tree and tells the first findings on standard error.
class ReadListener : public edi::TreeWriter {
 public:
  ReadListener(const EdiTyped& typed, std::unique_ptr<edi::TreeForm> form)
      : TreeWriter(std::cout, std::move(form)), typed_(typed) {}
  void finding(const edi::Finding& f) override {
    if (++told_ > 20) return;
    std::cerr << (typed_.path == "-" ? "stdin" : typed_.path) << ":" << f.place.line << ":"
              << f.place.column << ": " << f.code << ": " << f.text << "\n";
  }

 private:
  const EdiTyped& typed_;
  std::size_t told_ = 0;
};

int read_orders(const EdiTyped& typed);

int read(const EdiTyped& typed) {
  if (typed.to == "order") return read_orders(typed);
  auto source = edi::open_file(typed.path);
  if (!source) return fail_edi(source.error());
  ReadListener tree(typed, typed.to == "json" ? edi::json_form() : edi::xml_form());
  auto totals = edi::validate(**source, options_of(typed), tree);
  if (!totals) return fail_edi(totals.error());
  tree.finish();
  std::cout.flush();
  return totals->valid() ? 0 : 1;
}

/// Orders and order changes; sets that are rejected are left out, with their findings told.
class OrderListener : public edi::KeepSets {
 public:
  OrderListener(const EdiTyped& typed)
      : KeepSets([](const edi::Set& set) { return edi::is_order(set); },
                 [this](const edi::KeptSet& set) { take(set); }),
        typed_(typed) {}
  void finding(const edi::Finding& f) override {
    if (!f.error || ++told_ > 20) return;
    std::cerr << (typed_.path == "-" ? "stdin" : typed_.path) << ":" << f.place.line << ":"
              << f.place.column << ": " << f.code << ": " << f.text << "\n";
  }
  bool all_read() const { return all_read_; }

 private:
  void take(const edi::KeptSet& set) {
    if (set.set.verdict != edi::Verdict::accepted) return;
    auto read = edi::read_order(set, {});
    if (read) {
      std::cout << mapping::to_xml(flow::order_form(set, *read));
      return;
    }
    all_read_ = false;
    std::cerr << "norekey: set " << set.set.control << ": " << to_string(read.error()) << "\n";
  }

  const EdiTyped& typed_;
  std::size_t told_ = 0;
  bool all_read_ = true;
};

int read_orders(const EdiTyped& typed) {
  auto source = edi::open_file(typed.path);
  if (!source) return fail_edi(source.error());
  std::cout << "<orders>\n";
  OrderListener listener(typed);
  auto totals = edi::validate(**source, options_of(typed), listener);
  if (!totals) return fail_edi(totals.error());
  std::cout << "</orders>\n";
  std::cout.flush();
  return totals->valid() && listener.all_read() ? 0 : 1;
}

int write(const EdiTyped& typed) {
  if (!typed.charset.empty() && !edi::can_be_written(typed.charset))
    return fail({Fate::reject,
                 "an interchange cannot be written in " + shown(typed.charset),
                 "give a character set such as ISO-8859-1, ISO-8859-15, windows-1252 or UTF-8",
                 {},
                 "usage"});
  auto source = edi::open_file(typed.path);
  if (!source) return fail_edi(source.error());
  std::string text;
  std::vector<char> room(65536);
  for (;;) {
    auto got = (*source)->read(room.data(), room.size());
    if (!got) return fail_edi(got.error());
    if (*got == 0) break;
    text.append(room.data(), *got);
  }
  auto all = edi::read_tree(text, typed.path == "-" ? "stdin" : typed.path);
  if (!all) {
    fail_edi(all.error());
    return 1;
  }
  for (edi::FlatInterchange& one : *all) {
    auto out = edi::write_interchange(std::move(one), typed.charset);
    if (!out) {
      fail_edi(out.error());
      return 1;
    }
    std::cout << *out;
  }
  std::cout.flush();
  return 0;
}

void add_modes(CLI::App& command, EdiTyped& t) {
  auto* strict =
      command.add_flag("--strict", t.strict, "what the standard forbids is an error (default)");
  command.add_flag("--lenient", t.lenient, "what can be read all the same is a warning")
      ->excludes(strict);
}

}  // namespace

CLI::App* add_edi(CLI::App& app, int& exit_code) {
  auto typed = std::make_shared<EdiTyped>();
  CLI::App* edi =
      app.add_subcommand("edi", "reads, checks, acknowledges and writes X12 and EDIFACT");
  edi->require_subcommand(1);

  CLI::App* check = edi->add_subcommand("validate", "every finding about a file of interchanges");
  check->add_option("file", typed->path, "the file, or - for standard input")->required();
  check->add_flag("--json", typed->as_json, "print JSON");
  check->add_option("--findings", typed->findings, "tell at most so many (default 1000)")
      ->check(CLI::Range(0, 1000000000));
  check->add_flag("--structure-only", typed->no_elements, "envelope and structure, no elements");
  check->add_option("--guide", typed->guides, "a partner's guide (YAML); may be given again");
  add_modes(*check, *typed);
  check->callback([typed, &exit_code] { exit_code = read_guides(*typed) ? validate(*typed) : 3; });

  CLI::App* ack = edi->add_subcommand("ack", "the TA1, 997, 999 or CONTRL that answers a file");
  ack->add_option("file", typed->path, "the file, or - for standard input")->required();
  ack->add_option("--as", typed->as, "997 or 999; by the version of the group otherwise")
      ->check(CLI::IsMember({"997", "999"}));
  ack->add_flag("--ta1", typed->ta1, "a TA1 even where none is asked for");
  ack->add_flag("--lines", typed->lines, "a line break behind each segment");
  ack->add_option("--control", typed->control, "control number of the first answer (default 1)")
      ->check(CLI::Range(1, 999999999));
  ack->add_option("--guide", typed->guides, "a partner's guide (YAML); may be given again");
  add_modes(*ack, *typed);
  CLI::App* reader = edi->add_subcommand("read", "a file of interchanges as XML, JSON or orders");
  reader->add_option("file", typed->path, "the file, or - for standard input")->required();
  reader->add_option("--to", typed->to, "xml, json, or order: what its purchase orders become")
      ->check(CLI::IsMember({"xml", "json", "order"}));
  add_modes(*reader, *typed);
  reader->callback([typed, &exit_code] { exit_code = read(*typed); });

  CLI::App* writer = edi->add_subcommand("write", "what edi read printed, back as interchanges");
  writer->add_option("file", typed->path, "XML or JSON, or - for standard input")->required();
  writer->add_option("--charset", typed->charset, "of the output, such as ISO-8859-1");
  writer->callback([typed, &exit_code] { exit_code = write(*typed); });

  ack->callback([typed, &exit_code] { exit_code = read_guides(*typed) ? acknowledge(*typed) : 3; });
  return edi;
}

}  // namespace norekey::app
