# The one binary.
file(GLOB app_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/app/*.cpp)
if(app_sources)
  list(REMOVE_ITEM app_sources ${CMAKE_SOURCE_DIR}/app/main.cpp)
  add_library(norekey_app STATIC ${app_sources})
  target_link_libraries(norekey_app PUBLIC norekey_flow norekey_console norekey_edi CLI11::CLI11 PkgConfig::SYSTEMD)
  target_compile_definitions(norekey_app PRIVATE NOREKEY_VERSION="${PROJECT_VERSION}")
  norekey_pch(norekey_app app)
  add_executable(norekey ${CMAKE_SOURCE_DIR}/app/main.cpp)
  target_link_libraries(norekey PRIVATE norekey_app)
  norekey_pch(norekey app)
  norekey_tests(app)
endif()

# The include rule is checked in every build.
add_custom_target(include_rule ALL
  COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} -P ${CMAKE_SOURCE_DIR}/cmake/check_includes.cmake
  COMMENT "Checking that includes go downwards only" VERBATIM)
