// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/error.hpp"

#include <array>

#include "mcu/base/check.hpp"

namespace lethe {
namespace {

constexpr std::array entries{
    CodeEntry{Code::InvalidJson, "invalid-json", 400, "The body is not valid JSON."},
    CodeEntry{Code::InvalidField, "invalid-field", 400, "A field of the body is unknown, missing or out of range."},
    CodeEntry{Code::InvalidSdp, "invalid-sdp", 400, "The session description cannot be read."},
    CodeEntry{Code::InvalidParameter, "invalid-parameter", 400, "A parameter of the request is not valid."},
    CodeEntry{Code::Unauthorized, "unauthorized", 401, "A valid credential is required."},
    CodeEntry{Code::Removed, "removed", 401, "A host removed the participant with this credential."},
    CodeEntry{Code::WrongPassword, "wrong-password", 401, "Wrong user name or password."},
    CodeEntry{Code::Forbidden, "forbidden", 403, "This credential may not do that."},
    CodeEntry{Code::RegistrationClosed, "registration-closed", 403, "This server does not accept new accounts."},
    CodeEntry{Code::WrongCode, "wrong-code", 403, "The registration code is missing or wrong."},
    CodeEntry{Code::WrongPin, "wrong-pin", 403, "The PIN of the room is missing or wrong."},
    CodeEntry{Code::LobbyRequired, "lobby-required", 403, "The room has a lobby, where devices cannot wait."},
    CodeEntry{Code::NotFound, "not-found", 404, "There is no such resource."},
    CodeEntry{Code::MethodNotAllowed, "method-not-allowed", 405, "The resource does not support this method."},
    CodeEntry{Code::RoomFull, "room-full", 409, "The room is full."},
    CodeEntry{Code::RoomLocked, "room-locked", 409, "The room is locked."},
    CodeEntry{Code::RoomLimit, "room-limit", 409, "This server has reached its room limit."},
    CodeEntry{Code::NameTaken, "name-taken", 409, "This user name is already taken."},
    CodeEntry{Code::NoSession, "no-session", 409, "The participant has no media session."},
    CodeEntry{Code::NothingToShow, "nothing-to-show", 409, "No one in the room is sending audio or video yet."},
    CodeEntry{Code::ScreenTaken, "screen-taken", 409, "No more screens can be shared in this room at the moment."},
    CodeEntry{Code::ViewLimit, "view-limit", 409, "The room has reached its limit of different layouts."},
    CodeEntry{Code::ChatOff, "chat-off", 409, "Chat is turned off in this room."},
    CodeEntry{Code::SpeechOff, "speech-off", 409, "Reading chat aloud is turned off in this room."},
    CodeEntry{Code::StepCapped, "step-capped", 409, "The room or the role does not allow this quality step."},
    CodeEntry{Code::PreconditionFailed, "precondition-failed", 412, "The resource has changed in the meantime."},
    CodeEntry{Code::BodyTooLarge, "body-too-large", 413, "The body is too large."},
    CodeEntry{Code::UnsupportedMediaType, "unsupported-media-type", 415, "The content type is not accepted here."},
    CodeEntry{Code::UnacceptableSdp, "unacceptable-sdp", 422,
              "The session description lacks something that is required."},
    CodeEntry{Code::PreconditionRequired, "precondition-required", 428, "The request needs an If-Match header."},
    CodeEntry{Code::TooManyRequests, "too-many-requests", 429, "Too many requests."},
    CodeEntry{Code::Internal, "internal", 500, "The server failed to process the request."},
    CodeEntry{Code::MediaUnavailable, "media-unavailable", 503, "No media process is available at the moment."},
    CodeEntry{Code::StoreUnavailable, "store-unavailable", 503, "The server cannot store data at the moment."},
    CodeEntry{Code::Busy, "busy", 503, "The server is busy."},
};

}  // namespace

const CodeEntry& entry(Code code) {
  for (const auto& e : entries)
    if (e.code == code) return e;
  CHECK(false);
}

std::optional<Code> code_named(std::string_view name) {
  for (const auto& e : entries)
    if (e.name == name) return e.code;
  return std::nullopt;
}

}  // namespace lethe
