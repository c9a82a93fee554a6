// SPDX-License-Identifier: AGPL-3.0-or-later
// Offers of real clients, their agreements and answers, and every refusal.
#include <gmock/gmock.h>

#include "mcu/base/error.hpp"
#include "pipelines/sdp/sdp_answer.hpp"
#include "pipelines/secure/candidate.hpp"
#include "tests/unit/transport/sdp_samples.hpp"

namespace lethe::transport {
namespace {

using test::answer_to;
using test::chromium_offer;
using test::firefox_offer;
using test::node_listener_offer;
using test::replaced;
using test::without;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

struct Further {
  std::string mid, direction, line;
};

// Chromium's offer with more video sections, which differ from the first as told.
std::string with_video_sections(const std::vector<Further>& further) {
  const std::string first = chromium_offer();
  std::string offer = first, mids = "BUNDLE 0 1";
  for (const Further& one : further) {
    std::string section = replaced(first.substr(first.find("m=video")), "a=mid:1", "a=mid:" + one.mid);
    section = replaced(section, "a=sendrecv", "a=" + one.direction);
    offer += section + (one.line.empty() ? "" : one.line + "\r\n");
    mids += " " + one.mid;
  }
  return replaced(offer, "BUNDLE 0 1", mids);
}

TEST(SdpOfferTest, chromiums_offer_gives_opus_and_vp8_with_rtx) {
  const Agreement agreement = agree(parse_sdp(chromium_offer()));
  EXPECT_EQ(agreement.ice, (IceCredentials{"k3Zp", "yB+2qk1jX9w0d7VxLJt5mFhe"}));
  EXPECT_EQ(agreement.role, DtlsRole::Server);
  ASSERT_TRUE(agreement.audio && agreement.video);
  EXPECT_EQ(agreement.audio->format.payload_type, 111);
  EXPECT_EQ(agreement.audio->red->payload_type, 63);
  EXPECT_EQ(agreement.audio->source.ssrc, 1442351210u);
  EXPECT_EQ(agreement.audio->level_id, 1);
  EXPECT_EQ(agreement.video->format.payload_type, 96);
  EXPECT_EQ(agreement.video->rtx->payload_type, 97);
  EXPECT_EQ(agreement.video->source.ssrc, 2231627014u);
  EXPECT_EQ(agreement.video->source.rtx_ssrc, 632943048u);
  EXPECT_EQ(agreement.video->transport_cc_id, 3);
  EXPECT_EQ(agreement.video->mid_id, 4);
  const PeerInfo info = agreement.info();
  EXPECT_TRUE(info.sends_audio && info.sends_video && info.gets_audio && info.gets_video);
}

TEST(SdpOfferTest, firefoxs_bundle_only_section_is_taken) {
  const Sdp offer = parse_sdp(firefox_offer());
  EXPECT_FALSE(offer.sections[1].rejected);
  const Agreement agreement = agree(offer);
  ASSERT_TRUE(agreement.audio && agreement.video);
  EXPECT_EQ(agreement.ice.ufrag, "9e1f00aa");
  EXPECT_EQ(agreement.fingerprints.size(), 1u);
  EXPECT_EQ(agreement.video->format.payload_type, 120);
  EXPECT_EQ(agreement.video->rtx->payload_type, 124);
  EXPECT_EQ(agreement.video->source.rtx_ssrc, 4046532215u);
  EXPECT_EQ(offer.transport.candidates.size(), 2u);
  EXPECT_THAT(answer_to(firefox_offer()), HasSubstr("m=video 9 UDP/TLS/RTP/SAVPF 120 124 121 125\r\n"));
}

TEST(SdpOfferTest, a_listener_gets_and_gives_nothing) {
  const Agreement agreement = agree(parse_sdp(node_listener_offer()));
  const PeerInfo info = agreement.info();
  EXPECT_FALSE(info.sends_audio || info.sends_video);
  EXPECT_TRUE(info.gets_audio && info.gets_video);
  EXPECT_EQ(agreement.video->format.payload_type, 96) << "VP8, though the offer likes VP9 better";
  EXPECT_FALSE(agreement.video->rtx);
  const std::string answer = answer_to(node_listener_offer());
  EXPECT_THAT(answer, HasSubstr("a=sendonly\r\n"));
  EXPECT_THAT(answer, HasSubstr("a=group:BUNDLE audio video\r\n"));
  EXPECT_THAT(answer, HasSubstr("m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("b=TIAS")));
}

TEST(SdpOfferTest, h264_is_taken_only_without_vp8_and_constrained_baseline_first) {
  std::string offer = replaced(chromium_offer(), "VP8/90000", "VP5/90000");
  Agreement agreement = agree(parse_sdp(offer));
  EXPECT_EQ(agreement.video->codec, media::VideoCodec::H264);
  EXPECT_EQ(agreement.video->format.payload_type, 109);
  EXPECT_EQ(agreement.video->rtx->payload_type, 114);
  EXPECT_THAT(answer_to(offer),
              HasSubstr("a=fmtp:109 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n"));
  agreement = agree(parse_sdp(replaced(offer, "a=rtpmap:109 H264", "a=rtpmap:109 H265")));
  EXPECT_EQ(agreement.video->format.payload_type, 103) << "plain baseline";
}

TEST(SdpOfferTest, directions_are_mirrored) {
  const std::vector<std::tuple<std::string, std::string, bool, bool>> cases{{"sendrecv", "sendrecv", true, true},
                                                                            {"sendonly", "recvonly", true, false},
                                                                            {"recvonly", "sendonly", false, true},
                                                                            {"inactive", "inactive", false, false}};
  for (const auto& [theirs, ours, sends, gets] : cases) {
    const std::string offer = replaced(chromium_offer(), "a=sendrecv", "a=" + theirs);
    const PeerInfo info = agree(parse_sdp(offer)).info();
    EXPECT_EQ(info.sends_audio, sends) << theirs;
    EXPECT_EQ(info.gets_video, gets) << theirs;
    const std::string answer = answer_to(offer);
    EXPECT_THAT(answer, HasSubstr("a=" + ours + "\r\n"));
    EXPECT_EQ(answer.find("a=ssrc:11 ") != std::string::npos, gets) << theirs;
  }
}

TEST(SdpOfferTest, an_answer_agrees_to_no_direction_that_is_not_allowed) {
  const Directions sends{.gives = true, .gets = false}, watches{.gives = false, .gets = true};
  const auto with = [](const std::string& direction) {
    return parse_sdp(replaced(chromium_offer(), "a=sendrecv", "a=" + direction));
  };
  for (const char* theirs : {"sendrecv", "sendonly"}) {
    const PeerInfo info = agree(with(theirs), sends).info();
    EXPECT_TRUE(info.sends_audio && info.sends_video) << theirs;
    EXPECT_FALSE(info.gets_audio || info.gets_video) << theirs;
  }
  for (const char* theirs : {"sendrecv", "recvonly"}) {
    const PeerInfo info = agree(with(theirs), watches).info();
    EXPECT_FALSE(info.sends_audio || info.sends_video) << theirs;
    EXPECT_TRUE(info.gets_audio && info.gets_video) << theirs;
  }
  for (const auto& [theirs, allowed] : {std::pair{"recvonly", sends}, {"sendonly", watches}, {"inactive", sends}}) {
    try {
      agree(with(theirs), allowed);
      ADD_FAILURE() << theirs;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::UnacceptableSdp);
      EXPECT_THAT(error.detail(), HasSubstr(allowed.gives ? "something that is sent" : "something that is received"));
    }
  }
}

TEST(SdpOfferTest, an_unreadable_description_is_invalid) {
  const std::vector<std::pair<const char*, std::string>> cases{
      {"empty", ""},
      {"prose", "hello"},
      {"another version", replaced(chromium_offer(), "v=0", "v=1")},
      {"no origin", without(chromium_offer(), "o=-")},
      {"a stray line", chromium_offer() + "what is this\r\n"},
      {"a zero byte", chromium_offer() + std::string(1, '\0')},
      {"endless", chromium_offer() + std::string(70'000, 'a')},
      {"a payload type that is no number", replaced(chromium_offer(), "SAVPF 111", "SAVPF xyz")},
      {"a payload type beyond 127", replaced(chromium_offer(), "SAVPF 111", "SAVPF 1111")},
      {"an m= line without formats", replaced(chromium_offer(), "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126",
                                              "m=audio 9 UDP/TLS/RTP/SAVPF")},
      {"rtpmap without encoding", replaced(chromium_offer(), "a=rtpmap:111 opus/48000/2", "a=rtpmap:111")},
      {"a bad ssrc", replaced(chromium_offer(), "a=ssrc:1442351210", "a=ssrc:x")},
      {"a bad extension id", replaced(chromium_offer(), "a=extmap:1 ", "a=extmap:q ")},
      {"a bad fingerprint", replaced(chromium_offer(), "5A:2B", "5A-2B")},
      {"a short password", replaced(chromium_offer(), "yB+2qk1jX9w0d7VxLJt5mFhe", "short")},
      {"a bad user name", replaced(chromium_offer(), "k3Zp", "k 3")}};
  for (const auto& [name, text] : cases) {
    try {
      agree(parse_sdp(text));
      ADD_FAILURE() << name << " was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::InvalidSdp) << name << ": " << error.detail();
      EXPECT_FALSE(error.detail().empty()) << name;
    }
  }
}

TEST(SdpOfferTest, an_unacceptable_offer_is_refused_by_name_of_what_is_missing) {
  const std::string no_codec = replaced(
      replaced(replaced(replaced(chromium_offer(), "opus", "speex"), "VP8", "VP5"), "H264", "H265"), "VP9", "AV1");
  const std::vector<std::tuple<const char*, std::string, std::string>> cases{
      {"no sections", "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n", "an audio or video section"},
      {"no codec", no_codec, "Opus"},
      {"no video codec either", no_codec, "VP8, H.264"},
      {"no fingerprint", without(chromium_offer(), "a=fingerprint"), "fingerprint"},
      {"a weak fingerprint", replaced(chromium_offer(), "a=fingerprint:sha-256", "a=fingerprint:sha-1"), "fingerprint"},
      {"no user name", without(chromium_offer(), "a=ice-ufrag"), "ICE credentials"},
      {"no password", without(chromium_offer(), "a=ice-pwd"), "ICE credentials"},
      {"no rtcp-mux", without(chromium_offer(), "a=rtcp-mux"), "rtcp-mux"},
      {"no bundle", without(chromium_offer(), "a=group:BUNDLE"), "BUNDLE"},
      {"video outside the bundle", replaced(chromium_offer(), "BUNDLE 0 1", "BUNDLE 0"), "BUNDLE"},
      {"all rejected", replaced(replaced(chromium_offer(), "m=audio 9", "m=audio 0"), "m=video 9", "m=video 0"),
       "section"}};
  for (const auto& [name, text, missing] : cases) {
    try {
      agree(parse_sdp(text));
      ADD_FAILURE() << name << " was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::UnacceptableSdp) << name << ": " << error.detail();
      EXPECT_THAT(error.detail(), HasSubstr(missing)) << name;
    }
  }
}

TEST(SdpAnswerTest, the_answer_can_be_read_and_says_what_browsers_need) {
  const std::string text = answer_to(chromium_offer());
  const Sdp answer = parse_sdp(text);
  EXPECT_EQ(answer.transport.setup, "passive");
  EXPECT_THAT(answer.bundle, ElementsAre("0", "1"));
  ASSERT_EQ(answer.sections.size(), 2u);
  EXPECT_EQ(answer.sections[0].source.ssrc, 11u);
  EXPECT_EQ(answer.sections[1].source.ssrc, 22u);
  EXPECT_EQ(answer.sections[1].source.rtx_ssrc, 33u);
  EXPECT_EQ(answer.sections[1].source.cname, "name");
  EXPECT_EQ(answer.sections[1].bitrate_limit, 600'000);
  EXPECT_TRUE(answer.sections[1].rtcp_mux);
  EXPECT_EQ(answer.sections[1].formats.size(), 4u);
  EXPECT_THAT(text, HasSubstr("c=IN IP4 0.0.0.0\r\nb=AS:600\r\nb=TIAS:600000\r\n"));
  EXPECT_THAT(text, HasSubstr("a=fmtp:111 minptime=10;useinbandfec=1\r\n"));
  EXPECT_THAT(text, HasSubstr("a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("toffset")));
  EXPECT_EQ(answer.transport.candidates.size(), 1u);
}

TEST(SdpAnswerTest, vp9_comes_after_vp8_with_retransmissions_of_its_own) {
  const std::string answer = answer_to(chromium_offer());
  EXPECT_THAT(answer, HasSubstr("m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99\r\n"));
  EXPECT_THAT(answer, HasSubstr("a=rtpmap:98 VP9/90000\r\n"));
  EXPECT_THAT(answer, HasSubstr("a=fmtp:98 profile-id=0\r\n"));
  EXPECT_THAT(answer, HasSubstr("a=rtpmap:99 rtx/90000\r\na=fmtp:99 apt=98\r\n"));
  const PeerInfo info = agree(parse_sdp(chromium_offer())).info();
  EXPECT_EQ(info.codec, media::VideoCodec::Vp8);
  EXPECT_TRUE(info.gets_vp9);
  EXPECT_TRUE(agree(parse_sdp(firefox_offer())).info().gets_vp9) << "no profile means the first";
  EXPECT_THAT(answer_to(node_listener_offer()), HasSubstr("m=video 9 UDP/TLS/RTP/SAVPF 96 98\r\n"))
      << "VP8 first, though the offer likes VP9 better";
}

TEST(SdpAnswerTest, vp9_is_left_out_where_it_would_not_be_sent_or_not_be_understood) {
  const std::string offer = chromium_offer();
  const std::vector<std::pair<const char*, std::string>> cases{
      {"not offered", replaced(offer, "VP9/90000", "VP5/90000")},
      {"another profile", replaced(offer, "a=fmtp:98 profile-id=0", "a=fmtp:98 profile-id=2")},
      {"without retransmissions, which VP8 has", without(offer, "a=fmtp:99 apt=98")},
      {"nothing is sent", replaced(offer, "a=sendrecv", "a=sendonly")},
      {"beside H.264", replaced(offer, "VP8/90000", "VP5/90000")}};
  for (const auto& [name, text] : cases) {
    EXPECT_THAT(answer_to(text), Not(HasSubstr("VP9"))) << name;
    EXPECT_FALSE(agree(parse_sdp(text)).info().gets_vp9) << name;
  }
  const std::string screen = answer_to(with_video_sections({{"2", "sendrecv", ""}}));
  EXPECT_THAT(screen.substr(screen.rfind("m=video")), Not(HasSubstr("VP9"))) << "a screen";
  std::string two = replaced(offer, "SAVPF 96 97", "SAVPF 100 96 97");
  two = replaced(two, "a=rtpmap:98 VP9", "a=rtpmap:100 VP9/90000\r\na=fmtp:100 profile-id=2\r\na=rtpmap:98 VP9");
  EXPECT_EQ(agree(parse_sdp(two)).video->vp9->payload_type, 98) << "the profile that we have";
}

TEST(SdpAnswerTest, stereo_is_taken_where_it_is_offered) {
  for (const char* offered : {"stereo=1", "sprop-stereo=1", "stereo=1;sprop-stereo=1"}) {
    const auto offer = replaced(chromium_offer(), "useinbandfec=1", std::string("useinbandfec=1;") + offered);
    EXPECT_THAT(answer_to(offer), HasSubstr("a=fmtp:111 minptime=10;useinbandfec=1;stereo=1\r\n")) << offered;
  }
}

TEST(SdpOfferTest, the_second_video_section_is_the_screen_and_nothing_is_sent_in_it) {
  for (const char* theirs : {"sendrecv", "sendonly", "recvonly", "inactive"}) {
    const std::string offer = with_video_sections({{"2", theirs, ""}});
    const Agreement agreement = agree(parse_sdp(offer));
    ASSERT_TRUE(agreement.video && agreement.screen);
    EXPECT_EQ(agreement.video->mid, "1");
    EXPECT_EQ(agreement.screen->mid, "2");
    EXPECT_FALSE(agreement.screen->direction.send);
    EXPECT_EQ(agreement.info().sends_screen, std::string(theirs).starts_with("send")) << theirs;
    EXPECT_TRUE(agreement.info().sends_video && agreement.info().gets_video);
    const Sdp answer = parse_sdp(answer_to(offer));
    EXPECT_THAT(answer.bundle, ElementsAre("0", "1", "2"));
    EXPECT_FALSE(answer.sections[2].rejected);
    EXPECT_FALSE(answer.sections[2].direction.send);
    EXPECT_EQ(answer.sections[2].source.ssrc, 0u);
    EXPECT_EQ(answer.sections[1].bitrate_limit, 600'000);
    EXPECT_EQ(answer.sections[2].bitrate_limit, agreement.info().sends_screen ? 1'500'000 : 0) << theirs;
  }
}

TEST(SdpOfferTest, a_section_that_says_slides_is_the_screen_wherever_it_stands) {
  std::string offer = with_video_sections({{"2", "sendrecv", ""}});
  offer.insert(offer.find("a=mid:1\r\n"), "a=content:main,slides\r\n");
  const Agreement agreement = agree(parse_sdp(offer));
  ASSERT_TRUE(agreement.video && agreement.screen);
  EXPECT_EQ(agreement.screen->mid, "1");
  EXPECT_EQ(agreement.video->mid, "2");
}

TEST(SdpAnswerTest, further_sections_are_rejected_with_port_0) {
  const std::string offer =
      with_video_sections({{"2", "sendonly", ""}, {"3", "sendrecv", ""}, {"4", "sendonly", "a=content:slides"}});
  const std::string answer = answer_to(offer);
  EXPECT_THAT(answer, HasSubstr("a=group:BUNDLE 0 1 2\r\n"));
  EXPECT_THAT(answer, HasSubstr("m=video 0 "));
  EXPECT_EQ(parse_sdp(answer).sections.size(), 5u);
  EXPECT_TRUE(parse_sdp(answer).sections[3].rejected);
  EXPECT_TRUE(parse_sdp(answer).sections[4].rejected);
}

TEST(SdpAnswerTest, a_section_without_a_codec_does_not_take_the_others_down) {
  const std::string answer =
      answer_to(replaced(replaced(replaced(chromium_offer(), "VP8", "VP5"), "H264", "H265"), "VP9", "AV1"));
  EXPECT_THAT(answer, HasSubstr("a=group:BUNDLE 0\r\n"));
  EXPECT_THAT(answer, HasSubstr("m=video 0 "));
}

TEST(SdpFragmentTest, fragments_are_read_and_written) {
  const SdpFragment fragment = parse_fragment(
      "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"
      "a=candidate:1 1 udp 2130706431 192.0.2.1 61764 typ host\r\na=end-of-candidates\r\n");
  EXPECT_EQ(fragment.ice.ufrag, "EsAw");
  EXPECT_EQ(fragment.candidates.size(), 1u);
  const Agreement agreement = agree(parse_sdp(chromium_offer()));
  const SdpFragment again = parse_fragment(write_fragment(agreement, fragment.ice, fragment.candidates));
  EXPECT_EQ(again.ice, fragment.ice);
  EXPECT_EQ(again.candidates, fragment.candidates);
  EXPECT_THROW(parse_fragment("nonsense"), Error);
  EXPECT_THROW(parse_fragment("a=ice-ufrag:a b\r\n"), Error);
}

TEST(CandidateTest, only_numeric_candidates_of_the_first_component_are_taken) {
  const std::vector<std::pair<std::string, bool>> cases{
      {"candidate:1 1 udp 2130706431 192.0.2.1 61764 typ host", true},
      {"candidate:1 1 UDP 2130706431 2001:db8::1 61764 typ srflx raddr 0.0.0.0 rport 0", true},
      {"candidate:1 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active", true},
      {"candidate:1 1 udp 2130706431 4f0a.local 61764 typ host", false},
      {"candidate:1 2 udp 2130706431 192.0.2.1 61764 typ host", false},
      {"candidate:1 1 udp 2130706431 192.0.2.1 70000 typ host", false},
      {"candidate:1 1 tcp 1518280447 192.0.2.1 9 typ host", false},
      {"candidate:1 1 tcp 1518280447 192.0.2.1 9 typ host tcptype", false},
      {"candidate:1 1 tcp 1518280447 192.0.2.1 9 typ host tcptype odd", false},
      {"candidate:1 1 sctp 2130706431 192.0.2.1 6176 typ host", false},
      {"candidate:1 1 udp -1 192.0.2.1 6176 typ host", false},
      {"candidate:1 1 udp 2130706431 192.0.2.1 6176", false},
      {"candidate:", false},
      {"", false}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(is_numeric_candidate(text), expected) << text;
}

}  // namespace
}  // namespace lethe::transport
