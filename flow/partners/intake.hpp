/// intake: a partner's files into the journal, one message an interchange, then to the archive.
/// Called by the poller of the partner's channel.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// Takes one file of the inbox. On return it is durable in the journal and in the archive. true:
/// there may be more. Errors: retry.
awaitable<Result<bool>> take_file(Context& context, Route route);

/// The interchanges of a file, each by itself; what is none stands alone.
std::vector<std::string> interchanges_of(const std::string& text);

/// "acme/northwind/interchange/0012345678/000000101": sender and control number, so that one that
/// comes twice is known.
queue::Message interchange_message(const Route& route, const std::string& file,
                                   std::string interchange);

/// What all of a partner's EDI messages are worked on in order by: an answer leaves before the
/// sales of the interchange that it answers are made.
std::string edi_ordering(const std::string& channel);

}  // namespace norekey::flow
