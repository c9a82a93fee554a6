// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/room_graph.hpp"

#include <malloc.h>
#include <sys/socket.h>

#include <algorithm>
#include <set>
#include <utility>

#include "mcu/base/error.hpp"
#include "mcu/base/thread_check.hpp"

namespace lethe::media {
namespace {
constexpr std::chrono::seconds stats_period{5}, trim_delay{2};
// Steps up to this height are sent in VP9 to viewers that support it: a quarter to a half fewer bits for 0.02 cores
// more.
constexpr int vp9_height_most = 180;

// Nothing else is accepted from control: what is written into a stream socket is not stored.
bool is_stream_socket(int fd) {
  int kind = 0;
  socklen_t size = sizeof kind;
  return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &size) == 0 && kind == SOCK_STREAM;
}
}  // namespace

RoomGraph::RoomGraph(const wire::Configure& settings, Loop& media, Report report)
    : media_(media),
      steps_(settings.steps),
      report_(std::move(report)),
      listeners_(new listening::Listeners(
          {.gone = [this](Seat seat, wire::Form form) { media_.post([=, this] { forget_stream(seat, form); }); },
           .key_frame_wanted =
               [this](const Stream& stream) { media_.post([=, this] { video_->request_key_frame(stream); }); }})),
      video_(new video::VideoMixer(settings, *this)),
      audio_(new audio::AudioMixer(settings, *this)),
      network_(new transport::Network(settings, *this)),
      stats_(media.every(stats_period, [this] { report_(stats()); })) {}

RoomGraph::~RoomGraph() {
  media_.cancel(stats_);
  media_.cancel(trim_);
  // First stop incoming packets, then mixing; after that the outputs may be destroyed.
  while (!sessions_.empty()) {
    const Seat seat = sessions_.begin()->first;
    network_->close(seat);
    forget(seat);
  }
  audio_.reset();
  video_.reset();
}

wire::Reply RoomGraph::apply(const wire::Scene& scene) {
  CHECK_ON(media_);
  for (const wire::Part& part : scene.parts)
    if (std::cmp_greater_equal(part.step, steps_.size())) throw Error(Code::InvalidField, "no such step");
  scene_ = std::make_shared<wire::Scene>(scene);
  audio_->set_scene(scene_);
  video_->set_scene(scene_);
  direct_views();
  return wire::Done{};
}

wire::Reply RoomGraph::apply(const wire::Marks& marks) {
  CHECK_ON(media_);
  video_->set_marks(marks);
  return wire::Done{};
}

wire::Reply RoomGraph::apply(const wire::Label& label) {
  CHECK_ON(media_);
  if (label.kind == wire::LabelKind::Caption) throw Error(Code::InvalidField, "a caption is said");
  video_->set_label(label);
  return wire::Done{};
}

wire::Reply RoomGraph::apply(const wire::Offer& offer) {
  CHECK_ON(media_);
  negotiated_.reset();
  // A session that replaces another one continues to get what the other one got.
  const auto before = sessions_.find(offer.seat);
  const bool reached = before != sessions_.end() && before->second.reached;
  wire::Answer answer{.sdp = network_->offer(offer.seat, offer.sdp, {offer.gives, offer.gets})};
  forget(offer.seat);
  if (negotiated_) {
    Session& session = sessions_[offer.seat] = *std::exchange(negotiated_, std::nullopt);
    answer.estimated = session.info.estimated;
    if (session.info.sends_video) video_->add_source(offer.seat, session.sync);
    if (session.info.sends_screen) video_->add_source({offer.seat, wire::Picture::Screen}, session.sync);
    if (reached) begin(offer.seat, session);
    direct_views();
    // For a session that was connected before. After the answer, because control attributes earlier events to the old
    // session.
    media_.post([this, seat = offer.seat] { network_->confirm(seat); });
  }
  return answer;
}

void RoomGraph::begin(Seat seat, Session& session) {
  CHECK_ON(media_);
  session.reached = true;
  audio_->add(seat, {.gives = session.info.sends_audio, .gets = session.info.gets_audio}, session.sync);
}

wire::Reply RoomGraph::apply(const wire::Trickle& trickle) {
  CHECK_ON(media_);
  if (auto fragment = network_->trickle(trickle.seat, trickle.fragment)) return wire::Answer{*std::move(fragment)};
  return wire::Done{};
}

