// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/process/sandbox/folder.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace lethe::sandbox {
namespace {

namespace fs = std::filesystem;

void fill(const std::string& path) {
  std::ofstream(path, std::ios::binary) << std::string(4096, '\0');
  // The user that attempts are made as when the tests run as root; otherwise it is the own file already.
  constexpr uid_t nobody = 65534;
  if (chmod(path.c_str(), 0666) != 0 || (geteuid() == 0 && chown(path.c_str(), nobody, nobody) != 0))
    throw std::runtime_error("the folder for attempts cannot be made");
}

int listen_at(const std::string& path) {
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  if (bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || chmod(path.c_str(), 0777) != 0)
    throw std::runtime_error("no listener for attempts");
  return socket;
}

}  // namespace

Folder::Folder() {
  std::string path = "/tmp/lethe-attempt-XXXXXX";
  if (!mkdtemp(path.data())) throw std::runtime_error("no folder for attempts");
  path_ = path;
  chmod(path_.c_str(), 0777);
  fill(path_ + "/existing");
  fill(path_ + "/source");
  listener_ = listen_at(path_ + "/listener");
}

Folder::~Folder() {
  close(listener_);
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void Folder::describe(const std::string& name, std::string& all) const {
  const std::string path = path_ + "/" + name;
  struct stat is {};
  if (lstat(path.c_str(), &is) != 0) return;
  std::ostringstream text;
  text << name << ' ' << std::oct << is.st_mode << std::dec << ' ' << is.st_size << ' ' << is.st_nlink << ' '
       << is.st_mtim.tv_sec << '.' << is.st_mtim.tv_nsec;
  char attributes[1024];
  const ssize_t length = llistxattr(path.c_str(), attributes, sizeof attributes);
  text << ' ' << std::string(attributes, length > 0 ? static_cast<std::size_t>(length) : 0);
  if (S_ISREG(is.st_mode)) {
    std::ifstream file(path, std::ios::binary);
    text << ' ' << std::string(std::istreambuf_iterator<char>(file), {});
  }
  all += text.str() + '\n';
}

std::string Folder::state() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path_)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  std::string all;
  for (const std::string& name : names) describe(name, all);
  char datagram[64];
  for (ssize_t n; (n = recv(listener_, datagram, sizeof datagram, MSG_DONTWAIT)) >= 0;)
    heard_.append(datagram, static_cast<std::size_t>(n));
  return all + "heard: " + heard_;
}

}  // namespace lethe::sandbox
