// SPDX-License-Identifier: AGPL-3.0-or-later
// The running programs: SHA-256 of their files, as tools/reproduce prints it for programs built from the source.
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "mcu/base/field.hpp"

namespace lethe::api {

struct ProgramFile {
  std::string name, sha256;
  static constexpr auto fields() {
    return std::tuple{field("name", &ProgramFile::name), field("sha256", &ProgramFile::sha256)};
  }
};

// The running program and lethe-media beside it, if readable. Reads some megabytes: call once.
std::vector<ProgramFile> program_files();

}  // namespace lethe::api
