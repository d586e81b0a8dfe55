// What tables there are, and how an older file gets them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "store/database.h"

namespace earshot::store {

// "ears": says that a file is ours.
constexpr std::uint64_t kApplicationId = 0x65617273;

// Step i brings a file of version i to version i + 1. A step that was once released never changes.
std::span<const char* const> schema_steps();

bool is_empty(Database& database);
bool is_ours(Database& database);
std::uint64_t schema_version(Database& database);

// Takes the steps that the file lacks, each all or not at all.
void migrate(Database& database, std::span<const char* const> steps = schema_steps());

// A file that was not migrated, because it is damaged or may only be read, lacks the columns of later versions.
bool has_column(Database& database, std::string_view table, std::string_view column);

// All that there is, as it was written. Equal for all files of one version.
using Schema = std::vector<std::tuple<std::string, std::string, std::string>>;
Schema schema_of(Database& database);
// What the steps make.
Schema schema_wanted();
// Whether the pages hang together. A changed byte within a value is not seen.
bool are_pages_intact(Database& database);

}  // namespace earshot::store