wire::Reply RoomGraph::apply(const wire::Close& close) {
  CHECK_ON(media_);
  network_->close(close.seat);
  forget(close.seat);
  direct_views();
  return wire::Done{};
}

wire::Reply RoomGraph::apply(const wire::Listen& listen) {
  CHECK_ON(media_);
  if (!listen.sink || !is_stream_socket(listen.sink->fd())) throw Error(Code::InvalidField, "no socket came along");
  if (sessions_.contains(listen.seat)) throw Error(Code::InvalidField, "the seat has a session");
  auto& forms = listening_[listen.seat];
  if (forms.empty()) audio_->add(listen.seat, {.gives = false, .gets = true}, std::make_shared<LipSync>());
  forms.insert(listen.form);
  listeners_->add(listen);
  direct_views();
  return wire::Done{};
}

wire::Reply RoomGraph::apply(const wire::Say& say) {
  CHECK_ON(media_);
  if (say.caption.kind != wire::LabelKind::Caption) throw Error(Code::InvalidField, "a caption is needed");
  if (say.sound && !is_stream_socket(say.sound->fd())) throw Error(Code::InvalidField, "no socket came along");
  video_->set_caption(say.caption);
  audio_->say(say);
  saying_ = say.number;
  return wire::Done{};
}

wire::Reply RoomGraph::apply(const wire::Hush&) {
  CHECK_ON(media_);
  saying_ = 0;
  audio_->hush();
  video_->clear_caption();
  return wire::Done{};
}

wire::Stats RoomGraph::stats() const {
  CHECK_ON(media_);
  const transport::Counters network = network_->counters();
  const video::Counters video = video_->counters();
  const audio::Counters audio = audio_->counters();
  return {.packets_in = network.packets_in,
          .packets_out = network.packets_out,
          .bytes_in = network.bytes_in,
          .bytes_out = network.bytes_out,
          .packets_dropped = network.dropped_stun + network.dropped_dtls + network.dropped_srtp + network.dropped_rtp +
                             network.dropped_rtcp + network.dropped_payload,
          .lost_in = network.lost_in,
          .lost_out = network.lost_out,
          .resent = network.rtx_out,
          .asked_again = network.nacks_out,
          .decoded = video.decoded,
          .undecodable = video.undecodable,
          .composed = video.composed,
          .encoded = video.encoded,
          .key_frames = video.key_frames,
          .decode_us = video.decode_us,
          .encode_us = video.encode_us,
          .late_us = video.late_us,
          .ticks = video.ticks,
          .ticks_skipped = video.late_ticks,
          .sounds_decoded = audio.decoded,
          .sounds_concealed = audio.concealed,
          .sounds_encoded = audio.encoded,
          .sound_ticks_late = audio.late_ticks,
          .views = video.views,
          .encoders = video.encoders,
          .estimated_out = network.estimated_out / 1000,
          .asked_in = network.asked_in / 1000};
}

void RoomGraph::forget_stream(Seat seat, wire::Form form) {
  CHECK_ON(media_);
  const auto at = listening_.find(seat);
  if (at == listening_.end() || at->second.erase(form) == 0) return;
  if (at->second.empty()) {
    audio_->remove(seat);
    listening_.erase(at);
  }
  direct_views();
}

void RoomGraph::forget(Seat seat) {
  CHECK_ON(media_);
  if (listening_.erase(seat) > 0) {
    listeners_->remove(seat);
    audio_->remove(seat);
  }
  if (sessions_.erase(seat) == 0) return;
  audio_->remove(seat);
  video_->remove_source(seat);
  video_->remove_source({seat, wire::Picture::Screen});
}

std::optional<Stream> RoomGraph::stream_of(Seat seat, VideoCodec codec, bool or_vp9) const {
  const auto part =
      std::find_if(scene_->parts.begin(), scene_->parts.end(), [seat](const wire::Part& p) { return p.seat == seat; });
  if (part == scene_->parts.end()) return std::nullopt;
  const wire::Step& step = steps_.at(static_cast<std::size_t>(part->step));
  if (!step.video()) return std::nullopt;
  return Stream{part->view, part->step, or_vp9 && step.height <= vp9_height_most ? VideoCodec::Vp9 : codec};
}

