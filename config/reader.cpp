// SPDX-License-Identifier: AGPL-3.0-or-later
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

#include "config/config.hpp"
#include "config/slips.hpp"

namespace lethe::config {
namespace {

// Reads nodes into values and collects all faults, so that they are reported at once.
class Reader {
 public:
  explicit Reader(std::string name) : name_(std::move(name)) {}

  std::vector<std::string> findings;
  std::map<std::string, int> lines;  // of the given settings

  // True if no fault was found in these: they can be judged together.
  bool fine(std::initializer_list<const char*> keys) const {
    return std::all_of(keys.begin(), keys.end(), [this](const std::string& key) {
      return std::none_of(wrong_.begin(), wrong_.end(), [&key](const std::string& one) {
        const std::string &inner = one.size() > key.size() ? one : key, &outer = one.size() > key.size() ? key : one;
        return inner.starts_with(outer) && (inner.size() == outer.size() || outer.empty() ||
                                            inner[outer.size()] == '.' || inner[outer.size()] == '[');
      });
    });
  }

  void wrong(int line, const std::string& key, const std::string& sentence) {
    wrong_.insert(key);
    findings.push_back(name_ + (line > 0 ? ":" + std::to_string(line) : "") + ": " + (key.empty() ? "" : key + ": ") +
                       sentence);
  }
  void wrong(const YAML::Node& node, const std::string& key, const std::string& sentence) {
    wrong(node.Mark().line + 1, key, sentence);
  }

  template <Section T>
  void read(const YAML::Node& node, const std::string& key, T& section, const Allowed&) {
    if (!node.IsMap()) return wrong(node, key, "must be a map of settings");
    std::set<std::string> seen;
    for (const auto& pair : node) {
      const std::string name = pair.first.IsScalar() ? pair.first.Scalar() : std::string();
      const std::string below = key.empty() ? name : key + "." + name;
      if (!seen.insert(name).second) {
        wrong(pair.first, below, "is given twice");
        continue;
      }
      if (pair.second.IsNull()) {
        wrong(pair.first, below, "has no value");
        continue;
      }
      lines.emplace(below, pair.first.Mark().line + 1);
      bool known = false;
      each_setting<T>([&](const auto& s) {
        if (name != s.key) return;
        known = true;
        read(pair.second, below, section.*(s.member), s.allowed);
      });
      if (!known) wrong(pair.first, below, unknown<T>(name));
    }
    last_seen_ = std::move(seen);
  }

  template <class T>
  void read(const YAML::Node& node, const std::string& key, std::vector<T>& list, const Allowed& allowed) {
    if (!node.IsSequence()) return wrong(node, key, "must be a list");
    const auto size = static_cast<std::int64_t>(node.size());
    if (size < allowed.least || size > allowed.most)
      return wrong(node, key, "must have " + allowed_text(allowed, " entries"));
    list.clear();
    for (std::size_t i = 0; i < node.size(); ++i) {
      const std::string below = key + "[" + std::to_string(i) + "]";
      read(node[i], below, list.emplace_back(), {.form = allowed.form});
      if constexpr (Section<T>)
        if (node[i].IsMap()) require_all<T>(node[i], below);
    }
  }

  void read(const YAML::Node& node, const std::string& key, std::string& text, const Allowed& allowed) {
    if (!node.IsScalar()) return wrong(node, key, "must be a text");
    const auto size = static_cast<std::int64_t>(node.Scalar().size());
    if (size < allowed.least || size > allowed.most)
      return wrong(node, key, "must be " + allowed_text(allowed, " bytes long"));
    if (!(allowed.or_empty && size == 0) && !has_form(node.Scalar(), allowed.form))
      return wrong(node, key, "must be " + form_text(allowed.form));
    text = node.Scalar();
  }

  void read(const YAML::Node& node, const std::string& key, int& number, const Allowed& allowed) {
    const std::string range = "must be a whole number " + allowed_text(allowed, "");
    if (!is_plain(node)) return wrong(node, key, range);
    const std::string& text = node.Scalar();
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size() || value < allowed.least || value > allowed.most ||
        value % allowed.step != 0)
      return wrong(node, key, range);
    number = static_cast<int>(value);
  }

