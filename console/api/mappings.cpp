#include <boost/json.hpp>

#include <set>

#include "config/bundle.hpp"
#include "config/findings_json.hpp"
#include "console/answer.hpp"
#include "console/api/asked.hpp"
#include "console/api/handlers.hpp"
#include "console/draft.hpp"
#include "core/text.hpp"
#include "flow/activate.hpp"
#include "flow/facts.hpp"
#include "mapping/check.hpp"
#include "mapping/mapping.hpp"

namespace norekey::console::api {
namespace {

namespace json = boost::json;

struct Both {
  config::Bundle active, drafts;
};

awaitable<Result<Both>> both(Call& call) {
  Both out;
  auto active = co_await flow::active_bundle(call.flow);
  if (!active) co_return active.error();
  if (*active) out.active = std::move(**active);
  config::Findings ignored;
  out.drafts = config::read_drafts(call.flow.directory, ignored);
  co_return out;
}

std::optional<std::string> text_in(const config::Bundle& bundle, const std::string& name) {
  const auto found = bundle.files.find("mappings/" + name);
  return found == bundle.files.end() ? std::nullopt : std::optional(found->second);
}

json::value or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

/// A file's name, and nothing that leads elsewhere.
Result<std::string> file_of(const Call& call) {
  const std::string name = call.text("file");
  const bool plain =
      name.size() > 5 && name.size() <= 100 && name.substr(name.size() - 5) == ".yaml" &&
      name[0] != '.' && std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
      });
  if (plain) return name;
  return Error{Fate::reject,
               "there is no mapping file " + shown(name),
               "its name is letters, digits, - and _, and ends in .yaml",
               {},
               "not found"};
}

json::array findings_of(Call& call, const Both& files, const std::string& name,
                        const std::string& text) {
  config::Findings findings;
  const mapping::Surrounding beside{
      "UTC", [&](const std::string& other) { return text_in(files.drafts, other); }};
  auto read = mapping::Mapping::read(text, "mappings/" + name, beside, findings);
  if (read) {
    std::vector<std::string> lookups;
    for (const auto& one : call.flow.lookups.tables) lookups.push_back(one.first);
    const auto* shape = read->from() == "order" ? &mapping::order_shape() : nullptr;
    mapping::check(*read, {shape, false, lookups}, findings);
  }
  return config::to_json(findings);
}

std::string tag_of(const std::optional<std::string>& draft,
                   const std::optional<std::string>& active) {
  return etag_of(draft.value_or("") + "\n" + active.value_or(""));
}

/// If-Match names what there is, or If-None-Match: * says that there is nothing (RFC 9110, 13.1).
Result<void> check_match(const Call& call, const std::string& name,
                         const std::optional<std::string>& draft,
                         const std::optional<std::string>& active) {
  const std::string_view match = net::find(call.request.headers, "If-Match");
  const bool is_there = draft || active;
  const bool fresh = trim(net::find(call.request.headers, "If-None-Match")) == "*";
  if (fresh && !is_there) return {};
  if (match.empty() && !fresh) {
    return Error{Fate::reject,
                 "the header If-Match is missing",
                 "send the ETag that the draft was read with; for a new file If-None-Match: *",
                 {},
                 "if-match"};
  }
  if (!is_there) {
    return Error{Fate::reject,
                 "there is no mapping file " + shown(name),
                 "for a new file send If-None-Match: *",
                 {},
                 "precondition"};
  }
  if (!fresh && names_tag(match, tag_of(draft, active))) return {};
  return Error{Fate::reject,
               fresh ? "there is a mapping file " + shown(name)
                     : "the draft of " + name + " was changed meanwhile",
               "read it again",
               {},
               "precondition"};
}

/// The file that a request names, as it is in force and as it is drafted.
struct NamedFile {
  std::string name;
  Both files;
  std::optional<std::string> active, draft;
};

awaitable<Result<NamedFile>> named_file(Call& call) {
  auto name = file_of(call);
  if (!name) co_return name.error();
  auto files = co_await both(call);
  if (!files) co_return files.error();
  NamedFile out{std::move(*name), std::move(*files), {}, {}};
  out.active = text_in(out.files.active, out.name);
  out.draft = text_in(out.files.drafts, out.name);
  co_return out;
}

std::string stem_of(const std::string& file) { return file.substr(0, file.size() - 5); }

/// What the request brings, else the draft.
awaitable<Result<std::string>> text_to_try(Call& call, std::string file) {
  if (call.body.contains("text")) co_return call.in_body("text");
  auto files = co_await both(call);
  if (!files) co_return files.error();
  if (auto text = text_in(files->drafts, file)) co_return std::move(*text);
  co_return Error{
      Fate::reject, "there is no draft of " + shown(file), "give its text", {}, "not found"};
}

}  // namespace

awaitable<Result<Reply>> mappings(Call& call) {
  auto files = co_await both(call);
  if (!files) co_return files.error();
  std::set<std::string> names;
  for (const config::Bundle* bundle : {&files->active, &files->drafts}) {
    for (const auto& one : bundle->files) {
      if (one.first.rfind("mappings/", 0) == 0) names.insert(one.first.substr(9));
    }
  }
  json::array out;
  for (const std::string& name : names) {
    const auto active = text_in(files->active, name), draft = text_in(files->drafts, name);
    json::array channels;
    for (const auto& [channel, route] : call.flow.setup->routes) {
      if (route.channel.mapping + ".yaml" == name) channels.emplace_back(channel);
    }
    const char* state = !active ? "new" : !draft ? "gone" : *active == *draft ? "same" : "changed";
    out.push_back(
        json::object{{"file", name}, {"state", state}, {"channels", std::move(channels)}});
  }
  json::object body = list_of(std::move(out));
  body["bundle"] = call.flow.setup->bundle;
  co_return Reply{std::move(body)};
}

