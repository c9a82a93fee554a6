// SPDX-License-Identifier: AGPL-3.0-or-later
// Media: sessions of participants, joining devices, byte streams of listeners. Part of Service, whose rules apply.
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

// A byte stream to a listener.
struct TakenStream {
  std::string room, participant;
  wire::Form form = wire::Form::Webm;
  std::uint64_t number = 0;  // within the room
};

class MediaService {
 public:
  explicit MediaService(Hall& hall) : hall_(hall) {}  // which must outlive it

  // Media session of a participant, only for the participant itself. Immediate errors are thrown, later ones come
  // through `done`; exactly one of the two happens, once. number: rises with each offer of the client, so that an offer
  // which a lost network delivers late does not replace the session of a later one (PreconditionFailed); 0: none.
  void offer(const Actor&, const std::string& room, const std::string& id, const std::string& sdp, OnAnswer done,
             std::uint64_t number = 0);
  // Trickle or ICE restart (RFC 8840 fragment). `if_match` empty: a plain trickle. SessionAnswer.sdp is empty for a
  // trickle, a fragment for a restart. `if_match` is an ETag, quoted or not, or * . Errors: NoSession,
  // PreconditionRequired (a restart without `if_match`), PreconditionFailed.
  void trickle(const Actor&, const std::string& room, const std::string& id, const std::string& fragment,
               const std::string& if_match, OnAnswer done);
  void hang_up(const Actor&, const std::string& room, const std::string& id);

  // A joining device (WHIP, WHEP). It is answered like an offer; then it enters, which uses the invitation, or is soon
  // forgotten. Errors as for joining, LobbyRequired if it would have to wait, NothingToShow for a display.
  void offer_of_device(const Actor&, const std::string& room, const DeviceOffer& offer, const OnDeviceAnswer& done);
  void device_enters(const Actor&, const std::string& room, const std::string& session);
  // The participant of a device's session in the room, if the token is the one it came with.
  std::optional<ParticipantActor> device(const Secret& token, Device::Kind kind, const std::string& room,
                                         const std::string& session) const;

  // Byte streams of a listener: issues a ticket for one; redeeming it takes the stream. It flows from the media process
  // into `sink`, one end of a stream socket, until either end closes; the owner of the other end reports its end.
  // Errors: NotFound, TooManyRequests, and Forbidden for participants who are not listeners.
  std::string issue_ticket(const Actor&, const std::string& room, const std::string& id, const StreamSpec&);
  TakenStream take_stream(const std::string& ticket, wire::SharedDescriptor sink);
  void stream_ended(const TakenStream& stream);

 private:
  Room& for_device(const Actor& actor, const std::string& id, Device::Kind kind, const std::string& network) const;

  Hall& hall_;
};

}  // namespace lethe::room
