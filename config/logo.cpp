// SPDX-License-Identifier: AGPL-3.0-or-later
#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "config/config.hpp"

namespace lethe::config {
namespace {

constexpr std::size_t most = 65'536;  // bytes
constexpr std::string_view png = "\x89PNG\r\n\x1a\n";

}  // namespace

Logo read_logo(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content(most + 1, '\0');
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file.is_open() || file.bad())
    throw std::runtime_error(path + " cannot be read: " + std::generic_category().message(errno));
  content.resize(static_cast<std::size_t>(file.gcount()));
  if (content.size() > most) throw std::runtime_error(path + " is larger than 64 KiB");
  if (content.starts_with(png)) return {"operator.png", "image/png", std::move(content)};
  if (content.find("<svg") != content.npos) return {"operator.svg", "image/svg+xml", std::move(content)};
  throw std::runtime_error(path + " is neither a PNG nor an SVG file");
}

}  // namespace lethe::config
