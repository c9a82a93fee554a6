# SPDX-License-Identifier: AGPL-3.0-or-later
# The tests that look at composites, all under GStreamer's leak tracer.
pkg_get_variable(gstreamer_plugins gstreamer-1.0 pluginsdir)
add_library(video_studio STATIC video_main.cpp video_camera.cpp video_studio.cpp)
target_link_libraries(video_studio PUBLIC lethe_video GTest::gtest)
target_compile_definitions(video_studio PRIVATE LETHE_GST_PLUGINS="${gstreamer_plugins}")
lethe_test(video_gallery_test media SOURCES video_gallery_test.cpp LINKS video_studio TIMEOUT 120)
lethe_test(video_streams_test media SOURCES video_streams_test.cpp LINKS video_studio TIMEOUT 120)
lethe_test(video_steps_test media SOURCES video_steps_test.cpp LINKS video_studio TIMEOUT 120)
lethe_test(video_screen_test media SOURCES video_screen_test.cpp LINKS video_studio)
lethe_test(video_damage_test media SOURCES video_damage_test.cpp LINKS video_studio TIMEOUT 120)
lethe_test(video_slices_test media SOURCES video_slices_test.cpp LINKS video_studio)
lethe_test(video_encoder_test media SOURCES video_encoder_test.cpp LINKS video_studio)
