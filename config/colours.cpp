// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>
#include <string_view>

#include "config/config.hpp"

namespace lethe::config {
namespace {

constexpr double least = 4.5;  // for text of usual size

// What text in the operator's colours stands on: --ground and --surface of api/web/style/style.css, in both schemes,
// and the bubbles of the chat. tests/e2e/page/common.test.mjs checks that they are those.
constexpr std::string_view light[] = {"#f3f6f6", "#ffffff"};
constexpr std::string_view dark[] = {"#0d1619", "#162226", "#24343a", "#17453f"};

// Relative luminance of #rrggbb, 0 to 1.
double luminance(std::string_view colour) {
  constexpr double weights[] = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double part = std::stoi(std::string(colour.substr(1 + 2 * i, 2)), nullptr, 16) / 255.0;
    sum += weights[i] * (part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

double contrast(std::string_view one, std::string_view other) {
  const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
  return (lighter + 0.05) / (darker + 0.05);
}

}  // namespace

std::string text_on(const std::string& colour) {
  constexpr std::string_view black = "#000000", white = "#ffffff";
  return std::string(contrast(colour, black) > contrast(colour, white) ? black : white);
}

std::vector<std::pair<std::string, std::string>> faults_of_colours(const Operator& house) {
  std::vector<std::pair<std::string, std::string>> faults;
  const auto look = [&](const char* key, const std::string& colour, auto& grounds, const char* advice) {
    for (const std::string_view ground : grounds)
      if (!colour.empty() && contrast(colour, ground) < least) {
        std::ostringstream sentence;
        sentence << "has a contrast of " << std::fixed << std::setprecision(1)
                 << std::floor(contrast(colour, ground) * 10) / 10 << " with the background " << ground << "; at least "
                 << least << " is needed, so take " << advice;
        faults.emplace_back(key, sentence.str());
        return;
      }
  };
  look("operator.colour", house.colour, light, "a darker one");
  look("operator.colour_dark", house.colour_dark, dark, "a lighter one");
  return faults;
}

}  // namespace lethe::config
