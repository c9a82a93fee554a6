// SPDX-License-Identifier: AGPL-3.0-or-later
#include "config/config.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

namespace lethe::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::vector<std::string> findings(const std::string& text) { return load_text(text, "f.yaml").findings; }

TEST(Config, CommittedDefaultFileIsWhatTheProgramPrints) {
  std::ifstream file("config/default.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), print());
}

TEST(Config, DefaultFileHasNoFindingAndGivesTheDefaults) {
  const Loaded loaded = load("config/default.yaml");
  EXPECT_THAT(loaded.findings, IsEmpty());
  EXPECT_EQ(loaded.config.http.port, 8080);
  EXPECT_EQ(loaded.config.http.public_url, "");
  EXPECT_EQ(public_url(loaded.config, 8080), "http://127.0.0.1:8080");
  EXPECT_EQ(loaded.config.media.width, 1280);
  EXPECT_EQ(loaded.config.log.level, LogLevel::Info);
}

TEST(Config, ColoursOfTheOperatorMustBeReadable) {
  const auto with = [](const std::string& setting) { return findings("operator:\n  " + setting + "\n"); };
  for (const char* fine : {"colour: '#0b6b62'", "colour: '#000000'", "colour_dark: '#6fe3cf'", "colour: ''"})
    EXPECT_THAT(with(fine), IsEmpty()) << fine;
  EXPECT_THAT(
      with("colour: '#6fe3cf'"),
      ElementsAre("f.yaml:2: operator.colour: has a contrast of 1.4 with the background #f3f6f6; at least 4.5 is "
                  "needed, so take a darker one"));
  EXPECT_THAT(with("colour_dark: '#0b6b62'"), ElementsAre(HasSubstr("operator.colour_dark: has a contrast of ")));
  for (const char* none : {"colour: red", "colour: '#0B6B62'", "colour: '#0b6b6'", "colour_dark: '#0b6b62f'"})
    EXPECT_THAT(with(none), ElementsAre(HasSubstr("must be a colour such as #0b6b62"))) << none;
  EXPECT_EQ(text_on("#0b6b62"), "#ffffff");
  EXPECT_EQ(text_on("#6fe3cf"), "#000000");
}

TEST(Config, LinksOfTheOperatorAreAddressesOfTheWeb) {
  EXPECT_THAT(findings("operator:\n  imprint: https://example.org/impressum/?a=b\n"), IsEmpty());
  for (const char* none : {"javascript:alert(1)", "example.org", "'https://example.org/a b'", "'http://'"})
    EXPECT_THAT(findings("operator:\n  privacy: " + std::string(none) + "\n"),
                ElementsAre(HasSubstr("operator.privacy: must be an http or https address")))
        << none;
}

TEST(Config, EmptyFileGivesTheDefaults) {
  EXPECT_THAT(findings(""), IsEmpty());
  EXPECT_THAT(findings("# nothing\n"), IsEmpty());
}

TEST(Config, EverySettingIsRead) {
  const Loaded loaded = load_text(R"(
http: {address: "::1", port: 0, public_url: "https://meet.example.org", trusted_proxies: [127.0.0.1, "::1"], threads: 8}
api_keys:
  - name: school
    sha256: "0000000000000000000000000000000000000000000000000000000000000000"
    scopes: [rooms, participants, metrics]
media: {addresses: [192.0.2.1], port_min: 40000, port_max: 40100, tcp: true, width: 640, height: 360}
ice:
  servers:
    - urls: ["stun:stun.example.org"]
    - {urls: ["turn:turn.example.org?transport=udp"], username: u, credential: 12345}
    - {urls: ["turns:turn.example.org:443?transport=tcp"], secret: north}
log: {level: debug}
)",
                                  "f.yaml");
  EXPECT_THAT(loaded.findings, IsEmpty());
  const Config& c = loaded.config;
  EXPECT_EQ(c.http.address, "::1");
  EXPECT_EQ(c.http.port, 0);
  EXPECT_THAT(c.http.trusted_proxies, ElementsAre("127.0.0.1", "::1"));
  ASSERT_EQ(c.api_keys.size(), 1U);
  EXPECT_EQ(c.api_keys[0].name, "school");
  EXPECT_THAT(c.api_keys[0].scopes, ElementsAre(Scope::Rooms, Scope::Participants, Scope::Metrics));
  EXPECT_TRUE(c.media.tcp);
  EXPECT_EQ(c.media.port_max, 40'100);
  ASSERT_EQ(c.ice.servers.size(), 3U);
  EXPECT_EQ(c.ice.servers[1].credential, "12345");
  EXPECT_EQ(c.ice.servers[2].secret, "north");
  EXPECT_EQ(c.log.level, LogLevel::Debug);
}

TEST(Config, AllFindingsAreToldAtOnceWithLineKeyAndRange) {
  EXPECT_THAT(
      findings("http:\n"
               "  port: 70000\n"
               "  prot: 1\n"
               "  threads: many\n"
               "media:\n"
               "  tcp: maybe\n"
               "  fps: \"25\"\n"
               "log:\n"
               "  level: loud\n"),
      ElementsAre("f.yaml:2: http.port: must be a whole number from 0 to 65535",
                  "f.yaml:3: http.prot: is not known; did you mean port? allowed are address, port, "
                  "public_url, source_url, trusted_proxies, "
                  "body_limit, requests_per_minute, threads, queue, connections, event_streams, patience_seconds",
                  "f.yaml:4: http.threads: must be a whole number from 4 to 512",
                  "f.yaml:6: media.tcp: must be true or false",
                  "f.yaml:7: media.fps: must be a whole number from 1 to 60",
                  "f.yaml:9: log.level: must be one of debug, info, warning, error"));
}

TEST(Config, KeyGivenTwiceIsAFinding) {
  EXPECT_THAT(findings("http:\n  port: 1\n  port: 2\n"), ElementsAre("f.yaml:3: http.port: is given twice"));
}

TEST(Config, SectionThatIsNoMapIsAFinding) {
  EXPECT_THAT(findings("http: 8080\n"), ElementsAre("f.yaml:1: http: must be a map of settings"));
  EXPECT_THAT(findings("- http\n"), ElementsAre("f.yaml:1: must be a map of settings"));
  EXPECT_THAT(findings("http:\n"), ElementsAre("f.yaml:1: http: has no value"));
}

TEST(Config, TextOfTheWrongFormIsAFinding) {
  EXPECT_THAT(findings("http: {address: localhost}"), ElementsAre("f.yaml:1: http.address: must be an IP address"));
  EXPECT_THAT(findings("http: {address: [127.0.0.1]}"), ElementsAre("f.yaml:1: http.address: must be a text"));
  EXPECT_THAT(findings("http: {address: ''}"), ElementsAre("f.yaml:1: http.address: must be an IP address"));
  EXPECT_THAT(findings("http: {public_url: 'ftp://x'}"), ElementsAre(HasSubstr("http.public_url: must be the http")));
  for (const auto* path : {"http://x/", "https://x/meet", "http://x:8080/a/b", "https://"})
    EXPECT_THAT(findings("http: {public_url: '" + std::string(path) + "'}"),
                ElementsAre(HasSubstr("http.public_url: must be the http or https address of a host alone")))
        << path;
  EXPECT_THAT(findings("http: {public_url: 'http://[::1]:8080'}"), testing::IsEmpty());
  EXPECT_THAT(findings("http: {source_url: 'http://x/'}"), ElementsAre(HasSubstr("without a trailing slash")));
  EXPECT_THAT(findings("ice: {servers: [{urls: ['http://x']}]}"),
              ElementsAre(HasSubstr("ice.servers[0].urls[0]: must be an address that begins with stun:")));
}

TEST(Config, ApiKeyMustBeComplete) {
  EXPECT_THAT(findings("api_keys:\n- name: a\n"),
              ElementsAre("f.yaml:2: api_keys[0].sha256: is missing", "f.yaml:2: api_keys[0].scopes: is missing"));
  EXPECT_THAT(findings("api_keys:\n- {name: a, sha256: abc, scopes: [all]}\n"),
              ElementsAre("f.yaml:2: api_keys[0].sha256: must be 64 lower-case hexadecimal digits",
                          "f.yaml:2: api_keys[0].scopes[0]: must be one of rooms, participants, metrics"));
}

TEST(Config, TwoApiKeysOfOneNameAreAFinding) {
  EXPECT_THAT(findings("webhooks:\n- {url: https://example.org/hook, secret: whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY=, "
                       "events: [room.ended, room.deleted]}\n"),
              ElementsAre("f.yaml:2: webhooks[0].secret: must be whsec_ and the base64 of 24 to 64 random bytes",
                          "f.yaml:2: webhooks[0].events[1]: must be one of room.created, room.ended, "
                          "participant.joined, participant.left, participant.waiting"));
  const std::string key = "{name: a, sha256: " + std::string(64, 'a') + ", scopes: [rooms]}\n";
  EXPECT_THAT(findings("api_keys:\n- " + key + "- " + key),
              ElementsAre("f.yaml:3: api_keys[1].name: is already the name of another key"));
}

TEST(Config, PortsOfMediaMustFormARange) {
  EXPECT_THAT(findings("media:\n  port_min: 5000\n  port_max: 4000\n"),
              ElementsAre("f.yaml:3: media.port_max: must be at least media.port_min, or both must be 0"));
  EXPECT_THAT(findings("media: {port_max: 4000}"), ElementsAre(HasSubstr("media.port_max")));
}

TEST(Config, WhatCanOnlyBeJudgedTogetherIsToldWithTheRest) {
  EXPECT_THAT(findings("http: {port: x}\nmedia:\n  port_min: 5000\n  port_max: 4000\n  default_step: none\n"),
              ElementsAre(HasSubstr("http.port: must be"), HasSubstr("media.port_max: must be at least"),
                          HasSubstr("media.default_step: must be the name of a step")));
  EXPECT_THAT(findings("media:\n  port_min: 5000\n  port_max: many\n"), ElementsAre(HasSubstr("media.port_max")))
      << "what is wrong by itself is told once";
  EXPECT_THAT(findings("media: 5\ntls: {key: k}\n"),
              ElementsAre("f.yaml:1: media: must be a map of settings", HasSubstr("tls.key: must be given together")));
}

TEST(Config, SlipsThatYamlTakesForSomethingElseAreNamed) {
  EXPECT_THAT(findings("http:\n\tport: 8080\n"), ElementsAre("f.yaml:2: begins with a tab; YAML requires spaces"));
  for (const char* quote : {"\"", "'"})
    EXPECT_THAT(findings("http:\n  address: " + std::string(quote) + "127.0.0.1\n  port: 8080\nlog: {level: info}\n"),
                ElementsAre("f.yaml:2: a quote is opened here and not closed"));
  // What looks like one and is none.
  EXPECT_THAT(
      findings("http: {prot: 1} # it's\nstore: {path: it's}\nlog: {level: \"in\\\"fo\"}\nice: {servers: 'it''s'}\n"),
      ElementsAre(HasSubstr("f.yaml:1: http.prot"), HasSubstr("f.yaml:3: log.level"),
                  HasSubstr("f.yaml:4: ice.servers")));
  EXPECT_THAT(findings("store:\n  path: 'a\n    b'\n"), IsEmpty()) << "a text may have two lines";
}

TEST(Config, TheKeyThatWasProbablyMeantIsNamed) {
  EXPECT_THAT(findings("htpt: {}\n"), ElementsAre(HasSubstr("htpt: is not known; did you mean http? allowed")));
  EXPECT_THAT(findings("whatever: {}\n"), ElementsAre(HasSubstr("whatever: is not known; allowed are http,")));
}

TEST(Config, PublicUrlIsMadeOfWhatTheServerListensOn) {
  const auto made = [](const std::string& text, int port) { return public_url(load_text(text, "").config, port); };
  EXPECT_EQ(made("", 8080), "http://127.0.0.1:8080");
  EXPECT_EQ(made("http: {address: 0.0.0.0}", 8081), "http://127.0.0.1:8081");
  EXPECT_EQ(made("http: {address: '::'}", 80), "http://[::1]");
  EXPECT_EQ(made("{http: {address: 192.0.2.1}, tls: {certificate: a, key: b}}", 443), "https://192.0.2.1");
  EXPECT_EQ(made("http: {public_url: 'https://meet.example.org'}", 8080), "https://meet.example.org");
}

TEST(Config, PublicUrlThatWillProbablyNotWorkIsDoubted) {
  const auto doubts = [](const std::string& text) { return doubts_of_public_url(load_text(text, "").config); };
  EXPECT_THAT(doubts(""), IsEmpty());
  EXPECT_THAT(doubts("http: {port: 9000}"), IsEmpty());
  EXPECT_THAT(doubts("http: {address: 0.0.0.0}"),
              ElementsAre(HasSubstr("http://127.0.0.1:8080, which only this machine"), HasSubstr("https:// only")));
  EXPECT_THAT(doubts("http: {public_url: 'http://127.0.0.1:8080', port: 8081}"), ElementsAre(HasSubstr("port 8081")));
  EXPECT_THAT(doubts("{http: {public_url: 'http://localhost:8080'}, tls: {certificate: a, key: b}}"),
              ElementsAre(HasSubstr("with TLS")));
  EXPECT_THAT(doubts("http: {public_url: 'https://localhost', trusted_proxies: [127.0.0.1]}"), IsEmpty());
  EXPECT_THAT(doubts("http: {public_url: 'http://meet.example.org'}"), ElementsAre(HasSubstr("https:// only")));
  EXPECT_THAT(doubts("http: {public_url: 'https://meet.example.org'}"), IsEmpty());
  EXPECT_THAT(doubts("http: {public_url: 'http://abcdefghij.onion'}"), IsEmpty());
}

TEST(Config, OddCanvasIsAFinding) {
  EXPECT_THAT(findings("media: {width: 641}"),
              ElementsAre("f.yaml:1: media.width: must be a whole number from 160 to 1920, a multiple of 2"));
}

TEST(Config, LadderInTheFileReplacesTheDefaultOne) {
  const Loaded loaded = load_text(
      "media:\n  steps:\n"
      "  - {name: only, width: 640, height: 360, fps: 25, video_kbps: 300, audio_kbps: 24, audio_frame_ms: 40}\n"
      "  default_step: only\n",
      "f.yaml");
  EXPECT_THAT(loaded.findings, IsEmpty());
  ASSERT_EQ(loaded.config.media.steps.size(), 1u);
  EXPECT_EQ(loaded.config.media.steps[0].video_kbps, 300);
  EXPECT_EQ(loaded.config.media.steps[0].audio_frame_ms, 40);
}

TEST(Config, StepsThatCannotBeAreFindings) {
  EXPECT_THAT(findings("media:\n  steps:\n"
                       "  - {name: a, audio_kbps: 24, audio_frame_ms: 80}\n"
                       "  - {name: a, width: 640, height: 360, fps: 30, video_kbps: 9, audio_kbps: 24, "
                       "audio_frame_ms: 40}\n"),
              ElementsAre("f.yaml:3: media.steps[0].audio_frame_ms: must be 20, 40, 60 or 120",
                          "f.yaml:4: media.steps[1].name: is already the name of another step",
                          "f.yaml:4: media.steps[1].fps: must be at most media.fps",
                          "f.yaml:4: media.steps[1].width: must be at least 16 by 16 pixels at 1 fps and 10 kbps, or "
                          "all four must be 0",
                          HasSubstr("media.default_step: must be the name of a step")));
}

TEST(Config, AttendanceIsKeptFourteenDaysAtMost) {
  EXPECT_EQ(load_text("store: {retention_days: 14}", "f.yaml").config.store.retention_days, 14);
  EXPECT_EQ(load_text("store: {retention_days: 0}", "f.yaml").config.store.retention_days, 0);
  EXPECT_THAT(findings("store:\n  retention_days: 15\n"),
              ElementsAre("f.yaml:2: store.retention_days: must be a whole number from 0 to 14"));
}

TEST(Config, RegistrationByCodeNeedsOne) {
  EXPECT_THAT(
      findings("accounts:\n  registration: code\n"),
      ElementsAre("f.yaml:2: accounts.registration_code: must have at least 8 bytes when accounts.registration is "
                  "code"));
  EXPECT_THAT(findings("accounts: {registration: code, registration_code: 'open sesame'}"), IsEmpty());
}

TEST(Config, DatabaseIsFoundFromTheFolderOfTheFile) {
  EXPECT_EQ(load("config/default.yaml").config.store.path, "config/lethe.db");
}

TEST(Config, ListThatIsTooLongIsAFinding) {
  std::string many;
  for (int i = 0; i < 17; ++i) many += "127.0.0.1,";
  EXPECT_THAT(findings("media: {addresses: [" + many + "]}"),
              ElementsAre("f.yaml:1: media.addresses: must have from 0 to 16 entries"));
}

TEST(Config, BrokenYamlIsAFindingWithItsLine) {
  EXPECT_THAT(findings("http:\n  port: [1\n"), ElementsAre(StartsWith("f.yaml:3: is not valid YAML: ")));
  EXPECT_THAT(findings("a: &a [*b]\n"), ElementsAre(StartsWith("f.yaml:1: is not valid YAML: ")));
  EXPECT_THAT(findings("http: {}\n---\nlog: {}\n"), ElementsAre("f.yaml:3: must contain only one YAML document"));
}

TEST(Config, FileThatCannotBeReadIsAFinding) {
  EXPECT_THAT(load("/nowhere/lethe.yaml").findings,
              ElementsAre("/nowhere/lethe.yaml: cannot be read: No such file or directory"));
  EXPECT_THAT(load("/").findings, ElementsAre("/: cannot be read: Is a directory"));
  EXPECT_THAT(load("/dev/null").findings, IsEmpty());
}

}  // namespace
}  // namespace lethe::config
