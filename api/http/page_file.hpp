// SPDX-License-Identifier: AGPL-3.0-or-later
// The page and the contract as made by tools/page, built into the program. Read-only, any thread.
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
  std::string_view content, compressed /* as gzip does it */, type;
  std::string digest;  // of the content, as in its name
  std::string policy;  // Content-Security-Policy of a document
};

struct FoundFile {
  const PageFile* file = nullptr;  // null: there is no such file
  bool lasting = false;            // this name will never have other content
};
// "index.html", "main.js" or "main.0123456789ab.js". A page that was loaded before an update of the server asks by
// outdated digests; it gets the current files.
FoundFile find_page_file(std::string_view name);

// "main.js" -> "main.0123456789ab.js", for documents that refer to it.
std::string page_address(std::string_view name);

}  // namespace lethe::api
