// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/control/settings.hpp"

#include "mcu/room/scene/step_choice.hpp"

namespace lethe {

log::Level log_level(const config::Config& config) {
  switch (config.log.level) {
    case config::LogLevel::Debug:
      return log::Level::Debug;
    case config::LogLevel::Info:
      return log::Level::Info;
    case config::LogLevel::Warning:
      return log::Level::Warning;
    case config::LogLevel::Error:
      break;
  }
  return log::Level::Error;
}

wire::Configure media_settings(const config::Config& config) {
  const config::Media& media = config.media;
  wire::Configure settings;
  settings.addresses = media.addresses;
  if (!media.public_address.empty()) settings.public_address = media.public_address;
  settings.port_min = media.port_min;
  settings.port_max = media.port_max;
  settings.tcp = media.tcp;
  settings.lost_after_ms = media.lost_after_seconds * 1000;
  settings.video_bitrate_in = media.video_kbps_in;
  settings.screen_bitrate_in = media.screen_kbps_in;
  settings.talkers_max = media.talkers_max;
  settings.fps = media.fps;
  settings.steps.clear();  // the default has one step
  for (const config::Step& step : media.steps)
    settings.steps.push_back({.width = step.width,
                              .height = step.height,
                              .fps = step.fps,
                              .video_bitrate = step.video_kbps,
                              .audio_bitrate = step.audio_kbps,
                              .audio_frame_ms = step.audio_frame_ms});
  return settings;
}

room::Limits limits(const config::Config& config) {
  room::Limits limits;
  limits.rooms = config.limits.rooms;
  limits.rooms_per_account = config.limits.rooms_per_account;
  limits.participants_per_room = config.limits.participants_per_room;
  limits.invitations_per_room = config.limits.invitations_per_room;
  limits.views_per_room = config.limits.views_per_room;
  limits.empty_room_ttl = std::chrono::seconds(config.limits.empty_room_seconds);
  limits.unused_room_ttl = std::chrono::days(config.limits.unused_room_days);
  limits.public_url = config::public_url(config, config.http.port);
  limits.canvas_width = config.media.width;
  limits.canvas_height = config.media.height;
  limits.steps.clear();
  limits.step_kbps.clear();
  for (const config::Step& step : config.media.steps) {
    if (step.name == config.media.default_step) limits.default_step = static_cast<int>(limits.steps.size());
    limits.steps.push_back({step.name, step.width, step.height, step.fps, step.video_kbps});
    limits.step_kbps.push_back(room::line_kbps(limits.steps.back(), step.audio_kbps, step.audio_frame_ms));
  }
  limits.video_kbps_in = config.media.video_kbps_in;
  limits.screen_kbps_in = config.media.screen_kbps_in;
  const std::array<std::string, 3> best{config.media.max_step_moderator, config.media.max_step_participant,
                                        config.media.max_step_viewer};
  for (std::size_t role = 0; role < best.size(); ++role)
    for (std::size_t step = 0; step < config.media.steps.size(); ++step)
      if (config.media.steps[step].name == best[role]) limits.best_steps[role] = static_cast<int>(step);
  for (const auto& server : config.ice.servers)
    limits.ice_servers.push_back({server.urls, server.username, server.credential, server.secret});
  return limits;
}

store::Store::Options store_options(const config::Config& config) {
  store::Store::Options options;
  options.path = config.store.path;
  options.retention_days = config.store.retention_days;
  options.argon2 = {config.accounts.argon2_memory_kib, config.accounts.argon2_passes};
  return options;
}

std::vector<room::ApiKey> api_keys(const config::Config& config) {
  std::vector<room::ApiKey> keys;
  for (const auto& key : config.api_keys) {
    room::ApiKey& added = keys.emplace_back(key.name, key.sha256);
    for (const auto scope : key.scopes)
      added.scopes.push_back(scope == config::Scope::Rooms          ? room::Scope::Rooms
                             : scope == config::Scope::Participants ? room::Scope::Participants
                                                                    : room::Scope::Metrics);
  }
  return keys;
}

}  // namespace lethe
