// SPDX-License-Identifier: AGPL-3.0-or-later
// A folder for attempts, and what an attempt left in it. Directly below /tmp, which the sandbox's unprivileged user can
// reach, too.
#pragma once

#include <string>

namespace lethe::sandbox {

class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }
  // Every name with kind, mode, size, links, modification time, attributes and contents; and what the listener got.
  std::string state() const;

 private:
  void describe(const std::string& name, std::string& all) const;

  std::string path_;
  int listener_ = -1;
  mutable std::string heard_;
};

}  // namespace lethe::sandbox
