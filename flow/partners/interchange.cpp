#include "flow/partners/interchange.hpp"

#include <boost/json.hpp>

#include <optional>
#include <set>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "edi/ack.hpp"
#include "edi/order_document.hpp"
#include "flow/facts.hpp"
#include "flow/partners/connector.hpp"
#include "flow/partners/control.hpp"
#include "flow/partners/due.hpp"
#include "flow/partners/guide_file.hpp"
#include "flow/partners/intake.hpp"

namespace norekey::flow {
namespace {

constexpr std::size_t kMostFindings = 5;

/// A set with the bytes it came in, ready to be read by itself: header, group header, set.
struct TakenSet {
  edi::Set set;
  std::string group_control, text;
  std::size_t group = 0;
};

/// Everything that is learnt in one reading.
class Reading : public edi::Listener {
 public:
  Reading(const std::string& all, edi::AckOptions options, bool duplicate)
      : text_(all),
        duplicate_(duplicate),
        ack_(std::move(options), [this](const edi::Interchange&, const edi::AckText& text) {
          auto whole = text.str();
          if (whole) answer = std::move(*whole);
          if (!whole) unanswered = whole.error();
        }) {}

  void begin_interchange(const edi::Interchange& i) override {
    interchange = i;
    ack_.begin_interchange(i);
    waiting_for_header_ = true;
  }
  void end_interchange(const edi::Interchange& i) override {
    interchange = i;
    if (duplicate_) tell_duplicate();
    edi::Interchange told = i;
    if (duplicate_) told.verdict = edi::Verdict::rejected;
    rejected_ = told.verdict == edi::Verdict::rejected;
    ack_.end_interchange(told);
  }
  void begin_group(const edi::Group& g) override {
    group_ = g;
    ++groups_;
    group_text_.clear();
    waiting_for_group_ = g.explicit_group;
    ack_.begin_group(g);
  }
  void end_group(const edi::Group& g) override {
    if (g.verdict == edi::Verdict::rejected) rejected_groups_.insert(groups_);
    ack_.end_group(g);
  }
  void begin_set(const edi::Set& s) override {
    begins_set_ = true;
    ack_.begin_set(s);
  }
  void end_set(const edi::Set& s) override {
    ended_ = {s, group_.control, header_ + group_text_, groups_};
    has_ended_ = true;
    ack_.end_set(s);
  }
  void finding(const edi::Finding& f) override {
    if (f.error && findings.size() < kMostFindings) findings.push_back(f);
    ack_.finding(f);
  }
  void segment(const edi::Segment& s, const edi::Walk*, const edi::SetGuide*) override {
    if (open_) end_set_text(s.offset);
    if (s.tag == "TA1") ta1(s);
    if (header_open_) {
      header_ = text_.substr(0, s.offset);
      header_open_ = false;
    }
    if (group_open_) {
      group_text_ = text_.substr(group_begin_, s.offset - group_begin_);
      group_open_ = false;
    }
    if (waiting_for_header_) {
      waiting_for_header_ = false;
      header_open_ = true;
    }
    if (waiting_for_group_ && (s.tag == "GS" || s.tag == "UNG")) {
      waiting_for_group_ = false;
      group_open_ = true;
      group_begin_ = s.offset;
    }
    if (std::exchange(begins_set_, false)) set_begin_ = s.offset;
    if (std::exchange(has_ended_, false)) open_ = true;
  }

  /// What its group or the whole interchange takes down with it is not accepted.
  void finish() {
    end_set_text(text_.size());
    std::erase_if(sets, [this](const TakenSet& one) {
      return rejected_ || rejected_groups_.contains(one.group);
    });
  }

  edi::Interchange interchange;
  std::vector<TakenSet> sets;  ///< accepted
  std::vector<edi::Finding> findings;
  std::string answer;
  std::optional<Error> unanswered;
  std::vector<Said> refused;  ///< by a TA1: interchanges of ours

 private:
  /// TA101 is the control number, TA104 R for rejected, TA105 why.
  void ta1(const edi::Segment& s) {
    if (s.at(4) != "R") return;
    refused.push_back({std::string(s.at(1)), false, "TA105=" + std::string(s.at(5))});
  }

  void end_set_text(std::size_t at) {
    if (!std::exchange(open_, false)) return;
    ended_.text += text_.substr(set_begin_, at - set_begin_);
    if (ended_.set.verdict == edi::Verdict::accepted) sets.push_back(std::move(ended_));
  }

  /// TA1 note 025, CONTRL 26.
  void tell_duplicate() {
    edi::Finding f;
    const bool x12 = interchange.family == edi::Family::x12;
    f.level = edi::Level::interchange;
    f.number = x12 ? "025" : "26";
    f.code = (x12 ? "TA105=" : "0085=") + f.number;
    f.text =
        "the control number " + shown(interchange.control) + " came before, with other content";
    f.tag = x12 ? "ISA" : "UNB";
    findings.insert(findings.begin(), f);
    ack_.finding(f);
  }

