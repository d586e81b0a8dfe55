# The standard library's headers take half of the time of compiling one of our files, GoogleTest's more; so the tests'
# presets read them precompiled. Only headers of others: ours stay as each file includes them. The release build
# compiles without, and so shows a file that forgets an #include.
option(EARSHOT_PRECOMPILE "Precompile the headers of others" OFF)

function(earshot_precompiled NAME FLAGS)
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${NAME}.cpp CONTENT "" @ONLY)
  add_library(${NAME} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${NAME}.cpp)
  target_link_libraries(${NAME} PRIVATE ${FLAGS})
endfunction()

if(EARSHOT_PRECOMPILE)
  set(CMAKE_POSITION_INDEPENDENT_CODE OFF)  # it would part programs (-fPIE) from libraries (-fPIC): one header for both
  set(standard <algorithm> <array> <chrono> <deque> <functional> <map> <memory> <optional> <set> <span> <string>
      <string_view> <utility> <variant> <vector>)
  earshot_precompiled(earshot_precompiled_standard earshot_flags)
  target_precompile_headers(earshot_precompiled_standard PRIVATE ${standard})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(earshot_flags INTERFACE -fpch-preprocess)  # ccache needs it
  endif()
  if(EARSHOT_TESTS)
    find_package(GTest REQUIRED)
    earshot_precompiled(earshot_precompiled_gtest earshot_test_flags)
    target_link_libraries(earshot_precompiled_gtest PRIVATE GTest::gmock)
    target_precompile_headers(earshot_precompiled_gtest PRIVATE ${standard} <gmock/gmock.h> <gtest/gtest.h>)
  endif()
endif()

# use_precompiled(TARGET standard|gtest)
function(use_precompiled TARGET WHICH)
  if(EARSHOT_PRECOMPILE)
    target_precompile_headers(${TARGET} REUSE_FROM earshot_precompiled_${WHICH})
  endif()
endfunction()
