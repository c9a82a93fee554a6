// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/page_file.hpp"

#include <Poco/DigestEngine.h>
#include <openssl/sha.h>

#include <array>
#include <map>
#include <utility>

#include "mcu/base/base64.hpp"
#include "mcu/base/check.hpp"

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

constexpr std::string_view compressed_ending = ".gz";

std::string_view type_of(std::string_view name) {
  for (const auto& [ending, type] : types)
    if (name.ends_with(ending)) return type;
  return "application/octet-stream";
}

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Digest sha256(std::string_view text) {
  Digest digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return digest;
}

constexpr std::size_t digest_length = 12;  // in names, as in tools/page

std::string name_part(const Digest& digest) {
  return Poco::DigestEngine::digestToHex({digest.begin(), digest.end()}).substr(0, digest_length);
}

bool looks_like_digest(std::string_view part) {
  return part.size() == digest_length && part.find_first_not_of("0123456789abcdef") == part.npos;
}

// Nothing inline runs except the import map, which gives the names of modules.
std::string policy_of(std::string_view document) {
  constexpr std::string_view begin = "<script type=\"importmap\">";
  std::string scripts;
  if (const auto at = document.find(begin); at != document.npos) {
    const std::string_view map = document.substr(at + begin.size());
    const Digest digest = sha256(map.substr(0, map.find("</script>")));
    scripts =
        "script-src 'self' 'sha256-" + to_base64({reinterpret_cast<const char*>(digest.data()), digest.size()}) + "'; ";
  }
  return "default-src 'self'; " + scripts +
         "connect-src 'self'; img-src 'self' data: blob:; media-src 'self' blob: mediastream:; frame-ancestors 'none'; "
         "base-uri 'none'; form-action 'self'";
}

std::map<std::string, PageFile, std::less<>> load() {
  std::map<std::string, PageFile, std::less<>> files;
  for (const EmbeddedFile& file : embedded_files()) {
    const std::string_view content(file.begin, static_cast<std::size_t>(file.end - file.begin));
    std::string_view name = file.name;
    if (name.ends_with(compressed_ending)) {
      name.remove_suffix(compressed_ending.size());
      files[std::string(name)].compressed = content;
      continue;
    }
    PageFile& known = files[std::string(name)];
    known.content = content;
    known.type = type_of(name);
    known.digest = name_part(sha256(content));
    if (name.ends_with(".html")) known.policy = policy_of(content);
  }
  return files;
}

const PageFile* known(std::string_view name) {
  static const auto files = load();
  const auto at = files.find(name);
  return at == files.end() ? nullptr : &at->second;
}

}  // namespace

FoundFile find_page_file(std::string_view name) {
  if (const PageFile* file = known(name)) return {file, false};
  const auto ending = name.rfind('.');
  const auto middle = ending == name.npos || ending == 0 ? name.npos : name.rfind('.', ending - 1);
  if (middle == name.npos) return {};
  const std::string_view digest = name.substr(middle + 1, ending - middle - 1);
  if (!looks_like_digest(digest)) return {};
  const PageFile* file = known(std::string(name.substr(0, middle)).append(name.substr(ending)));
  return {file, file != nullptr && file->digest == digest};
}

std::string page_address(std::string_view name) {
  const PageFile* file = known(name);
  CHECK(file != nullptr);
  const auto ending = name.rfind('.');
  return std::string(name.substr(0, ending)).append(".").append(file->digest).append(name.substr(ending));
}

}  // namespace lethe::api
