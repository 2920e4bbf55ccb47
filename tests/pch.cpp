// Only carries a precompiled header, see cmake/folders.cmake.
