// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/sandbox/sandbox.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>

#include "pipelines/sandbox/filter.hpp"
#include "pipelines/sandbox/landlock.hpp"
#include "pipelines/sandbox/walls.hpp"

namespace lethe::sandbox {
namespace {

class Descriptor {
 public:
  Descriptor(int opened, const char* what) : fd_(opened) {
    if (fd_ < 0) throw std::runtime_error(what);
  }
  ~Descriptor() { close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

void raise_walls() {
  scrub_environment();
  close_descriptors();
  check_descriptors();
  drop_privileges();
  restrict_process();
  limit_resources();
}

LockDown lock_down(Tcp tcp) {
  const Program rehearsal = filter_program(tcp, Verdict::Refuse);
  const Program final = filter_program(tcp, Verdict::Kill);
  LockDown done{.filter_sha256 = sha256_hex(final), .self_test = {}};
  {
    // An open file for the attempts of the self-test; it lives in memory and cannot be written to.
    const Descriptor file(memfd_create("self-test", MFD_CLOEXEC), "sandbox: no file for the self-test");
    const Descriptor nowhere(open("/dev/null", O_RDWR | O_CLOEXEC), "sandbox: no /dev/null");
    enter_landlock(tcp);
    lead_nowhere(nowhere.fd());  // after what fails on some kernels, so that the reason can be told on stderr
    keep_written_bytes();
    install(rehearsal);
    done.self_test = self_test(file.fd());
  }
  install(final);
  return done;
}

}  // namespace lethe::sandbox
