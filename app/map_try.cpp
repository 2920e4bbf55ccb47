#include "app/map_try.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <tuple>

#include "app/fail.hpp"
#include "app/print.hpp"
#include "app/registry.hpp"
#include "config/bundle.hpp"
#include "config/findings_json.hpp"
#include "core/text.hpp"
#include "flow/parts.hpp"
#include "flow/plan.hpp"
#include "flow/setup.hpp"
#include "mapping/check.hpp"
#include "mapping/formats/stream.hpp"
#include "mapping/told_json.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using mapping::formats::Format;
using mapping::formats::Kind;

Error usage(std::string what, std::string fix) {
  return {Fate::reject, std::move(what), std::move(fix), {}, "usage"};
}

/// No: also where this user may not look.
bool is_file(const std::string& path) {
  std::error_code ec;
  return fs::is_regular_file(path, ec);
}

bool is_folder(const std::string& path) {
  std::error_code ec;
  return fs::is_directory(path, ec);
}

/// The folder with lookups/ that belongs to the mapping: the config's, or that around the file.
std::string folder_of(const std::string& file, const std::string& directory) {
  const std::string around = fs::absolute(file).parent_path().parent_path().string();
  return is_folder(around + "/lookups") ? around : directory;
}

mapping::Lookups lookups_in(const std::string& folder, config::Findings& findings) {
  mapping::Lookups out;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder + "/lookups", none)) {
    if (entry.path().extension() != ".csv") continue;
    const std::string name = entry.path().stem().string();
    auto text = config::read_text_file(entry.path().string());
    if (!text) continue;
    mapping::Lookup& table = out.tables[name];
    table.name = name;
    for (auto& row : mapping::read_lookup_csv(*text, "lookups/" + name + ".csv", table, findings))
      table.rows.emplace(std::move(row.key), std::move(row.value));
  }
  return out;
}

/// The zone of the drafts' first company; UTC where there is none.
std::string zone_in(const std::string& folder) {
  auto text = config::read_text_file(folder + "/channels.yaml");
  config::Findings ignored;
  if (!text) return "UTC";
  const auto business = config::read_business(*text, "channels.yaml", folder, ignored);
  return business.companies.empty() ? "UTC" : business.companies.begin()->second.zone;
}

/// A mapping that was loaded and checked, with the drafts around it.
struct Loaded {
  std::string file, folder;
  std::optional<mapping::Mapping> mapping;
  mapping::Lookups lookups;
  config::Findings findings;
};

Result<void> add_samples(const mapping::Mapping& mapping, const std::string& path,
                         mapping::Shape& shape);

/// As one reads the file, whoever found them.
void sort_by_place(std::vector<Error>& all) {
  std::stable_sort(all.begin(), all.end(), [](const Error& a, const Error& b) {
    return std::tie(a.where.file, a.where.line, a.where.column) <
           std::tie(b.where.file, b.where.line, b.where.column);
  });
}

Result<Loaded> load(const MapTyped& typed) {
  auto file = mapping_file(typed);
  if (!file) return file.error();
  Loaded out;
  out.file = *file;
  out.folder = folder_of(*file, typed.directory);
  auto text = config::read_text_file(*file);
  if (!text) return text.error();
  out.lookups = lookups_in(out.folder, out.findings);
  const std::string beside = fs::absolute(*file).parent_path().string();
  const mapping::Surrounding around{
      zone_in(out.folder), [beside](const std::string& name) -> std::optional<std::string> {
        auto other = config::read_text_file(beside + "/" + name);
        return other ? std::optional(*other) : std::nullopt;
      }};
  out.mapping = mapping::Mapping::read(*text, *file, around, out.findings);
  if (!out.mapping) return out;
  mapping::Shape shape;
  const bool order = out.mapping->from() == "order";
  if (!typed.sample.empty()) {
    auto added = add_samples(*out.mapping, typed.sample, shape);
    if (!added) return added.error();
  }
  std::vector<std::string> names;
  for (const auto& one : out.lookups.tables) names.push_back(one.first);
  const bool known = order || !typed.sample.empty();
  mapping::check(*out.mapping,
                 {!known  ? nullptr
                  : order ? &mapping::order_shape()
                          : &shape,
                  !order, is_folder(out.folder + "/lookups") ? std::optional(names) : std::nullopt},
                 out.findings);
  sort_by_place(out.findings.errors);
  sort_by_place(out.findings.warnings);
  return out;
}

