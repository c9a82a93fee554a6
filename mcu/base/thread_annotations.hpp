// SPDX-License-Identifier: AGPL-3.0-or-later
// Clang's thread safety attributes; other compilers see nothing. `tools/threads` (part of `tools/test style`) treats
// violations as errors, so a guarded member is used only while its mutex is held.
#pragma once

#ifdef __clang__
#define THREAD_ANNOTATION(attribute) __attribute__((attribute))
#else
#define THREAD_ANNOTATION(attribute)
#endif

#define CAPABILITY(kind) THREAD_ANNOTATION(capability(kind))               // a class that can be held
#define SCOPED_CAPABILITY THREAD_ANNOTATION(scoped_lockable)               // a class that holds one while it lives
#define GUARDED_BY(mutex) THREAD_ANNOTATION(guarded_by(mutex))             // a member: use it with the mutex held
#define REQUIRES(...) THREAD_ANNOTATION(requires_capability(__VA_ARGS__))  // a function: the caller holds the mutex
#define EXCLUDES(...) THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))       // a function: the caller must not hold it
#define ACQUIRE(...) THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define RELEASE(...) THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define ASSERT_CAPABILITY(held) THREAD_ANNOTATION(assert_capability(held))
