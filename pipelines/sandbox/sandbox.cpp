// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/sandbox/sandbox.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>

#include "pipelines/sandbox/filter.hpp"
#include "pipelines/sandbox/landlock.hpp"
#include "pipelines/sandbox/walls.hpp"

namespace lethe::sandbox {
namespace {

// An open file for the attempts of the self-test; it lives in memory and cannot be written to.
class SampleFile {
 public:
  SampleFile() : descriptor_(memfd_create("self-test", MFD_CLOEXEC)) {
    if (descriptor_ < 0) throw std::runtime_error("sandbox: no file for the self-test");
  }
  ~SampleFile() { close(descriptor_); }
  SampleFile(const SampleFile&) = delete;
  SampleFile& operator=(const SampleFile&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
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
    const SampleFile file;
    enter_landlock(tcp);
    keep_written_bytes();
    install(rehearsal);
    done.self_test = self_test(file.descriptor());
  }
  install(final);
  return done;
}

}  // namespace lethe::sandbox
