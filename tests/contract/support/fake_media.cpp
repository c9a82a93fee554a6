// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/contract/support/fake_media.hpp"
#include "mcu/base/fields.hpp"

namespace lethe::contract {
namespace {

class FakeSession : public room::MediaSession {
 public:
  explicit FakeSession(FakeMedia& media) : media_(media) { ++media_.sessions; }
  ~FakeSession() override {
    --media_.sessions;
    media_.listening.clear();
  }

  void send(const wire::Command& command, OnReply on_reply) override {
    if (std::holds_alternative<wire::Offer>(command)) ++media_.offers;
    if (const auto* listen = std::get_if<wire::Listen>(&command)) media_.listening[listen->seat] = *listen;
    if (const auto* close = std::get_if<wire::Close>(&command)) {
      ++media_.closes;
      media_.listening.erase(close->seat);
    }
    if (!on_reply || !media_.answers) return;
    media_.loop.post([reply = media_.answer(command), on_reply = std::move(on_reply)] { on_reply(reply); });
  }
  void show(const wire::Scene& scene) override { media_.scene = scene; }

 private:
  FakeMedia& media_;
};

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

std::unique_ptr<room::MediaSession> FakeMedia::open(room::MediaListener& listens) {
  if (!is_ready) throw Error(Code::MediaUnavailable);
  listener = &listens;
  return std::make_unique<FakeSession>(*this);
}

std::vector<wire::Ready> FakeMedia::walls() const {
  return {2, {.build = "0.0.0", .attempts = 38, .refused = 38, .filter = "feed"}};
}

wire::Reply FakeMedia::answer(const wire::Command& command) const {
  if (const auto* offer = std::get_if<wire::Offer>(&command)) {
    if (!offer->sdp.starts_with("v=0")) return wire::Failure{"invalid-sdp", "The first line must be v=0."};
    if (!contains(offer->sdp, "opus")) return wire::Failure{"unacceptable-sdp", "The audio section lacks Opus."};
    return wire::Answer{"v=0\r\ns=answer\r\n"};
  }
  if (const auto* trickle = std::get_if<wire::Trickle>(&command))
    if (contains(trickle->fragment, "a=ice-ufrag:again")) return wire::Answer{"a=ice-ufrag:mine\r\na=ice-pwd:mine\r\n"};
  return wire::Done{};
}

}  // namespace lethe::contract