void print_findings(const config::Findings& findings, std::ostream& out) {
  for (const Error& e : findings.errors) out << to_string(e) << "\n";
  for (const Error& e : findings.warnings) out << "warning: " << to_string(e) << "\n";
}

/// What the input is written in: as told, as the mapping says, else by the file's first character.
Result<Format> format_of(const std::string& word, const std::optional<Format>& said,
                         const std::string& path) {
  if (!word.empty()) {
    const auto kind = mapping::formats::kind_of(word);
    if (!kind) {
      return usage(
          "unknown format " + shown(word) + did_you_mean(word, mapping::formats::kind_names()),
          "use one of: " + join(mapping::formats::kind_names(), ", "));
    }
    return said && said->kind == *kind ? *said : mapping::formats::plain(*kind);
  }
  if (said) return *said;
  const std::string ending = fs::path(path).extension().string();
  if (ending == ".csv") return mapping::formats::plain(Kind::csv);
  if (ending == ".jsonl") return mapping::formats::plain(Kind::json_lines);
  if (ending == ".xml") return mapping::formats::plain(Kind::xml);
  if (ending == ".json") return mapping::formats::plain(Kind::json);
  auto text = config::read_text_file(path);
  if (!text) return text.error();
  const std::string_view begin = trim(*text);
  return mapping::formats::plain(!begin.empty() && begin[0] == '<' ? Kind::xml : Kind::json);
}

bool streams(Kind kind) {
  return kind == Kind::csv || kind == Kind::json_lines || kind == Kind::fixed;
}

/// JSON lines are a document each: what any of the first has counts.
Result<void> add_lines(const Format& format, const std::string& path, mapping::Shape& shape) {
  constexpr int kMostLines = 10'000;
  auto feed = mapping::formats::feed_of_file(path);
  if (!feed) return feed.error();
  mapping::formats::Documents documents(std::move(*feed), format, "document");
  for (int i = 0; i < kMostLines; ++i) {
    mapping::Document one;
    auto more = documents.next(one);
    if (!more) {
      Error e = more.error();
      e.where.file = path;
      return e;
    }
    if (!*more) break;
    mapping::add_sample(one, shape);
  }
  return {};
}

Result<void> add_samples(const mapping::Mapping& mapping, const std::string& path,
                         mapping::Shape& shape) {
  auto format = format_of("", mapping.source(), path);
  if (!format) return format.error();
  if (format->kind == Kind::json_lines) return add_lines(*format, path, shape);
  auto text = config::read_text_file(path);
  if (!text) return text.error();
  auto sample = mapping::formats::read(*text, *format, "document");
  if (!sample) return sample.error();
  mapping::add_sample(*sample, shape);
  return {};
}

/// An order in JSON may be written in the shape of its tree.
Result<mapping::Document> read_whole(const std::string& text, const Format& format, bool order) {
  if (order && format.kind == Kind::json) return mapping::order_from_json(text);
  return mapping::formats::read(text, format, order ? "order" : "document");
}

/// The orders of a JSON list, or of what `norekey edi read --to order` printed; none: the document
/// is one order.
std::vector<mapping::Document> orders_in(const mapping::Document& source) {
  std::vector<pugi::xml_node> nodes;
  const pugi::xml_node root = source.root();
  const bool edi = std::string_view(root.name()) == "orders";
  for (const pugi::xml_node one : root.children(edi ? "document" : "item"))
    nodes.push_back(edi ? one.child("order") : one);
  std::vector<mapping::Document> out;
  for (const pugi::xml_node one : nodes) {
    mapping::Document order;
    order.tree().append_copy(one).set_name("order");
    if (!edi) mapping::shape_order(order);
    out.push_back(std::move(order));
  }
  return out;
}

