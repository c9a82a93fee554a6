// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/transparency/programs.hpp"

#include <Poco/SHA2Engine.h>

#include <array>
#include <filesystem>
#include <fstream>

namespace lethe::api {

std::vector<ProgramFile> program_files() {
  namespace fs = std::filesystem;
  const fs::path self = "/proc/self/exe";
  std::error_code none;
  const fs::path folder = fs::read_symlink(self, none).parent_path();
  std::vector<ProgramFile> found;
  for (const auto& [name, path] : {std::pair{"lethe", self}, std::pair{"lethe-media", folder / "lethe-media"}}) {
    std::ifstream file(path, std::ios::binary);
    if (!file) continue;
    Poco::SHA2Engine hash;
    for (std::array<char, 65'536> bytes; file.read(bytes.data(), bytes.size()) || file.gcount() > 0;)
      hash.update(bytes.data(), static_cast<std::size_t>(file.gcount()));
    found.push_back({name, Poco::DigestEngine::digestToHex(hash.digest())});
  }
  return found;
}

}  // namespace lethe::api
