/// Mails: to a real server, and what a server may answer instead.
#include "net/mail.hpp"

#include "tests/net/fake_peer.hpp"
#include "tests/net/mail_server.hpp"

namespace norekey::net {
namespace mail_test {

Mail mail() {
  return {"sales-credit@acme.example",
          "marcus@acme.example",
          "Sales credit für 6CW5",
          "Größe = 1,\n.a line with a dot\n" + std::string(1200, 'x') + "\n",
          "abc@acme.example",
          std::chrono::system_clock::time_point(std::chrono::seconds(1'795'335'600))};
}

class MailTest : public testing::Test {
 protected:
  Call way(const std::string& url) {
    Call out;
    out.url = url;
    out.proxy = "-";
    out.mail_tls = MailTls::none;
    return out;
  }

  /// "250", "550 …" or the error.
  std::string outcome(Call call) {
    const auto result = world.get(client->send(std::move(call)));
    if (result) return std::to_string(result->response.status);
    return std::string(to_string(result.error().error.fate)) +
           (result.error().reached == Reached::sent ? " sent: " : " nothing: ") +
           result.error().error.what;
  }

  World world;
  std::unique_ptr<Client> client = make_client();
};

TEST_F(MailTest, ARealServerTakesItOverWholeAndReadable) {
  const MailServer server;
  EXPECT_EQ(outcome(mail_call(mail(), way(server.url()))), "250");
  const auto mails = server.mails();
  ASSERT_EQ(mails.size(), 1u);
  for (const char* part :
       {"Date: Sun, 22 Nov 2026 08:20:00 +0000\n", "From: sales-credit@acme.example\n",
        "To: marcus@acme.example\n", "Message-ID: <abc@acme.example>\n",
        "Subject: =?UTF-8?B?U2FsZXMgY3JlZGl0IGbDvHIgNkNXNQ==?=\n",
        "Content-Type: text/plain; charset=utf-8\n",
        "Content-Transfer-Encoding: quoted-printable\n",
        "\nGr=C3=B6=C3=9Fe =3D 1,\n.a line with a dot\n", "X-RcptTo: marcus@acme.example\n"}) {
    EXPECT_NE(mails[0].find(part), std::string::npos) << part << "in\n" << mails[0];
  }
}

TEST_F(MailTest, IsAskedWhetherItIsThereWithoutSendingAnything) {
  const MailServer server;
  Call call = way(server.url());
  call.method = "NOOP";
  EXPECT_EQ(outcome(call), "250");
  EXPECT_TRUE(server.mails().empty());
}

TEST_F(MailTest, IsEncryptedAndTheServersNameIsChecked) {
  const TempDir dir;
  Authority authority("Test CA");
  authority.issue("DNS:localhost", dir / "server.pem", dir / "server.key", 0, 3600);
  authority.write_ca(dir / "ca.pem");
  const MailServer server(dir / "server.pem", dir / "server.key");
  Call call = way("smtp://localhost:" + std::to_string(server.port()));
  call.mail_tls = MailTls::required;
  call.ca_file = dir / "ca.pem";
  EXPECT_EQ(outcome(mail_call(mail(), call)), "250");
  call.ca_file = "";
  EXPECT_EQ(outcome(mail_call(mail(), call)),
            "halt nothing: localhost:" + std::to_string(server.port()) +
                " shows a certificate that is not trusted: self-signed certificate in certificate "
                "chain");
}

TEST_F(MailTest, NothingGoesUnencryptedWhereEncryptionIsRequired) {
  const MailServer server;
  Call call = way(server.url());
  call.mail_tls = MailTls::required;
  EXPECT_EQ(outcome(mail_call(mail(), call)),
            "halt nothing: 127.0.0.1:" + std::to_string(server.port()) + " offers no encryption");
  EXPECT_TRUE(server.mails().empty());
}

/// Plays a server that says what `answers` has for the word a line begins with, else 250.
void play(Line& line, const std::map<std::string, std::string>& answers) {
  line.send("220 here\r\n");
  bool in_data = false;
  for (std::string said = line.text_line(); !said.empty(); said = line.text_line()) {
    if (in_data && said != ".\r\n") continue;
    const std::string word = in_data ? "." : said.substr(0, 4);
    in_data = word == "DATA";
    const auto answer = answers.find(word);
    line.send(answer != answers.end() ? answer->second
              : in_data               ? "354 go on\r\n"
              : word == "EHLO"        ? "250-here\r\n250 AUTH PLAIN\r\n"
                                      : "250 fine\r\n");
    if (word == "QUIT") return;
  }
}

TEST_F(MailTest, TheServersNoIsItsCode) {
  for (const auto& [answers, wanted] :
       std::vector<std::pair<std::map<std::string, std::string>, std::string>>{
           {{}, "250"},
           {{{"MAIL", "451 later\r\n"}}, "451"},
           {{{"MAIL", "550 not you\r\n"}}, "550"},
           {{{"RCPT", "550 nobody here\r\n"}}, "550"},
           {{{"RCPT", "450 greylisted\r\n"}}, "450"},
           {{{"DATA", "552 full\r\n"}}, "552"},
           {{{".", "554 spam\r\n"}}, "554"},
           {{{"AUTH", "535 who are you\r\n"}}, "535"}}) {
    FakePeer peer([&answers = answers](Line& line) { play(line, answers); });
    Call call = way("smtp://" + peer.peer());
    if (answers.contains("AUTH")) {
      call.user = "norekey";
      call.password = "secret";
    }
    EXPECT_EQ(outcome(mail_call(mail(), call)), wanted);
  }
}

TEST_F(MailTest, ALostAnswerMayHaveReachedIt) {
  FakePeer peer([](Line& line) {
    line.send("220 here\r\n");
    std::string said = line.text_line();
    while (!said.empty() && said != ".\r\n") {
      if (said.starts_with("EHLO") || said.starts_with("MAIL") || said.starts_with("RCPT"))
        line.send("250 fine\r\n");
      if (said.starts_with("DATA")) line.send("354 go on\r\n");
      said = line.text_line();
    }
  });
  const std::string got = outcome(mail_call(mail(), way("smtp://" + peer.peer())));
  EXPECT_EQ(got.substr(0, 12), "retry sent: ") << got;
}

TEST_F(MailTest, AWebAddressIsNoMailServerAndTheOtherWayRound) {
  EXPECT_EQ(outcome(mail_call(mail(), way("http://127.0.0.1:1"))).substr(0, 12), "halt nothing");
  Call call = way("smtp://127.0.0.1:1");
  call.method = "POST";
  EXPECT_EQ(outcome(call).substr(0, 12), "halt nothing");
}

TEST(MailHeader, IsPlainWhereItCanBeAndEncodedWhereItMust) {
  EXPECT_EQ(header_text("Sales credit for web order 6CW5: 103.29 USD"),
            "Sales credit for web order 6CW5: 103.29 USD");
  EXPECT_EQ(header_text("a\r\nBcc: all@acme.example"), "a  Bcc: all@acme.example");
  EXPECT_EQ(header_text("=?UTF-8?B?YQ==?="), "=?UTF-8?B?PT9VVEYtOD9CP1lRPT0/PQ==?=");
  const std::string long_one = header_text(std::string(44, 'x') + "ößü" + std::string(10, 'y'));
  EXPECT_EQ(long_one,
            "=?UTF-8?B?eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=?=\r\n "
            "=?UTF-8?B?w7bDn8O8eXl5eXl5eXl5eQ==?=");
}

TEST(MailAddress, IsOneMailboxAndNothingThatCouldEndALine) {
  for (const char* good : {"ann@acme.example", "a.b+c@x-y.example", "o'brien@acme.example"})
    EXPECT_TRUE(valid_address(good)) << good;
  for (const char* bad :
       {"", "ann", "@acme", "ann@", "a b@acme.example", "a@b@c", "a\r\nRCPT@acme.example",
        "<ann@acme.example>", "ann@acme.example,bob@acme.example", ".a@acme.example",
        "a..b@acme.example", "a@.example"})
    EXPECT_FALSE(valid_address(bad)) << bad;
}

}  // namespace mail_test
}  // namespace norekey::net
