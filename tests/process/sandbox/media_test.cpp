// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything that the media process needs still works behind the walls, with the real libraries.
#include <gtest/gtest.h>

#include "tests/process/sandbox/probes.hpp"
#include "tests/process/sandbox/sandboxed_child.hpp"

namespace lethe::sandbox {
namespace {

TEST(BehindTheWalls, ThreadsSocketsTimeAndMemoryWork) {
  EXPECT_EQ(run_sandboxed([] {}, probe_system), "");
}

TEST(BehindTheWalls, Vp8IsEncodedAndDecoded) {
  EXPECT_EQ(run_sandboxed(warm_up_codecs, [] { return probe_codec(Codec::Vp8); }), "");
}

TEST(BehindTheWalls, H264IsEncodedAndDecoded) {
  EXPECT_EQ(run_sandboxed(warm_up_codecs, [] { return probe_codec(Codec::H264); }), "");
}

TEST(BehindTheWalls, Vp9IsEncoded) {
  EXPECT_EQ(run_sandboxed(warm_up_codecs, [] { return probe_codec(Codec::Vp9); }), "");
}

TEST(BehindTheWalls, IceConnectsOverUdp) {
  EXPECT_EQ(run_sandboxed(warm_up_ice, [] { return probe_ice(Tcp::Denied); }), "");
}

TEST(BehindTheWalls, IceDoesWithoutTcpWhereItIsDenied) {
  EXPECT_EQ(run_sandboxed(warm_up_ice, [] { return probe_ice(Tcp::Allowed); }), "");
}

TEST(BehindTheWalls, IceListensOnTcpWhereItIsAllowed) {
  EXPECT_EQ(run_sandboxed(
                warm_up_ice, [] { return probe_ice(Tcp::Allowed); }, Tcp::Allowed),
            "");
}

TEST(BehindTheWalls, DtlsShakesHandsAndSrtpProtects) { EXPECT_EQ(run_sandboxed(warm_up_srtp, probe_srtp), ""); }

TEST(BehindTheWalls, AllOfItWorksInOneProcess) {
  const auto warm_up = [] {
    warm_up_codecs();
    warm_up_ice();
    warm_up_srtp();
  };
  const auto work = [] {
    return probe_system() + probe_codec(Codec::Vp8) + probe_codec(Codec::H264) + probe_codec(Codec::Vp9) +
           probe_ice(Tcp::Denied) + probe_srtp();
  };
  EXPECT_EQ(run_sandboxed(warm_up, work), "");
}

}  // namespace
}  // namespace lethe::sandbox