  void read(const YAML::Node& node, const std::string& key, bool& flag, const Allowed&) {
    if (!is_plain(node) || (node.Scalar() != "true" && node.Scalar() != "false"))
      return wrong(node, key, "must be true or false");
    flag = node.Scalar() == "true";
  }

  template <class T>
  requires std::is_enum_v<T>
  void read(const YAML::Node& node, const std::string& key, T& value, const Allowed&) {
    std::string all;
    for (const auto& [e, name] : names(T{})) {
      if (node.IsScalar() && node.Scalar() == name) {
        value = e;
        return;
      }
      all += (all.empty() ? "" : ", ") + std::string(name);
    }
    wrong(node, key, "must be one of " + all);
  }

 private:
  // A quoted scalar is always text.
  static bool is_plain(const YAML::Node& node) { return node.IsScalar() && node.Tag() != "!"; }

  template <Section T>
  static std::string unknown(const std::string& name) {
    std::vector<std::string> keys;
    each_setting<T>([&](const auto& s) { keys.emplace_back(s.key); });
    std::string all;
    for (const auto& key : keys) all += (all.empty() ? "" : ", ") + key;
    const std::string meant = nearest(name, keys);
    return "is not known; " + (meant.empty() ? "" : "did you mean " + meant + "? ") + "allowed are " + all;
  }

  // In an element of a list, settings that may not be empty have no default.
  template <Section T>
  void require_all(const YAML::Node& node, const std::string& key) {
    const auto seen = last_seen_;
    each_setting<T>([&](const auto& s) {
      const bool optional = s.allowed.least == 0 && (s.allowed.form == Form::Any || s.allowed.or_empty);
      if (!optional && !seen.contains(s.key)) wrong(node, key + "." + s.key, "is missing");
    });
  }

  std::string name_;
  std::set<std::string> wrong_;      // keys
  std::set<std::string> last_seen_;  // keys of the section read last
};

// Line of a top-level setting "section.key", for faults that concern several settings.
int line_of(const YAML::Node& root, const char* section, const char* key) {
  const YAML::Node below = root[section];
  const YAML::Node node = below.IsMap() ? below[key] : below;
  return node.IsDefined() ? node.Mark().line + 1 : 0;
}

void check_steps(const YAML::Node& root, const Media& media, Reader& reader) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < media.steps.size(); ++i) {
    const Step& step = media.steps[i];
    const auto wrong = [&](const std::string& key, const std::string& sentence) {
      const YAML::Node steps = root["media"].IsMap() ? root["media"]["steps"] : YAML::Node();
      const int line =
          steps.IsDefined() && steps.IsSequence() ? steps[i].Mark().line + 1 : line_of(root, "media", "fps");
      reader.wrong(line, "media.steps[" + std::to_string(i) + "]." + key, sentence);
    };
    if (!names.insert(step.name).second) wrong("name", "is already the name of another step");
    if (step.fps > media.fps) wrong("fps", "must be at most media.fps");
    if (step.audio_frame_ms == 80 || step.audio_frame_ms == 100) wrong("audio_frame_ms", "must be 20, 40, 60 or 120");
    const bool none = step.width == 0 && step.height == 0 && step.fps == 0 && step.video_kbps == 0;
    if (!none && (step.width < 16 || step.height < 16 || step.fps < 1 || step.video_kbps < 10))
      wrong("width", "must be at least 16 by 16 pixels at 1 fps and 10 kbps, or all four must be 0");
  }
  if (!names.contains(media.default_step))
    reader.wrong(line_of(root, "media", "default_step"), "media.default_step", "must be the name of a step");
  for (const auto& [key, name] : {std::pair{"max_step_moderator", media.max_step_moderator},
                                  std::pair{"max_step_participant", media.max_step_participant},
                                  std::pair{"max_step_viewer", media.max_step_viewer}})
    if (!name.empty() && !names.contains(name))
      reader.wrong(line_of(root, "media", key), std::string("media.") + key, "must be the name of a step, or empty");
}

