/// Each credited rep is told, by a real mail server and a webhook, of what the ERP holds.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <mutex>

#include "flow/receipt.hpp"
#include "tests/flow/world.hpp"
#include "tests/net/fake_peer.hpp"
#include "tests/net/mail_server.hpp"

namespace norekey::flow {
namespace receipt_test {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const char* kKey =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
    "-----END PRIVATE KEY-----\n";

const char* kReps = "rep,name,email\nANA,Ana Ruiz,ana@acme.example\nIVY,Ivy,\n";
const char* kAssignments =
    "id,at,slot,rep,share,from\n"
    "A1,account:C100,primary,ANA,100,2026-01-01\n"
    "I1,account:C100,inside,IVY,100,2026-01-01\n";

/// What came to a webhook; answers `status`.
class Hook {
 public:
  explicit Hook(int status = 200)
      : peer_([this, status](net::Line& line) {
          for (std::string said = line.request(); !said.empty(); said = line.request()) {
            {
              const std::lock_guard lock(guard_);
              requests_.push_back(said);
            }
            line.send("HTTP/1.1 " + std::to_string(status) + " so\r\nContent-Length: 0\r\n\r\n");
          }
        }) {}
  std::string url() const { return peer_.url("/receipts"); }
  std::vector<std::string> requests() {
    const std::lock_guard lock(guard_);
    return requests_;
  }

 private:
  std::mutex guard_;
  std::vector<std::string> requests_;
  net::FakePeer peer_;
};

class ReceiptFlow : public testing::Test {
 protected:
  void open(const std::string& receipts, const std::string& reps = kReps) {
    ::setenv("RECEIPT_KEY", kKey, 1);
    std::string channels = kChannels;
    channels.replace(channels.find("PARTIAL"), 7, "no");
    channels += "receipts:\n  acme: { signing-key: { env: RECEIPT_KEY }, proxy: \"-\", " +
                receipts + " }\n";
    world = std::make_unique<World>(
        "no", kMapping,
        std::map<std::string, std::string>{
            {"channels.yaml", channels}, {"reps.csv", reps}, {"assignments.csv", kAssignments}});
  }

  void place(const std::string& number, std::vector<std::pair<std::string, std::string>> lines) {
    world->shop->put(number, std::move(lines));
    world->webhook(number + "@" + std::to_string(++events_));
    world->work();
  }

  std::string mail_to(const net::MailServer& server) {
    return "mail-server: \"" + server.url() + "\", tls: none, from: credit@acme.example";
  }

