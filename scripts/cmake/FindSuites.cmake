# Run after a test program is built: asks it for its suites and writes one ctest entry for each to the file TO.
execute_process(COMMAND ${PROGRAM} --gtest_list_tests OUTPUT_VARIABLE listed COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "(^|\n)[A-Za-z0-9_/]+\\." suites "${listed}")
if(NOT suites)
  message(FATAL_ERROR "${NAME} has no tests")
endif()
set(lines "")
foreach(suite ${suites})
  string(REGEX REPLACE "[\n.]" "" suite "${suite}")
  string(APPEND lines "add_test(\"${NAME}.${suite}\" \"${PROGRAM}\" --gtest_brief=1 \"--gtest_filter=${suite}.*\")\n"
                      "set_tests_properties(\"${NAME}.${suite}\" PROPERTIES LABELS ${LABEL} TIMEOUT 300 PROCESSORS 2)\n")
endforeach()
file(WRITE ${TO} "${lines}")
