// SPDX-License-Identifier: AGPL-3.0-or-later
// Offers with random changes, identical in every run: each is refused by name or answered, and the answer is short,
// printable, readable and fits its offer. LETHE_FUZZ_RUNS: their number (100,000; tools/test fuzz: 1,000,000).
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <random>

#include "mcu/base/error.hpp"
#include "tests/unit/transport/sdp_samples.hpp"

namespace lethe::transport {
namespace {

constexpr std::size_t answer_most = 40'000, offer_most = 80'000;
constexpr double seconds_most = 0.5;  // of processor time, for one

std::vector<std::string> samples() {
  using namespace test;
  const std::string chromium = chromium_offer();
  std::string whip = without(without(chromium.substr(0, chromium.find("m=video")), "a=group"), "a=mid");
  std::string simulcast =
      chromium + "a=rid:q send\r\na=rid:h send max-width=640\r\na=rid:f send\r\na=simulcast:send q;h;f\r\n";
  std::string h264 = replaced(replaced(chromium, "VP8/", "VP5/"), "VP9/", "VP5/");
  std::string vp9 = replaced(replaced(chromium, "VP8/", "VP5/"), "H264/", "H265/");
  std::string many = chromium;
  for (int i = 2; i < 30; ++i)
    many +=
        "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:" + std::to_string(i) + "\r\na=rtpmap:96 VP8/90000\r\na=rtcp-mux\r\n";
  return {chromium, firefox_offer(), node_listener_offer(), whip, simulcast, h264, vp9, many};
}

class Mutator {
 public:
  explicit Mutator(std::vector<std::string> bases) : bases_(std::move(bases)) {}

  std::string next() {
    std::string text = any(bases_);
    for (std::size_t left = below(6); left > 0; --left) change(text);
    if (text.size() > offer_most) text.resize(offer_most);
    return text;
  }
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

 private:
  const std::string& any(const std::vector<std::string>& all) { return all[below(all.size())]; }
  // Where a random line begins, and where the next one does.
  std::pair<std::size_t, std::size_t> line(const std::string& text) {
    const std::size_t at = below(text.size());
    const auto before = text.rfind('\n', at), after = text.find('\n', at);
    return {before == text.npos ? 0 : before + 1, after == text.npos ? text.size() : after + 1};
  }
  std::string word() {
    static const std::vector<std::string> words{"",
                                                "0",
                                                "-1",
                                                "65536",
                                                "4294967296",
                                                "99999999999999999999",
                                                "*",
                                                "a=",
                                                "m=video 9 x 96\r\n",
                                                "VP8",
                                                "H264",
                                                "VP9",
                                                "opus",
                                                "rtx",
                                                "sendonly",
                                                "\r",
                                                "\n",
                                                "\t",
                                                "\x01",
                                                "\x7f",
                                                "%n",
                                                "\xff",
                                                "\xc3\xa9",
                                                "profile-level-id=640c1f",
                                                ";",
                                                ":",
                                                "a=bundle-only\r\n",
                                                "apt=96",
                                                "a=group:BUNDLE 0 0 1\r\n",
                                                "a=setup:passive\r\n",
                                                "a=inactive\r\n",
                                                "a=content:slides\r\n"};
    return below(20) == 0 ? std::string(below(5000), static_cast<char>(below(256))) : any(words);
  }
  void change(std::string& text) {
    if (text.empty()) text = any(bases_);
    const std::size_t at = below(text.size());
    const auto [begin, end] = line(text);
    const std::string one = text.substr(begin, end - begin);
    switch (below(9)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        return;
      case 1:
        text.insert(at, word());
        return;
      case 2:
        text.erase(at, below(40));
        return;
      case 3:
        text.erase(begin, end - begin);
        return;
      case 4:
        text.insert(line(text).first, one);
        return;
      case 5: {  // goes on as another offer
        const std::string& other = any(bases_);
        text = text.substr(0, at) + other.substr(below(other.size()));
        return;
      }
      case 6:
        if (below(20) == 0)
          for (std::size_t left = below(3000); left > 0 && text.size() < offer_most; --left) text.insert(begin, one);
        return;
      case 7: {  // a number becomes another
        const auto digit = text.find_first_of("0123456789", at);
        if (digit == text.npos) return;
        text.replace(digit, text.find_first_not_of("0123456789", digit) - digit, word());
        return;
      }
      default: {  // a value becomes another
        const auto colon = one.find_first_of(": ");
        if (colon != one.npos) text.replace(begin + colon + 1, one.size() - colon - 1, word() + "\r\n");
      }
    }
  }

  std::vector<std::string> bases_;
  std::mt19937_64 random_{20'261'130};
};

void expect_sound(const std::string& text, const Sdp& offer) {
  ASSERT_LE(text.size(), answer_most);
  for (const char c : text) ASSERT_TRUE((c >= ' ' && c < 0x7f) || c == '\r' || c == '\n') << text;
  const Sdp answer = parse_sdp(text);  // an Error of it fails the test
  ASSERT_EQ(answer.sections.size(), offer.sections.size());
  bool any = false;
  for (std::size_t i = 0; i < answer.sections.size(); ++i) {
    ASSERT_EQ(answer.sections[i].media, offer.sections[i].media);
    ASSERT_EQ(answer.sections[i].mid, offer.sections[i].mid);
    any = any || !answer.sections[i].rejected;
    if (offer.sections[i].rejected) {
      ASSERT_TRUE(answer.sections[i].rejected);
    }
  }
  ASSERT_TRUE(any);
}

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

TEST(SdpMutationTest, every_offer_is_refused_by_name_or_answered_soundly) {
  const char* told = std::getenv("LETHE_FUZZ_RUNS");
  const long runs = told != nullptr ? std::atol(told) : 100'000;
  Mutator mutator(samples());
  const Directions ways[] = {{true, true}, {true, false}, {false, true}};
  long answered = 0, unreadable = 0, unacceptable = 0;
  for (long run = 0; run < runs && !HasFatalFailure(); ++run) {
    const std::string text = mutator.next();
    const double start = processor_seconds();
    try {
      const std::string answer = test::answer_to(text, ways[run % 3]);
      ++answered;
      expect_sound(answer, parse_sdp(text));
    } catch (const Error& error) {
      ASSERT_TRUE(error.code() == Code::InvalidSdp || error.code() == Code::UnacceptableSdp) << run;
      ASSERT_FALSE(error.detail().empty()) << run;
      ++(error.code() == Code::InvalidSdp ? unreadable : unacceptable);
    }
    try {
      parse_fragment(text);
    } catch (const Error& error) {
      ASSERT_EQ(error.code(), Code::InvalidSdp) << run;
    }
    ASSERT_LT(processor_seconds() - start, seconds_most) << "run " << run << ", " << text.size() << " bytes";
  }
  RecordProperty("answered", std::to_string(answered));
  // Each way is gone often, or the test shows nothing.
  EXPECT_GT(answered, runs / 5);
  EXPECT_GT(unreadable, runs / 20);
  EXPECT_GT(unacceptable, runs / 100);
}

}  // namespace
}  // namespace lethe::transport
