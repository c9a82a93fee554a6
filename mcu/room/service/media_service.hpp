// SPDX-License-Identifier: AGPL-3.0-or-later
// How media come and go: sessions of participants, devices at the door, streams of those who listen. Part of Service,
// whose rules hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "mcu/base/secret.hpp"
#include "mcu/room/model/actor.hpp"
#include "mcu/room/model/device.hpp"
#include "mcu/room/model/participant_documents.hpp"
#include "mcu/room/model/ports.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::room {

class Hall;
class Room;

// A stream of bytes that flows to somebody who listens.
struct TakenStream {
  std::string room, participant;
  wire::Form form = wire::Form::Webm;
  std::uint64_t number = 0;  // within the room
};

class MediaService {
 public:
  explicit MediaService(Hall& hall) : hall_(hall) {}  // which outlives it

  // Media session of a participant; only the participant itself. Errors found at once are thrown, later ones come
  // through `done`; one of the two happens, once.
  void offer(const Actor&, const std::string& room, const std::string& id, const std::string& sdp, OnAnswer done);
  // Trickle or ICE restart (RFC 8840 fragment). `if_match` empty: a plain trickle. SessionAnswer.sdp is empty for a
  // trickle, a fragment for a restart. `if_match` is an ETag, quoted or not, or * . Errors: NoSession,
  // PreconditionRequired (restart without), PreconditionFailed.
  void trickle(const Actor&, const std::string& room, const std::string& id, const std::string& fragment,
               const std::string& if_match, OnAnswer done);
  void hang_up(const Actor&, const std::string& room, const std::string& id);

  // A device at the door: WHIP and WHEP. Answered like an offer; then it enters, which uses the invitation, or is
  // forgotten in a moment. Errors as for joining, LobbyRequired where it would have to wait, NothingToShow for a
  // display.
  void offer_of_device(const Actor&, const std::string& room, const DeviceOffer& offer, const OnDeviceAnswer& done);
  void device_enters(const Actor&, const std::string& room, const std::string& session);
  // Who holds the session of a device in the room, if the token is the one by which it came.
  std::optional<ParticipantActor> device(const Secret& token, Device::Kind kind, const std::string& room,
                                         const std::string& session) const;

  // Streams of who joined to listen: a ticket for one, which whoever shows it takes. It flows from the media process
  // into `sink`, one end of a stream socket, until either end closes; who holds the other one tells that it ended.
  // Errors: NotFound, Forbidden for others than those who listen, TooManyRequests.
  std::string issue_ticket(const Actor&, const std::string& room, const std::string& id, const StreamSpec&);
  TakenStream take_stream(const std::string& ticket, wire::SharedDescriptor sink);
  void stream_ended(const TakenStream& stream);

 private:
  Room& for_device(const Actor& actor, const std::string& id, Device::Kind kind, const std::string& network) const;

  Hall& hall_;
};

}  // namespace lethe::room
