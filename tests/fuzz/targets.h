// What every fuzz target is: a function of any bytes that stops the program when something does not hold. It keeps
// nothing from one input to the next, so that an input that fails once fails always. libfuzzer.cpp makes a fuzzer of
// one, replay.cpp plays the kept inputs of all.
#pragma once

#include <cstdio>
#include <cstdlib>

#include "earshot/base/types.h"

namespace earshot::fuzz {

// Each begins its file with what must hold.
void composer(BytesView input);
void config(BytesView input);
void database(BytesView input);
void datagram(BytesView input);
void frames(BytesView input);
void lines(BytesView input);
void node(BytesView input);
void pages(BytesView input);
void session(BytesView input);
void shown(BytesView input);

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace earshot::fuzz
