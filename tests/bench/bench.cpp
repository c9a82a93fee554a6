// SPDX-License-Identifier: AGPL-3.0-or-later
// bench CASE [--participants N[,N…]] [--codec vp8|h264] [--seconds S] [--json FILE] [--no-naive]: see tools/bench.
// bench table FILE… [--svg FILE]
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "pipelines/gst/gst_warm_up.hpp"
#include "pipelines/transport/transport_warm_up.hpp"
#include "tests/bench/cases/bench_case.hpp"
#include "tests/bench/report.hpp"

namespace lethe::bench {
namespace {

struct Case {
  Json (*run)(const Options&);
  std::vector<int> participants;  // unless told otherwise
};

const std::map<std::string, Case>& cases() {
  static const std::map<std::string, Case> all{{"density", {density, {4, 9, 16, 25}}},
                                               {"listeners", {listeners, {100, 200}}},
                                               {"audio", {audio, {100, 300}}},
                                               {"latency", {latency, {9}}},
                                               {"join", {join, {9}}},
                                               {"keyframes", {keyframes, {9}}},
                                               {"steps", {steps, {9}}},
                                               {"hundred", {hundred, {100}}},
                                               {"rooms", {rooms, {40}}}};
  return all;
}

struct Arguments {
  std::string name, json;
  std::vector<int> participants;
  Options options;
};

[[noreturn]] void usage(const std::string& what) {
  std::string names;
  for (const auto& [name, one] : cases()) names += " " + name;
  throw std::invalid_argument(what +
                              "; usage: tools/bench CASE [--participants N[,N…]] [--codec vp8|h264] "
                              "[--seconds S] [--json FILE] [--no-naive], CASE one of" +
                              names);
}

int read_number(const std::string& text, int least, int most) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size() || value < least || value > most)
    usage("'" + text + "' is not a number from " + std::to_string(least) + " to " + std::to_string(most));
  return value;
}

Arguments read_arguments(const std::vector<std::string>& words) {
  Arguments arguments;
  if (words.empty() || !cases().contains(words[0])) usage(words.empty() ? "no case" : "no case '" + words[0] + "'");
  arguments.name = words[0];
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "--no-naive") {
      arguments.options.naive = false;
      continue;
    }
    if (i + 1 == words.size()) usage("'" + words[i] + "' needs a value or is unknown");
    const std::string& option = words[i];
    const std::string& value = words[++i];
    if (option == "--participants") {
      std::istringstream list(value);
      for (std::string one; std::getline(list, one, ',');) arguments.participants.push_back(read_number(one, 2, 300));
    } else if (option == "--codec" && (value == "vp8" || value == "h264")) {
      arguments.options.codec = value == "vp8" ? media::VideoCodec::Vp8 : media::VideoCodec::H264;
    } else if (option == "--seconds") {
      arguments.options.seconds = read_number(value, 1, 600);
    } else if (option == "--json") {
      arguments.json = value;
    } else {
      usage("'" + option + " " + value + "' is unknown");
    }
  }
  if (arguments.participants.empty()) arguments.participants = cases().at(arguments.name).participants;
  return arguments;
}

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  return "unknown";
}

Json run_one(const std::string& name, const Options& options) {
  Json result{{"case", name},
              {"participants", options.participants},
              {"codec", options.codec == media::VideoCodec::Vp8 ? "vp8" : "h264"},
              {"seconds", options.seconds},
              {"machine", {{"processor", processor()}, {"cores", std::thread::hardware_concurrency()}}}};
  try {
    result["ok"] = true;
    result.update(cases().at(name).run(options));
  } catch (const std::exception& fault) {
    result["ok"] = false;
    result["reason"] = fault.what();
  }
  return result;
}

// bench table FILE… [--svg FILE]
int table(const std::vector<std::string>& words) {
  std::vector<Json> results;
  std::string svg = "bench.svg";
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "--svg" && i + 1 < words.size()) {
      svg = words[++i];
      continue;
    }
    std::ifstream file(words[i]);
    const Json read = Json::parse(file, nullptr, false);
    if (read.is_discarded()) usage("'" + words[i] + "' is not a JSON file");
    for (const Json& result : read.is_array() ? read : Json::array({read})) results.push_back(result);
  }
  if (results.empty()) usage("no result to show");
  std::printf("%s", table_of(results).c_str());
  const std::string chart = chart_of(results);
  if (chart.empty()) return 0;
  std::ofstream file(svg);
  if (!(file << chart).flush()) throw std::runtime_error("cannot write " + svg);
  std::printf("\n%s\n", svg.c_str());
  return 0;
}

int run(const Arguments& arguments) {
  gst::warm_up();
  transport::warm_up();
  Json results = Json::array();
  bool ok = true;
  for (const int participants : arguments.participants) {
    Options options = arguments.options;
    options.participants = participants;
    results.push_back(run_one(arguments.name, options));
    ok = ok && results.back()["ok"].get<bool>();
    std::printf("%s\n", results.back().dump().c_str());
    std::fflush(stdout);
  }
  if (!arguments.json.empty()) {
    std::ofstream file(arguments.json);
    file << (results.size() == 1 ? results[0] : results).dump(2) << "\n";
    if (!file.flush()) throw std::runtime_error("cannot write " + arguments.json);
  }
  return ok ? 0 : 1;
}

}  // namespace
}  // namespace lethe::bench

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (!words.empty() && words[0] == "table") return lethe::bench::table(words);
    return lethe::bench::run(lethe::bench::read_arguments(words));
  } catch (const std::invalid_argument& wrong) {
    std::fprintf(stderr, "%s\n", wrong.what());
    return 2;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "bench: %s\n", failure.what());
    return 1;
  }
}
