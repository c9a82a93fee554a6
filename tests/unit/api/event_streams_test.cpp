// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/streams/event_streams.hpp"

#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>

#include "mcu/base/error.hpp"

namespace lethe::api {
namespace {

using std::chrono::milliseconds;

class Streams : public testing::Test {
 protected:
  Streams() : listener_(Poco::Net::SocketAddress("127.0.0.1", 0)) { connect(); }
  void connect() {  // another pair
    reader = Poco::Net::StreamSocket(listener_.address());
    writer = listener_.acceptConnection();
    reader.setReceiveTimeout(Poco::Timespan(10, 0));
  }
  std::string read(std::size_t count) {
    std::string text(count, '\0');
    std::size_t got = 0;
    while (got < count) {
      const int n = reader.receiveBytes(text.data() + got, static_cast<int>(count - got));
      if (n <= 0) break;
      got += static_cast<std::size_t>(n);
    }
    return text.substr(0, got);
  }
  std::shared_ptr<EventStream> attached(EventStreams& streams) {
    const auto stream = streams.open();
    stream->when_gone([this] {
      ++gone;
      gone.notify_all();
    });
    streams.attach(stream, ClientSocket(writer), "head ");
    writer = Poco::Net::StreamSocket();
    return stream;
  }

 private:
  Poco::Net::ServerSocket listener_;

 protected:
  Poco::Net::StreamSocket reader, writer;
  std::atomic<int> gone{0};
};

TEST_F(Streams, WhatWasPushedBeforeAttachingComesAfterTheHead) {
  EventStreams streams({});
  const auto stream = streams.open();
  stream->push("one ");
  streams.attach(stream, ClientSocket(writer), "head ");
  stream->push("two");
  EXPECT_EQ(read(12), "head one two");
}

TEST_F(Streams, FinishedStreamIsWrittenToItsEnd) {
  EventStreams streams({});
  const auto stream = attached(streams);
  stream->push("last");
  stream->finish();
  stream->push("never");
  EXPECT_EQ(read(100), "head last");
  gone.wait(0);
  EXPECT_EQ(streams.size(), 0U);
}

TEST_F(Streams, IdleStreamCarriesAHeartbeat) {
  EventStreams streams({.streams_most = 1, .buffer_most = 1000, .heartbeat = milliseconds(5), .send_buffer = 65'536});
  attached(streams);
  EXPECT_EQ(read(11), "head :\n\n:\n\n");
}

// What it will carry is not known before: a heartbeat would be in the middle of a picture.
TEST_F(Streams, StreamCarriesNoHeartbeatBeforeItIsAttached) {
  EventStreams streams({.streams_most = 2, .buffer_most = 1000, .heartbeat = milliseconds(1), .send_buffer = 65'536});
  const auto media = streams.open();
  attached(streams);
  EXPECT_EQ(read(14), "head :\n\n:\n\n:\n\n") << "its heart has beaten meanwhile";
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
  const wire::Descriptor source(ends[0]);
  media->set_heartbeat("never");
  media->relay(wire::Descriptor(ends[1]));
  connect();
  streams.attach(media, ClientSocket(writer), "head ");
  writer = Poco::Net::StreamSocket();
  ASSERT_EQ(::write(source.fd(), "picture", 7), 7);
  ASSERT_EQ(::shutdown(source.fd(), SHUT_WR), 0);
  EXPECT_EQ(read(100), "head picture");
}

TEST_F(Streams, ReaderThatGoesIsNoticed) {
  EventStreams streams({});
  const auto stream = attached(streams);
  reader.close();
  gone.wait(0);
  EXPECT_EQ(gone, 1);
  EXPECT_EQ(streams.size(), 0U);
  stream->push("into the void");
}

TEST_F(Streams, ReaderThatDoesNotReadIsClosedAndTheOthersAreNot) {
  EventStreams streams(
      {.streams_most = 1, .buffer_most = 10'000, .heartbeat = milliseconds(60'000), .send_buffer = 4096});
  const auto stream = attached(streams);
  const std::string event(5000, 'x');
  while (gone == 0) stream->push(event);  // the kernel's buffers fill up first
  EXPECT_EQ(streams.size(), 0U);
}

TEST_F(Streams, StreamsBeyondTheLimitAreRefused) {
  EventStreams streams({.streams_most = 1, .buffer_most = 1, .heartbeat = milliseconds(60'000), .send_buffer = 4096});
  const auto stream = streams.open(), second = streams.open();
  streams.give(stream, {"ada", "room", "home"});
  EXPECT_THROW(streams.give(second, {"bob", "room", "office"}), Error);
  streams.discard(stream);
  EXPECT_NO_THROW(streams.give(second, {"bob", "room", "office"}));
  streams.discard(second);
}

TEST_F(Streams, TheOldestOfAReaderWithTooManyIsClosed) {
  EventStreams streams({.of_one_reader = 1});
  const auto first = attached(streams), second = streams.open();
  streams.give(first, {"ada", "room", "home"});
  EXPECT_EQ(read(5), "head ");
  streams.give(second, {"ada", "room", "home"});
  gone.wait(0);
  EXPECT_EQ(streams.size(), 1U);
}

TEST_F(Streams, StopWritesWhatWasPushedAndClosesAll) {
  std::shared_ptr<EventStream> stream;
  {
    EventStreams streams({});
    stream = attached(streams);
    stream->push("goodbye");
  }
  EXPECT_EQ(read(100), "head goodbye");
  EXPECT_EQ(gone, 1);
  stream->push("after the end");
  stream->finish();
}

}  // namespace
}  // namespace lethe::api
