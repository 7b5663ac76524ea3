// Clang's -Wthread-safety words; nothing under other compilers. Learned from leveldb
// port/thread_annotations.h.
#pragma once

#if defined(__clang__)
#define MB_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define MB_THREAD_ATTRIBUTE(x)
#endif

#define MB_GUARDED_BY(x) MB_THREAD_ATTRIBUTE(guarded_by(x))
#define MB_REQUIRES(...) MB_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define MB_CAPABILITY(x) MB_THREAD_ATTRIBUTE(capability(x))
#define MB_SCOPED_CAPABILITY MB_THREAD_ATTRIBUTE(scoped_lockable)
#define MB_ACQUIRE(...) MB_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define MB_RELEASE(...) MB_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))
