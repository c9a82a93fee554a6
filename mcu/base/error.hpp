// SPDX-License-Identifier: AGPL-3.0-or-later
// The one error type and the one table of error codes.
#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lethe {

enum class Code {
  InvalidJson,
  InvalidField,
  InvalidSdp,
  InvalidParameter,
  Unauthorized,
  Removed,
  WrongPassword,
  Forbidden,
  RegistrationClosed,
  WrongCode,
  WrongPin,
  LobbyRequired,
  NotFound,
  MethodNotAllowed,
  RoomFull,
  RoomLocked,
  RoomLimit,
  NameTaken,
  NoSession,
  NothingToShow,
  StepCapped,
  ScreenTaken,
  ViewLimit,
  ChatOff,
  SpeechOff,
  PreconditionFailed,
  PreconditionRequired,
  BodyTooLarge,
  UnsupportedMediaType,
  UnacceptableSdp,
  TooManyRequests,
  Internal,
  MediaUnavailable,
  StoreUnavailable,
  Busy,
};

struct CodeEntry {
  Code code;
  std::string_view name;      // stable, part of the API
  int http;                   // status
  std::string_view sentence;  // for people
};

const CodeEntry& entry(Code code);
std::optional<Code> code_named(std::string_view name);

// One invalid field: an RFC 6901 pointer into the body, and a sentence.
struct Finding {
  std::string pointer;
  std::string detail;
  bool operator==(const Finding&) const = default;
};

// Thrown when a request cannot be served. `detail` must hold nothing personal, because it reaches the client and the
// log.
class Error : public std::exception {
 public:
  explicit Error(Code code, std::string detail = {}, std::vector<Finding> findings = {})
      : code_(code), detail_(std::move(detail)), findings_(std::move(findings)) {}

  Code code() const { return code_; }
  const std::string& detail() const { return detail_; }
  const std::vector<Finding>& findings() const { return findings_; }
  const char* what() const noexcept override {
    return detail_.empty() ? entry(code_).sentence.data() : detail_.c_str();
  }

  std::optional<std::chrono::seconds> retry_after;

 private:
  Code code_;
  std::string detail_;
  std::vector<Finding> findings_;
};

}  // namespace lethe
