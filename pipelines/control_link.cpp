// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/control_link.hpp"

#include <poll.h>

#include "mcu/base/error.hpp"
#include "mcu/base/thread_check.hpp"

namespace lethe::media {
namespace {

wire::Reply failure(Code code, std::string detail) {
  return wire::Failure{std::string(entry(code).name), std::move(detail)};
}

}  // namespace

ControlLink::ControlLink(wire::Channel channel, Loop& media) : channel_(std::move(channel)), media_(media) {
  media_.watch(channel_.fd(), [this] { read(); });
}

ControlLink::~ControlLink() {
  media_.unwatch(channel_.fd());
  room_.reset();  // its threads send events until here
}

void ControlLink::send(const wire::Event& event) {
  // A full queue means that control is not reading, which it will notice by itself. A lost event must not stop media;
  // it is reported with the next one that gets through.
  if (channel_.send(wire::encode(event)) != wire::Channel::Sent::Yes)
    event_lost_ = true;
  else if (event_lost_.exchange(false))
    send(wire::Report{.code = wire::ReportCode::EventLost});
}

void ControlLink::stop(wire::ExitCode why) {
  exit_code_ = why;
  media_.stop();
}

void ControlLink::read() {
  CHECK_ON(media_);
  wire::Descriptor along;
  switch (channel_.receive(packet_, &along)) {
    case wire::Channel::State::Empty:
      return;
    case wire::Channel::State::Closed:
      return stop(wire::ExitCode::Ok);  // the room has ended, or control has
    case wire::Channel::State::Packet:
      break;
  }
  wire::Packet packet;
  try {
    packet = wire::decode(packet_);
  } catch (const Error&) {
    send(wire::Report{.code = wire::ReportCode::UnreadableCommand});
    return stop(wire::ExitCode::ChannelLost);
  }
  auto* command = std::get_if<wire::Command>(&packet.body);
  if (command == nullptr) return stop(wire::ExitCode::ChannelLost);
  if (auto* beside = wire::descriptor_of(*command); beside && along)
    *beside = std::make_shared<const wire::Descriptor>(std::move(along));
  wire::Reply reply;
  try {
    reply = serve(*command);
  } catch (const Error& error) {
    if (error.code() == Code::Internal) send(wire::Report{.code = wire::ReportCode::CommandFailed});
    reply = failure(error.code(), error.what());
  } catch (const std::exception&) {
    // A library or the kernel refused something (memory, descriptors). The others in the room continue.
    send(wire::Report{.code = wire::ReportCode::CommandFailed});
    reply = failure(Code::MediaUnavailable, {});
  }
  std::string text = wire::encode(packet.id, reply);
  if (text.size() > wire::packet_limit)
    text = wire::encode(packet.id, failure(Code::UnacceptableSdp, "The answer would be too large."));
  answer(text);
}

// Control waits for each reply, so unlike an event a reply must not be lost. When the queue is full, the media thread
// waits for space, which control makes within milliseconds or never.
void ControlLink::answer(const std::string& reply) {
  constexpr int patience_ms = 1000;
  while (channel_.send(reply) != wire::Channel::Sent::Yes) {
    pollfd room{channel_.fd(), POLLOUT, 0};
    if (::poll(&room, 1, patience_ms) != 1) return stop(wire::ExitCode::ChannelLost);
    if ((room.revents & POLLHUP) != 0) return stop(wire::ExitCode::Ok);  // nobody waits for the reply any more
  }
}

wire::Reply ControlLink::serve(const wire::Command& command) {
  if (const auto* configure = std::get_if<wire::Configure>(&command)) {
    if (room_) throw Error(Code::Internal, "This media process has a room already.");
    room_ = std::make_unique<RoomGraph>(*configure, media_, [this](const wire::Event& event) { send(event); });
    return wire::Done{};
  }
  if (std::holds_alternative<wire::Ping>(command)) return wire::Done{};
  if (!room_) throw Error(Code::Internal, "This media process has no room yet.");
  if (const auto* change = std::get_if<wire::SceneChange>(&command)) {
    wire::apply(*change, scene_);
    return change->last ? room_->apply(scene_) : wire::Done{};
  }
  return std::visit(
      [this](const auto& c) -> wire::Reply {
        if constexpr (requires { room_->apply(c); }) return room_->apply(c);
        throw Error(Code::Internal);
      },
      command);
}

}  // namespace lethe::media
