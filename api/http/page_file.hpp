// SPDX-License-Identifier: AGPL-3.0-or-later
// The page and the contract as tools/page makes them, built into the program. Read-only, any thread.
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
  std::string digest;  // of the content: what its name carries
  std::string policy;  // Content-Security-Policy of a document
};

struct FoundFile {
  const PageFile* file = nullptr;  // none: there is no such file
  bool lasting = false;            // this content and no other will ever have that name
};
// "index.html", "main.js" or "main.0123456789ab.js". A page that was loaded before the server was brought up to date
// asks for parts by digests that are no more: it gets the ones that there are.
FoundFile find_page_file(std::string_view name);

// "main.js" -> "main.0123456789ab.js", for documents that name it.
std::string page_address(std::string_view name);

}  // namespace lethe::api
