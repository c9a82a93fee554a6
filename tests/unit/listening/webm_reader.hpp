// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads WebM from memory with libavformat.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "pipelines/base/frame.hpp"

namespace lethe::listening {

struct ReadFrame {
  bool video = false, key = false;
  std::chrono::milliseconds at{};
  media::Bytes payload;
};

struct ReadFile {
  std::vector<std::string> codecs;                 // of the tracks
  int width = 0, height = 0;                       // of the picture
  std::string matrix, range, transfer, primaries;  // of its colours, as FFmpeg names them
  int channels = 0, sample_rate = 0;
  std::size_t bytes = 0;  // of all
  std::vector<ReadFrame> frames;

  std::vector<ReadFrame> of(bool video) const {
    std::vector<ReadFrame> found;
    for (const auto& frame : frames)
      if (frame.video == video) found.push_back(frame);
    return found;
  }
};

// Throws std::runtime_error when it is none.
ReadFile read_webm(const media::Bytes& bytes);

}  // namespace lethe::listening
