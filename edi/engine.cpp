#include "edi/engine.hpp"

#include <cctype>
#include <utility>

#include "core/text.hpp"

namespace norekey::edi {
namespace {

/// Where only the structure is checked, most segments are passed over by their tags.
ReaderOptions reader_options(const ValidateOptions& options, const Listener& listener) {
  ReaderOptions out = options.reader;
  out.parts = options.elements || listener.wants_segments() || out.scalar || options.partner;
  return out;
}

/// UTF-8 whatever the input's bytes are: what is no UTF-8 is read as ISO 8859-1.
std::string readable(std::string_view text) {
  if (invalid_utf8(text) == std::string_view::npos) return std::string(text);
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 128) {
      out += c;
    } else {
      out += static_cast<char>(0xc0 | byte >> 6);
      out += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return out;
}

}  // namespace

Engine::Engine(Source& source, const ValidateOptions& options, Listener& listener)
    : options_(options),
      listener_(listener),
      reader_(source, reader_options(options, listener)),
      wants_segments_(listener.wants_segments()),
      interchanges_(options.controls),
      groups_(options.controls),
      sets_(options.controls),
      levels_(options.controls) {
  take_ = [this](const ElementFault& fault) {
    faults_.push_back(fault);
    return faults_.size() < options_.findings_per_segment;
  };
}

Result<Totals> Engine::run() {
  for (;;) {
    const Got got = reader_.next();
    segment_findings_ = 0;
    if (got == Got::failed) return reader_.error();
    if (got == Got::end) break;
    if (got == Got::junk || got == Got::too_long) {
      if (!outside(got)) break;
      continue;
    }
    if (got == Got::begin) {
      close_all(false);
      skip_to_next_ = false;
      reader_.header().family == Family::x12 ? isa() : unb();
    } else if (!skip_to_next_) {
      if (seg().wrapped && !told_wrap_) {
        told_wrap_ = true;
        warn("wrapped", "segments are wrapped: line breaks inside them are left out");
      }
      if (reader_.indented() && !told_indent_) {
        told_indent_ = true;
        warn("indented", "segments are indented by blanks");
      }
      warn_padded();
      interchange_.family == Family::x12 ? x12_segment() : edifact_segment();
    }
    if (wants_segments_)
      listener_.segment(seg(), in_set_ && grammar_ != nullptr ? &walk_ : nullptr,
                        in_set_ ? guide_.get() : nullptr);
    inner_run();
  }
  close_all(true);
  if (totals_.interchanges == 0 && totals_.errors == 0) {
    tell(Level::input, "empty", "", "the input is empty: there is no interchange in it");
  }
  totals_.bytes = reader_.offset();
  totals_.rejected = totals_.sets - totals_.accepted;
  return totals_;
}

void Engine::warn_padded() {
  if (!reader_.padded() || told_padded_) return;
  told_padded_ = true;
  warn("padded", "blanks stand before segment terminators: they are left out");
}

/// False: nothing more can be read. Behind what stands between interchanges there may be others.
bool Engine::outside(Got got) {
  if (got == Got::too_long) {
    close_all(true);
    tell(Level::input, "no-terminator", "",
         "a segment is longer than norekey reads: the segment terminator does not occur");
    return false;
  }
  const std::string_view rest = reader_.rest();
  const bool letter = rest.starts_with("ISA") && rest.size() > 20 &&
                      std::isalnum(static_cast<unsigned char>(rest[3])) != 0;
  if (letter && rest[3] == rest[6] && rest[3] == rest[17] && rest[3] == rest[20]) {
    ++totals_.interchanges;
    tell(Level::input, "TA105=026", "026",
         "ISA has the element separator " + shown(rest.substr(3, 1)) +
             ": a letter or digit cannot be one");
    return false;
  }
  if (rest.starts_with("ISA") && rest.size() < 512 &&
      (rest.size() == 3 || std::isalnum(static_cast<unsigned char>(rest[3])) == 0)) {
    ++totals_.interchanges;
    tell(Level::input, "TA105=023", "023", "the input ends inside ISA");
    return false;
  }
  if (totals_.interchanges == 0) {
    tell(Level::input, "not-edi", "",
         "the input begins neither with ISA nor with UNA or UNB: it is no interchange");
    return false;
  }
  dirty(Level::input, "trailing-data", "", "trailing-data",
        "there are bytes after an interchange that begin none", Where());
  return reader_.find_header();
}

/// The input or the interchange ends: what is still open was not closed by its trailer.
void Engine::close_all(bool cut) {
  if (!in_interchange_) return;
  if (skip_to_next_) {
    in_set_ = in_group_ = false;
    end_interchange();
    return;
  }
  if (interchange_.family == Family::x12) {
    if (in_set_) x12_missing_se();
    if (in_group_) x12_missing_ge(cut);
    x12_cut();
  } else {
    if (in_set_) edifact_missing_unt();
    if (in_group_ && group_.explicit_group) edifact_missing_une();
    edifact_cut();
  }
  end_interchange();
}

void Engine::send(Finding& finding) {
  if (finding.error) {
    ++totals_.errors;
    spoil(finding.level);
    if (in_set_ && ++set_findings_ > options_.findings_per_set) {
      ++totals_.untold;
      return;
    }
  } else {
    ++totals_.warnings;
    if (in_set_ && set_findings_ > options_.findings_per_set) return;
  }
  listener_.finding(finding);
}

/// Where a finding is, taken from the current segment.
void Engine::tell(Level level, const std::string& code, const std::string& number,
                  const std::string& text, Where where) {
  Finding& f = finding_;
  f = {};
  f.level = level;
  f.code = code;
  f.number = number;
  f.text = readable(text);
  f.error = !code.starts_with("warning/");
  if (in_set_) {
    f.transaction = readable(set_.control);
    f.segment = static_cast<std::uint32_t>(ordinal_);
  }
  const bool input = level == Level::input;
  if (!input) f.tag = missing_tag_.empty() ? readable(seg().tag.substr(0, 8)) : missing_tag_;
  f.element_id = element_id_;
  f.element = where.element;
  f.component = where.component;
  f.repetition = where.repetition;
  f.place = input ? reader_.here() : reader_.place(where.at == 0 ? seg().begin : where.at);
  if (elsewhere_ != nullptr) {
    f.segment = elsewhere_->ordinal;
    f.place = elsewhere_->place;
  }
  if (where.end > where.at)
    f.value = std::string_view(seg().data + where.at, where.end - where.at).substr(0, 99);
  send(f);
}

void Engine::warn(const std::string& word, const std::string& text, Where where) {
  tell(in_set_ ? Level::set : Level::interchange, "warning/" + word, "", text, where);
}

void Engine::dirty(Level level, const std::string& code, const std::string& number,
                   const std::string& word, const std::string& text, Where where) {
  if (options_.reader.lenient) {
    tell(level, "warning/" + word, "", text, where);
  } else {
    tell(level, code, number, text, where);
  }
}

void Engine::spoil(Level level) {
  if (level == Level::set || level == Level::segment || level == Level::element) {
    set_spoiled_ = true;
  } else if (level == Level::group) {
    group_spoiled_ = true;
  } else if (level == Level::interchange) {
    interchange_spoiled_ = true;
  }
}

void Engine::end_set() {
  set_.verdict = set_spoiled_ ? Verdict::rejected : Verdict::accepted;
  set_.segments = ordinal_;
  ++group_.sets;
  ++interchange_.sets;
  ++totals_.sets;
  if (!set_spoiled_) ++group_.accepted;
  listener_.end_set(set_);
  in_set_ = set_spoiled_ = false;
  grammar_ = nullptr;
}

std::string Engine::unwrapped(std::string_view text) const {
  std::string out(text);
  if (options_.reader.lenient) std::erase_if(out, [](char c) { return c == '\r' || c == '\n'; });
  return out;
}

void Engine::warn_forgotten() {
  const bool all = interchanges_.complete() && groups_.complete() && sets_.complete();
  if (all || std::exchange(told_forgotten_, true)) return;
  warn("duplicates", "more control numbers than the " + std::to_string(options_.controls) +
                         " that are remembered: a later one that was there before is not noticed");
}

void Engine::end_group() {
  warn_forgotten();
  if (group_spoiled_) group_.accepted = 0;
  group_.verdict = group_spoiled_ || (group_.accepted == 0 && group_.sets > 0) ? Verdict::rejected
                   : group_.accepted < group_.sets || !group_.closed           ? Verdict::partly
                                                                               : Verdict::accepted;
  interchange_.accepted += group_.accepted;
  listener_.end_group(group_);
  in_group_ = group_spoiled_ = false;
}

void Engine::end_interchange() {
  if (in_group_) end_group();
  if (interchange_spoiled_) interchange_.accepted = 0;
  interchange_.verdict = interchange_spoiled_   ? Verdict::rejected
                         : !interchange_.closed ? Verdict::partly
                                                : Verdict::accepted;
  totals_.accepted += interchange_.accepted;
  listener_.end_interchange(interchange_);
  in_interchange_ = interchange_spoiled_ = false;
}

void Engine::header_warnings() {
  if (totals_.interchanges == 1 && reader_.had_bom())
    warn("byte-order-mark", "the input begins with a byte order mark");
}

Result<Totals> validate(Source& source, const ValidateOptions& options, Listener& listener) {
  Engine engine(source, options, listener);
  return engine.run();
}

}  // namespace norekey::edi
