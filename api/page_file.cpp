// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/page_file.hpp"

#include <Poco/SHA2Engine.h>

#include <map>
#include <utility>

#include "api/etag.hpp"

namespace lethe::api {
namespace {

constexpr std::pair<std::string_view, std::string_view> types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".webmanifest", "application/manifest+json"},
    {".yaml", "application/yaml"},
};

std::string_view type_of(std::string_view name) {
  for (const auto& [ending, type] : types)
    if (name.ends_with(ending)) return type;
  return "application/octet-stream";
}

std::map<std::string_view, PageFile> load() {
  std::map<std::string_view, PageFile> files;
  for (const EmbeddedFile& file : embedded_files()) {
    const std::string_view content(file.begin, static_cast<std::size_t>(file.end - file.begin));
    Poco::SHA2Engine hash;
    hash.update(content.data(), content.size());
    const std::string digest = Poco::DigestEngine::digestToHex(hash.digest());
    files[file.name] = {content, type_of(file.name), strong_etag(digest.substr(0, 32))};
  }
  return files;
}

}  // namespace

const PageFile* page_file(std::string_view name) {
  static const auto files = load();
  const auto at = files.find(name);
  return at == files.end() ? nullptr : &at->second;
}

}  // namespace lethe::api
