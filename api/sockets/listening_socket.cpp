// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/sockets/listening_socket.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <stdexcept>
#include <system_error>

namespace lethe::api {
namespace {

using Poco::Net::SocketAddress;

// SO_REUSEADDR, so that connections of a server that has just ended do not block the port.
Poco::Net::ServerSocket bound(const SocketAddress& address) {
  Poco::Net::ServerSocket socket;
  socket.bind(address, true, false);
  return socket;
}

[[noreturn]] void refuse(const SocketAddress& address, const std::string& what, const Poco::Exception& error) {
  const int code = error.code();
  throw std::runtime_error("cannot listen on " + what + ": " +
                           (code != 0 ? std::generic_category().message(code) : error.displayText()) +
                           (code == EADDRINUSE ? ". Another program serves there, perhaps another lethe" : "") +
                           (code == EADDRNOTAVAIL ? ". This machine does not have that address" : "") +
                           (code == EACCES && address.family() != SocketAddress::UNIX_LOCAL && address.port() < 1024
                                ? ". Ports below 1024 need CAP_NET_BIND_SERVICE"
                                : ""));
}

Poco::Net::ServerSocket listen(const SocketAddress& address, const std::string& what) {
  try {
    auto socket = bound(address);
    socket.listen(128);
    return socket;
  } catch (const Poco::Exception& error) {
    refuse(address, what, error);
  }
}

std::string named(const SocketAddress& address) { return address.toString() + " (http.address, http.port)"; }

// Does not wait for a server that is too busy to accept.
bool somebody_serves(const SocketAddress& address) {
  try {
    Poco::Net::StreamSocket().connectNB(address);
    return true;
  } catch (const Poco::Exception& error) {
    return error.code() != ECONNREFUSED;
  }
}

}  // namespace

Poco::Net::ServerSocket listen_on(const std::string& address, std::uint16_t port) {
  const SocketAddress at(address, port);
  return listen(at, named(at));
}

void check_address(const std::string& address, std::uint16_t port) {
  const SocketAddress at(address, port);
  try {
    bound(at);
  } catch (const Poco::Exception& error) {
    if (error.code() != EADDRINUSE) refuse(at, named(at), error);
  }
}

Poco::Net::ServerSocket listen_on_file(const std::string& path) {
  const std::string what = path + " (onion.socket)";
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    throw std::runtime_error("cannot listen on " + what + ": the path has more than " +
                             std::to_string(sizeof(sockaddr_un::sun_path) - 1) + " bytes");
  const SocketAddress at(SocketAddress::UNIX_LOCAL, path);
  struct stat there {};
  if (::lstat(path.c_str(), &there) == 0) {
    if (!S_ISSOCK(there.st_mode))
      throw std::runtime_error("cannot listen on " + what + ": a file that is no socket is there");
    if (!somebody_serves(at)) ::unlink(path.c_str());
  }
  auto socket = listen(at, what);
  ::chmod(path.c_str(), 0660);  // for tor, another user in the same group
  return socket;
}

}  // namespace lethe::api