/// Maps one document after the other and prints each.
class Trier {
 public:
  Trier(const MapTyped& typed, const Loaded& loaded, Format to)
      : typed_(typed), loaded_(loaded), said_(to), to_(std::move(to)) {}

  /// Of one source document.
  void take(const mapping::Document& source, const mapping::RawSource& raw,
            const std::string& where) {
    if (loaded_.mapping->from() == "order" && !loaded_.mapping->parts().by.empty())
      return take_parts(source, raw, where);
    apply(source, "", raw, where);
  }

  /// Each part as the ERP order that it becomes.
  void take_parts(const mapping::Document& source, const mapping::RawSource& raw,
                  const std::string& where) {
    auto order = mapping::to_order(source);
    if (!order) return refuse(order.error(), where);
    auto parts = flow::split_into_parts(*order, loaded_.mapping->parts());
    if (!parts) return refuse(parts.error(), where);
    if (parts->size() < 2) return apply(source, "", raw, where);
    std::string names;
    for (const flow::Part& part : *parts) {
      names += (names.empty() ? "" : ", ") + part.name;
      part_ = "part " + std::to_string(part.number) + " of " + std::to_string(parts->size()) +
              " (" + part.name + ")";
      to_.header = said_.header;  // each part is a text of its own
      to_.bom = said_.bom;
      apply(mapping::to_document(part.order), key_of(part), {},
            where.empty() ? part_ : where + ", " + part_);
    }
    part_.clear();
    if (typed_.as_json || !typed_.explain.empty()) return;
    std::cout.flush();
    std::cerr << (where.empty() ? "" : where + ": ") << parts->size() << " parts: " << names
              << "\n";
  }

  /// The delivery key, of as much as a sample says.
  static std::string key_of(const flow::Part& part) {
    std::string out;
    for (const std::string* one : {&part.order.company, &part.order.channel, &part.order.number})
      out += one->empty() ? "" : *one + "/";
    return out + std::to_string(part.number);
  }

  void apply(const mapping::Document& source, std::string key, const mapping::RawSource& raw,
             const std::string& where) {
    mapping::Run run;
    run.explain = !typed_.explain.empty();
    run.key = std::move(key);
    auto made = loaded_.mapping->apply(source, loaded_.lookups, &run);
    answer(made, run, raw, where);
  }

  void answer(const Result<mapping::Document>& made, const mapping::Run& run,
              const mapping::RawSource& raw, const std::string& where) {
    ++count;
    if (run.explain) explain(run, raw, where);
    if (!made) return refuse(made.error(), where);
    auto text = mapping::formats::write(loaded_.mapping->written(*made), to_);
    if (!text) return refuse(text.error(), where);
    if (typed_.as_json) {
      json::array created;
      for (const auto& one : run.created)
        created.push_back(
            json::object{{"lookup", one.lookup}, {"key", one.key}, {"value", one.value}});
      json::object one{{"result", *text}, {"created", std::move(created)}};
      if (!part_.empty()) one["part"] = part_;
      results_.push_back(std::move(one));
    } else if (!run.explain) {
      std::cout << *text;
      if (to_.kind == Kind::json_lines) std::cout << "\n";
      to_.header = to_.bom = false;  // once at the top
      for (const auto& one : run.created)
        std::cerr << "created: lookups/" << one.lookup << " " << one.key << " = " << one.value
                  << "\n";
    }
  }

  void refuse(Error e, const std::string& where) {
    ++failed;
    if (typed_.as_json) {
      results_.push_back(json::object{{"error", e.what},
                                      {"fix", e.fix},
                                      {"cause", e.cause},
                                      {"source", where},
                                      {"file", e.where.file},
                                      {"line", e.where.line},
                                      {"column", e.where.column},
                                      {"field", e.where.field}});
    } else {
      std::cerr << (where.empty() ? "" : where + ": ") << to_string(e) << "\n";
    }
  }

