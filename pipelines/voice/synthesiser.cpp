// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/voice/synthesiser.hpp"

#include <dlfcn.h>
#include <espeak-ng/espeak_ng.h>
#include <pthread.h>

#include <optional>
#include <stdexcept>

namespace {
std::optional<pthread_t> started;  // the last thread
}

// Two functions replace those that the library would find. It asks libpcaudio for a sound card even in callback mode,
// and would talk to the user's sound server.
struct audio_object;
extern "C" audio_object* create_audio_device_object(const char*, const char*, const char*);
extern "C" audio_object* create_audio_device_object(const char*, const char*, const char*) { return nullptr; }

// Records the thread that the library starts for its queue, because nothing else reports it.
extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                              void* argument) noexcept {
  const auto real = reinterpret_cast<decltype(&::pthread_create)>(::dlsym(RTLD_NEXT, "pthread_create"));
  const int error = real(thread, attributes, run, argument);
  if (error == 0) started = *thread;
  return error;
}

namespace lethe::voice {
namespace {

constexpr int block_ms = 60;         // block size that the library delivers
constexpr int words_a_minute = 165;  // slower than its 175, because the mix is also heard over thin links
constexpr const char* english = "en";

struct Saying {
  Resampler& resampler;
  const Synthesiser::Sink& sink;
};
Saying* saying = nullptr;  // the library passes no user data to its callback

// 1 ends the speech.
int take(short* samples, int count, espeak_EVENT*) {
  if (samples == nullptr || count <= 0) return 0;
  return saying->sink(saying->resampler.resample({samples, static_cast<std::size_t>(count)})) ? 0 : 1;
}

// Synchronous: the callback runs on this thread.
int library_rate() {
  espeak_ng_InitializePath(nullptr);
  const bool ready = espeak_ng_Initialize(nullptr) == ENS_OK &&
                     espeak_ng_InitializeOutput(ENOUTPUT_MODE_SYNCHRONOUS, block_ms, nullptr) == ENS_OK;
  if (!ready) throw std::runtime_error("voice: espeak-ng has no data");
  // It waits for work that never comes, and the walls require one thread.
  if (started) {
    ::pthread_cancel(*started);
    ::pthread_join(*started, nullptr);
  }
  return espeak_ng_GetSampleRate();
}

}  // namespace

Synthesiser::Synthesiser(const std::string& language) : resampler_(library_rate(), sample_rate) {
  if (espeak_ng_SetVoiceByName(language.c_str()) != ENS_OK && espeak_ng_SetVoiceByName(english) != ENS_OK)
    throw std::runtime_error("voice: espeak-ng has no voice");
  espeak_ng_SetParameter(espeakRATE, words_a_minute, 0);
  espeak_SetSynthCallback(take);
  say("a 1", [](auto) { return true; });
}

void Synthesiser::say(const std::string& text, const Sink& sink) {
  Saying now{resampler_, sink};
  saying = &now;
  espeak_ng_Synthesize(text.c_str(), text.size() + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, nullptr, nullptr);
  sink(resampler_.flush());
  saying = nullptr;
}

}  // namespace lethe::voice
