// SPDX-License-Identifier: AGPL-3.0-or-later
// bench_naive: reads clips from standard input (naive.cpp), runs them through one pipeline, and prints how many cores
// this would need at the clips' frame rate. Exit status 1 when an element is missing or fails.
#include <gst/gst.h>
#include <sys/resource.h>

#include <cstdint>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "mcu/base/fields.hpp"

namespace {

using lethe::Json;

std::uint32_t read_number() {
  std::uint32_t value = 0;
  std::cin.read(reinterpret_cast<char*>(&value), sizeof value);
  return value;
}

std::vector<std::string> read_units() {
  std::vector<std::string> units(read_number());
  for (std::string& unit : units) {
    unit.resize(read_number());
    std::cin.read(unit.data(), static_cast<std::streamsize>(unit.size()));
  }
  return units;
}

std::string pipeline_text(const Json& work) {
  const bool vp8 = work["codec"] == "vp8";
  const auto fps = std::to_string(work["fps"].get<int>());
  const int bitrate = work["bitrate"];
  const std::string decoder = vp8 ? "vp8dec" : "h264parse ! avdec_h264 max-threads=1";
  const std::string encoder =
      vp8 ? "vp8enc deadline=1 cpu-used=8 threads=1 end-usage=cbr lag-in-frames=0 keyframe-max-dist=100000 "
            "target-bitrate=" +
                std::to_string(bitrate * 1000)
          : "x264enc tune=zerolatency speed-preset=superfast threads=1 key-int-max=100000 bitrate=" +
                std::to_string(bitrate);
  const std::string caps = vp8 ? "video/x-vp8" : "video/x-h264,stream-format=byte-stream,alignment=au";
  std::ostringstream text;
  text << "compositor name=picture background=black";
  int pad = 0;
  for (const Json& tile : work["tiles"]) {
    const std::string sink = " sink_" + std::to_string(pad++) + "::";
    text << sink << "xpos=" << tile["x"] << sink << "ypos=" << tile["y"] << sink << "width=" << tile["width"] << sink
         << "height=" << tile["height"];
  }
  text << " ! video/x-raw,format=I420,width=" << work["width"] << ",height=" << work["height"] << ",framerate=" << fps
       << "/1 ! tee name=pictures audiomixer name=sound ! audioconvert ! audio/x-raw,rate=48000,channels=1 ! tee "
          "name=sounds ";
  for (int i = 0; i < pad; ++i) {
    text << "appsrc name=video" << i << " format=time max-bytes=0 caps=" << caps
         << ",width=640,height=360,framerate=" << fps << "/1 ! " << decoder << " ! queue ! picture.sink_" << i
         << " pictures. ! queue ! " << encoder << " ! fakesink name=out" << i << " async=false sync=false "
         << "appsrc name=audio" << i
         << " format=time max-bytes=0 caps=audio/x-opus,rate=48000,channels=1,channel-mapping-family=0 ! opusdec ! "
            "queue ! sound. sounds. ! queue ! opusenc bitrate=32000 ! fakesink async=false sync=false ";
  }
  return text.str();
}

// All of it at once; the source hands it on as fast as the pipeline takes it.
void feed(GstElement* pipeline, const std::string& name, const std::vector<std::string>& units, GstClockTime each) {
  GstElement* source = gst_bin_get_by_name(GST_BIN(pipeline), name.c_str());
  GstClockTime at = 0;
  GstFlowReturn flow = GST_FLOW_OK;
  for (const std::string& unit : units) {
    GstBuffer* buffer = gst_buffer_new_memdup(unit.data(), unit.size());
    GST_BUFFER_PTS(buffer) = at;
    GST_BUFFER_DURATION(buffer) = each;
    at += each;
    g_signal_emit_by_name(source, "push-buffer", buffer, &flow);
    gst_buffer_unref(buffer);
  }
  g_signal_emit_by_name(source, "end-of-stream", &flow);
  gst_object_unref(source);
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

GstPadProbeReturn count(GstPad*, GstPadProbeInfo*, gpointer pictures) {
  ++*static_cast<int*>(pictures);
  return GST_PAD_PROBE_OK;
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  std::string head;
  std::getline(std::cin, head);
  const Json work = Json::parse(head);
  GError* error = nullptr;
  GstElement* pipeline = gst_parse_launch(pipeline_text(work).c_str(), &error);
  if (error != nullptr || pipeline == nullptr) {
    std::fprintf(stderr, "naive pipeline: %s\n", error != nullptr ? error->message : "cannot be made");
    return 1;
  }
  for (std::size_t i = 0; i < work["tiles"].size(); ++i) {
    feed(pipeline, "video" + std::to_string(i), read_units(), GST_SECOND / work["fps"].get<GstClockTime>());
    feed(pipeline, "audio" + std::to_string(i), read_units(), 20 * GST_MSECOND);
  }
  int pictures = 0;
  GstElement* out = gst_bin_get_by_name(GST_BIN(pipeline), "out0");
  GstPad* pad = gst_element_get_static_pad(out, "sink");
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, count, &pictures, nullptr);
  const double before = cpu_seconds();
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  GstBus* bus = gst_element_get_bus(pipeline);
  GstMessage* message = gst_bus_timed_pop_filtered(bus, 120 * GST_SECOND,
                                                   static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR));
  const double spent = cpu_seconds() - before;
  const bool done = message != nullptr && GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS && pictures > 0;
  if (!done && message != nullptr) {
    gst_message_parse_error(message, &error, nullptr);
    std::fprintf(stderr, "naive pipeline: %s\n", error->message);
  }
  gst_element_set_state(pipeline, GST_STATE_NULL);
  if (!done) return 1;
  std::printf("%.4f\n", spent / pictures * work["fps"].get<int>());
  return 0;
}
