// Programs that the terminal interface starts for the person: what opens a link, the command for notices, the editor.
// None of them stops the node. Nothing that a peer wrote is ever part of a shell's command.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "earshot/net/loop.h"

namespace earshot::app {

class Spawner {
 public:
  // `given_back`: an editor has given the terminal back, after its `done`.
  Spawner(net::Loop& loop, std::function<void()> given_back) : loop_(loop), given_back_(std::move(given_back)) {}
  ~Spawner();
  Spawner(const Spawner&) = delete;
  Spawner& operator=(const Spawner&) = delete;

  // By $BROWSER, else xdg-open, as its one argument. The target is a link that was looked at.
  void open(const std::string& link);
  // The person's own command, which has the line on its standard input.
  void notify(const std::string& command, const std::string& line);
  // $VISUAL or $EDITOR or vi with a file of the text, on the terminal. One at a time. `done` comes in a later turn of
  // the loop: the text as it is then, or nothing if that failed.
  using Done = std::function<void(std::optional<std::string>)>;
  void edit(const std::string& text, Done done);

 private:
  struct Child {
    int process = 0;
    int descriptor = -1;  // readable when it has ended
    std::unique_ptr<net::Watch> watch;
  };
  // `input`: what it reads; -1: nothing. On the terminal, or away from it.
  bool start(const std::vector<std::string>& words, int input, bool has_terminal, std::function<void(bool)> ended);
  void end(std::list<Child>::iterator child, const std::function<void(bool)>& ended);

  net::Loop& loop_;
  std::function<void()> given_back_;
  std::list<Child> children_;
};

}  // namespace earshot::app
