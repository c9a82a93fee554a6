// SPDX-License-Identifier: AGPL-3.0-or-later
// Settings for sound, pictures, their network and their processes.
#pragma once

#include <string>
#include <vector>

#include "config/setting.hpp"

namespace lethe::config {

struct Step {
  std::string name;
  int width = 0, height = 0, fps = 0, video_kbps = 0, audio_kbps = 32, audio_frame_ms = 20;
  static constexpr auto settings() {
    return std::tuple{setting("name", &Step::name, "Name for people and frontends.", {1, 32, Form::Word}),
                      setting("width", &Step::width, "Pixels; 0 means sound only.", {0, 1920, Form::Any, 2}),
                      setting("height", &Step::height, "Pixels; 0 means sound only.", {0, 1920, Form::Any, 2}),
                      setting("fps", &Step::fps, "Frames per second.", {0, 60}),
                      setting("video_kbps", &Step::video_kbps, "Video bit rate in kbit/s.", {0, 20'000}),
                      setting("audio_kbps", &Step::audio_kbps, "Audio bit rate in kbit/s.", {6, 256}),
                      setting("audio_frame_ms", &Step::audio_frame_ms,
                              "Milliseconds of sound in a packet: 20, 40, 60 or 120.", {20, 120, Form::Any, 20})};
  }
};

struct Media {
  std::vector<std::string> addresses;
  std::string public_address;
  int port_min = 0, port_max = 0;
  bool tcp = false;
  int lost_after_seconds = 8;
  int width = 1280, height = 720, fps = 25;
  int video_kbps_in = 600, screen_kbps_in = 1500;
  int talkers_max = 8;
  std::vector<Step> steps{{"1080p", 1920, 1080, 25, 2500, 40, 20}, {"720p", 1280, 720, 25, 1200, 32, 20},
                          {"540p", 960, 540, 25, 700, 32, 20},     {"360p", 640, 360, 25, 400, 32, 20},
                          {"360p15", 640, 360, 15, 170, 24, 40},   {"270p", 480, 270, 15, 130, 24, 40},
                          {"180p", 320, 180, 15, 80, 16, 60},      {"thin", 320, 180, 6, 18, 10, 60},
                          {"stills", 320, 180, 1, 10, 8, 120},     {"audio", 0, 0, 0, 0, 6, 120}};
  std::string default_step = "720p";
  std::string max_step_moderator, max_step_participant, max_step_viewer;
  static constexpr auto settings() {
    return std::tuple{
        setting("addresses", &Media::addresses, "Local addresses offered for media; an empty list means all.",
                {0, 16, Form::IpAddress}),
        setting("public_address", &Media::public_address,
                "Additional address to offer when the machine is behind a one-to-one NAT; empty means none.",
                {.form = Form::IpAddress, .or_empty = true}),
        setting("port_min", &Media::port_min, "Lowest port for media; 0 means any port.", {0, 65'535}),
        setting("port_max", &Media::port_max, "Highest port for media; 0 means any port.", {0, 65'535}),
        setting("tcp", &Media::tcp, "Offer media over TCP as well."),
        setting("lost_after_seconds", &Media::lost_after_seconds,
                "Seconds of network silence after which a participant leaves the composite.", {1, 120}),
        setting("width", &Media::width, "Width of the canvas on which layouts are computed, in pixels.",
                {160, 1920, Form::Any, 2}),
        setting("height", &Media::height, "Height of the canvas on which layouts are computed, in pixels.",
                {90, 1080, Form::Any, 2}),
        setting("fps", &Media::fps, "Composites per second; no step has a higher frame rate.", {1, 60}),
        setting("video_kbps_in", &Media::video_kbps_in,
                "Video bit rate in kbit/s that each participant is asked to send.", {50, 10'000}),
        setting("screen_kbps_in", &Media::screen_kbps_in,
                "Bit rate in kbit/s that a participant who shares a screen is asked to send.", {50, 10'000}),
        setting("talkers_max", &Media::talkers_max,
                "Number of people who are heard at the same time: the loudest. The sound of all others is not decoded.",
                {1, 1000}),
        setting("steps", &Media::steps,
                "The quality ladder, best step first. Viewers of one picture on the same step share an encoder.",
                {1, 32}),
        setting("default_step", &Media::default_step,
                "Name of the best step that is chosen automatically; thinner links get a lower one.",
                {1, 32, Form::Word}),
        setting("max_step_moderator", &Media::max_step_moderator, "Best step for a moderator; empty means any.",
                {0, 32}),
        setting("max_step_participant", &Media::max_step_participant, "The same for a participant.", {0, 32}),
        setting("max_step_viewer", &Media::max_step_viewer, "The same for a viewer.", {0, 32})};
  }
};

struct IceServer {
  std::vector<std::string> urls;
  std::string username, credential, secret;
  static constexpr auto settings() {
    return std::tuple{
        setting("urls", &IceServer::urls, "URLs of the server, for example stun:stun.example.org.",
                {1, 8, Form::IceUrl}),
        setting("username", &IceServer::username, "User name for TURN; empty means none.", {0, 256}),
        setting("credential", &IceServer::credential, "Password for TURN; empty means none.", {0, 256}),
        setting("secret", &IceServer::secret,
                "Secret shared with coturn (use-auth-secret), in place of both: each participant gets a user "
                "name and a password that are valid for a day; empty means none.",
                {0, 256})};
  }
};

struct Ice {
  std::vector<IceServer> servers;
  static constexpr auto settings() {
    return std::tuple{setting("servers", &Ice::servers, "STUN and TURN servers for clients.", {0, 16})};
  }
};

struct Workers {
  int warm = 1;
  static constexpr auto settings() {
    return std::tuple{setting("warm", &Workers::warm, "Media processes kept ready for the next rooms.", {1, 32})};
  }
};

}  // namespace lethe::config