  std::unique_ptr<World> world;
  int events_ = 0;
};

TEST_F(ReceiptFlow, TheRepGetsASignedMailOfWhatTheErpHolds) {
  const net::MailServer server;
  open(mail_to(server));
  place("W1", {{"A", "412.50"}});
  const auto mails = server.mails();
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_THAT(mails[0], HasSubstr("To: ana@acme.example\n"));
  EXPECT_THAT(mails[0], HasSubstr("Subject: Sales credit for web order W1: 412.50 USD\n"));
  EXPECT_THAT(mails[0], HasSubstr("ERP order       SO1\n"));
  EXPECT_THAT(mails[0], HasSubstr("the ERP holds   ANA 100 %\n"));
  const auto key = *SigningKey::read(kKey);
  const auto checked = credit::check_receipt(mails[0], key.public_pem());
  ASSERT_TRUE(checked) << to_string(checked.error());
  EXPECT_TRUE(checked->genuine);
  EXPECT_EQ(checked->receipt.id, "acme/shop/W1/1/ANA");
  EXPECT_EQ(checked->receipt.amount("primary").str(), "412.50");
}

TEST_F(ReceiptFlow, ARepIsToldOfAChangeAndACancellationAndNeverTwiceOfTheSame) {
  const net::MailServer server;
  open(mail_to(server));
  place("W1", {{"A", "1.00"}});
  world->webhook("W1@again");
  world->work();
  EXPECT_THAT(server.mails(), SizeIs(1));
  place("W1", {{"A", "1.00"}, {"B", "2.00"}});
  EXPECT_THAT(server.mails(), SizeIs(2));
  world->shop->orders["W1"].operation = Operation::cancel;
  world->shop->orders["W1"].state = "Cancelled";
  world->webhook("W1@cancelled");
  world->work();
  const auto mails = server.mails();
  ASSERT_THAT(mails, SizeIs(3));
  const auto count = [&mails](const std::string& text) {
    return std::count_if(mails.begin(), mails.end(),
                         [&text](const std::string& mail) { return mail.find(text) != mail.npos; });
  };
  EXPECT_EQ(count("you have the sales credit for this web order"), 1);
  EXPECT_EQ(count("Your sales credit is now"), 1);
  EXPECT_EQ(count("primary         3.00 USD"), 1);
  EXPECT_EQ(count("primary         -3.00 USD"), 1);
}

TEST_F(ReceiptFlow, AWebhookGetsEachRepsReceiptWithItsSignature) {
  Hook hook;
  open("webhook: \"" + hook.url() + "\"");
  place("W1", {{"A", "412.50"}});
  const auto requests = hook.requests();
  ASSERT_THAT(requests, SizeIs(2));
  const auto key = *SigningKey::read(kKey);
  for (const std::string& request : requests) {
    const auto begin = request.find("X-Norekey-Signature: ed25519=") + 29;
    const auto signature = from_base64(request.substr(begin, request.find('\r', begin) - begin));
    const std::string body = request.substr(request.find("\r\n\r\n") + 4);
    ASSERT_TRUE(signature);
    EXPECT_TRUE(*is_signed(body, *signature, key.public_pem()));
    const auto receipt = credit::read_receipt(body);
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->slots(),
              std::vector<std::string>{receipt->rep == "ANA" ? "primary" : "inside"});
  }
}

TEST_F(ReceiptFlow, AMismatchInTheErpIsToldToo) {
  const net::MailServer server;
  open(mail_to(server));
  world->erp->other_rep = "BOB";
  place("W1", {{"A", "1.00"}});
  ASSERT_THAT(server.mails(), SizeIs(1));
  EXPECT_THAT(server.mails()[0], HasSubstr("your sales credit stands"));
}

TEST_F(ReceiptFlow, AMailServerThatIsAwayKeepsTheReceiptAndNeverTheOrder) {
  open("mail-server: \"smtp://127.0.0.1:1\", tls: none, from: credit@acme.example");
  place("W1", {{"A", "1.00"}});
  EXPECT_EQ(world->newest("part"), "done");
  EXPECT_EQ(world->newest("notice"), "done");
  EXPECT_EQ(world->newest("receipt"), "new: cannot connect to 127.0.0.1:1: connection refused");
}

TEST_F(ReceiptFlow, AWebhookThatRefusesParksTheReceiptWithItsCause) {
  for (const auto& [status, wanted] :
       std::vector<std::pair<int, std::string>>{{400, "parked: the receipts' webhook answered 400"},
                                                {503, "new: the receipts' webhook answered 503"}}) {
    Hook hook(status);
    open("webhook: \"" + hook.url() + "\"");
    place("W1", {{"A", "1.00"}});
    EXPECT_EQ(world->newest("receipt"), wanted);
  }
}

TEST_F(ReceiptFlow, WithoutReceiptsNobodyIsTold) {
  world = std::make_unique<World>();
  place("W1", {{"A", "1.00"}});
  EXPECT_EQ(world->newest("receipt"), "none");
}

TEST_F(ReceiptFlow, TheReceiptsOfAnOrderCanBeAskedForAndChecked) {
  const net::MailServer server;
  open(mail_to(server));
  place("W1", {{"A", "412.50"}});
  const auto receipts = world->command({{"command", "credit receipts"}, {"key", "W1"}});
  ASSERT_THAT(receipts.as_array(), SizeIs(1));
  const auto& one = receipts.as_array()[0].as_object();
  EXPECT_EQ(one.at("rep"), "ANA");
  EXPECT_EQ(one.at("way"), "mail");
  EXPECT_EQ(one.at("state"), "done");
  const auto key = world->command({{"command", "credit receipt-key"}});
  const auto checked =
      credit::check_receipt(std::string(one.at("text").as_string()),
                            std::string(key.as_object().at("public_key").as_string()));
  ASSERT_TRUE(checked);
  EXPECT_TRUE(checked->genuine);
}

TEST(ReceiptKey, WithoutReceiptsThereIsNone) {
  World w;
  for (const auto& [company, want] : std::vector<std::pair<std::string, std::string>>{
           {"", "no company has receipts in channels.yaml"},
           {"acme", "company 'acme' has no receipts in channels.yaml"}}) {
    const auto answer =
        w.run(run_command(w.context(), {{"command", "credit receipt-key"}, {"company", company}}));
    ASSERT_FALSE(answer);
    EXPECT_EQ(to_string(answer.error()),
              want + "\n  fix: add  receipts:  with the company's name and signing-key");
  }
}

TEST_F(ReceiptFlow, DoctorReachesTheMailServer) {
  const net::MailServer server;
  open(mail_to(server));
  const std::string said = boost::json::serialize(world->command({{"command", "doctor"}}));
  EXPECT_THAT(said,
              HasSubstr(R"("what":"receipts acme","ok":true,"text":"the mail server answers")"));
  EXPECT_THAT(server.mails(), IsEmpty());
}

}  // namespace receipt_test
}  // namespace norekey::flow
