# earshot_layer(NAME SOURCES file… [USES layer…] [PRIVATE library…])
# One static library per layer. USES names the layers below; PRIVATE names the third-party libraries whose home it is.
function(earshot_layer NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;PRIVATE" ${ARGN})
  add_library(earshot_${NAME} STATIC ${ARG_SOURCES})
  add_library(earshot::${NAME} ALIAS earshot_${NAME})
  target_include_directories(earshot_${NAME}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_features(earshot_${NAME} PUBLIC cxx_std_20)
  target_link_libraries(earshot_${NAME} PUBLIC ${ARG_USES} PRIVATE $<BUILD_INTERFACE:earshot_flags> ${ARG_PRIVATE})
  use_precompiled(earshot_${NAME} standard)
  set_target_properties(earshot_${NAME} PROPERTIES EXPORT_NAME ${NAME})
  set_property(GLOBAL APPEND PROPERTY EARSHOT_LAYERS earshot_${NAME})
endfunction()
