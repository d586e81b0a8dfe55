// Writes into the files of proto_docs/vectors what follows from their inputs. For whoever adds a vector; the tests only
// read.
#include "vectors.h"

int main() {
  using namespace earshot::vectors;
  auto names = read("names.json");
  complete_names(names);
  write("names.json", names);
  auto datagrams = read("datagrams.json");
  complete_datagrams(datagrams, names);
  write("datagrams.json", datagrams);
  auto session = read("session.json");
  complete_session(session, names);
  write("session.json", session);
  auto words = read("words.json");
  complete_words(words, names);
  write("words.json", words);
  auto of_private = read("private.json");
  complete_private(of_private, names);
  write("private.json", of_private);
}
