// What follows from the inputs of proto_docs/vectors, by the program's own code: the tests compare it with what stands
// in the files, make_vectors writes it into them. The inputs themselves are written by hand.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/context.h"
#include "earshot/crypto/identity.h"
#include "earshot/crypto/noise.h"
#include "earshot/wire/codec.h"
#include "unit/core_bench.h"

namespace earshot::vectors {

using Json = nlohmann::ordered_json;

Json read(const std::string& file);  // of proto_docs/vectors
std::string written_form(const Json& vectors);
void write(const std::string& file, const Json& vectors);
const Json& named(const Json& list, const std::string& name);

// The structs that "values" stand for, without any help of the codec.
wire::Message message_of(wire::Kind kind, const Json& values);
wire::Frames frames_of(const Json& values);
wire::HandshakePayload payload_of(const Json& values);
// From "kind", "head", "signature"; without the network's tag.
wire::Head head_of(const Json& datagram);

Bytes octets(const Json& hexadecimal);
crypto::Key key(const Json& hexadecimal);
PeerId peer(const Json& hexadecimal);
std::optional<wire::NetTag> tag(const Json& names, const std::string& network);

// A peer with real keys on a network: its context, with what that refers to.
class Self {
 public:
  Self(const Json& names, const Json& seed, const std::string& network);
  Self(const Json& seed, const NetId& network, const std::optional<wire::NetTag>& tag);
  ~Self();
  core::Bench& bench();  // its clock, and what comes out
  core::Context& context();
  wire::Here& card();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// How a side of the worked session begins.
crypto::NoiseSetup setup_of(const Json& names, const Json& session, const std::string& side);

// Each fills in the fields that follow, over whatever stands there.
void complete_names(Json& names);
void complete_datagrams(Json& datagrams, const Json& names);
void complete_session(Json& session, const Json& names);
void complete_words(Json& words, const Json& names);
void complete_private(Json& vectors, const Json& names);

}  // namespace earshot::vectors
