# What is installed beside the program, and the packages made of it: `cpack -G DEB` in the build folder; `./dev bundle`.
# The man page and the completions come from the program's own tables.
set(generated ${CMAKE_BINARY_DIR}/generated)
add_custom_command(OUTPUT ${generated}/gclint.1.gz ${generated}/gclint.bash ${generated}/_gclint ${generated}/gclint.fish
  COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
  COMMAND gclint --man > ${generated}/gclint.1
  COMMAND gzip -9nf ${generated}/gclint.1
  COMMAND gclint completion bash > ${generated}/gclint.bash
  COMMAND gclint completion zsh > ${generated}/_gclint
  COMMAND gclint completion fish > ${generated}/gclint.fish
  COMMAND gzip -9nc ${CMAKE_SOURCE_DIR}/CHANGELOG.md > ${generated}/changelog.gz
  DEPENDS gclint ${CMAKE_SOURCE_DIR}/CHANGELOG.md VERBATIM)
add_custom_target(generated_files ALL DEPENDS ${generated}/gclint.1.gz)

install(FILES ${generated}/gclint.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${generated}/gclint.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME gclint)
install(FILES ${generated}/_gclint DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${generated}/gclint.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${generated}/changelog.gz README.md reports/schema.sql reports/gclint.schema.json DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY rules/docs DESTINATION ${CMAKE_INSTALL_DOCDIR}/rules)

set(CPACK_PACKAGE_VENDOR "gclint")
set(CPACK_PACKAGE_CONTACT "gclint developers <gclint@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION "Reads the C, C++ and Objective-C sources of Python extensions with libclang and reports where a type breaks
the protocol of CPython's garbage collector: references that the collector is not shown, that are not let go of, or in the
wrong order. Each finding comes with its evidence.")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
if(GCLINT_BUNDLE) # it is unpacked anywhere
  set(CPACK_PACKAGING_INSTALL_PREFIX /)
  set(CPACK_PACKAGE_FILE_NAME "gclint-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}")
  set(CPACK_THREADS 0)
endif()
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS ${Libclang_PACKAGE}) # loaded at run time, so that nothing else tells
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3-dev, patch")
include(CPack)
