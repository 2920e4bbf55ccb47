#include "net/curl_wire.hpp"

#include <curl/curl.h>
#include <openssl/x509.h>

#include <array>
#include <climits>
#include <unordered_map>

#include "net/call_error.hpp"
#include "net/system_text.hpp"

namespace norekey::net {
namespace {

constexpr std::size_t kHeaderBytes = 256 * 1024;  // of an answer, all headers

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
/// RFC 5322, 2.1: a line of a mail ends with CR LF, and neither stands alone.
std::string with_mail_line_ends(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i] == '\n' || text[i] == '\r' ? "\r\n" : std::string(1, text[i]);
  }
  return out;
}

/// Throws only where memory is out.
template <class List>
void append(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (!longer) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

struct FreeMime {
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// One call inside libcurl. Its address must not change: curl holds it.
class Run {
 public:
  explicit Run(std::shared_ptr<Transfer> transfer)
      : transfer_(std::move(transfer)),
        peer_(peer_of(transfer_->call.url)),
        easy_(curl_easy_init()) {}

  CURL* easy() const { return easy_.get(); }
  std::optional<Trouble> prepare();
  const std::string& wrong_header() const { return wrong_header_; }
  void finish(CURLcode code);
  void fail(Trouble trouble, const std::string& detail = "");

 private:
  std::optional<Trouble> add_headers();
  void set_request();
  void set_mail();
  void set_callbacks();
  void set_way();
  void answered();
  Trouble trouble_of(CURLcode code) const;
  std::string detail_of(Trouble trouble, CURLcode code) const;
  long info(CURLINFO what) const;
  bool is_mail() const;
  bool safe() const { return method() == "GET" || method() == "HEAD" || method() == "OPTIONS"; }
  const std::string& method() const { return transfer_->call.method; }
  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(easy_.get(), option, value);
  }

  static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self);
  static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self);
  static int on_leaving(void* self, char*, char*, int, int);

  std::shared_ptr<Transfer> transfer_;
  std::string peer_, wrong_header_;
  std::unique_ptr<CURL, FreeEasy> easy_;
  std::unique_ptr<curl_slist, FreeList> headers_, recipients_;
  std::unique_ptr<curl_mime, FreeMime> mime_;  ///< declared after easy_: freed before it
  std::array<char, CURL_ERROR_SIZE> text_{};  ///< curl's own words; used only where no own ones fit
  Response response_;
  std::size_t header_bytes_ = 0;
  int leavings_ = 0;  ///< times the request was handed to a connection
  bool too_long_ = false, late_ = false;
};

/// A trouble where the call cannot even be tried.
std::optional<Trouble> Run::prepare() {
  const Call& call = transfer_->call;
  const bool mail_said = !call.mail_from.empty() || call.method == "NOOP";
  if (peer_.empty() || is_mail() != mail_said) return Trouble::bad_url;
  wrong_header_ = "method";
  if (!valid_name(call.method)) return Trouble::bad_header;
  if (const auto trouble = add_headers()) return trouble;
  set_callbacks();
  if (is_mail()) {
    set_mail();
  } else {
    if (find(call.headers, "User-Agent").empty()) append(headers_, "User-Agent: norekey");
    if (find(call.headers, "Content-Type").empty()) append(headers_, "Content-Type:");
    append(headers_, "Expect:");
    set_request();
  }
  set(CURLOPT_HTTPHEADER, headers_.get());
  set_way();
  return {};
}

bool Run::is_mail() const {
  const auto scheme = transfer_->call.url.substr(0, transfer_->call.url.find("://"));
  return same_name(scheme, "smtp") || same_name(scheme, "smtps");
}

/// A mail's own header may be folded (RFC 5322, 2.2.3): a line break followed by a blank.
std::optional<Trouble> Run::add_headers() {
  for (const auto& header : transfer_->call.headers) {
    wrong_header_ = valid_name(header.name) ? header.name : "?";
    std::string flat = header.value;
    for (std::size_t at = 0; is_mail() && (at = flat.find("\r\n ", at)) != flat.npos;)
      flat.erase(at, 2);
    if (!valid_name(header.name) || !valid_value(flat)) return Trouble::bad_header;
    const bool blank = header.value.find_first_not_of(" \t") == std::string::npos;
    append(headers_,
           header.name + (blank ? ";" : ": " + header.value));  // curl's way to send an empty one
  }
  return {};
}

