// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/form_body.hpp"

#include <gtest/gtest.h>

#include "mcu/base/error.hpp"

namespace lethe::api {
namespace {

TEST(FormBody, ReadsWhatBrowsersSend) {
  const FormBody form("name=Ada+L.&text=100%25+%3Cb%3E%26&empty=&flag&z=%C3%9F");
  EXPECT_EQ(form["name"], "Ada L.");
  EXPECT_EQ(form["text"], "100% <b>&");
  EXPECT_EQ(form["empty"], "");
  EXPECT_EQ(form["flag"], "");
  EXPECT_EQ(form["z"], "ß");
  EXPECT_EQ(form["absent"], "");
}

TEST(FormBody, TakesNothingAmbiguous) {
  for (const char* text : {"a=%", "a=%4", "a=%zz", "a=1&a=2", "%=1", "&&a=1&&%61=2", "b=1#%"})
    EXPECT_THROW(FormBody{text}, Error) << text;
  EXPECT_NO_THROW(FormBody{""});
  EXPECT_NO_THROW(FormBody{"&&"});
}

}  // namespace
}  // namespace lethe::api
