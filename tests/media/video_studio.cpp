// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/media/video_studio.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "mcu/base/base64.hpp"

namespace lethe::video {

Colour Seen::colour(int x, int y) const {
  const Pixels pixels = picture->pixels();
  const auto mean = [&](std::size_t plane, int left, int top, int side) {
    int sum = 0;
    for (int row = top; row < top + side; ++row)
      for (int column = left; column < left + side; ++column)
        sum += pixels.data[plane][row * pixels.stride[plane] + column];
    return static_cast<std::uint8_t>(sum / (side * side));
  };
  const int left = std::clamp(x - 4, 0, pixels.width - 8), top = std::clamp(y - 4, 0, pixels.height - 8);
  return {mean(0, left, top, 8), mean(1, left / 2, top / 2, 4), mean(2, left / 2, top / 2, 4)};
}

int Seen::hue(int x, int y) const { return hue_of(colour(x, y)); }

int hue_of(Colour colour) {
  const double y = 1.164 * (colour.y - 16), u = colour.u - 128.0, v = colour.v - 128.0;
  const double r = y + 1.596 * v, g = y - 0.813 * v - 0.392 * u, b = y + 2.017 * u;
  const double high = std::max({r, g, b}), range = high - std::min({r, g, b});
  if (range < 24) return -1;
  double sixth = 0;
  if (high == r)
    sixth = (g - b) / range;
  else if (high == g)
    sixth = 2 + (b - r) / range;
  else
    sixth = 4 + (r - g) / range;
  return (static_cast<int>(std::lround(60 * sixth)) + 360) % 360;
}

bool hue_near(int hue, int expected) {
  const int difference = std::abs(hue - expected) % 360;
  return hue >= 0 && std::min(difference, 360 - difference) <= 12;
}

wire::Configure Studio::standard() {
  wire::Configure settings;
  settings.fps = 25;
  settings.steps = {{.width = width, .height = height, .fps = 25, .video_bitrate = 1500}};
  return settings;
}

Studio::Studio(wire::Configure settings) : mixer_(std::make_unique<VideoMixer>(settings, *this)) {}
Studio::~Studio() { mixer_.reset(); }

void Studio::add_camera(media::SourceId id, std::unique_ptr<Camera> camera) {
  cameras_[id] = std::move(camera);
  mixer_->add_source(id, std::make_shared<media::LipSync>());
}

void Studio::remove_camera(media::SourceId id) {
  mixer_->remove_source(id);
  cameras_.erase(id);
}

bool Studio::see(const Predicate& predicate, media::Stream wanted) {
  return run([&](const media::Stream& stream, const Seen& composite) {
    return stream == wanted && composite.picture && predicate(composite);
  });
}

bool Studio::hear(const std::function<bool()>& predicate) {
  return run([&](const media::Stream&, const Seen&) { return predicate(); });
}

bool Studio::run(const std::function<bool(const media::Stream&, const Seen&)>& predicate) {
  const media::Time deadline = media::Clock::now() + std::chrono::seconds(10);
  while (true) {
    shoot();
    std::pair<media::Stream, std::shared_ptr<const media::EncodedFrame>> next;
    {
      MutexLock lock(mutex_);
      if (!told_.wait_until(lock, deadline, [this]() REQUIRES(mutex_) { return !arrived_.empty(); })) return false;
      next = std::move(arrived_.front());
      arrived_.pop_front();
    }
    const Seen composite = look(next.first, std::move(next.second));
    if (predicate(next.first, composite)) return true;
    if (media::Clock::now() > deadline) return false;
  }
}

void Studio::shoot() {
  for (auto& [id, camera] : cameras_) {
    if (silent_.contains(id)) continue;
    {
      const MutexLock lock(mutex_);
      if (key_frame_wanted_.erase(id) > 0) camera->force_key_frame();
    }
    auto frame = camera->next();
    if (const auto spoil = spoils_.find(id); spoil != spoils_.end()) frame = spoil->second(std::move(frame));
    if (frame) mixer_->push(id, std::move(frame));
  }
}

Seen Studio::look(const media::Stream& stream, std::shared_ptr<const media::EncodedFrame> frame) {
  Decoder& viewer = viewers_.try_emplace(stream, stream.codec).first->second;
  Seen composite{stream, viewer.decode(frame->data).picture, frame};
  frames.push_back(std::move(frame));
  seen.push_back(composite);
  return composite;
}

void Studio::on_encoded(const media::Stream& stream, std::shared_ptr<const media::EncodedFrame> frame) {
  {
    const MutexLock lock(mutex_);
    arrived_.emplace_back(stream, std::move(frame));
  }
  told_.notify_one();
}

void Studio::on_source_key_frame_wanted(media::SourceId source) {
  const MutexLock lock(mutex_);
  key_frame_wanted_.insert(source);
  ++key_frames_asked_[source];
}

void Studio::on_video_changed(const wire::VideoChanged& change) {
  const MutexLock lock(mutex_);
  changes_.push_back(change);
}

void Studio::on_layout_shown(const wire::LayoutShown& shown) {
  const MutexLock lock(mutex_);
  layouts_.push_back(shown);
}

std::vector<wire::VideoChanged> Studio::changes() const {
  const MutexLock lock(mutex_);
  return changes_;
}

std::vector<wire::LayoutShown> Studio::layouts() const {
  const MutexLock lock(mutex_);
  return layouts_;
}

int Studio::key_frames_asked(media::SourceId of) const {
  const MutexLock lock(mutex_);
  const auto found = key_frames_asked_.find(of);
  return found == key_frames_asked_.end() ? 0 : found->second;
}

std::shared_ptr<wire::Scene> scene_of(std::uint64_t revision, std::vector<wire::Tile> tiles) {
  auto scene = std::make_shared<wire::Scene>();
  scene->revision = revision;
  for (const wire::Tile& tile : tiles) scene->parts.push_back({.seat = tile.seat, .view = 1});
  scene->views.push_back({.id = 1, .width = Studio::width, .height = Studio::height, .tiles = std::move(tiles)});
  return scene;
}

wire::Label solid_label(Seat seat, wire::LabelKind kind, int width, int height, int hue) {
  const std::string coverage(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), '\xff');
  return {.seat = seat, .kind = kind, .width = width, .height = height, .hue = hue, .coverage = to_base64(coverage)};
}

}  // namespace lethe::video
