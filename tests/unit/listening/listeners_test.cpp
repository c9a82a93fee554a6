// SPDX-License-Identifier: AGPL-3.0-or-later
// Listeners of one room: who gets which frames, and the effect on others of one that stops.
#include "pipelines/listening/listeners.hpp"

#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>

#include <condition_variable>

#include "mcu/base/mutex.hpp"
#include "tests/unit/listening/webm_reader.hpp"

namespace lethe::listening {
namespace {

using namespace std::chrono_literals;

constexpr media::Stream first{1, 0, media::VideoCodec::Vp8}, second{2, 0, media::VideoCodec::Vp8};

class Viewers : public testing::Test {
 protected:
  // The viewer's end.
  wire::Descriptor add(Seat seat, wire::Form form = wire::Form::Webm, int pictures = 10) {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    listeners.add({seat, form, pictures, std::make_shared<const wire::Descriptor>(ends[0])});
    return wire::Descriptor(ends[1]);
  }
  void send(const media::Stream& stream, bool key, std::uint8_t mark, std::size_t size = 20) {
    media::Bytes data{0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01};
    if (!key) data[0] = 0x11;
    data.resize(size, mark);
    now += 40ms;
    listeners.send_video(stream, std::make_shared<const media::EncodedFrame>(
                                     media::EncodedFrame{.key = key, .at = now, .sender_time = {}, .data = data}));
  }
  // What has come until a picture with this mark, read; under the watchdog of the test.
  static ReadFile read_until(const wire::Descriptor& end, std::uint8_t mark) {
    media::Bytes bytes;
    while (bytes.empty() || bytes.back() != mark) {
      std::uint8_t some[4096];
      const ssize_t got = ::recv(end.fd(), some, sizeof some, 0);
      if (got <= 0) break;
      bytes.insert(bytes.end(), some, some + got);
    }
    return read_webm(bytes);
  }
  template <class Condition>
  void wait_until(Condition condition) {
    MutexLock lock(mutex);
    EXPECT_TRUE(told.wait_for(lock, 10s, condition));
  }
  void tell(const std::function<void()>& change) {
    const MutexLock lock(mutex);
    change();
    told.notify_all();
  }

