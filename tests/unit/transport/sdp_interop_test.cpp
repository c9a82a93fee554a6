// SPDX-License-Identifier: AGPL-3.0-or-later
// Offers that are not from browsers: profiles, credentials, groups and directions, and what an answer repeats of its
// offer.
#include <gmock/gmock.h>

#include "mcu/base/error.hpp"
#include "pipelines/sdp/h264_profile.hpp"
#include "tests/unit/transport/sdp_samples.hpp"

namespace lethe::transport {
namespace {

using test::answer_to;
using test::chromium_offer;
using test::replaced;
using test::without;
using ::testing::HasSubstr;
using ::testing::Not;

using Profile = H264Format::Profile;

// The code and the detail of a refusal.
std::pair<Code, std::string> refusal(const std::string& offer, Directions allowed = {}) {
  try {
    agree(parse_sdp(offer), allowed);
  } catch (const Error& error) {
    return {error.code(), error.detail()};
  }
  return {Code::Internal, "it was taken"};
}

std::string with_h264(const std::string& parameters) {
  std::string offer = replaced(without(without(chromium_offer(), "a=rtpmap:103"), "a=rtpmap:107"), "VP8/", "VP5/");
  offer = replaced(offer, "VP9/", "VP5/");
  return replaced(offer, "a=fmtp:109 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
                  "a=fmtp:109 " + parameters);
}

TEST(SdpInteropTest, h264_profiles_are_those_of_rfc_6184) {
  const std::vector<std::pair<const char*, std::optional<Profile>>> cases{{"42e01f", Profile::ConstrainedBaseline},
                                                                          {"42c01f", Profile::ConstrainedBaseline},
                                                                          {"42601f", Profile::ConstrainedBaseline},
                                                                          {"4d801f", Profile::ConstrainedBaseline},
                                                                          {"58c01f", Profile::ConstrainedBaseline},
                                                                          {"42001f", Profile::Baseline},
                                                                          {"42801f", Profile::Baseline},
                                                                          {"42a01e", Profile::Baseline},
                                                                          {"58801f", Profile::Baseline},
                                                                          {"4d001f", Profile::Main},
                                                                          {"4d401f", Profile::Main},
                                                                          {"64001f", Profile::High},
                                                                          {"640c1f", Profile::High},
                                                                          {"58001f", std::nullopt},
                                                                          {"6e001f", std::nullopt},
                                                                          {"7a001f", std::nullopt},
                                                                          {"f4001f", std::nullopt},
                                                                          {"42e0", std::nullopt},
                                                                          {"42e01g", std::nullopt},
                                                                          {"-2e01f", std::nullopt}};
  for (const auto& [id, profile] : cases) {
    const SdpFormat format{.payload_type = 100,
                           .encoding = "H264",
                           .clock_rate = 90'000,
                           .parameters = "packetization-mode=1;profile-level-id=" + std::string(id),
                           .feedback = {}};
    const auto read = read_h264(format);
    ASSERT_EQ(read.has_value(), profile.has_value()) << id;
    if (!read) continue;
    EXPECT_EQ(read->profile, *profile) << id;
    EXPECT_THAT(answer_to(with_h264(format.parameters)),
                HasSubstr("a=fmtp:109 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=" +
                          std::string(id) + "\r\n"));
  }
}

TEST(SdpInteropTest, h264_in_single_units_is_taken_but_not_sent) {
  for (const char* parameters : {"profile-level-id=42e01f", "packetization-mode=0;profile-level-id=42e01f"}) {
    const PeerInfo info = agree(parse_sdp(with_h264(parameters))).info();
    EXPECT_TRUE(info.sends_video) << parameters;
    EXPECT_FALSE(info.gets_video) << "our units are larger than a packet";
    EXPECT_THAT(answer_to(with_h264(parameters)),
                HasSubstr("level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f\r\n"));
  }
  EXPECT_EQ(refusal(with_h264("packetization-mode=2;profile-level-id=42e01f"), {.gets = false}).first,
            Code::UnacceptableSdp);
}

TEST(SdpInteropTest, vp9_alone_is_taken_but_not_sent) {
  const std::string offer = replaced(replaced(chromium_offer(), "VP8/", "VP5/"), "H264/", "H265/");
  const Agreement agreement = agree(parse_sdp(offer));
  ASSERT_TRUE(agreement.video);
  EXPECT_EQ(agreement.video->codec, media::VideoCodec::Vp9);
  EXPECT_TRUE(agreement.info().sends_video);
  EXPECT_FALSE(agreement.info().gets_video);
  EXPECT_THAT(answer_to(offer), HasSubstr("a=rtpmap:98 VP9/90000\r\n"));
}

TEST(SdpInteropTest, each_section_may_have_its_own_transport) {
  std::string offer = chromium_offer();
  const auto video = offer.find("m=video");
  offer = replaced(replaced(offer.substr(0, video), "k3Zp", "audi"), "yB+2qk", "AUDIO+") + offer.substr(video);
  EXPECT_EQ(agree(parse_sdp(offer)).ice, (IceCredentials{"audi", "AUDIO+1jX9w0d7VxLJt5mFhe"}));
  const std::string refused = replaced(offer, "opus/", "speex/");
  EXPECT_EQ(agree(parse_sdp(refused)).ice, (IceCredentials{"k3Zp", "yB+2qk1jX9w0d7VxLJt5mFhe"}))
      << "those of the section that is taken";
}

TEST(SdpInteropTest, one_section_needs_no_bundle_and_no_mid) {
  std::string offer = chromium_offer();
  offer = without(without(offer.substr(0, offer.find("m=video")), "a=group:BUNDLE"), "a=mid:");
  const std::string answer = answer_to(offer);
  EXPECT_THAT(answer, Not(HasSubstr("a=group")));
  EXPECT_THAT(answer, Not(HasSubstr("a=mid")));
  EXPECT_EQ(agree(parse_sdp(offer)).audio->mid_id, 0) << "there is nothing to put into the extension";
  const std::string two = without(replaced(chromium_offer(), "VP8/", "VP5/"), "a=group:BUNDLE");
  EXPECT_THAT(refusal(two).second, HasSubstr("BUNDLE")) << "two are taken";
  EXPECT_EQ(parse_sdp(answer_to(replaced(two, "opus/", "speex/"))).sections.size(), 2U) << "one of two is taken";
}

TEST(SdpInteropTest, the_sessions_direction_is_that_of_sections_without_one) {
  std::string offer = replaced(without(chromium_offer(), "a=sendrecv"), "t=0 0\r\n", "t=0 0\r\na=recvonly\r\n");
  EXPECT_FALSE(agree(parse_sdp(offer)).info().sends_audio);
  offer = replaced(offer, "a=mid:1\r\n", "a=mid:1\r\na=sendonly\r\n");
  const PeerInfo info = agree(parse_sdp(offer)).info();
  EXPECT_TRUE(info.gets_audio && info.sends_video);
  EXPECT_FALSE(info.sends_audio || info.gets_video);
}

TEST(SdpInteropTest, a_device_is_taken_whole_or_not_at_all) {
  const Directions sends{.gives = true, .gets = false}, watches{.gives = false, .gets = true};
  const std::string no_picture =
      replaced(replaced(replaced(chromium_offer(), "VP8/", "VP5/"), "H264/", "H265/"), "VP9/", "AV1/");
  const std::string no_sound = replaced(chromium_offer(), "opus/", "speex/");
  EXPECT_NO_THROW(agree(parse_sdp(no_picture)));
  EXPECT_NO_THROW(agree(parse_sdp(no_sound)));
  for (const Directions allowed : {sends, watches}) {
    EXPECT_EQ(refusal(no_picture, allowed).first, Code::UnacceptableSdp);
    EXPECT_THAT(refusal(no_picture, allowed).second, HasSubstr("VP8, H.264"));
    EXPECT_THAT(refusal(no_sound, allowed).second, HasSubstr("Opus"));
    EXPECT_NO_THROW(agree(parse_sdp(chromium_offer()), allowed));
  }
  std::string third = chromium_offer();
  const std::string audio = third.substr(third.find("m=audio"), third.find("m=video") - third.find("m=audio"));
  third = replaced(third + replaced(audio, "a=mid:0", "a=mid:2"), "BUNDLE 0 1", "BUNDLE 0 1 2");
  EXPECT_NO_THROW(agree(parse_sdp(third)));
  EXPECT_THAT(refusal(third, sends).second, HasSubstr("more than one audio"));
}

TEST(SdpInteropTest, a_rejected_section_is_answered_with_one_format_and_a_transport) {
  std::string many = chromium_offer() + "m=video 9 UDP/TLS/RTP/SAVPF";
  for (int type = 0; type < 128; ++type) many += " " + std::to_string(type);
  const std::string answer =
      answer_to(many + "\r\na=mid:2\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:3\r\n");
  EXPECT_THAT(answer, HasSubstr("m=video 0 UDP/TLS/RTP/SAVPF 0\r\n"));
  const auto at = answer.find("m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n");
  ASSERT_NE(at, std::string::npos);
  for (const char* line : {"a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:sha-256 ", "a=setup:passive", "a=mid:3"})
    EXPECT_NE(answer.find(line, at), std::string::npos) << line;
}

TEST(SdpInteropTest, what_an_answer_repeats_is_short_text) {
  const std::string offer = chromium_offer(), long_one(4340, 'x'), dirty(4340, '\x01');
  const std::vector<std::pair<const char*, std::string>> cases{
      {"control characters", offer + "m=x 9 y " + dirty + "\r\n"},
      {"control characters in a line that is not read", offer + "a=x-" + dirty + "\r\n"},
      {"a delete", offer + "a=x-\x7f\r\n"},
      {"a long kind", offer + "m=" + long_one + " 9 y z\r\n"},
      {"a long protocol", offer + "m=x 9 " + long_one + " z\r\n"},
      {"a long format", offer + "m=x 9 y " + long_one + "\r\n"},
      {"a long mid", replaced(offer, "a=mid:1\r\n", "a=mid:" + long_one + "\r\n")},
      {"a mid that is no token", replaced(offer, "a=mid:1\r\n", "a=mid:\xc3\xa9\r\n")},
      {"a format that is no token", offer + "m=x 9 y \xff\r\n"}};
  for (const auto& [name, text] : cases) EXPECT_EQ(refusal(text).first, Code::InvalidSdp) << name;
  EXPECT_NO_THROW(parse_sdp(replaced(offer, "s=-", "s=R\xc3\xa9union"))) << "names may be UTF-8";
  EXPECT_THROW(parse_fragment("a=ice-ufrag:abcd\x01\r\n"), Error);
}

TEST(SdpInteropTest, what_makes_many_of_little_is_bounded) {
  std::string offer = chromium_offer() + "m=video 9 UDP/TLS/RTP/SAVPF";
  for (int i = 0; i < 10'000; ++i) offer += " 1";
  offer += "\r\n";
  while (offer.size() < 65'000) offer += "a=rtcp-fb:* x\r\n";
  const Sdp sdp = parse_sdp(offer);
  EXPECT_EQ(sdp.sections.back().formats.size(), 1U);
  EXPECT_LE(sdp.sections.back().formats[0].feedback.size(), 16U);
}

TEST(SdpInteropTest, a_mid_that_does_not_fit_into_the_extension_is_not_put_there) {
  const std::string name(20, 'v');
  const std::string offer =
      replaced(replaced(chromium_offer(), "a=mid:1\r\n", "a=mid:" + name + "\r\n"), "BUNDLE 0 1", "BUNDLE 0 " + name);
  const Agreement agreement = agree(parse_sdp(offer));
  EXPECT_EQ(agreement.video->mid, name);
  EXPECT_EQ(agreement.video->mid_id, 0);
  EXPECT_EQ(agreement.audio->mid_id, 4);
}

}  // namespace
}  // namespace lethe::transport
