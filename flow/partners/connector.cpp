#include "flow/partners/connector.hpp"

#include "core/text.hpp"

#include "mapping/document.hpp"

namespace norekey::flow {
namespace {

class PartnerConnector : public connectors::Connector {
 public:
  explicit PartnerConnector(std::shared_ptr<PartnerFolder> folder) : folder_(std::move(folder)) {}

  Result<std::vector<connectors::Trigger>> receive(const net::Request&, Instant) const override {
    return Error{Fate::reject,
                 "an EDI partner sends files, not webhooks",
                 "let it put its files into the partner's inbox",
                 {},
                 "webhook"};
  }
  /// Files are taken by flow/partners/intake.
  awaitable<Result<connectors::Page>> poll(std::string cursor, Instant) override {
    connectors::Page page;
    page.cursor = std::move(cursor);
    co_return page;
  }
  std::string cursor_from(Instant) const override { return ""; }
  awaitable<Result<connectors::Payload>> fetch(std::string order) override {
    co_return Error{Fate::reject,
                    "order " + order + " cannot be fetched: an EDI partner's orders come as files",
                    "ask the partner to send it again",
                    {},
                    "partner"};
  }
  Result<std::optional<Order>> normalise(const connectors::Payload& payload) const override {
    auto tree = mapping::from_xml(payload.body);
    if (!tree) return tree.error();
    auto order = mapping::to_order(*tree);
    if (!order) return order.error();
    return std::optional<Order>(std::move(*order));
  }
  /// Partners are answered by flow/partners/answer.
  awaitable<Result<void>> acknowledge(connectors::Notice) override { co_return Result<void>{}; }
  /// Partners are sent documents, by `edi send`.
  awaitable<Result<std::vector<connectors::Pushed>>> push(connectors::Batch) override {
    co_return Error{Fate::halt,
                    "an EDI partner has no shop that stock could be shown in",
                    "send it an 846 or INVRPT: norekey edi send",
                    {},
                    "partner"};
  }
  /// They are in the journal: partner_orders gives them.
  awaitable<Result<connectors::WebPage>> placed(Instant, std::string) override {
    co_return connectors::WebPage{};
  }
  awaitable<Result<std::string>> greet() override { co_return co_await folder_->look(); }

 private:
  std::shared_ptr<PartnerFolder> folder_;
};

}  // namespace

std::unique_ptr<connectors::Connector> partner_connector(std::shared_ptr<PartnerFolder> folder) {
  return std::make_unique<PartnerConnector>(std::move(folder));
}

Error no_partner(const std::string& channel) {
  return {Fate::halt,
          "there is no partner " + shown(channel) + " in the active bundle",
          "add the partner to channels.yaml, then: norekey apply",
          {},
          "channel"};
}

}  // namespace norekey::flow
