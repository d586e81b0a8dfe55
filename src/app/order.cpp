#include "app/order.h"

namespace earshot::app {
namespace {

using Colour = front::Manner::Colour;

bool is_set(const Variable& variable, const char* name) { return !variable(name).value_or("").empty(); }

Colour colours_of_terminal(const Variable& variable) {
  const std::string term = variable("TERM").value_or("");
  const bool many = term.find("256") != std::string::npos || is_set(variable, "COLORTERM");
  return many ? Colour::many : Colour::sixteen;
}

// First match wins.
Colour colour_of(const Order& order, const Terminals& terminals, const Variable& variable) {
  if (order.colour == ColourWish::always) return colours_of_terminal(variable);
  if (order.colour == ColourWish::never) return Colour::none;
  if (is_set(variable, "NO_COLOR") || is_set(variable, "EARSHOT_NO_COLOR")) return Colour::none;
  const std::string force = variable("CLICOLOR_FORCE").value_or("");
  if (!force.empty() && force != "0") return colours_of_terminal(variable);
  const std::string term = variable("TERM").value_or("");
  if (term.empty() || term == "dumb") return Colour::none;
  return terminals.out ? colours_of_terminal(variable) : Colour::none;
}

}  // namespace

const std::vector<std::string>& ifaces_of(const Order& order) {
  return order.ifaces.empty() ? order.settings.interfaces : order.ifaces;
}

std::uint16_t port_of(const Order& order) { return order.port == 0 ? order.settings.port : order.port; }

bool runs_on(const Order& order) {
  switch (order.verb) {
    case Verb::listen:
    case Verb::bot:
    case Verb::run:
    case Verb::demo:
      return true;
    case Verb::peers:
      return order.watch;
    default:
      return false;
  }
}

bool takes_input(const Order& order) {
  switch (order.verb) {
    case Verb::chat:
    case Verb::bot:
    case Verb::demo:
      return true;
    case Verb::verify:
    case Verb::forget:
      return !order.json && !order.yes;
    default:
      return false;
  }
}

bool may_ask(const Order& order, const Terminals& terminals) {
  return terminals.in && terminals.err && !order.no_input && !order.json;
}

bool wants_screen(const Order& order, const front::Manner& manner, const Variable& variable) {
  const bool is_chat = order.verb == Verb::chat || order.verb == Verb::demo;
  if (!is_chat || order.json || order.plain) return false;
  if (order.tui || order.settings.mode == Mode::tui) return true;
  if (order.settings.mode == Mode::plain) return false;
  const std::string term = variable("TERM").value_or("");
  return manner.in_is_terminal && manner.out_is_terminal && !term.empty() && term != "dumb";
}

front::LastLine last_line(const Order& order) {
  return runs_on(order) ? front::LastLine::bye : front::LastLine::result;
}

front::Manner manner_of(const Order& order, const Terminals& terminals, const Variable& variable) {
  front::Manner manner;
  manner.json = order.json;
  manner.out_is_terminal = terminals.out;
  // --plain gives a script's columns even on a terminal; the chat has no columns.
  const bool is_chat = order.verb == Verb::chat || order.verb == Verb::demo;
  if (order.plain && !is_chat) manner.out_is_terminal = false;
  manner.in_is_terminal = terminals.in;
  manner.colour = order.json ? Colour::none : colour_of(order, terminals, variable);
  manner.quiet = order.quiet;
  manner.verbose = order.verbose;
  return manner;
}

}  // namespace earshot::app
