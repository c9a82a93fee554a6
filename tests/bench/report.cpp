// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

namespace lethe::bench {
namespace {

std::string cell(const Json& result, const std::string& path, int digits) {
  const auto at = Json::json_pointer(path);
  if (!result.contains(at) || !result[at].is_number()) return "–";
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, result[at].get<double>());
  return text;
}

struct Column {
  const char* title;
  const char* path;
  int digits;
};
constexpr Column columns[] = {
    {"people", "/participants", 0},   {"server", "/server_cores", 3},     {"floor", "/floor_cores", 3},
    {"naive", "/naive_cores", 2},     {"÷ floor", "/ratio_floor", 2},     {"÷ live", "/ratio_floor_live", 2},
    {"÷ naive", "/ratio_naive", 2},   {"marginal", "/marginal_cores", 4}, {"transport", "/transport_cores", 3},
    {"p50 ms", "/latency_ms/p50", 1}, {"p95 ms", "/latency_ms/p95", 1}};

using Row = std::vector<std::string>;

// Letters, not bytes.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

struct Line {
  std::string name, style;
  std::vector<std::pair<double, double>> points;
};

// The lines of one codec, in which a point missing in one result is left out.
std::vector<Line> lines_of(const std::vector<Json>& results, const std::string& codec) {
  std::vector<Line> lines{{"Lethe", "server", {}}, {"floor", "floor", {}}, {"naive GStreamer", "naive", {}}};
  const std::array paths{"server_cores", "floor_cores", "naive_cores"};
  for (const Json& result : results) {
    if (result.value("case", "") != "density" || result.value("codec", "") != codec) continue;
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (result.contains(paths[i])) lines[i].points.emplace_back(result["participants"], result[paths[i]]);
  }
  for (Line& line : lines) std::sort(line.points.begin(), line.points.end());
  std::erase_if(lines, [](const Line& line) { return line.points.empty(); });
  return lines;
}

constexpr double plot_left = 60, plot_top = 50, plot_width = 560, plot_height = 300;

struct Scale {
  double people, cores;
  double x(double value) const { return plot_left + value / people * plot_width; }
  double y(double value) const { return plot_top + plot_height - std::min(value / cores, 1.0) * plot_height; }
};

std::string text_at(double x, double y, const std::string& style, const std::string& text) {
  char place[64];
  std::snprintf(place, sizeof place, "<text x='%.1f' y='%.1f' class='%s'>", x, y, style.c_str());
  return place + text + "</text>\n";
}

std::string axes(const Scale& scale) {
  std::string svg;
  char line[160];
  for (int i = 0; i <= 4; ++i) {
    const double cores = scale.cores * i / 4;
    std::snprintf(line, sizeof line, "<line x1='%.0f' x2='%.0f' y1='%.1f' y2='%.1f' class='grid'/>\n", plot_left,
                  plot_left + plot_width, scale.y(cores), scale.y(cores));
    char number[16];
    std::snprintf(number, sizeof number, "%.2f", cores);
    svg += line + text_at(plot_left - 8, scale.y(cores) + 4, "right", number);
  }
  for (int people = 0; people <= scale.people; people += 5)
    svg += text_at(scale.x(people), plot_top + plot_height + 20, "middle", std::to_string(people));
  return svg + text_at(plot_left + plot_width / 2, plot_top + plot_height + 42, "middle", "participants") +
         text_at(plot_left, plot_top - 16, "left", "CPU cores of the whole server");
}

// What lies above the chart leaves it where it crosses the upper edge.
std::vector<std::pair<double, double>> within(const Line& line, const Scale& scale) {
  std::vector<std::pair<double, double>> points;
  for (const auto& [people, cores] : line.points) {
    if (cores > scale.cores) {
      if (points.empty()) break;
      const auto [x, y] = points.back();
      points.emplace_back(x + (people - x) * (scale.cores - y) / (cores - y), scale.cores);
      break;
    }
    points.emplace_back(people, cores);
  }
  return points;
}

std::string drawn(const Line& line, const Scale& scale) {
  const auto points = within(line, scale);
  if (points.empty()) return {};
  std::string svg = "<polyline class='" + line.style + "' points='";
  for (const auto& [people, cores] : points) {
    char point[48];
    std::snprintf(point, sizeof point, "%.1f,%.1f ", scale.x(people), scale.y(cores));
    svg += point;
  }
  return svg + "'/>\n" +
         text_at(scale.x(points.back().first) + 8, scale.y(points.back().second) + 4, "label " + line.style, line.name);
}

constexpr const char* style =
    "<style>text{font:13px sans-serif;fill:#333}.right{text-anchor:end}.middle{text-anchor:middle}"
    ".grid{stroke:#8888;stroke-width:1}polyline{fill:none;stroke-width:2.5}"
    "polyline.server{stroke:#1f77b4}polyline.floor{stroke:#2ca02c;stroke-dasharray:6 4}polyline.naive{stroke:#d62728}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}polyline.server{stroke:#6db3e8}polyline.floor{stroke:#7fd07f}"
    "polyline.naive{stroke:#f07070}}</style>\n";

}  // namespace

std::string table_of(const std::vector<Json>& results) {
  std::vector<Row> rows{{"case", "codec", "ok"}};
  for (const Column& column : columns) rows[0].push_back(column.title);
  for (const Json& result : results) {
    Row row{result.value("case", "?"), result.value("codec", "?"), result.value("ok", false) ? "yes" : "NO"};
    for (const Column& column : columns) row.push_back(cell(result, column.path, column.digits));
    if (result.contains("reason")) row.push_back(result["reason"]);
    rows.push_back(std::move(row));
  }
  std::string table;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::size_t widest = 0;
      for (const Row& other : rows)
        if (i < rows[0].size() && i < other.size()) widest = std::max(widest, width_of(other[i]));
      table += row[i] + std::string(std::max(widest, width_of(row[i])) - width_of(row[i]) + 2, ' ');
    }
    table.erase(table.find_last_not_of(' ') + 1);
    table += '\n';
  }
  return table;
}

std::string chart_of(const std::vector<Json>& results) {
  std::map<std::string, std::vector<Line>> groups;
  Scale scale{5, 0.25};
  for (const std::string codec : {"vp8", "h264"}) {
    auto lines = lines_of(results, codec);
    for (const Line& line : lines)
      for (const auto& [people, cores] : line.points) {
        scale.people = std::max(scale.people, std::ceil(people / 5) * 5);
        if (line.style != "naive") scale.cores = std::max(scale.cores, std::ceil(cores * 1.25 * 4) / 4);
      }
    if (!lines.empty()) groups[codec] = std::move(lines);
  }
  if (groups.empty()) return {};
  std::string svg =
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 760 410' role='img'>\n<title>CPU cores over "
      "participants</title>\n";
  svg += style + axes(scale);
  for (const auto& [codec, lines] : groups)
    for (Line line : lines) {
      if (groups.size() > 1) line.name += codec == "vp8" ? ", VP8" : ", H.264";
      svg += drawn(line, scale);
    }
  return svg + "</svg>\n";
}

}  // namespace lethe::bench