  const std::string& text_;
  const bool duplicate_;
  edi::Ack ack_;
  edi::Group group_;
  TakenSet ended_;
  std::set<std::size_t> rejected_groups_;
  bool rejected_ = false;
  std::string header_, group_text_;
  std::size_t groups_ = 0, group_begin_ = 0, set_begin_ = 0;
  bool waiting_for_header_ = false, header_open_ = false, waiting_for_group_ = false,
       group_open_ = false, begins_set_ = false, has_ended_ = false, open_ = false;
};

bool is_party(const edi::PartyId& party, const std::string& configured) {
  const std::size_t colon = configured.find(':');
  return trim(party.qualifier) == configured.substr(0, colon) &&
         trim(party.id) == configured.substr(colon + 1);
}

std::string party_text(const edi::PartyId& party) {
  return std::string(trim(party.qualifier)) + ":" + std::string(trim(party.id));
}

Result<void> check_parties(const edi::Interchange& i, const config::Partner& partner) {
  if (!is_party(i.sender, partner.id)) {
    return Error{Fate::reject,
                 "the interchange " + shown(i.control) + " is from " + shown(party_text(i.sender)) +
                     ", not from " + shown(partner.id),
                 "put it into that partner's inbox, or correct id of partner " + partner.name,
                 {},
                 "edi/sender"};
  }
  if (!is_party(i.receiver, partner.our_id)) {
    return Error{Fate::reject,
                 "the interchange " + shown(i.control) + " is for " +
                     shown(party_text(i.receiver)) + ", not for " + shown(partner.our_id),
                 "ask the partner, or correct our-id of partner " + partner.name,
                 {},
                 "edi/receiver"};
  }
  return {};
}

std::string finding_text(const edi::Finding& f) {
  return std::to_string(f.place.line) + ":" + std::to_string(f.place.column) + ": " + f.code +
         ": " + f.text + (f.transaction.empty() ? "" : " (set " + f.transaction + ")");
}

queue::Message set_message(const Route& route, const edi::Interchange& interchange,
                           const std::string& base, TakenSet taken) {
  queue::Message out;
  out.key = base + "/" + (taken.group_control.empty() ? "-" : taken.group_control) + "/" +
            taken.set.control;
  out.kind = "set";
  out.channel = route.name;
  out.ordering = edi_ordering(route.name);
  out.media_type =
      interchange.family == edi::Family::x12 ? "application/EDI-X12" : "application/EDIFACT";
  out.body = std::move(taken.text);
  return out;
}

const char* answer_kind(const std::string& answer, const edi::Interchange& i) {
  if (i.family == edi::Family::edifact) return "CONTRL";
  const std::string st = std::string("ST") + i.separators.element;
  if (answer.find(st + "999") != std::string::npos) return "999";
  return answer.find(st + "997") != std::string::npos ? "997" : "TA1";
}

std::string summary(const edi::Totals& totals, const Reading& reading) {
  return std::to_string(totals.sets) + (totals.sets == 1 ? " set, " : " sets, ") +
         std::to_string(reading.sets.size()) + " accepted" +
         (reading.interchange.closed ? "" : ", the interchange is cut off");
}

Error no_interchange(const Reading& reading) {
  return {Fate::reject,
          "the file holds no interchange: " +
              (reading.findings.empty() ? std::string("it is empty") : reading.findings[0].text),
          "look at the file in the archive and ask the partner what it is",
          {},
          "edi/no-interchange"};
}

Error rejected(const edi::Totals& totals, const Reading& reading) {
  std::string text;
  for (const edi::Finding& f : reading.findings)
    text += (text.empty() ? "" : "; ") + finding_text(f);
  return {Fate::reject,
          "interchange " + shown(reading.interchange.control) + ": " + summary(totals, reading) +
              ": " + text,
          "the partner has been told; agree on a correction, then: norekey ignore --id N --why …",
          {},
          "edi/rejected"};
}

Error refused_by_partner(const std::vector<std::string>& refused) {
  return {Fate::reject,
          join(refused, "; "),
          "correct the mapping or what it was made of and send the document again; then: norekey "
          "ignore --id N --why …",
          {},
          "edi/refused"};
}

class InterchangeStep {
 public:
  InterchangeStep(Context& context, Route route, const queue::Leased& leased)
      : context_(context), route_(std::move(route)), leased_(leased) {}

