option(EARSHOT_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(EARSHOT_BENCH "Build the benchmarks" OFF)
option(EARSHOT_FUZZ "Build the fuzz targets (Clang)" OFF)
option(EARSHOT_WERROR "Warnings are errors" OFF)
set(EARSHOT_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize=: address,undefined or thread")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(EARSHOT_CCACHE ccache)
if(EARSHOT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # The sloppiness is what ccache asks for before it keeps what was compiled with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${EARSHOT_CCACHE})
endif()

add_library(earshot_flags INTERFACE)
target_compile_options(earshot_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
                                               -Werror=unused-result -Werror=switch)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 takes "text" + std::string for a copy onto itself (its bug 105651).
  target_compile_options(earshot_flags INTERFACE -Wno-restrict)
endif()
if(EARSHOT_WERROR)
  target_compile_options(earshot_flags INTERFACE -Werror)
endif()
if(EARSHOT_SANITIZE)
  target_compile_options(earshot_flags INTERFACE -fsanitize=${EARSHOT_SANITIZE} -fno-sanitize-recover=all
                                                 -fno-omit-frame-pointer)
  if(EARSHOT_SANITIZE MATCHES address)
    # A check before every use of a pointer is a third of the time of compiling. The address sanitizer finds a null
    # pointer when it is followed, and what is misaligned is read by copying (wire/, crypto/).
    target_compile_options(earshot_flags INTERFACE -fno-sanitize=null,alignment)
  endif()
  target_link_options(earshot_flags INTERFACE -fsanitize=${EARSHOT_SANITIZE})
else()
  # Hardening. Not under sanitizers, which replace the same functions.
  target_compile_options(earshot_flags INTERFACE
    $<$<CONFIG:Release,RelWithDebInfo>:-D_FORTIFY_SOURCE=2> -fstack-protector-strong -fcf-protection)
  target_link_options(earshot_flags INTERFACE -Wl,-z,relro,-z,now)
endif()
if(EARSHOT_FUZZ)
  target_compile_options(earshot_flags INTERFACE -fsanitize=fuzzer-no-link)  # marks the ways that an input takes
endif()
target_compile_definitions(earshot_flags INTERFACE _GLIBCXX_ASSERTIONS)

# The files of tests/ are for finding faults in src/: in them, what UBSan adds is a third of the time of compiling.
add_library(earshot_test_flags INTERFACE)
target_link_libraries(earshot_test_flags INTERFACE earshot_flags)
if(EARSHOT_SANITIZE MATCHES undefined)
  target_compile_options(earshot_test_flags INTERFACE -fno-sanitize=undefined)
endif()

# Assertions stay on in every build: no peer can reach one, and a wrong program must stop, not guess.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELWITHDEBINFO "${CMAKE_CXX_FLAGS_RELWITHDEBINFO}")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