// Judges only settings without faults of their own.
void check_together(const YAML::Node& root, const Config& config, Reader& reader) {
  if (!root.IsMap()) return;
  const Media& media = config.media;
  if (reader.fine({"media.port_min", "media.port_max"}) &&
      (media.port_min > media.port_max || (media.port_min == 0) != (media.port_max == 0)))
    reader.wrong(line_of(root, "media", "port_max"), "media.port_max",
                 "must be at least media.port_min, or both must be 0");
  if (reader.fine({"tls.certificate", "tls.key"}) && config.tls.certificate.empty() != config.tls.key.empty())
    reader.wrong(line_of(root, "tls", "key"), "tls.key", "must be given together with tls.certificate");
  if (reader.fine({"media.steps", "media.fps"})) check_steps(root, media, reader);
  const std::string& onion = config.onion.address;
  if (!onion.empty() &&
      (!onion.ends_with(".onion") || onion.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567.-") != onion.npos))
    reader.wrong(line_of(root, "onion", "address"), "onion.address", "must be a name that ends in .onion, or empty");
  if (reader.fine({"accounts.registration", "accounts.registration_code"}) &&
      config.accounts.registration == Registration::Code && config.accounts.registration_code.size() < 8)
    reader.wrong(line_of(root, "accounts", "registration"), "accounts.registration_code",
                 "must have at least 8 bytes when accounts.registration is code");
  if (reader.fine({"operator.colour", "operator.colour_dark"}))
    for (const auto& [key, sentence] : faults_of_colours(config.house))
      reader.wrong(line_of(root, "operator", key.substr(key.find('.') + 1).c_str()), key, sentence);
  if (!reader.fine({"api_keys"})) return;
  std::set<std::string> key_names;
  for (std::size_t i = 0; i < config.api_keys.size(); ++i)
    if (!key_names.insert(config.api_keys[i].name).second)
      reader.wrong(root["api_keys"][i], "api_keys[" + std::to_string(i) + "].name",
                   "is already the name of another key");
}

}  // namespace

Loaded load_text(const std::string& text, const std::string& name) {
  Loaded loaded;
  Reader reader(name);
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.size() > 1) reader.wrong(documents[1], "", "must contain only one YAML document");
    if (!documents.empty() && !documents[0].IsNull()) {
      reader.read(documents[0], "", loaded.config, {});
      check_together(documents[0], loaded.config, reader);
    }
  } catch (const YAML::Exception& e) {
    reader.wrong(e.mark.line + 1, "", "is not valid YAML: " + e.msg);
  }
  // The parser's message about the rest would not help.
  if (const auto slip = slip_in(text); slip && !reader.findings.empty()) {
    reader.findings.clear();
    reader.wrong(slip->line, "", slip->sentence);
  }
  loaded.findings = std::move(reader.findings);
  loaded.name = name;
  loaded.lines = std::move(reader.lines);
  return loaded;
}

std::string Loaded::finding(const std::string& key, const std::string& sentence) const {
  const auto line = lines.find(key.substr(0, key.find('[')));
  return (name.empty() ? "" : name + (line == lines.end() ? "" : ":" + std::to_string(line->second)) + ": ") + key +
         ": " + sentence;
}

Loaded load(const std::string& path) {
  std::error_code no_folder;
  std::ifstream file(path, std::ios::binary);
  const auto unreadable = [&](int error) {
    Loaded none;
    none.findings = {path + ": cannot be read: " + std::generic_category().message(error)};
    return none;
  };
  if (!file) return unreadable(errno);
  if (std::filesystem::is_directory(path, no_folder)) return unreadable(EISDIR);
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) return unreadable(errno);
  Loaded loaded = load_text(text.str(), path);
  const auto folder = std::filesystem::path(path).parent_path();
  loaded.config.store.path = folder / loaded.config.store.path;
  for (auto* file_name :
       {&loaded.config.tls.certificate, &loaded.config.tls.key, &loaded.config.onion.socket, &loaded.config.house.logo})
    if (!file_name->empty()) *file_name = folder / *file_name;
  return loaded;
}

}  // namespace lethe::config
