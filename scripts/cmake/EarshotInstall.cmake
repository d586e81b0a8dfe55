# cmake --install: the program with its manual page and its unit for systemd, the libraries with their headers, and a CMake package, so that
# another program says
#   find_package(earshot REQUIRED)
#   target_link_libraries(theirs PRIVATE earshot::earshot)     # or one layer, such as earshot::core
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

get_property(layers GLOBAL PROPERTY EARSHOT_LAYERS)
list(REMOVE_ITEM layers earshot_app)

# All layers below the program, for those who do not want to choose.
add_library(earshot_library INTERFACE)
add_library(earshot::earshot ALIAS earshot_library)
target_link_libraries(earshot_library INTERFACE ${layers})
set_target_properties(earshot_library PROPERTIES EXPORT_NAME earshot)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/earshot)
install(TARGETS ${layers} earshot_library EXPORT earshotTargets)
install(EXPORT earshotTargets NAMESPACE earshot:: DESTINATION ${package_dir})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/earshot DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
# Before 1.0 a minor version may break what was.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/earshotConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_SOURCE_DIR}/scripts/cmake/earshotConfig.cmake ${PROJECT_BINARY_DIR}/earshotConfigVersion.cmake
        DESTINATION ${package_dir})
if(TARGET earshot)
  install(TARGETS earshot)
  # What scripts may rely on, for those who have the program alone.
  install(FILES ${PROJECT_SOURCE_DIR}/proto_docs/interface.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
  # Of the user, whose node it is. systemd looks there and not in lib64 or lib/x86_64-linux-gnu.
  configure_file(${PROJECT_SOURCE_DIR}/scripts/cmake/earshot.service.in ${PROJECT_BINARY_DIR}/earshot.service @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/earshot.service DESTINATION lib/systemd/user)

  find_program(EARSHOT_SCDOC scdoc)
  if(EARSHOT_SCDOC)
    set(manual)
    foreach(page earshot.1 earshot-config.5)
      set(from ${PROJECT_SOURCE_DIR}/man/${page}.scd)
      add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/${page} DEPENDS ${from} VERBATIM
                         COMMAND sh -c "\"$0\" <\"$1\" >\"$2\"" ${EARSHOT_SCDOC} ${from} ${PROJECT_BINARY_DIR}/${page})
      list(APPEND manual ${PROJECT_BINARY_DIR}/${page})
      string(REGEX MATCH "[0-9]$" section ${page})
      install(FILES ${PROJECT_BINARY_DIR}/${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
    endforeach()
    add_custom_target(earshot_manual ALL DEPENDS ${manual})
  endif()
endif()