  awaitable<Result<Settlement>> run() {
    const config::Partner& partner = route_.partner->config;
    std::string channel = route_.name;
    std::string key = leased_.message.key + "/answer/" + std::to_string(leased_.revision);
    auto control = co_await control_number(context_, channel, key);
    if (!control) co_return control.error();
    Reading reading(leased_.message.body, ack_options(*control), leased_.revision > 1);
    edi::ValidateOptions options;
    options.reader.lenient = partner.reading == "lenient";
    options.partner = find_guide(route_.partner->guides);
    const auto source = edi::open_text(leased_.message.body);
    const auto totals = edi::validate(*source, options, reading);
    if (!totals) co_return totals.error();
    reading.finish();
    if (reading.unanswered) co_return *reading.unanswered;
    if (totals->interchanges == 0 || reading.interchange.control.empty())
      co_return no_interchange(reading);
    if (auto right = check_parties(reading.interchange, partner); !right) co_return right.error();
    Settlement out = done("validated", summary(*totals, reading));
    add_answer(out, reading, key, *control);
    add_sets(out, reading);
    auto refused = co_await add_acknowledged(out, reading);
    if (!refused.empty()) {
      out.outcome.state = queue::State::parked;
      out.outcome.error = refused_by_partner(refused);
    }
    if (!reading.findings.empty()) {
      out.outcome.state = queue::State::parked;
      out.outcome.error = rejected(*totals, reading);
    }
    co_return out;
  }

 private:
  edi::AckOptions ack_options(std::uint64_t control) const {
    edi::AckOptions out;
    out.control = control;
    const Instant now = context_.clock.now();
    const std::string& zone = route_.channel.zone;
    out.date = value_or(format_in_zone(now, zone, "%Y%m%d"), std::string("20000101"));
    out.time = value_or(format_in_zone(now, zone, "%H%M"), std::string("0000"));
    if (route_.partner->config.line_breaks == "yes") out.after = "\n";
    return out;
  }

  void add_answer(Settlement& out, const Reading& reading, const std::string& key,
                  std::uint64_t control) {
    if (reading.answer.empty() || route_.partner->config.acknowledge == "no") return;
    const std::string kind = answer_kind(reading.answer, reading.interchange);
    const bool x12 = reading.interchange.family == edi::Family::x12;
    out.effects.messages.push_back(
        file_message(route_, key, file_name(kind, control, x12), reading.answer, ""));
    out.effects.steps.push_back({"answered", kind + " " + std::to_string(control), "", 0, {}});
  }

  void add_sets(Settlement& out, Reading& reading) {
    for (TakenSet& taken : reading.sets) {
      if (edi::is_order(taken.set)) {
        out.effects.messages.push_back(
            set_message(route_, reading.interchange, leased_.message.key, std::move(taken)));
      } else if (is_acknowledgement(taken.set)) {
        acknowledgements_.push_back(std::move(taken.text));
      } else {
        out.effects.steps.push_back({"left",
                                     "set " + taken.set.control + " is a " + taken.set.id +
                                         ": norekey takes orders and their changes from partners",
                                     "",
                                     0,
                                     {}});
      }
    }
  }

  awaitable<std::vector<std::string>> add_acknowledged(Settlement& out, const Reading& reading) {
    std::vector<Said> all = reading.refused;
    for (const std::string& text : acknowledgements_) {
      for (Said& said : said_in(text)) all.push_back(std::move(said));
    }
    std::string channel = route_.name;
    auto refused = co_await settle_acknowledged(context_, channel, std::move(all), out);
    co_return refused;
  }

  Context& context_;
  const Route route_;
  const queue::Leased& leased_;
  std::vector<std::string> acknowledgements_;
};

}  // namespace

std::string file_name(const std::string& kind, std::uint64_t control, bool x12) {
  std::string number = std::to_string(control);
  number.insert(0, number.size() < 9 ? 9 - number.size() : 0, '0');
  return kind + "_" + number + (x12 ? ".x12" : ".edi");
}

/// The name has a mark of the content: a number that a restored store gives again hides nothing.
queue::Message file_message(const Route& route, std::string key, std::string name, std::string text,
                            std::string identity) {
  name.insert(name.rfind('.'), "_" + sha256_hex(text).substr(0, 6));
  queue::Message out;
  out.key = std::move(key);
  out.kind = "partner-file";
  out.channel = route.name;
  out.identity = std::move(identity);
  out.ordering = edi_ordering(route.name);
  out.destination = "shop/" + route.name;
  out.media_type = name.ends_with(".x12") ? "application/EDI-X12" : "application/EDIFACT";
  out.meta = boost::json::serialize(boost::json::object{{"name", std::move(name)}});
  out.body = std::move(text);
  return out;
}

awaitable<Result<Settlement>> take_interchange(Context& context, const queue::Leased& leased) {
  const Route* route = context.route(leased.message.channel);
  if (route == nullptr || !route->partner) co_return no_partner(leased.message.channel);
  InterchangeStep step(context, *route, leased);
  co_return co_await step.run();
}

awaitable<Result<Settlement>> put_file(Context& context, const queue::Leased& leased) {
  const Route* route = context.route(leased.message.channel);
  if (route == nullptr || !route->partner) co_return no_partner(leased.message.channel);
  const auto folder = route->partner->folder;
  boost::system::error_code ec;
  const auto meta = boost::json::parse(leased.message.meta, ec);
  std::string name = ec || !meta.is_object() ? "" : text_of(meta.get_object(), "name");
  std::string text = leased.message.body;
  const std::string told = name;
  auto put = co_await folder->put(std::move(name), std::move(text));
  if (!put) co_return put.error();
  co_return done("sent", told + " is in the outbox");
}

}  // namespace norekey::flow
