#include "flow/digest.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/flow/world.hpp"
#include "tests/net/mail_server.hpp"

namespace norekey::flow {
namespace digest_test {

namespace json = boost::json;

/// reps.csv with addresses, and a company that mails its reps at 9 in Chicago (15:00 UTC in winter,
/// 14:00 from 8 March on).
std::map<std::string, std::string> mailing() {
  std::string channels = kChannels;
  channels.replace(channels.find("PARTIAL"), 7, "no");
  channels +=
      "receipts:\n  acme: { mail-server: smtp://127.0.0.1:1, from: credit@acme.example, tls: "
      "none,\n"
      "    signing-key: { env: NOREKEY_TEST_DIGEST_KEY }, digest-at: \"09:00\" }\n";
  return {{"channels.yaml", channels},
          {"reps.csv", "rep,name,email\nANA,Ana Diaz,ana@acme.example\nBEN,Ben,\n"}};
}

class Digests : public testing::Test {
 protected:
  Digests() {
    const char* key =
        "-----BEGIN PRIVATE "
        "KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
        "-----END PRIVATE KEY-----\n";
    ::setenv("NOREKEY_TEST_DIGEST_KEY", key, 1);
    w = std::make_unique<World>("no", kMapping, mailing());
  }

  std::int64_t make() { return w->run(make_digests(w->context(), "acme")).value(); }

  std::string newest_digest() {
    queue::Query query;
    query.kind = "digest";
    query.limit = 1;
    const auto rows = w->run(w->context().journal.list(query)).value();
    if (rows.empty()) return "none";
    const auto message = w->run(w->context().journal.message(rows[0].id)).value();
    return std::string(json::parse(message.second.body).at("subject").as_string());
  }

  std::unique_ptr<World> w;
};

TEST_F(Digests, AreMadeOnceADayForThoseWithSomethingToTell) {
  w->shop->put("W1", {{"A", "412.50"}});
  w->webhook("W1@1");
  w->work();
  EXPECT_EQ(make(), 1);
  EXPECT_EQ(newest_digest(), "Your sales credit: 1 order, 412.50 USD");
  EXPECT_EQ(make(), 0);
  w->clock.advance(24h);
  EXPECT_EQ(make(), 0);
  w->shop->put("W2", {{"B", "7.00"}});
  w->webhook("W2@1");
  w->work();
  w->clock.advance(24h);
  EXPECT_EQ(make(), 1);
  EXPECT_EQ(newest_digest(), "Your sales credit: 1 order, 7.00 USD");
}

TEST_F(Digests, AreTakenByARealMailServer) {
  const net::MailServer server;
  auto files = mailing();
  std::string& channels = files["channels.yaml"];
  channels.replace(channels.find("smtp://127.0.0.1:1"), 18, "\"" + server.url() + "\"");
  w = std::make_unique<World>("no", kMapping, files);
  w->shop->put("W1", {{"A", "412.50"}});
  w->shop->put("W2", {{"Z", "9.00"}});
  w->webhook("W1@1");
  w->webhook("W2@1");
  w->work();
  const std::size_t receipts = server.mails().size();
  EXPECT_EQ(make(), 1);
  w->work();
  const auto mails = server.mails();
  ASSERT_EQ(mails.size(), receipts + 1);
  const auto digest = std::find_if(mails.begin(), mails.end(), [](const std::string& mail) {
    return mail.find("Subject: Your sales credit: 1 order, 412.50 USD; 1 waiting\n") !=
           std::string::npos;
  });
  ASSERT_NE(digest, mails.end());
  EXPECT_NE(digest->find("To: ana@acme.example\n"), std::string::npos) << *digest;
  EXPECT_NE(digest->find("W2: sku 'Z' has no item in lookups/items"), std::string::npos) << *digest;
  EXPECT_EQ(make(), 0);
  w->work();
  EXPECT_EQ(server.mails().size(), mails.size()) << "once a day";
}

TEST_F(Digests, WaitForTheTimeOfDay) {
  w->shop->put("W1", {{"A", "412.50"}});
  w->webhook("W1@1");
  w->work();
  w->clock.advance(-2h);
  EXPECT_EQ(make(), 0);
  w->clock.advance(2h);
  EXPECT_EQ(make(), 1);
}

TEST_F(Digests, TellOfOrdersThatWait) {
  w->shop->put("W1", {{"Z", "412.50"}});
  w->webhook("W1@1");
  w->work();
  const json::value told = w->command({{"command", "credit digest"}, {"rep", "ANA"}});
  EXPECT_EQ(told.at(0).at("subject"), "Your sales credit: 0 orders; 1 waiting");
  const std::string text(told.at(0).at("text").as_string());
  EXPECT_NE(text.find("W1: sku 'Z' has no item in lookups/items"), std::string::npos) << text;
}

TEST_F(Digests, ARepThatNobodyKnowsIsNamed) {
  auto answer = w->run(run_command(w->context(), {{"command", "credit digest"}, {"rep", "ANN"}}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().what + " | " + answer.error().fix,
            "there is no rep 'ANN', did you mean 'ANA'? | use a code of reps.csv");
}

}  // namespace digest_test
}  // namespace norekey::flow