awaitable<Result<Reply>> mapping(Call& call) {
  auto of = co_await named_file(call);
  if (!of) co_return of.error();
  const auto& [name, files, active, draft] = *of;
  if (!active && !draft) {
    co_return Error{
        Fate::reject, "there is no mapping file " + shown(name), "see the list", {}, "not found"};
  }
  Reply out;
  out.body = json::object{{"file", name},
                          {"active", or_null(active)},
                          {"draft", or_null(draft)},
                          {"findings", findings_of(call, files, name, draft.value_or(""))}};
  out.headers.push_back({"ETag", tag_of(draft, active)});
  co_return out;
}

awaitable<Result<Reply>> draft_mapping(Call& call) {
  auto of = co_await named_file(call);
  if (!of) co_return of.error();
  const auto& [name, files, active, draft] = *of;
  if (auto fine = check_match(call, name, draft, active); !fine) co_return fine.error();
  const std::string text = call.in_body("text");
  if (trim(text).empty()) co_return wanted("text is missing", "give the whole file");
  auto written = write_draft(call.flow.directory, "mappings/" + name, text);
  if (!written) co_return written.error();
  Reply out;
  out.body = json::object{{"findings", findings_of(call, files, name, text)}};
  out.headers.push_back({"ETag", tag_of(text, active)});
  out.on = name;
  out.before = or_null(draft);
  out.after = json::value(text);
  co_return out;
}

awaitable<Result<Reply>> discard_draft(Call& call) {
  auto of = co_await named_file(call);
  if (!of) co_return of.error();
  const auto& [name, files, active, draft] = *of;
  if (auto fine = check_match(call, name, draft, active); !fine) co_return fine.error();
  const std::string path = "mappings/" + name;
  auto done = active ? write_draft(call.flow.directory, path, *active)
                     : remove_draft(call.flow.directory, path);
  if (!done) co_return done.error();
  Reply out;
  out.status = 204;
  out.on = name;
  out.before = or_null(draft);
  out.after = or_null(active);
  co_return out;
}

awaitable<Result<Reply>> try_mapping(Call& call) {
  auto name = file_of(call);
  if (!name) co_return name.error();
  std::string file = *name;
  auto text = co_await text_to_try(call, std::move(file));
  if (!text) co_return text.error();
  json::object request{{"command", "map try"},
                       {"mapping", stem_of(*name)},
                       {"file", *name},
                       {"key", call.in_body("key")},
                       {"text", std::move(*text)}};
  auto reply = co_await asked(call, std::move(request));
  if (reply) reply->on = *name + " with " + call.in_body("key");
  co_return reply;
}

awaitable<Result<Reply>> diff_mapping(Call& call) {
  auto name = file_of(call);
  if (!name) co_return name.error();
  std::string file = *name;
  auto text = co_await text_to_try(call, std::move(file));
  if (!text) co_return text.error();
  json::object request{{"command", "map diff"},
                       {"mapping", stem_of(*name)},
                       {"file", *name},
                       {"since", call.in_body("since")},
                       {"channel", call.in_body("channel")},
                       {"text", std::move(*text)}};
  auto reply = co_await asked(call, std::move(request));
  if (reply) reply->on = *name;
  co_return reply;
}

awaitable<Result<Reply>> bundles(Call& call) {
  json::object request{{"command", "bundles"}};
  co_return co_await asked(call, std::move(request));
}

awaitable<Result<Reply>> check(Call& call) {
  json::object request{{"command", "apply"}, {"dry_run", true}};
  auto reply = co_await asked(call, std::move(request));
  if (reply) reply->on = "drafts";
  co_return reply;
}

awaitable<Result<Reply>> apply(Call& call) {
  const std::string expected = call.in_body("bundle"), before = call.flow.setup->bundle;
  if (!expected.empty()) {
    config::Findings ignored;
    const std::string now = config::read_drafts(call.flow.directory, ignored).hash();
    if (now != expected) {
      co_return Error{Fate::reject,
                      "the drafts were changed since they were checked",
                      "check them again",
                      {},
                      "changed"};
    }
  }
  json::object request{{"command", "apply"}, {"why", call.in_body("why")}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply) co_return reply.error();
  reply->on = flow::flag_of(reply->body.get_object(), "activated") ? "bundle" : "bundle, refused";
  reply->before = json::value(before);
  reply->after = json::value(call.flow.setup->bundle);
  co_return reply;
}

awaitable<Result<Reply>> rollback(Call& call) {
  const std::string before = call.flow.setup->bundle;
  json::object request{
      {"command", "rollback"}, {"to", call.in_body("to")}, {"why", call.in_body("why")}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply) co_return reply.error();
  reply->on = "bundle";
  reply->before = json::value(before);
  reply->after = json::value(call.flow.setup->bundle);
  co_return reply;
}

}  // namespace norekey::console::api
