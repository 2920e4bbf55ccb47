#include "flow/partners/intake.hpp"

#include <boost/json.hpp>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "edi/validate.hpp"
#include "flow/partners/connector.hpp"

namespace norekey::flow {
namespace {

/// Where interchanges begin.
struct Begins : edi::Listener {
  std::vector<std::size_t> at;
  edi::Interchange first;
  bool una = false, waiting = false;

  void begin_interchange(const edi::Interchange& interchange) override {
    if (at.empty()) first = interchange;
    una = interchange.had_una;
    waiting = true;
  }
  void segment(const edi::Segment& s, const edi::Walk*, const edi::SetGuide*) override {
    if (waiting) at.push_back(s.offset);
    waiting = false;
  }
};

/// An id or a control number as part of a name: printing ASCII, no slash.
std::string in_name(const std::string& text) {
  std::string out;
  for (char c : std::string(trim(text)).substr(0, 40))
    out += c > ' ' && c < 127 && c != '/' ? c : '_';
  return out.empty() ? "-" : out;
}

}  // namespace

std::string edi_ordering(const std::string& channel) { return channel + "/edi"; }

std::vector<std::string> interchanges_of(const std::string& text) {
  Begins begins;
  edi::ValidateOptions options;
  options.reader.lenient = true;
  options.elements = false;
  const auto source = edi::open_text(text);
  const auto read = edi::validate(*source, options, begins);
  std::vector<std::string> out;
  if (!read || begins.at.size() < 2) {
    out.push_back(text);
    return out;
  }
  std::size_t from = 0;
  for (std::size_t i = 1; i <= begins.at.size(); ++i) {
    std::size_t to = i < begins.at.size() ? begins.at[i] : text.size();
    // UNA stands before the segment that the interchange begins with.
    const std::size_t una = i < begins.at.size() ? text.rfind("UNA", to) : std::string::npos;
    if (una != std::string::npos && una > from && to - una <= 12) to = una;
    out.push_back(text.substr(from, to - from));
    from = to;
  }
  return out;
}

queue::Message interchange_message(const Route& route, const std::string& file,
                                   std::string interchange) {
  Begins begins;
  edi::ValidateOptions options;
  options.reader.lenient = true;
  options.elements = false;
  const auto source = edi::open_text(std::string_view(interchange).substr(0, 4096));
  const auto read = edi::validate(*source, options, begins);
  queue::Message out;
  out.key = route.name + "/interchange/";
  if (read && !begins.first.control.empty()) {
    out.key += in_name(begins.first.sender.id) + "/" + in_name(begins.first.control);
  } else {
    out.key += "file/" + in_name(file) + "/" + sha256_hex(interchange).substr(0, 12);
  }
  out.kind = "interchange";
  out.channel = route.name;
  out.ordering = edi_ordering(route.name);
  out.destination = "shop/" + route.name;
  out.media_type =
      begins.first.family == edi::Family::edifact ? "application/EDIFACT" : "application/EDI-X12";
  out.meta = boost::json::serialize(boost::json::object{{"file", in_name(file)}});
  out.body = std::move(interchange);
  return out;
}

awaitable<Result<bool>> take_file(Context& context, Route route) {
  auto found = co_await route.partner->folder->next();
  if (!found) co_return found.error();
  if (found->name.empty()) co_return false;
  std::vector<queue::Message> batch;
  for (std::string& one : interchanges_of(found->text))
    batch.push_back(interchange_message(route, found->name, std::move(one)));
  auto added = co_await context.store.add(std::move(batch));
  if (!added) co_return added.error();
  std::size_t known = 0;
  for (const queue::AddedMessage& one : *added) known += one.how == queue::Added::duplicate ? 1 : 0;
  context.metrics.received(route.name, "file");
  context.log.info("received",
                   "file with " + std::to_string(added->size()) +
                       (added->size() == 1 ? " interchange" : " interchanges") +
                       (known > 0 ? ", " + std::to_string(known) + " known already" : ""),
                   {{"channel", route.name}, {"file", found->name}});
  std::string name = found->name;
  auto moved = co_await route.partner->folder->archive(std::move(name));
  if (!moved) co_return moved.error();
  co_return true;
}

}  // namespace norekey::flow
