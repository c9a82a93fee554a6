// SPDX-License-Identifier: AGPL-3.0-or-later
// Programs that the audit must not accept as a media process. The flaw is chosen at build time.
#include <stdio.h>

extern "C" int stand_in_for_a_writer();

int main() {
#ifdef FLAW_SYMBOL
  return fopen("/dev/null", "w") == nullptr;
#elif defined FLAW_NAME
  return puts("filesink");
#elif defined FLAW_LIBRARY
  return stand_in_for_a_writer();
#else
  return 0;
#endif
}
