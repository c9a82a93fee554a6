// SPDX-License-Identifier: AGPL-3.0-or-later
// One GStreamer element driven by hand: push() takes a buffer and returns what the element makes of it, so there is no
// pipeline, no queue and no thread. Two pads of our own replace its neighbours (as in GstHarness). Owned by the user of
// the codec; one thread at a time.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pipelines/gst/handle.hpp"

namespace lethe::gst {

class Element {
 public:
  using Properties = std::vector<std::pair<const char*, std::string>>;  // values in gst-launch syntax

  // Playing immediately, with `input` as its fixed input format; it may choose its output format within `output`.
  // Throws Error Internal when the factory, a property or a format does not exist.
  Element(const char* factory, const Properties& properties, Handle<GstCaps> input, Handle<GstCaps> output);
  ~Element();
  Element(const Element&) = delete;
  Element& operator=(const Element&) = delete;

  void set(const char* property, const std::string& value);
  // The output for this buffer, in order; empty when the element keeps or drops it. Throws Error Internal when the
  // element fails; then it is unusable.
  std::vector<Handle<GstBuffer>> push(Handle<GstBuffer> buffer);
  void send_upstream(Handle<GstEvent> event);  // as the downstream element would

 private:
  explicit Element(const char* factory);
  static GstFlowReturn chain(GstPad* pad, GstObject* parent, GstBuffer* buffer);

  Handle<GstElement> element_;
  Handle<GstPad> before_, after_;  // ours: before_ feeds the element, after_ receives its output
  std::vector<Handle<GstBuffer>> made_;
};

}  // namespace lethe::gst
