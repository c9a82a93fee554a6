// SPDX-License-Identifier: AGPL-3.0-or-later
// Small versions of what a media process needs from its libraries. Each probe warms up before lock-down, on one thread,
// and does its work afterwards. The work returns a description of what went wrong, empty on success.
#pragma once

#include <string>

#include "pipelines/sandbox/tcp.hpp"

namespace lethe::sandbox {

std::string probe_system();  // threads, sockets, timers, memory: nothing to warm up

enum class Codec { Vp8, H264, Vp9 };
void warm_up_codecs();
std::string probe_codec(Codec codec);  // encodes with GStreamer's element, decodes with libavcodec, compares

void warm_up_ice();
std::string probe_ice(Tcp tcp);  // two libnice agents on loopback exchange a datagram; they may gather TCP too

void warm_up_srtp();
std::string probe_srtp();  // DTLS handshake in memory, then SRTP with its keys

}  // namespace lethe::sandbox
