// Takes out of a damaged file what can still be read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "earshot/core/output.h"
#include "store/database.h"

namespace earshot::store {

struct Salvaged {
  std::uint64_t entries = 0, messages = 0, peers = 0;
};

// Into a new file. An entry counts when it can be decoded and `is_genuine` says so (if it is there); all else by its
// form. A file that cannot be read at all gives nothing. Throws DatabaseError when the new file cannot be written.
Salvaged salvage(const std::filesystem::path& damaged, Database& to, const PeerId& self,
                 const std::function<bool(const record::Entry&)>& is_genuine);

}  // namespace earshot::store