  Mutex mutex;
  std::condition_variable told;
  std::vector<Seat> gone GUARDED_BY(mutex);
  std::vector<media::Stream> key_frames_wanted GUARDED_BY(mutex);
  media::Time now{100s};
  Listeners listeners{{.gone = [this](Seat seat, wire::Form) { tell([&]() REQUIRES(mutex) { gone.push_back(seat); }); },
                       .key_frame_wanted =
                           [this](const media::Stream& stream) {
                             tell([&]() REQUIRES(mutex) { key_frames_wanted.push_back(stream); });
                           }}};
};

TEST_F(Viewers, SeeTheStreamTheyWatchFromAKeyFrameOn) {
  const auto end = add(1);
  listeners.watch(1, wire::Form::Webm, first);
  wait_until([&]() REQUIRES(mutex) { return !key_frames_wanted.empty(); });
  send(first, false, 1);
  send(second, true, 2);
  send(first, true, 3);
  send(first, false, 4);
  const auto frames = read_until(end, 4).frames;
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(frames[0].payload.back(), 3);
}

TEST_F(Viewers, GoToAnotherStreamWithItsKeyFrame) {
  const auto end = add(1);
  listeners.watch(1, wire::Form::Webm, first);
  send(first, true, 1);
  listeners.watch(1, wire::Form::Webm, second);
  send(second, false, 2);
  send(first, false, 3);
  send(second, true, 4);
  send(first, false, 5);
  send(second, false, 6);
  std::vector<int> marks;
  for (const auto& frame : read_until(end, 6).frames) marks.push_back(frame.payload.back());
  EXPECT_THAT(marks, testing::ElementsAre(1, 3, 4, 6));
}

TEST_F(Viewers, HearOnlyWhatIsForThem) {
  const auto one = add(1, wire::Form::Sound), other = add(2, wire::Form::Sound);
  const media::Bytes payload{0xFC, 9};
  const Seat to[] = {1};
  listeners.send_audio(to, {.at = now, .payload = payload});
  EXPECT_EQ(read_until(one, 9).frames.size(), 1U);
  pollfd silent{other.fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&silent, 1, 0), 0);
}

TEST_F(Viewers, HearSoundAloneWithoutPaddingWhereTheyWantNoPictures) {
  const auto end = add(1, wire::Form::Webm, 0);
  const media::Bytes payload{0xFC, 9};
  const Seat to[] = {1};
  listeners.send_audio(to, {.at = now, .payload = payload});
  const ReadFile file = read_until(end, 9);
  EXPECT_EQ(file.frames.size(), 1U) << "without waiting for a key frame";
  EXPECT_LT(file.bytes, 1000U);
}

TEST_F(Viewers, JpegComesAsPartsAtTheViewersRateAndNeverABacklog) {
  constexpr media::Stream pictures{1, 0, media::VideoCodec::Jpeg};
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  listeners.add({1, wire::Form::Jpeg, 5, std::make_shared<const wire::Descriptor>(ends[0])});
  const wire::Descriptor end(ends[1]);
  listeners.watch(1, wire::Form::Jpeg, pictures);
  for (std::uint8_t mark = 0; mark < 20; ++mark) send(pictures, true, mark, 100);
  listeners.remove(1);
  std::string text;
  for (char some[4096];;) {
    const ssize_t got = ::recv(end.fd(), some, sizeof some, 0);
    if (got <= 0) break;
    text.append(some, static_cast<std::size_t>(got));
  }
  EXPECT_TRUE(text.starts_with("--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 100\r\n\r\n"));
  EXPECT_TRUE(text.ends_with("\r\n--frame\r\n")) << "so that the last one is shown at once";
  std::size_t parts = 0;
  for (auto at = text.find("Content-Length"); at != text.npos; at = text.find("Content-Length", at + 1)) ++parts;
  EXPECT_EQ(parts, 4U) << "of 800 ms";
}

TEST_F(Viewers, OneThatStopsCostsTheOthersNothingAndGoesOnWithAKeyFrame) {
  const auto stopped = add(1), other = add(2);
  for (const Seat seat : {1U, 2U}) listeners.watch(seat, wire::Form::Webm, first);
  send(first, true, 1);
  // Until the stopped one's socket is full; the other one reads as it comes.
  media::Bytes all;
  for (int i = 0; i < 100; ++i) {
    send(first, false, 50, 20'000);
    for (std::size_t got = 0; got < 20'000;) {
      std::uint8_t some[32'768];
      const ssize_t n = ::recv(other.fd(), some, sizeof some, 0);
      ASSERT_GT(n, 0);
      got += static_cast<std::size_t>(n);
      all.insert(all.end(), some, some + n);
    }
  }
  EXPECT_EQ(read_webm(all).of(true).size(), 101U) << "every one";
  // Read what it was sent, then a key frame is asked for once, and comes.
  const auto asked = [&] {
    const MutexLock lock(mutex);
    return key_frames_wanted.size();
  };
  const std::size_t before = asked();
  std::uint8_t some[32'768];
  media::Bytes late;
  const auto read_late = [&] {
    const ssize_t n = ::recv(stopped.fd(), some, sizeof some, MSG_DONTWAIT);
    if (n > 0) late.insert(late.end(), some, some + n);
    return n > 0;
  };
  while (asked() == before) {
    read_late();
    send(first, false, 60);
    // Once the other one has it, it has been looked at. Without waiting, ten seconds of pictures would queue up, after
    // which a key frame is asked for anyway.
    ASSERT_GT(::recv(other.fd(), some, sizeof some, 0), 0);
  }
  while (read_late()) {  // all of it, so that there is space for what follows
  }
  EXPECT_LT(late.size(), 1'000'000U) << "what waited for it was bounded";
  send(first, true, 61);
  send(first, false, 62);
  while (late.empty() || late.back() != 62) {
    const ssize_t n = ::recv(stopped.fd(), some, sizeof some, 0);
    ASSERT_GT(n, 0);
    late.insert(late.end(), some, some + n);
  }
  const auto pictures = read_webm(late).of(true);
  EXPECT_EQ(pictures[pictures.size() - 2].payload.back(), 61);
  EXPECT_EQ(pictures[pictures.size() - 3].payload.back(), 50);
}

TEST_F(Viewers, AKeyFrameIsAskedForEveryTenSeconds) {
  const auto end = add(1);
  listeners.watch(1, wire::Form::Webm, first);
  send(first, true, 1);
  for (int i = 0; i < 500; ++i) send(first, false, 2);  // 20 s of the stream's time
  wait_until([&]() REQUIRES(mutex) { return key_frames_wanted.size() == 3; });
}

TEST_F(Viewers, WhoClosesIsToldOfAndForgotten) {
  auto end = add(7);
  end = {};
  wait_until([&]() REQUIRES(mutex) { return gone == std::vector<Seat>{7}; });
}

TEST_F(Viewers, AnotherStreamOfTheSameFormEndsTheOneBefore) {
  const auto before = add(1);
  const auto after = add(1);
  char byte = 0;
  EXPECT_EQ(::recv(before.fd(), &byte, 1, 0), 0);
}

TEST_F(Viewers, RemovedOnesSeeTheEnd) {
  const auto webm = add(1), sound = add(1, wire::Form::Sound);
  listeners.remove(1);
  char byte = 0;
  EXPECT_EQ(::recv(webm.fd(), &byte, 1, 0), 0);
  EXPECT_EQ(::recv(sound.fd(), &byte, 1, 0), 0);
}

}  // namespace
}  // namespace lethe::listening
