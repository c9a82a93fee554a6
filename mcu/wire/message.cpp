// SPDX-License-Identifier: AGPL-3.0-or-later
#include "wire/message.hpp"
#include "base/fields.hpp"

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
LETHE_WIRE_NAME(Scene, "scene")
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

// Reads the body as alternative I of Variant or a later one, by its name.
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

namespace {
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

std::string to_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) -> std::uint32_t {
      return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u;
    };
    const std::uint32_t group = byte(0) << 16 | byte(1) << 8 | byte(2);
    const std::size_t digits = std::min<std::size_t>(bytes.size() - i, 3) + 1;
    for (std::size_t k = 0; k < 4; ++k) out += k < digits ? alphabet[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::string from_base64(std::string_view text) {
  const auto wrong = [] { return Error(Code::InvalidField, "is not base64"); };
  if (text.size() % 4 != 0) throw wrong();
  std::string out;
  out.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t group = 0;
    std::size_t padding = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const char c = text[i + k];
      const auto digit = alphabet.find(c);
      if (c == '=' && i + 4 == text.size() && k >= 2)
        ++padding;
      else if (digit == alphabet.npos || padding > 0)
        throw wrong();
      group = group << 6 | (c == '=' ? 0u : static_cast<std::uint32_t>(digit));
    }
    for (std::size_t k = 0; k < 3 - padding; ++k) out += static_cast<char>(group >> (16 - 8 * k) & 255);
  }
  return out;
}

}  // namespace lethe::wire