  int finish() {
    if (!typed_.as_json && !typed_.explain.empty() && told_ == 0 && failed == 0) {
      return fail(usage("the result has no field " + shown(typed_.explain),
                        "name one as the result shows it, such as line/price"));
    }
    if (typed_.as_json) {
      std::cout << json::serialize(json::object{{"documents", count},
                                                {"failed", failed},
                                                {"findings", config::to_json(loaded_.findings)},
                                                {"results", std::move(results_)},
                                                {"explain", std::move(explained_)}})
                << "\n";
    }
    std::cout.flush();
    return failed > 0 ? 1 : 0;
  }

  std::int64_t count = 0, failed = 0;

 private:
  void explain(const mapping::Run& run, const mapping::RawSource& raw, const std::string& where) {
    auto told = mapping::told_json(run, typed_.explain, raw);
    told_ += told.size();
    if (typed_.as_json) {
      for (auto& one : told) {
        if (!where.empty()) one.as_object()["document"] = where;
        explained_.push_back(std::move(one));
      }
    } else if (!told.empty()) {
      std::cout << (where.empty() ? "" : where + "\n") << mapping::told_text(told);
    }
  }

  const MapTyped& typed_;
  const Loaded& loaded_;
  const Format said_;
  Format to_;
  std::string part_;  ///< "part 1 of 2 (W1)" while an order of several is tried
  json::array results_, explained_;
  std::size_t told_ = 0;
};

/// A shop's payload, through its channel's connector and sales credit, as the daemon would.
int try_channel(const MapTyped& typed, const Loaded& loaded, Trier& trier) {
  config::Findings findings;
  const config::Bundle bundle = config::read_drafts(loaded.folder, findings);
  boost::asio::io_context io;
  const auto client = net::make_client();
  const flow::Surroundings surroundings{*client, system_clock(), io.get_executor()};
  const auto setup = flow::make_setup(bundle, loaded.folder, kinds(), surroundings, findings);
  if (setup == nullptr) {
    print_findings(findings, std::cerr);
    return fail(usage("the config of the channel has findings", "see them with: norekey check"));
  }
  std::vector<std::string> names;
  const flow::Route* found = nullptr;
  for (const auto& [name, route] : setup->routes) {
    names.push_back(name);
    if (name == typed.channel || route.channel.name == typed.channel) found = &route;
  }
  if (found == nullptr)
    return fail(
        usage("there is no channel " + shown(typed.channel) + did_you_mean(typed.channel, names),
              "use one of: " + join(names, ", ")),
        typed.as_json);
  auto text = config::read_text_file(typed.input);
  if (!text) return fail(text.error(), typed.as_json);
  flow::Route route = *found;
  route.mapping = std::make_shared<const mapping::Mapping>(*loaded.mapping);
  auto order = route.connector->normalise({"", *text});
  if (!order) return fail(order.error(), typed.as_json);
  if (!*order)
    return fail(usage("the payload is an order that is not placed yet", "give one that is"),
                typed.as_json);
  (*order)->company = route.company.name;
  (*order)->channel = route.channel.name;
  auto parts = flow::split_into_parts(**order, route.mapping->parts());
  if (!parts) return fail(parts.error(), typed.as_json);
  for (const flow::Part& part : *parts) {
    mapping::Run run;
    run.explain = !typed.explain.empty();
    auto planned =
        flow::plan_part(route, setup->sales_credit, loaded.lookups, part.order, &run, part.number);
    Result<mapping::Document> made =
        planned ? Result<mapping::Document>(std::move(planned->document)) : planned.error();
    trier.answer(made, run, {}, parts->size() > 1 ? "part " + std::to_string(part.number) : "");
  }
  return trier.finish();
}

