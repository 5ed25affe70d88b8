# With GCLINT_BUNDLE what is installed works on machines without libclang: the libraries that the program needs lie in
# lib/gclint/lib, but for those of the C library, and clang's own headers in lib/gclint/clang. Their licences go with them.
option(GCLINT_BUNDLE "Install with libclang and the other libraries" OFF)
if(NOT GCLINT_BUNDLE)
  return()
endif()

# Not RUNPATH, which would not count for what the libraries need themselves.
set_target_properties(gclint PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/gclint/lib" BUILD_WITH_INSTALL_RPATH ON SKIP_BUILD_RPATH OFF)
target_link_options(gclint PRIVATE LINKER:--disable-new-dtags)

get_filename_component(_libclang ${Libclang_LIBRARY} REALPATH)
get_filename_component(_llvm ${Libclang_INCLUDE_DIR} DIRECTORY)
file(GLOB _headers ${_llvm}/lib/clang/*/include/stddef.h)
if(NOT _headers)
  message(FATAL_ERROR "GCLINT_BUNDLE: clang's headers are not below ${_llvm}/lib/clang: install libclang-common-N-dev")
endif()
list(GET _headers 0 _headers)
get_filename_component(_headers ${_headers} DIRECTORY)

configure_file(${CMAKE_CURRENT_LIST_DIR}/InstallBundle.cmake.in ${CMAKE_BINARY_DIR}/InstallBundle.cmake.in @ONLY)
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/InstallBundle.cmake INPUT ${CMAKE_BINARY_DIR}/InstallBundle.cmake.in)
install(SCRIPT ${CMAKE_BINARY_DIR}/InstallBundle.cmake)
