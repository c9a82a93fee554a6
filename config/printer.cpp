// SPDX-License-Identifier: AGPL-3.0-or-later
#include <sstream>

#include "config/config.hpp"

namespace lethe::config {
namespace {

template <class T>
std::string value_text(const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    return "\"" + value + "\"";  // defaults need no escaping; a test reads them back
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    for (const auto& [e, name] : names(T{}))
      if (e == value) return std::string(name);
    return "";
  } else if constexpr (IsList<T>::value) {
    if (value.empty()) return "[]";
    std::string all;
    for (const auto& element : value) all += "\n  - " + value_text(element);
    return all;
  } else if constexpr (Section<T>) {
    std::string all;
    each_setting<T>([&](const auto& s) {
      all += (all.empty() ? "{" : ", ") + std::string(s.key) + ": " + value_text(value.*(s.member));
    });
    return all + "}";
  } else {
    return std::to_string(value);
  }
}

template <class T>
std::string allowed_values(const Allowed& allowed) {
  if constexpr (Section<T>) {
    return "";
  } else if constexpr (std::is_same_v<T, bool>) {
    return "true or false";
  } else if constexpr (std::is_enum_v<T>) {
    std::string all;
    for (const auto& [e, name] : names(T{})) all += (all.empty() ? "" : ", ") + std::string(name);
    return "one of " + all;
  } else if constexpr (std::is_same_v<T, std::string>) {
    const std::string form = form_text(allowed.form);
    return allowed.or_empty ? form + ", or empty" : form;
  } else if constexpr (IsList<T>::value) {
    const std::string each = allowed_values<typename T::value_type>({.form = allowed.form});
    return allowed_text(allowed, " entries") + (each.empty() ? "" : ", each " + each);
  } else {
    return allowed_text(allowed, "");
  }
}

template <Section T>
void print_section(const T& section, const std::string& indent, std::ostream& out);

// An example element of a list of sections, as comments.
template <Section T>
void print_element_comment(const std::string& indent, std::ostream& out) {
  const char* bullet = "- ";
  each_setting<T>([&](const auto& s) {
    using M = std::remove_cvref_t<decltype(std::declval<T>().*(s.member))>;
    out << indent << "#   " << bullet << s.key << ": …  " << s.sentence << " (" << allowed_values<M>(s.allowed)
        << ")\n";
    bullet = "  ";
  });
}

template <Section T>
void print_section(const T& section, const std::string& indent, std::ostream& out) {
  bool first = true;
  each_setting<T>([&](const auto& s) {
    const auto& value = section.*(s.member);
    using M = std::remove_cvref_t<decltype(value)>;
    if (!first) out << "\n";
    first = false;
    const std::string allowed = allowed_values<M>(s.allowed);
    out << indent << "# " << s.sentence << (allowed.empty() ? "" : " Allowed: " + allowed + ".") << "\n";
    if constexpr (Section<M>) {
      out << indent << s.key << ":\n";
      print_section(value, indent + "  ", out);
    } else {
      if constexpr (IsList<M>::value)
        if constexpr (Section<typename M::value_type>) print_element_comment<typename M::value_type>(indent, out);
      std::string text = value_text(value);
      for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 1 + indent.size())
        text.insert(at + 1, indent);
      out << indent << s.key << (text.front() == '\n' ? ":" : ": ") << text << "\n";
    }
  });
}

}  // namespace

std::string print() {
  std::ostringstream out;
  out << "# Configuration of Lethe. Lists every setting with its default. Leave out the settings that you do not "
         "change.\n\n";
  print_section(Config{}, "", out);
  return out.str();
}

}  // namespace lethe::config
