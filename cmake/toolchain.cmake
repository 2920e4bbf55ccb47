# How code is compiled: the same flags for every target, so that all of them can share one PCH.
find_program(CCACHE ccache)
find_program(LINKER NAMES mold ld.lld)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  else()
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  endif()
endif()
if(LINKER MATCHES "mold$")
  add_link_options(-fuse-ld=mold)
elseif(LINKER)
  add_link_options(-fuse-ld=lld)
endif()

add_compile_options(-pthread -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fcoroutines)
  add_compile_options(-Wno-mismatched-new-delete)  # false at -O1 and up: Asio's own new and delete of coroutine frames
  if(CMAKE_UNITY_BUILD)
    add_compile_options(-Wno-subobject-linkage)  # false: a file that a unity file includes is no header
  endif()
endif()
add_compile_definitions(BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
                        BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)
include_directories(${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)

# Two files of net/ take 1 GB each to compile: never both at once.
set_property(GLOBAL PROPERTY JOB_POOLS heavy=1)
enable_testing()
option(NOREKEY_FUZZ "build the fuzz targets (needs clang)" OFF)
option(NOREKEY_BENCH "build the benchmarks" OFF)
option(NOREKEY_TESTS "build the tests" ON)
