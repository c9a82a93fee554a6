// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/incoming/loudest.hpp"

namespace lethe::audio {

namespace {

bool louder(const Candidate& a, const Candidate& b) {
  if (a.first != b.first) return a.first;
  return a.loudness < b.loudness;
}

bool gives_way(const Candidate& inside, const Candidate& outside, Time now) {
  if (!inside.audible) return true;
  if (inside.first != outside.first) return outside.first;
  return now - inside.since >= loudest_hold && outside.loudness + loudest_margin <= inside.loudness;
}

// The order of leaving: the inaudible, then the quietest of those who may leave at all.
bool goes_before(const Candidate& a, const Candidate& b, Time now) {
  if (a.audible != b.audible) return !a.audible;
  const bool held_a = now - a.since < loudest_hold, held_b = now - b.since < loudest_hold;
  if (a.first == b.first && held_a != held_b) return held_b;
  return louder(b, a);
}

}  // namespace

void choose_loudest(std::span<Candidate* const> candidates, std::size_t most, Time now) {
  std::size_t inside = 0;
  for (const Candidate* c : candidates) inside += c->chosen ? 1 : 0;
  // Each round changes one place and never the same one twice, so `most` rounds suffice.
  for (std::size_t round = 0; round < most; ++round) {
    Candidate *next = nullptr, *last = nullptr;
    for (Candidate* c : candidates) {
      if (c->chosen) {
        if (!last || goes_before(*c, *last, now)) last = c;
      } else if (c->audible && (!next || louder(*c, *next))) {
        next = c;
      }
    }
    if (!next) return;
    if (inside < most) {
      ++inside;
    } else {
      if (!last || !gives_way(*last, *next, now)) return;
      last->chosen = false;
    }
    next->chosen = true;
    next->since = now;
  }
}

}  // namespace lethe::audio