void RoomGraph::direct_views() {
  CHECK_ON(media_);
  std::set<Stream> streams, steady;
  for (const auto& [seat, session] : sessions_) {
    const auto part = std::find_if(scene_->parts.begin(), scene_->parts.end(),
                                   [seat = seat](const wire::Part& p) { return p.seat == seat; });
    if (part != scene_->parts.end()) {
      network_->ask(seat, part->camera_in, part->screen_in);
      network_->set_goal(seat, part->goal);
    }
    if (!session.info.gets_video) continue;
    const auto stream = stream_of(seat, session.info.codec, session.info.gets_vp9);
    if (stream && session.reached) streams.insert(*stream);
    network_->watch(seat, stream);
  }
  for (const auto& [seat, forms] : listening_) {
    for (const wire::Form form : forms) {
      if (form == wire::Form::Sound) continue;
      const auto stream = stream_of(seat, form == wire::Form::Webm ? VideoCodec::Vp8 : VideoCodec::Jpeg);
      if (stream) streams.insert(*stream);
      if (stream && form == wire::Form::Webm) steady.insert(*stream);
      listeners_->watch(seat, form, stream);
    }
  }
  if (!std::ranges::includes(streams, streams_)) trim_soon();
  streams_ = streams;
  video_->set_streams({streams.begin(), streams.end()}, {steady.begin(), steady.end()});
}

void RoomGraph::trim_soon() {
  CHECK_ON(media_);
  if (trim_ != Loop::Timer{}) return;
  trim_ = media_.after(trim_delay, [this] {
    trim_ = {};
    malloc_trim(0);  // takes about a millisecond
  });
}

// The media thread waits inside offer() meanwhile, so there is no race.
void RoomGraph::on_negotiated(Seat seat, const transport::PeerInfo& info) {
  CHECK_ON(network_thread_);
  generations_[seat] = ++last_generation_;
  negotiated_ = Session{.info = info, .generation = last_generation_};
}

void RoomGraph::on_state(Seat seat, wire::PeerState state) {
  CHECK_ON(network_thread_);
  if (state == wire::PeerState::Lost)
    media_.post([this, seat, generation = generations_[seat]] {
      const auto session = sessions_.find(seat);
      if (session == sessions_.end() || session->second.generation != generation) return;
      forget(seat);
      direct_views();
    });
  if (state == wire::PeerState::Connected) on_reached(seat);
  report_(wire::PeerChanged{seat, state});
}

void RoomGraph::on_reached(Seat seat) {
  CHECK_ON(network_thread_);
  media_.post([this, seat, generation = generations_[seat]] {
    const auto session = sessions_.find(seat);
    if (session == sessions_.end() || session->second.generation != generation || session->second.reached) return;
    begin(seat, session->second);
    direct_views();
  });
}

void RoomGraph::on_estimate(Seat seat, int kbit) { report_(wire::Estimate{seat, kbit}); }

void RoomGraph::on_audio(Seat from, const AudioPacket& packet) { audio_->push(from, packet); }
void RoomGraph::on_video(SourceId from, std::shared_ptr<const EncodedFrame> frame) {
  video_->push(from, std::move(frame));
}
void RoomGraph::on_key_frame_wanted(const Stream& stream) { video_->request_key_frame(stream); }

void RoomGraph::on_encoded(const Stream& stream, std::shared_ptr<const EncodedFrame> frame) {
  listeners_->send_video(stream, frame);
  if (stream.codec != VideoCodec::Jpeg) network_->send_video(stream, std::move(frame));
}
void RoomGraph::on_source_key_frame_wanted(SourceId source) { network_->request_key_frame(source); }
void RoomGraph::on_video_changed(const wire::VideoChanged& change) { report_(change); }
void RoomGraph::on_layout_shown(const wire::LayoutShown& shown) { report_(shown); }

void RoomGraph::on_mixed(std::span<const Seat> to, const OpusFrame& frame) {
  network_->send_audio(to, frame);
  listeners_->send_audio(to, frame);
}
void RoomGraph::on_quiet(std::span<const Seat> to, Time tick) { listeners_->send_quiet(to, tick); }
void RoomGraph::on_levels(const wire::Levels& levels) { report_(levels); }
void RoomGraph::on_said(std::uint64_t number) {
  media_.post([=, this] {
    if (saying_ != number) return;
    apply(wire::Hush{});
    report_(wire::Said{number});
  });
}

}  // namespace lethe::media
