/// call_error: what went wrong with an outgoing call, in the operator's words. Used by
/// curl_thread.cpp; knows no curl.
#pragma once
#include <string>

#include "net/http_client.hpp"

namespace norekey::net {

enum class Trouble {
  bad_url,        ///< cannot be read, or is neither http nor https
  bad_header,     ///< detail: its name
  no_host,        ///< its name has no address
  no_proxy,       ///< the proxy's name has no address
  proxy_refused,  ///< detail: the status of its answer to CONNECT
  no_connection,  ///< detail: the system's reason
  connect_late,   ///< connect_wait, or total_wait before the request left
  no_tls,         ///< a mail server does not offer the encryption that is required
  tls_broke,      ///< detail: the reason, may be ""
  tls_untrusted,  ///< detail: what is wrong with the certificate
  bad_ca_file,
  sent_late,    ///< call.in_time said no
  answer_late,  ///< total_wait, no byte of an answer
  rest_late,    ///< total_wait, in the middle of the answer
  closed,       ///< no byte of an answer
  cut,          ///< in the middle of the answer
  not_http,
  not_decodable,  ///< Content-Encoding does not fit the bytes
  too_long,
  head_too_long,  ///< detail: the limit
  stopping,       ///< the Client is being destroyed
  other,          ///< detail: curl's text for it
};

/// `peer`: "erp.example:8069". Userinfo, path, query, headers and body of the call never get into
/// the text.
CallError call_error(Trouble, const Call&, const std::string& peer, const std::string& detail,
                     Reached);

/// "https://user:pw@erp.example/path?key=1" -> "erp.example:443"; "" where it is none of http,
/// https, smtp and smtps.
std::string peer_of(std::string_view url);

/// "30 s", "200 ms".
std::string wait_text(std::chrono::milliseconds);

/// "64 MiB", "1500 bytes".
std::string size_text(std::size_t);

}  // namespace norekey::net