int try_stream(const MapTyped& typed, const Loaded& loaded, const Format& from, Trier& trier) {
  auto feed = mapping::formats::feed_of_file(typed.input);
  if (!feed) return fail(feed.error(), typed.as_json);
  const bool order = loaded.mapping->from() == "order";
  mapping::formats::Documents documents(std::move(*feed), from, order ? "order" : "document");
  if (!typed.explain.empty()) documents.keep_raw();
  for (;;) {
    mapping::Document one;
    auto more = documents.next(one);
    if (!more) {
      ++trier.count;
      Error e = more.error();
      e.where.file = typed.input;
      trier.refuse(std::move(e), "");
      continue;
    }
    if (!*more) return trier.finish();
    if (order && from.kind == Kind::json_lines) mapping::shape_order(one);
    const std::string where = typed.input + ":" + std::to_string(documents.line());
    if (typed.explain.empty()) {
      trier.take(one, {}, where);
      continue;
    }
    const auto raw = documents.raw();
    trier.take(one, {raw.text, &raw.format, raw.offset}, where);
  }
}

}  // namespace

Result<std::string> mapping_file(const MapTyped& typed) {
  if (is_file(typed.mapping)) return typed.mapping;
  const std::string inside = typed.directory + "/mappings/" + typed.mapping + ".yaml";
  if (is_file(inside)) return inside;
  return usage("there is no mapping " + shown(typed.mapping),
               "give a file, or the name of one in " + typed.directory + "/mappings");
}

int map_try(const MapTyped& typed) {
  auto loaded = load(typed);
  if (!loaded) return fail(loaded.error(), typed.as_json);
  if (!loaded->mapping || !loaded->findings.ok()) {
    if (typed.as_json) {
      std::cout << json::serialize(json::object{{"findings", config::to_json(loaded->findings)}})
                << "\n";
    } else {
      print_findings(loaded->findings, std::cerr);
    }
    return 1;
  }
  auto to = format_of(typed.to.empty() && !loaded->mapping->to() ? "xml" : typed.to,
                      loaded->mapping->to(), "");
  if (!to) return fail(to.error(), typed.as_json);
  if (to->kind == Kind::xml && !loaded->mapping->to()) to->declaration = false;
  if (!is_file(typed.input))
    return fail({Fate::halt,
                 "the file " + shown(typed.input) + " cannot be read",
                 "give --input FILE",
                 {},
                 ""},
                typed.as_json);
  Trier trier(typed, *loaded, *to);
  if (!typed.channel.empty()) return try_channel(typed, *loaded, trier);
  auto from = format_of(typed.from, loaded->mapping->source(), typed.input);
  if (!from) return fail(from.error(), typed.as_json);
  if (streams(from->kind)) return try_stream(typed, *loaded, *from, trier);
  auto text = config::read_text_file(typed.input);
  if (!text) return fail(text.error(), typed.as_json);
  auto source = read_whole(*text, *from, loaded->mapping->from() == "order");
  if (!source) {
    Error e = source.error();
    e.where.file = typed.input;
    e.fate = Fate::reject;
    return fail(e, typed.as_json);
  }
  const auto orders =
      loaded->mapping->from() == "order" ? orders_in(*source) : std::vector<mapping::Document>();
  for (std::size_t i = 0; i < orders.size(); ++i)
    trier.take(orders[i], {}, typed.input + ", order " + std::to_string(i + 1));
  if (orders.empty()) trier.take(*source, {*text, &*from}, "");
  return trier.finish();
}

int map_check(const MapTyped& typed) {
  auto loaded = load(typed);
  if (!loaded) return fail(loaded.error(), typed.as_json);
  if (typed.as_json) {
    std::cout << json::serialize(json::object{{"findings", config::to_json(loaded->findings)}})
              << "\n";
  } else {
    print_findings(loaded->findings, std::cout);
    const std::size_t n = loaded->findings.errors.size();
    std::cout << (n == 0 ? "the mapping is fine"
                         : std::to_string(n) + (n == 1 ? " error" : " errors"))
              << ": " << loaded->file << "\n";
  }
  return loaded->findings.ok() ? 0 : 1;
}

}  // namespace norekey::app
