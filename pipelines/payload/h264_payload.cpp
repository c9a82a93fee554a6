// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/payload/h264_payload.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace lethe::transport {
namespace {

enum NalType : std::uint8_t { idr = 5, sei = 6, sps = 7, pps = 8, delimiter = 9, stap_a = 24, fu_a = 28 };
constexpr std::array<std::uint8_t, 4> start_code{0, 0, 0, 1};
constexpr std::uint8_t type_mask = 0x1f, fu_start = 0x80, fu_end = 0x40;

// Calls `each` with every NAL unit of a STAP-A; false when malformed.
template <class Each>
bool for_each_aggregated(View payload, Each each) {
  ByteReader in(payload.subspan(1));
  if (in.left() == 0) return false;
  while (in.left() > 0) {
    const View unit = in.take(in.u16());
    if (in.failed() || unit.empty() || (unit[0] & type_mask) == 0 || (unit[0] & type_mask) >= stap_a) return false;
    each(unit);
  }
  return true;
}

void append_unit(View unit, media::Bytes& frame) {
  frame.insert(frame.end(), start_code.begin(), start_code.end());
  frame.insert(frame.end(), unit.begin(), unit.end());
}

std::vector<View> units_of(View frame) {
  std::vector<View> units;
  std::size_t start = 0, i = 0;
  bool inside = false;
  auto end_at = [&](std::size_t end) {
    while (end > start && frame[end - 1] == 0) --end;  // trailing zeros belong to the next start code
    if (inside && end > start) units.push_back(frame.subspan(start, end - start));
  };
  while (i + 3 <= frame.size()) {
    if (frame[i] == 0 && frame[i + 1] == 0 && frame[i + 2] == 1) {
      end_at(i);
      start = i += 3;
      inside = true;
    } else {
      ++i;
    }
  }
  end_at(frame.size());
  return units;
}

void cut_long_unit(View unit, std::size_t most, bool last_unit, const PayloadOut& out) {
  const std::uint8_t type = unit[0] & type_mask;
  std::array<std::uint8_t, 2> head{static_cast<std::uint8_t>((unit[0] & 0xe0) | fu_a), 0};
  View rest = unit.subspan(1);
  const std::size_t room = most - head.size();
  for (bool first = true; !rest.empty(); first = false) {
    const std::size_t size = std::min(room, rest.size());
    const bool last = size == rest.size();
    head[1] = static_cast<std::uint8_t>(type | (first ? fu_start : 0) | (last ? fu_end : 0));
    out(head, rest.first(size), last && last_unit);
    rest = rest.subspan(size);
  }
}

bool is_parameter(View unit) {
  const int type = unit[0] & type_mask;
  return type == sps || type == pps || type == sei;
}

}  // namespace

std::optional<PayloadInfo> parse_h264(View payload) {
  if (payload.empty()) return std::nullopt;
  const std::uint8_t type = payload[0] & type_mask;
  PayloadInfo info;
  // Only parameter sets and delimiters certainly start an access unit; a key frame is one that brings its SPS.
  if (type == stap_a) {
    const bool sound = for_each_aggregated(payload, [&](View unit) {
      if ((unit[0] & type_mask) == sps) info = {true, true};
      if ((unit[0] & type_mask) == delimiter) info.begins = true;
    });
    if (!sound) return std::nullopt;
  } else if (type == fu_a) {
    if (payload.size() < 3) return std::nullopt;
    const std::uint8_t flags = payload[1];
    if ((flags & fu_start) != 0 && (flags & fu_end) != 0) return std::nullopt;
  } else if (type == 0 || type > 23) {
    return std::nullopt;
  } else {
    info.key = type == sps;
    info.begins = type == sps || type == delimiter;
  }
  return info;
}

bool append_h264(View payload, media::Bytes& frame) {
  if (!parse_h264(payload)) return false;
  const std::uint8_t type = payload[0] & type_mask;
  if (type == stap_a) return for_each_aggregated(payload, [&](View unit) { append_unit(unit, frame); });
  if (type != fu_a) {
    append_unit(payload, frame);
    return true;
  }
  const std::uint8_t flags = payload[1];
  if ((flags & fu_start) != 0) {
    const std::array<std::uint8_t, 1> header{static_cast<std::uint8_t>((payload[0] & 0xe0) | (flags & type_mask))};
    append_unit(header, frame);
  } else if (frame.empty()) {
    return false;  // middle of a unit whose start is missing
  }
  frame.insert(frame.end(), payload.begin() + 2, payload.end());
  return true;
}

void cut_h264(View frame, std::size_t most, const PayloadOut& out) {
  const std::vector<View> units = units_of(frame);
  for (std::size_t i = 0; i < units.size(); ++i) {
    std::size_t group = i, size = 1;
    while (group < units.size() && is_parameter(units[group]) && size + 2 + units[group].size() <= most)
      size += 2 + units[group++].size();
    if (group - i >= 2) {
      std::vector<std::uint8_t> aggregate{static_cast<std::uint8_t>((units[i][0] & 0xe0) | stap_a)};
      for (; i < group; ++i) {
        aggregate.push_back(static_cast<std::uint8_t>(units[i].size() >> 8));
        aggregate.push_back(static_cast<std::uint8_t>(units[i].size()));
        aggregate.insert(aggregate.end(), units[i].begin(), units[i].end());
      }
      out({}, aggregate, group == units.size());
      --i;
    } else if (units[i].size() <= most) {
      out({}, units[i], i + 1 == units.size());
    } else {
      cut_long_unit(units[i], most, i + 1 == units.size(), out);
    }
  }
}

}  // namespace lethe::transport
