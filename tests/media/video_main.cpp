// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs the video tests under GStreamer's leak tracer: anything left alive ends the program with a signal. The tracer
// needs a registry, which the product never has; here it contains that one plugin, in a private folder.
#include <gst/gst.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "pipelines/gst/gst_warm_up.hpp"

namespace {

namespace fs = std::filesystem;

class TracerFolder {
 public:
  TracerFolder() {
    std::string pattern = (fs::temp_directory_path() / "lethe-tracer-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
    fs::create_symlink(LETHE_GST_PLUGINS "/libgstcoretracers.so", path_ / "libgstcoretracers.so");
  }
  ~TracerFolder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void start_under_tracer() {
  const TracerFolder folder;
  setenv("GST_PLUGIN_SYSTEM_PATH_1_0", folder.path().c_str(), 1);
  setenv("GST_REGISTRY_1_0", (folder.path() / "registry").c_str(), 1);
  setenv("GST_REGISTRY_FORK", "no", 1);
  setenv("GST_TRACERS", "leaks", 1);
  gst_init(nullptr, nullptr);
}

bool tracer_runs() {
  GList* tracers = gst_tracing_get_active_tracers();
  const bool any = tracers != nullptr;
  g_list_free_full(tracers, gst_object_unref);
  return any;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  start_under_tracer();
  if (!tracer_runs()) return EXIT_FAILURE;
  g_log_set_always_fatal(static_cast<GLogLevelFlags>(G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING));
  lethe::gst::warm_up();
  const int result = RUN_ALL_TESTS();
  gst_deinit();
  return result;
}
