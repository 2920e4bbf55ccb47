// Only carries the precompiled header that the tests share under the sanitizers, see
// cmake/folders.cmake.
