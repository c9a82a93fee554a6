// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/http_reader.hpp"

#include <gmock/gmock.h>

#include "mcu/base/error.hpp"

namespace lethe::api {
namespace {

const std::string chunked =
    "POST /a?b HTTP/1.1\r\nHost: lethe\r\nTransfer-Encoding: Chunked\r\n\r\n"
    "4\r\nbody\r\n4;x=y\r\n and\r\n0\r\nTrailer: x\r\n\r\n";
const std::string sized = "POST /b HTTP/1.1\r\nHost: lethe\r\nContent-Length: 5\r\n\r\nagain";

// What comes of the bytes when they come in pieces of `size`: path and body of each request.
std::vector<std::string> read_in_pieces(std::string_view bytes, std::size_t size) {
  HttpReader reader;
  std::vector<std::string> read;
  Request request;
  bool head = true;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size()))) {
    reader.add(bytes.substr(0, size));
    while (head ? reader.take_head(request) : reader.take_body(request, 1000)) {
      if (!head) read.push_back(request.path + ' ' + request.body);
      head = !head;
    }
  }
  return read;
}

TEST(HttpReader, PiecesOfEverySizeAreTheSameRequests) {
  for (std::size_t size = 1; size <= chunked.size() + sized.size(); ++size)
    EXPECT_THAT(read_in_pieces(chunked + sized, size), testing::ElementsAre("/a body and", "/b again")) << size;
}

TEST(HttpReader, BodyBeyondTheLimitIsRefusedHoweverItComes) {
  for (const auto& bytes : {chunked, sized}) {
    HttpReader reader;
    Request request;
    reader.add(bytes);
    ASSERT_TRUE(reader.take_head(request));
    EXPECT_THROW(reader.take_body(request, 4), Error);
  }
}

TEST(HttpReader, HeadWithoutEndIsRefusedWhenItIsTooLarge) {
  HttpReader reader;
  Request request;
  reader.add("GET / HTTP/1.1\r\nX: " + std::string(16'000, 'x'));
  EXPECT_FALSE(reader.take_head(request));
  reader.add(std::string(1000, 'x'));
  EXPECT_THROW(reader.take_head(request), Error);
}

TEST(HttpReader, ConnectionGoesOnUnlessEitherSaysClose) {
  const auto goes_on = [](const std::string& version, const std::string& header) {
    HttpReader reader;
    Request request;
    reader.add("GET / HTTP/" + version + "\r\nHost: lethe\r\n" + header + "\r\n");
    EXPECT_TRUE(reader.take_head(request));
    return request.keep_alive;
  };
  EXPECT_TRUE(goes_on("1.1", ""));
  EXPECT_FALSE(goes_on("1.1", "Connection: TE, Close\r\n"));
  EXPECT_FALSE(goes_on("1.0", "Connection: keep-alive\r\n"));
}

}  // namespace
}  // namespace lethe::api
