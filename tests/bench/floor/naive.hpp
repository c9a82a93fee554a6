// SPDX-License-Identifier: AGPL-3.0-or-later
// The naive server: one GStreamer pipeline with a compositor, an audio mixer and encoders for each participant, as one
// would write it with gst-launch. Runs in a child process (bench_naive) with the installed GStreamer.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "tests/bench/crowd/clip.hpp"
#include "tests/bench/measuring/composite_look.hpp"

namespace lethe::bench {

// Cores at camera_fps: the pipeline runs unpaced over some seconds of media, so that it drops nothing however many
// cores it needs; its CPU time is divided by the pictures that it made. Nothing when an element is not installed.
std::optional<double> measure_naive(const Layout& layout, media::VideoCodec codec, int bitrate,
                                    std::span<const std::shared_ptr<const Clip>> clips);

}  // namespace lethe::bench
