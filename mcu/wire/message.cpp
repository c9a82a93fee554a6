// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/wire/message.hpp"
#include "mcu/base/fields.hpp"

namespace lethe::wire {
namespace {

template <class T>
struct NameOf;
#define LETHE_WIRE_NAME(T, text)               \
  template <>                                  \
  struct NameOf<T> {                           \
    static constexpr const char* value = text; \
  };
LETHE_WIRE_NAME(Configure, "configure")
LETHE_WIRE_NAME(SceneChange, "sceneChange")
LETHE_WIRE_NAME(Marks, "marks")
LETHE_WIRE_NAME(Label, "label")
LETHE_WIRE_NAME(Offer, "offer")
LETHE_WIRE_NAME(Trickle, "trickle")
LETHE_WIRE_NAME(Close, "close")
LETHE_WIRE_NAME(Listen, "listen")
LETHE_WIRE_NAME(Say, "say")
LETHE_WIRE_NAME(Hush, "hush")
LETHE_WIRE_NAME(Ping, "ping")
LETHE_WIRE_NAME(Done, "done")
LETHE_WIRE_NAME(Answer, "answer")
LETHE_WIRE_NAME(Failure, "failure")
LETHE_WIRE_NAME(Ready, "ready")
LETHE_WIRE_NAME(PeerChanged, "peerChanged")
LETHE_WIRE_NAME(Levels, "levels")
LETHE_WIRE_NAME(VideoChanged, "videoChanged")
LETHE_WIRE_NAME(LayoutShown, "layoutShown")
LETHE_WIRE_NAME(Estimate, "estimate")
LETHE_WIRE_NAME(Said, "said")
LETHE_WIRE_NAME(Stats, "stats")
LETHE_WIRE_NAME(Report, "report")
#undef LETHE_WIRE_NAME

template <class Variant>
Json body_of(const Variant& message) {
  return std::visit(
      [](const auto& m) {
        return Json{{"type", NameOf<std::remove_cvref_t<decltype(m)>>::value}, {"body", write_json(m)}};
      },
      message);
}

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// Reads the body as the alternative with this name, from alternative I of Variant on.
template <class Variant, std::size_t I = 0>
bool read_as(const std::string& type, const Json& body, std::variant<Command, Reply, Event>& out,
             std::vector<Finding>& findings) {
  if constexpr (I == std::variant_size_v<Variant>) {
    return false;
  } else {
    using T = std::variant_alternative_t<I, Variant>;
    if (type != NameOf<T>::value) return read_as<Variant, I + 1>(type, body, out, findings);
    T message;
    read_json(body, message, "/body", findings);
    out = Variant{std::move(message)};
    return true;
  }
}

}  // namespace

SharedDescriptor* descriptor_of(Command& command) {
  if (auto* listen = std::get_if<Listen>(&command)) return &listen->sink;
  if (auto* say = std::get_if<Say>(&command)) return &say->sound;
  return nullptr;
}

std::string encode(std::uint64_t id, const Command& command) {
  Json json = body_of(command);
  json["id"] = id;
  return text_of(json);
}

std::string encode(std::uint64_t id, const Reply& reply) {
  Json json = body_of(reply);
  json["id"] = id;
  return text_of(json);
}

std::string encode(const Event& event) { return text_of(body_of(event)); }

Packet decode(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) throw Error(Code::InvalidJson);
  std::vector<Finding> findings;
  Packet packet;
  bool known = false;
  if (json.is_object() && json.contains("type") && json["type"].is_string() && json.contains("body") &&
      json.size() == (json.contains("id") ? 3u : 2u) && (!json.contains("id") || json["id"].is_number_unsigned())) {
    packet.id = json.value("id", std::uint64_t{0});
    const std::string type = json["type"];
    known = packet.id == 0 ? read_as<Event>(type, json["body"], packet.body, findings)
                           : read_as<Command>(type, json["body"], packet.body, findings) ||
                                 read_as<Reply>(type, json["body"], packet.body, findings);
  }
  if (!known) findings.push_back({"", "is not a message of this version"});
  if (!findings.empty()) throw Error(Code::InvalidField, {}, std::move(findings));
  return packet;
}

}  // namespace lethe::wire
