# Filled in by the packaging step: library, headers, CMake package, program.