void Run::set_request() {
  const Call& call = transfer_->call;
  if (method() == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (!call.body.empty() || method() == "POST" || method() == "PUT" || method() == "PATCH") {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    set(CURLOPT_POSTFIELDS, call.body.c_str());
  }
  if (method() != "HEAD") set(CURLOPT_CUSTOMREQUEST, method().c_str());
  set(CURLOPT_ACCEPT_ENCODING, "");
}

/// The text goes in the encoding that every mail server takes (RFC 2045, 6.7); libcurl makes it.
void Run::set_mail() {
  const Call& call = transfer_->call;
  if (call.mail_from.empty()) {
    set(CURLOPT_CUSTOMREQUEST, "NOOP");
    set(CURLOPT_NOBODY, 1L);
  } else {
    set(CURLOPT_MAIL_FROM, ("<" + call.mail_from + ">").c_str());
    for (const std::string& one : call.mail_to) append(recipients_, "<" + one + ">");
    set(CURLOPT_MAIL_RCPT, recipients_.get());
    mime_.reset(curl_mime_init(easy_.get()));
    curl_mimepart* part = curl_mime_addpart(mime_.get());
    const std::string text = with_mail_line_ends(call.body);
    curl_mime_data(part, text.data(), text.size());
    curl_mime_type(part, "text/plain; charset=utf-8");
    curl_mime_encoder(part, "quoted-printable");
    set(CURLOPT_MIMEPOST, mime_.get());
  }
  const auto tls = call.mail_tls == MailTls::required  ? CURLUSESSL_ALL
                   : call.mail_tls == MailTls::offered ? CURLUSESSL_TRY
                                                       : CURLUSESSL_NONE;
  set(CURLOPT_USE_SSL, static_cast<long>(tls));
  // libcurl would take up a connection whose STARTTLS was checked for another call's authority.
  set(CURLOPT_FRESH_CONNECT, 1L);
  set(CURLOPT_FORBID_REUSE, 1L);
}

void Run::set_callbacks() {
  set(CURLOPT_HEADERFUNCTION, &Run::on_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_WRITEFUNCTION, &Run::on_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  set(CURLOPT_PREREQFUNCTION, &Run::on_leaving);
  set(CURLOPT_PREREQDATA, static_cast<void*>(this));
  set(CURLOPT_ERRORBUFFER, text_.data());
  set(CURLOPT_PRIVATE, static_cast<void*>(this));
}

void Run::set_way() {
  const Call& call = transfer_->call;
  set(CURLOPT_URL, call.url.c_str());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);  // a name service that hangs must not hold the other calls
  set(CURLOPT_PROTOCOLS_STR, is_mail() ? "smtp,smtps" : "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(call.connect_wait.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(call.total_wait.count()));
  if (call.proxy == "-") set(CURLOPT_PROXY, "");
  if (!call.proxy.empty() && call.proxy != "-") {
    set(CURLOPT_PROXY, call.proxy.c_str());
    set(CURLOPT_NOPROXY, "");  // the environment's exceptions are for the environment's proxy
  }
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, call.verify_tls ? 1L : 0L);
  set(CURLOPT_SSL_VERIFYHOST, call.verify_tls ? 2L : 0L);
  if (!call.ca_file.empty()) {
    set(CURLOPT_CAINFO, call.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
  if (!call.user.empty()) {
    if (!is_mail()) set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERNAME, call.user.c_str());
    set(CURLOPT_PASSWORD, call.password.c_str());
  }
}

/// The request is about to be written: the connection, TLS and a proxy's tunnel stand. Called again
/// when curl wants to repeat it on another connection, which for a call with effects could double
/// them.
int Run::on_leaving(void* self, char*, char*, int, int) {
  Run& run = *static_cast<Run*>(self);
  const auto& in_time = run.transfer_->call.in_time;
  run.late_ = run.leavings_ == 0 && in_time && !in_time();
  if (run.late_) return CURL_PREREQFUNC_ABORT;
  ++run.leavings_;
  return run.leavings_ == 1 || run.safe() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

std::size_t Run::on_header(char* data, std::size_t, std::size_t size, void* self) {
  Run& run = *static_cast<Run*>(self);
  std::string_view line(data, size);
  run.header_bytes_ += size;
  if (run.header_bytes_ > kHeaderBytes) return 0;
  if (line.starts_with("HTTP/")) run.response_.headers.clear();
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !run.response_.body.empty()) return size;
  const auto first = line.find_first_not_of(" \t\r\n", colon + 1);
  const auto last = line.find_last_not_of(" \t\r\n");
  const auto value = first == std::string_view::npos ? "" : line.substr(first, last - first + 1);
  run.response_.headers.push_back(Header{std::string(line.substr(0, colon)), std::string(value)});
  return size;
}

std::size_t Run::on_body(char* data, std::size_t, std::size_t size, void* self) {
  Run& run = *static_cast<Run*>(self);
  run.too_long_ = size > run.transfer_->call.answer_bytes - run.response_.body.size();
  if (run.too_long_) return size + 1;  // anything but `size` ends the transfer
  run.response_.body.append(data, size);
  return size;
}

long Run::info(CURLINFO what) const {
  long value = 0;
  curl_easy_getinfo(easy_.get(), what, &value);
  return value;
}

void Run::finish(CURLcode code) {
  // A mail server's no is an answer; one that came before an end of another kind is not.
  const bool refused = code == CURLE_LOGIN_DENIED || code == CURLE_SEND_ERROR ||
                       code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY ||
                       code == CURLE_QUOTE_ERROR || code == CURLE_REMOTE_ACCESS_DENIED;
  const bool no = is_mail() && refused && info(CURLINFO_RESPONSE_CODE) >= 400;
  if (code == CURLE_OK || no) return answered();
  const Trouble trouble = trouble_of(code);
  fail(trouble, detail_of(trouble, code));
}

void Run::answered() {
  Answer answer;
  curl_off_t took = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_TOTAL_TIME_T, &took);
  answer.took = std::chrono::microseconds(took);
  response_.status = static_cast<int>(info(CURLINFO_RESPONSE_CODE));
  answer.response = std::move(response_);
  transfer_->result = std::move(answer);
  std::exchange(transfer_->done, nullptr)();
}

void Run::fail(Trouble trouble, const std::string& detail) {
  const Reached reached = leavings_ > 0 ? Reached::sent : Reached::nothing;
  transfer_->result = call_error(trouble, transfer_->call, peer_, detail, reached);
  std::exchange(transfer_->done, nullptr)();
}

Trouble Run::trouble_of(CURLcode code) const {
  const bool left = leavings_ > 0;
  const bool begun = header_bytes_ > 0;
  if (late_) return Trouble::sent_late;
  if (too_long_) return Trouble::too_long;
  if (header_bytes_ > kHeaderBytes) return Trouble::head_too_long;
  const long tunnel = info(CURLINFO_HTTP_CONNECTCODE);
  if (!left && tunnel >= 300) return Trouble::proxy_refused;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Trouble::no_host;
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Trouble::no_proxy;
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
      return Trouble::no_connection;
    case CURLE_OPERATION_TIMEDOUT:
      return !left ? Trouble::connect_late : begun ? Trouble::rest_late : Trouble::answer_late;
    case CURLE_PEER_FAILED_VERIFICATION:
      return Trouble::tls_untrusted;
    case CURLE_SSL_CACERT_BADFILE:
      return Trouble::bad_ca_file;
    case CURLE_USE_SSL_FAILED:
      return Trouble::no_tls;
    case CURLE_SSL_CONNECT_ERROR:
      return Trouble::tls_broke;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return left ? Trouble::not_http : Trouble::bad_url;
    case CURLE_BAD_CONTENT_ENCODING:
      return Trouble::not_decodable;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_ABORTED_BY_CALLBACK:
      return !left ? Trouble::no_connection : begun ? Trouble::cut : Trouble::closed;
    case CURLE_URL_MALFORMAT:
      return Trouble::bad_url;
    default:
      return Trouble::other;
  }
}

