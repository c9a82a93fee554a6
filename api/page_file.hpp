// SPDX-License-Identifier: AGPL-3.0-or-later
// The files of api/web and the contract, built into the program. Read-only, any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lethe::api {

struct EmbeddedFile {
  std::string_view name;
  const char* begin;
  const char* end;
};
std::span<const EmbeddedFile> embedded_files();  // generated

struct PageFile {
  std::string_view content, type;
  std::string etag;  // quoted
};
const PageFile* page_file(std::string_view name);  // "index.html"; none: no such file

}  // namespace lethe::api
