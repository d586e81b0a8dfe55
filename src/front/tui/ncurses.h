// ncurses, with wide letters and without macros that are called like half of all functions.
#pragma once

#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <curses.h>
