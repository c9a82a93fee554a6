// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/control/preflight.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <system_error>

#include "api/sockets/listening_socket.hpp"
#include "api/sockets/tls.hpp"
#include "mcu/store/database.hpp"
#include "mcu/wire/descriptor.hpp"
#include "mcu/worker/process.hpp"

namespace lethe {
namespace {

std::string reason(int error) { return std::generic_category().message(error); }

// 0, or the errno with which binding to the address fails.
int bind_error(const std::string& text) {
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  const bool is_v4 = ::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1;
  if (!is_v4) ::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr);
  v4.sin_family = AF_INET;
  v6.sin6_family = AF_INET6;
  const wire::Descriptor socket(::socket(is_v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto* address = is_v4 ? reinterpret_cast<const sockaddr*>(&v4) : reinterpret_cast<const sockaddr*>(&v6);
  return socket && ::bind(socket.fd(), address, is_v4 ? sizeof v4 : sizeof v6) == 0 ? 0 : errno;
}

// `what` throws a sentence that names its setting; it becomes a finding.
void attempt(const std::function<void()>& what, std::vector<std::string>& findings) {
  try {
    what();
  } catch (const std::runtime_error& error) {
    findings.emplace_back(error.what());
  }
}

void look_at_files(const config::Loaded& loaded, std::vector<std::string>& findings) {
  const config::Config& config = loaded.config;
  attempt([&] { api::Tls(config.tls).load(); }, findings);
  if (const auto fault = store::Database::fault_of(config.store.path); !fault.empty()) findings.push_back(fault);
  if (const std::string& logo = config.house.logo; !logo.empty()) try {
      config::read_logo(logo);
    } catch (const std::runtime_error& error) {
      findings.push_back(loaded.finding("operator.logo", error.what()));
    }
  if (const std::string& path = config.onion.socket; !path.empty()) {
    const auto folder = std::filesystem::absolute(path).parent_path();
    if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
      findings.push_back(loaded.finding("onion.socket", folder.string() + ": " + reason(errno)));
  }
  if (const auto program = worker::program_beside("lethe-media"); ::access(program.c_str(), X_OK) != 0)
    findings.push_back(program + ": " + reason(errno) + ". Install it beside lethe.");
}

}  // namespace

Preflight look_at(const config::Loaded& loaded) {
  const config::Config& config = loaded.config;
  Preflight found;
  attempt([&] { api::check_address(config.http.address, static_cast<std::uint16_t>(config.http.port)); },
          found.findings);
  const auto& addresses = config.media.addresses;
  for (std::size_t i = 0; i < addresses.size(); ++i)
    if (const int error = bind_error(addresses[i]); error != 0)
      found.findings.push_back(loaded.finding("media.addresses[" + std::to_string(i) + "]",
                                              addresses[i] + " cannot be used on this machine: " + reason(error)));
  look_at_files(loaded, found.findings);
  if (const auto program = worker::program_beside("lethe-voice"); ::access(program.c_str(), X_OK) != 0)
    found.doubts.push_back(program + ": " + reason(errno) + ". Without it, no chat line is spoken.");
  for (const auto& doubt : config::doubts_of_public_url(config))
    found.doubts.push_back(loaded.finding("http.public_url", doubt));
  return found;
}

}  // namespace lethe
