// Every bound that a stranger's datagram meets before a loop or an allocation depends on it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace earshot::wire {

// IPv6 promises to carry 1280 bytes unfragmented; less 40 (IPv6) and 8 (UDP) leaves 1232, rounded down.
// One lost fragment would lose the whole datagram.
constexpr std::size_t kDatagramBytesMax = 1'200;
// What a receiver takes: room for a later version, still one page of memory.
constexpr std::size_t kDatagramBytesAccepted = 2'048;
constexpr std::size_t kHeadBytesMax = 512;

constexpr std::size_t kJsonDepthMax = 6;
constexpr std::size_t kJsonKeysMax = 48;            // in one object
constexpr std::size_t kJsonValuesMax = 512;         // in one text; the frames of a full `d` need about 200
constexpr std::size_t kJsonStringBytesMax = 1'200;  // a text fills its datagram, nothing can be longer

constexpr std::size_t kNickBytesMax = 64;
constexpr std::size_t kShowNameBytesMax = 64;
constexpr std::size_t kHostBytesMax = 64;
constexpr std::size_t kProgramBytesMax = 32;
constexpr std::size_t kAddressesMax = 6;
constexpr std::size_t kAddressTextBytesMax = 60;
constexpr std::size_t kRoomBytesMax = 32;
constexpr std::size_t kRoomsMax = 16;        // joined by one peer, besides the lobby
constexpr std::size_t kRoomsBytesMax = 256;  // of their names together: a beacon has to fit
constexpr std::size_t kFeaturesMax = 8;
constexpr std::size_t kFeatureBytesMax = 16;
constexpr std::size_t kMessageIdBytesMax = 24;
constexpr std::size_t kRangesMax = 16;
constexpr std::size_t kPageLinesMax = 4;
constexpr std::size_t kPartsMax = 16;          // of a room message
constexpr std::size_t kFragmentsMax = 128;     // of a direct message: 64 KiB in pieces of at least 512 B
constexpr std::size_t kTextBytesMax = 65'536;  // of a direct message

}  // namespace earshot::wire
