// What can be played. To add one: a function that drives a Crowd and reports, and a line in the table.
#pragma once

#include <span>
#include <string_view>

#include "sim/crowd.h"
#include "sim/figures.h"
#include "sim/options.h"

namespace earshot::sim {

struct Scenario {
  const char* name;
  const char* sentence;
  double hours;  // unless the options say otherwise
  double hours_max;
  double loss, broadcast_loss;  // likewise
  bool takes_extras;            // who do not talk
  void (*play)(const Options& options, Crowd& crowd, Report& report);
};

std::span<const Scenario> scenarios();
const Scenario& scenario(std::string_view name);  // one of the table

void play_join(const Options& options, Crowd& crowd, Report& report);
void play_idle(const Options& options, Crowd& crowd, Report& report);
void play_crash(const Options& options, Crowd& crowd, Report& report);
void play_talk(const Options& options, Crowd& crowd, Report& report);
void play_chaos(const Options& options, Crowd& crowd, Report& report);  // chaos.cpp

}  // namespace earshot::sim
