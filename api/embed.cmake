# SPDX-License-Identifier: AGPL-3.0-or-later
# Writes a source that holds files as data: lethe_embed(OUTPUT FILE…), each FILE as name=path.
function(lethe_embed output)
  set(assembly "")
  set(externs "")
  set(rows "")
  set(paths "")
  set(number 0)
  foreach(file ${ARGN})
    string(REGEX MATCH "^([^=]+)=(.+)$" unused "${file}")
    set(symbol "lethe_embedded_${number}")
    string(APPEND assembly "asm(\".pushsection .rodata\\n${symbol}:\\n.incbin \\\"${CMAKE_MATCH_2}\\\"\\n${symbol}_end:\\n.byte 0\\n.popsection\\n\");\n")
    string(APPEND externs "extern \"C\" const char ${symbol}[], ${symbol}_end[];\n")
    string(APPEND rows "    {\"${CMAKE_MATCH_1}\", ${symbol}, ${symbol}_end},\n")
    list(APPEND paths "${CMAKE_MATCH_2}")
    math(EXPR number "${number} + 1")
  endforeach()
  file(CONFIGURE OUTPUT "${output}" CONTENT "// SPDX-License-Identifier: AGPL-3.0-or-later
// Generated.
#include \"api/http/page_file.hpp\"
${assembly}${externs}namespace lethe::api {
namespace {
const EmbeddedFile files[] = {
${rows}};
}  // namespace
std::span<const EmbeddedFile> embedded_files() { return files; }
}  // namespace lethe::api
" @ONLY)
  set_source_files_properties("${output}" PROPERTIES OBJECT_DEPENDS "${paths}")
endfunction()
