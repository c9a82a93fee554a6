// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/sockets/listening_socket.hpp"

#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <functional>
#include <stdexcept>

#include "tests/unit/store/folder.hpp"

namespace lethe::api {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string refusal(const std::function<void()>& listen) {
  try {
    listen();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(ListeningSocket, ASecondServerOnAPortIsRefusedWithAddressAndReason) {
  const auto first = listen_on("127.0.0.1", 0);
  const std::uint16_t port = first.address().port();
  const std::string why = refusal([&] { listen_on("127.0.0.1", port); });
  EXPECT_THAT(why, AllOf(HasSubstr("127.0.0.1:" + std::to_string(port)), HasSubstr("http.port"),
                         HasSubstr("Address already in use")));
  // On all addresses is on that one, too.
  EXPECT_THAT(refusal([&] { listen_on("0.0.0.0", port); }), HasSubstr("Address already in use"));
}

TEST(ListeningSocket, TheNextServerNeedNotWaitForConnectionsOfTheLast) {
  std::uint16_t port = 0;
  Poco::Net::StreamSocket client;
  {
    auto first = listen_on("127.0.0.1", 0);
    port = first.address().port();
    client.connect(first.address());
    first.acceptConnection().close();  // by this side: its half of the connection lingers
  }
  EXPECT_EQ(listen_on("127.0.0.1", port).address().port(), port);
}

TEST(ListeningSocket, AnAddressThatTheMachineDoesNotHaveIsNamed) {
  EXPECT_THAT(refusal([] { listen_on("192.0.2.1", 8080); }),
              AllOf(HasSubstr("192.0.2.1:8080"), HasSubstr("http.address"), HasSubstr("Cannot assign")));
  EXPECT_THAT(refusal([] { listen_on("2001:db8::1", 8080); }), HasSubstr("[2001:db8::1]:8080"));
}

TEST(ListeningSocket, AnAddressCanBeTriedBesideTheServerThatHasIt) {
  const auto server = listen_on("127.0.0.1", 0);
  EXPECT_NO_THROW(check_address("127.0.0.1", server.address().port()));
  EXPECT_THAT(refusal([] { check_address("192.0.2.1", 8080); }), HasSubstr("192.0.2.1:8080"));
}

TEST(ListeningSocket, ASocketFileThatIsServedIsRefusedAndStays) {
  const store::Folder folder;
  const std::string path = folder.file("onion");
  auto first = listen_on_file(path);
  EXPECT_THAT(refusal([&] { listen_on_file(path); }),
              AllOf(HasSubstr(path), HasSubstr("onion.socket"), HasSubstr("Address already in use")));
  Poco::Net::StreamSocket client;
  client.connect(Poco::Net::SocketAddress(Poco::Net::SocketAddress::UNIX_LOCAL, path));
  EXPECT_TRUE(first.poll(Poco::Timespan(10, 0), Poco::Net::Socket::SELECT_READ));
}

TEST(ListeningSocket, ASocketFileThatWasLeftBehindIsReplaced) {
  const store::Folder folder;
  const std::string path = folder.file("onion");
  listen_on_file(path).close();
  struct stat left {};
  ASSERT_EQ(::stat(path.c_str(), &left), 0);
  listen_on_file(path);
  ASSERT_EQ(::stat(path.c_str(), &left), 0);
  EXPECT_EQ(left.st_mode & 0777, 0660U);
}

TEST(ListeningSocket, OtherFilesAndPathsThatAreTooLongAreRefused) {
  const store::Folder folder;
  const std::string path = folder.file("notes");
  store::Folder::write(path, "mine");
  EXPECT_THAT(refusal([&] { listen_on_file(path); }), AllOf(HasSubstr(path), HasSubstr("no socket")));
  EXPECT_EQ(store::Folder::read(path), "mine");
  EXPECT_THAT(refusal([&] { listen_on_file(folder.file(std::string(120, 'x'))); }), HasSubstr("more than 107 bytes"));
}

}  // namespace
}  // namespace lethe::api
