/// mail: a mail as a Call: its headers as mail servers want them. Whoever sends one fills in
/// server, user and encryption, and hands it to the Client. Knows no receipt.
#pragma once
#include <string>

#include "net/http_client.hpp"

namespace norekey::net {

struct Mail {
  std::string from, to;       ///< addresses: "ann@acme.example"
  std::string subject, text;  ///< UTF-8
  std::string id;             ///< without brackets; the same mail has the same, however often sent
  std::chrono::system_clock::time_point at{};
};

/// One mailbox as RFC 5321 has it, without names, comments or quoted parts; nothing that could end
/// a line or a command.
bool valid_address(const std::string& address);

/// Puts it into `way`, which has url, user, password, mail_tls and ca_file. From and to are valid
/// addresses. A line break in the subject becomes a blank.
Call mail_call(const Mail& mail, Call way);

/// "=?UTF-8?B?R3LDtsOfZQ==?=" (RFC 2047) where it is not plain ASCII, folded.
std::string header_text(const std::string& text);

}  // namespace norekey::net
