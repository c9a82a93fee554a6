// SPDX-License-Identifier: AGPL-3.0-or-later
// Clang's thread safety attributes; nothing for other compilers. `tools/test style` compiles with them as errors
// (tools/threads), so that what a mutex guards is touched only with it held.
#pragma once

#ifdef __clang__
#define THREAD_ANNOTATION(attribute) __attribute__((attribute))
#else
#define THREAD_ANNOTATION(attribute)
#endif

#define CAPABILITY(kind) THREAD_ANNOTATION(capability(kind))               // a class: what is held
#define SCOPED_CAPABILITY THREAD_ANNOTATION(scoped_lockable)               // a class: holds it as long as it lives
#define GUARDED_BY(mutex) THREAD_ANNOTATION(guarded_by(mutex))             // a member: only with the mutex held
#define REQUIRES(...) THREAD_ANNOTATION(requires_capability(__VA_ARGS__))  // a function: the caller holds it
#define EXCLUDES(...) THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))       // the caller must not hold it
#define ACQUIRE(...) THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define RELEASE(...) THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define ASSERT_CAPABILITY(held) THREAD_ANNOTATION(assert_capability(held))
