// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/gst/gst_warm_up.hpp"

#include <malloc.h>

#include <cstdlib>
#include <mutex>

#include "mcu/base/error.hpp"
#include "pipelines/gst/element.hpp"

namespace lethe::gst {
namespace {

// The complete list. coreelements, which contains filesink, must never be on it.
constexpr const char* plugins[] = {LETHE_GST_PLUGINS "/libgstvpx.so", LETHE_GST_PLUGINS "/libgstx264.so"};
// With settings that make each encoder return its first picture at once, because encoding starts only then.
struct Form {
  const char* factory;
  const char* output;
  const char* property;
  const char* value;
};
constexpr Form encoders[] = {{"vp8enc", "video/x-vp8", "lag-in-frames", "0"},
                             {"vp9enc", "video/x-vp9", "lag-in-frames", "0"},
                             {"x264enc", "video/x-h264,stream-format=byte-stream", "tune", "zerolatency"}};

void load(const char* path) {
  GError* error = nullptr;
  const auto plugin = adopt(gst_plugin_load_file(path, &error));
  g_clear_error(&error);
  if (!plugin) throw Error(Code::Internal, std::string("cannot load ") + path);
}

void encode_once(const Form& form) {
  constexpr int size = 64;
  Element element(form.factory, {{form.property, form.value}},
                  adopt(gst_caps_from_string("video/x-raw,format=I420,width=64,height=64,framerate=25/1")),
                  adopt(gst_caps_from_string(form.output)));
  auto picture = adopt(gst_buffer_new_allocate(nullptr, size * size * 3 / 2, nullptr));
  gst_buffer_memset(picture.get(), 0, 128, size * size * 3 / 2);
  GST_BUFFER_PTS(picture.get()) = 0;
  GST_BUFFER_DURATION(picture.get()) = 40 * GST_MSECOND;
  if (element.push(std::move(picture)).empty())
    throw Error(Code::Internal, std::string("no picture of ") + form.factory);
}

void initialise() {
  // Read by gst_init and by orc's initialisation; nothing reads the environment later.
  setenv("GST_REGISTRY_DISABLE", "yes", 1);
  setenv("GST_REGISTRY_FORK", "no", 1);
  // orc would compile into executable pages that are mapped from files it creates; the sandbox allows neither.
  setenv("ORC_CODE", "backup", 1);
  GError* error = nullptr;
  const bool started = gst_init_check(nullptr, nullptr, &error);
  g_clear_error(&error);
  if (!started) throw Error(Code::Internal, "GStreamer does not start");
  for (const char* path : plugins) load(path);
  for (const Form& form : encoders) encode_once(form);
  malloc_trim(0);  // the encoders held 6 MB
}

}  // namespace

void warm_up() {
  static std::once_flag once;
  std::call_once(once, initialise);
}

}  // namespace lethe::gst