std::string Run::detail_of(Trouble trouble, CURLcode code) const {
  const std::string_view text = text_.data();
  const long system = info(CURLINFO_OS_ERRNO);
  switch (trouble) {
    case Trouble::proxy_refused:
      return std::to_string(info(CURLINFO_HTTP_CONNECTCODE));
    case Trouble::tls_untrusted: {
      const long verdict = info(CURLINFO_SSL_VERIFYRESULT);
      const bool trusted = verdict == X509_V_OK || verdict == X509_V_ERR_UNSPECIFIED;
      return trusted ? "it is not for this host" : X509_verify_cert_error_string(verdict);
    }
    case Trouble::tls_broke: {
      const auto reason = text.rfind("::");
      return reason == std::string_view::npos ? "" : std::string(text.substr(reason + 2));
    }
    case Trouble::no_connection:
      return system != 0 ? system_text(static_cast<int>(system)) : "";
    case Trouble::head_too_long:
      return size_text(kHeaderBytes);
    case Trouble::other:
      return curl_easy_strerror(code);
    default:
      return "";
  }
}

}  // namespace

class Wire::Curl {
 public:
  std::unique_ptr<CURLM, FreeMulti> multi{curl_multi_init()};
  std::unordered_map<CURL*, std::unique_ptr<Run>> runs;
};

Wire::Wire(int connections) {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(once);
  curl_ = std::make_unique<Curl>();
  curl_multi_setopt(curl_->multi.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(connections));
}

Wire::~Wire() {
  for (auto& [easy, run] : curl_->runs) {
    curl_multi_remove_handle(curl_->multi.get(), easy);
    run->fail(Trouble::stopping);
  }
}

std::size_t Wire::under_way() const { return curl_->runs.size(); }
void Wire::wake() { curl_multi_wakeup(curl_->multi.get()); }
void Wire::sleep() { curl_multi_poll(curl_->multi.get(), nullptr, 0, INT_MAX, nullptr); }

void Wire::start(std::shared_ptr<Transfer> transfer) {
  auto run = std::make_unique<Run>(std::move(transfer));
  if (const auto trouble = run->prepare()) return run->fail(*trouble, run->wrong_header());
  CURL* easy = run->easy();
  curl_multi_add_handle(curl_->multi.get(), easy);
  curl_->runs.emplace(easy, std::move(run));
}

void Wire::move() {
  int left = 0;
  curl_multi_perform(curl_->multi.get(), &left);
  while (CURLMsg* message = curl_multi_info_read(curl_->multi.get(), &left)) {
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    const auto run = std::move(curl_->runs.extract(easy).mapped());
    curl_multi_remove_handle(curl_->multi.get(), easy);
    run->finish(code);
  }
}

}  // namespace norekey::net
