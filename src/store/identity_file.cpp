#include "earshot/store/identity_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "earshot/base/encoding.h"
#include "earshot/crypto/hash.h"
#include "earshot/crypto/wipe.h"
#include "store/file.h"

namespace earshot::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "earshot-identity ";
constexpr std::string_view kVersion = "1";
constexpr std::size_t kSeedDigits = 64;
constexpr std::size_t kCheckDigits = 16;
constexpr std::size_t kFileBytes = kMagic.size() + kVersion.size() + 1 + kSeedDigits + 1 + kCheckDigits + 1;

// Text with the seed in it, wiped where it ends. Its buffer never grows, which would leave a copy behind.
struct Secret {
  std::string text;
  explicit Secret(std::string content) : text(std::move(content)) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { crypto::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}); }
};

std::string check_of(std::string_view before) { return hex(view(crypto::hash8(before))); }

[[noreturn]] void refuse(const fs::path& file, const std::string& what, const std::string& remedy) {
  throw IdentityFileError("the identity file " + file.string() + " " + what + " " + remedy);
}

void check_rights(const File& opened, const fs::path& file) {
  const auto status = opened.status();
  if (!S_ISREG(status.st_mode)) refuse(file, "is not a regular file.", "Move it away, or use another --profile");
  if (status.st_uid != ::geteuid()) {
    refuse(file, "belongs to another user.", "Run earshot as that user, or use another --profile");
  }
  if ((status.st_mode & 077) != 0) {
    refuse(file, "is open to others, who may have copied your identity.",
           "To keep it all the same: chmod 600 '" + file.string() + "'");
  }
  struct stat folder {};
  if (::stat(file.parent_path().c_str(), &folder) == 0 && (folder.st_mode & 022) != 0) {
    refuse(file, "is in a folder that others can write to.", "Repair: chmod 700 '" + file.parent_path().string() + "'");
  }
}

[[noreturn]] void refuse_damaged(const fs::path& file) {
  refuse(file, "is damaged. It was left as it is.",
         "Restore it from a backup, or move it away to start with a new identity");
}

crypto::Identity parse(std::string_view text, const fs::path& file, const crypto::Seal& seal) {
  if (!text.starts_with(kMagic)) refuse_damaged(file);
  const auto version_end = text.find(' ', kMagic.size());
  if (version_end == std::string_view::npos) refuse_damaged(file);
  if (text.substr(kMagic.size(), version_end - kMagic.size()) != kVersion) {
    refuse(file, "is of another version of earshot. It was left as it is.", "Use a newer earshot");
  }
  if (text.size() != kFileBytes || text.back() != '\n') refuse_damaged(file);
  const std::string_view checked = text.substr(0, kFileBytes - kCheckDigits - 1);
  if (text.substr(checked.size(), kCheckDigits) != check_of(checked)) refuse_damaged(file);

  auto bytes = from_hex(checked.substr(version_end + 1, kSeedDigits));
  if (!bytes) refuse_damaged(file);
  const Secret decoded(std::move(*bytes));
  crypto::Identity identity;  // wipes its seed, unlike a seed alone
  std::ranges::copy(decoded.text, identity.seed.begin());
  return crypto::make_identity(seal, identity.seed);
}

std::optional<crypto::Identity> read(const fs::path& file, const crypto::Seal& seal) {
  auto opened = File::open_existing(file);
  if (!opened) return std::nullopt;
  check_rights(*opened, file);
  Secret content(std::string(kFileBytes + 1, '\0'));  // one more, to see that there is nothing more
  const std::size_t size = opened->read(content.text);
  return parse(std::string_view(content.text).substr(0, size), file, seal);
}

void write(const fs::path& file, const crypto::Seed& seed, Random& random) {
  const Secret digits(hex(view(seed)));
  Secret content({});
  content.text.reserve(kFileBytes);
  content.text.append(kMagic).append(kVersion).append(" ").append(digits.text).append(" ");
  content.text.append(check_of(content.text)).append("\n");

  std::array<std::uint8_t, 8> tag{};
  random.fill(tag);
  fs::path temporary = file;
  temporary += ".new-" + hex(view(tag));
  File created = File::create_new(temporary);
  created.write(content.text);
  created.sync();
  // A second name and not a rename, which would overwrite the identity of somebody who was quicker.
  const int linked = ::link(temporary.c_str(), file.c_str());
  const int error = errno;
  ::unlink(temporary.c_str());
  if (linked != 0 && error != EEXIST) throw std::system_error(error, std::system_category(), "create " + file.string());
  sync_folder(file.parent_path());
}

}  // namespace

crypto::Identity open_identity(const fs::path& file, const crypto::Seal& seal, Random& random) try {
  if (auto identity = read(file, seal)) return std::move(*identity);
  make_private_folder(file.parent_path());
  write(file, crypto::make_identity(seal, random).seed, random);
  auto identity = read(file, seal);  // ours, or that of who was quicker
  if (!identity) refuse(file, "vanished while it was made.", "Try again");
  return std::move(*identity);
} catch (const std::system_error& error) {
  throw IdentityFileError(std::string("the identity cannot be read or made: ") + error.what());
}

}  // namespace earshot::store
