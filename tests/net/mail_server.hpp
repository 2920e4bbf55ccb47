/// mail_server: a real SMTP server (aiosmtpd) on loopback that keeps what it takes in a maildir.
#pragma once
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/net/certificates.hpp"
#include "tests/net/loopback.hpp"

namespace norekey::net {

class MailServer {
 public:
  /// `certificate` and `key`: PEM files; STARTTLS is then required. "": none is offered.
  explicit MailServer(const std::string& certificate = "", const std::string& key = "")
      : port_(free_port()) {
    const std::string listen = "127.0.0.1:" + std::to_string(port_), box = folder_ / "box";
    std::vector<std::string> words{
        "/usr/bin/python3",         "-m", "aiosmtpd", "-n", "-l", listen, "-c",
        "aiosmtpd.handlers.Mailbox"};
    if (!certificate.empty())
      words.insert(words.end(), {"--tlscert", certificate, "--tlskey", key});
    words.push_back(box);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    process_ = ::fork();
    if (process_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::execv(arguments[0], arguments.data());
      ::_exit(127);
    }
    wait();
  }
  ~MailServer() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }

  std::uint16_t port() const { return port_; }
  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }

  /// What it has taken over, each as it came.
  std::vector<std::string> mails() const {
    std::vector<std::string> out;
    std::error_code none;
    for (const auto& file : std::filesystem::directory_iterator(
             std::filesystem::path(folder_ / "box") / "new", none)) {
      std::ostringstream text;
      text << std::ifstream(file.path()).rdbuf();
      out.push_back(text.str());
    }
    return out;
  }

 private:
  static std::uint16_t free_port() {
    asio::io_context context;
    return tcp::acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0))
        .local_endpoint()
        .port();
  }

  void wait() {
    asio::io_context context;
    for (int i = 0; i < 1'000; ++i) {
      tcp::socket socket(context);
      boost::system::error_code no;
      socket.connect({asio::ip::address_v4::loopback(), port_}, no);
      if (!no) return;
      if (::waitpid(process_, nullptr, WNOHANG) != 0) break;
      std::this_thread::sleep_for(20ms);
    }
    throw std::runtime_error("the mail server does not start: apt-get install python3-aiosmtpd");
  }

  TempDir folder_;
  std::uint16_t port_;
  pid_t process_ = 0;
};

}  // namespace norekey::net
