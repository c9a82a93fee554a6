// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/process/audit/run.hpp"

#include <sys/wait.h>

#include <cstdio>
#include <stdexcept>

namespace lethe::test {

Audit run_audit(const std::string& arguments, const std::string& before) {
  const std::string command = before + " tools/audit --json " + arguments;
  FILE* out = ::popen(command.c_str(), "r");
  if (out == nullptr) throw std::runtime_error("popen");
  std::string text;
  for (int c = std::fgetc(out); c != EOF; c = std::fgetc(out)) text += static_cast<char>(c);
  const int status = ::pclose(out);
  Audit audit{.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
              .said = text,
              .report = Json::parse(text, nullptr, false),
              .breaches = {}};
  if (audit.report.is_discarded()) audit.report = Json::object();
  for (const auto& finding : audit.report.value("findings", Json::array()))
    if (finding.at("result") == "breach") audit.breaches.push_back(finding.at("check"));
  return audit;
}

std::string Audit::text(const std::string& check) const {
  for (const auto& finding : report.value("findings", Json::array()))
    if (finding.at("check") == check) return finding.at("text");
  return {};
}

}  // namespace lethe::test
