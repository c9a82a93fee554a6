// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/gst/element.hpp"

#include "mcu/base/error.hpp"

namespace lethe::gst {
namespace {

gboolean swallow(GstPad*, GstObject*, GstEvent* event) {
  gst_event_unref(event);
  return TRUE;
}

Handle<GstPad> own_pad(const char* name, GstPadDirection direction, GstCaps* caps) {
  const auto pad_template = sink(gst_pad_template_new(name, direction, GST_PAD_ALWAYS, caps));
  auto pad = sink(gst_pad_new_from_template(pad_template.get(), name));
  gst_pad_set_event_function(pad.get(), swallow);
  return pad;
}

void expect(bool done, const char* what) {
  if (!done) throw Error(Code::Internal, std::string("a codec element could not ") + what);
}

}  // namespace

Element::Element(const char* factory) : element_(sink(gst_element_factory_make(factory, nullptr))) {
  expect(bool(element_), "be made");
}

// Delegates, so that the destructor cleans up when construction fails half-way.
Element::Element(const char* factory, const Properties& properties, Handle<GstCaps> input, Handle<GstCaps> output)
    : Element(factory) {
  for (const auto& [name, value] : properties) set(name, value);

  before_ = own_pad("before", GST_PAD_SRC, input.get());
  after_ = own_pad("after", GST_PAD_SINK, output.get());
  gst_pad_set_chain_function_full(after_.get(), chain, this, nullptr);
  const auto element_sink = adopt(gst_element_get_static_pad(element_.get(), "sink"));
  const auto element_src = adopt(gst_element_get_static_pad(element_.get(), "src"));
  expect(gst_pad_link(before_.get(), element_sink.get()) == GST_PAD_LINK_OK, "take its input format");
  expect(gst_pad_link(element_src.get(), after_.get()) == GST_PAD_LINK_OK, "make its output format");

  gst_pad_set_active(after_.get(), TRUE);
  expect(gst_element_set_state(element_.get(), GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE, "start");
  gst_pad_set_active(before_.get(), TRUE);
  gst_pad_push_event(before_.get(), gst_event_new_stream_start("0"));
  expect(gst_pad_push_event(before_.get(), gst_event_new_caps(input.get())), "accept its input format");
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  gst_pad_push_event(before_.get(), gst_event_new_segment(&segment));
}

Element::~Element() {
  gst_element_set_state(element_.get(), GST_STATE_NULL);
  for (const auto* pad : {&before_, &after_}) {
    if (!*pad) continue;
    gst_pad_set_active(pad->get(), FALSE);
    const auto peer = adopt(gst_pad_get_peer(pad->get()));
    if (!peer) continue;
    if (pad == &before_)
      gst_pad_unlink(pad->get(), peer.get());
    else
      gst_pad_unlink(peer.get(), pad->get());
  }
}

void Element::set(const char* property, const std::string& value) {
  expect(g_object_class_find_property(G_OBJECT_GET_CLASS(element_.get()), property) != nullptr, "find a property");
  gst_util_set_object_arg(G_OBJECT(element_.get()), property, value.c_str());
}

std::vector<Handle<GstBuffer>> Element::push(Handle<GstBuffer> buffer) {
  made_.clear();
  expect(gst_pad_push(before_.get(), buffer.release()) == GST_FLOW_OK, "process a picture");
  return std::exchange(made_, {});
}

void Element::send_upstream(Handle<GstEvent> event) { gst_pad_push_event(after_.get(), event.release()); }

GstFlowReturn Element::chain(GstPad* pad, GstObject*, GstBuffer* buffer) {
  static_cast<Element*>(pad->chaindata)->made_.push_back(adopt(buffer));
  return GST_FLOW_OK;
}

}  // namespace lethe::gst
