#include "earshot/store/identity_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "earshot/crypto/system_random.h"
#include "support/temporary_folder.h"

namespace earshot::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class IdentityFile : public testing::Test {
 protected:
  crypto::Identity open() { return open_identity(file_, *seal_, *random_); }

  std::string refusal() {
    try {
      open();
    } catch (const IdentityFileError& error) {
      return error.what();
    }
    return "it was accepted";
  }

  std::string content() const {
    std::ifstream stream(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  void overwrite(const std::string& text) const { std::ofstream(file_, std::ios::binary) << text; }

  unsigned rights(const fs::path& path) const {
    struct stat status {};
    ::stat(path.c_str(), &status);
    return status.st_mode & 0777;
  }

  TemporaryFolder folder_;
  fs::path file_ = folder_.path() / "share" / "earshot" / "default" / "identity";
  std::unique_ptr<crypto::Seal> seal_ = crypto::make_sodium_seal();
  std::unique_ptr<Random> random_ = crypto::make_system_random();
};

TEST_F(IdentityFile, ThePeerIsTheSameAfterEveryStart) {
  const PeerId first = open().id;
  EXPECT_EQ(open().id, first);
  EXPECT_EQ(open().id, first);
}

TEST_F(IdentityFile, IsForItsOwnerAlone) {
  open();
  EXPECT_EQ(rights(file_), 0600U);
  EXPECT_EQ(rights(file_.parent_path()), 0700U);
  EXPECT_EQ(rights(file_.parent_path().parent_path()), 0700U);
}

TEST_F(IdentityFile, LeavesNothingElseBehindInTheFolder) {
  open();
  EXPECT_EQ(std::distance(fs::directory_iterator(file_.parent_path()), fs::directory_iterator()), 1);
}

TEST_F(IdentityFile, IsRefusedWithTheRemedyWhenAnyoneElseMayReadOrWriteIt) {
  open();
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0610U}) {
    ::chmod(file_.c_str(), mode);
    EXPECT_THAT(refusal(), HasSubstr("chmod 600 '" + file_.string() + "'")) << std::oct << mode;
  }
  ::chmod(file_.c_str(), 0400);
  EXPECT_NO_THROW(open());
}

TEST_F(IdentityFile, IsRefusedInAFolderWhereOthersCouldExchangeIt) {
  open();
  ::chmod(file_.parent_path().c_str(), 0770);
  EXPECT_THAT(refusal(), HasSubstr("chmod 700"));
  ::chmod(file_.parent_path().c_str(), 0755);
  EXPECT_NO_THROW(open());
}

TEST_F(IdentityFile, AFileCutAnywhereIsRefusedAndKept) {
  open();
  const std::string whole = content();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    overwrite(whole.substr(0, size));
    EXPECT_THAT(refusal(), HasSubstr("damaged")) << size;
    EXPECT_EQ(content(), whole.substr(0, size));
  }
  overwrite(whole + "x");
  EXPECT_THAT(refusal(), HasSubstr("damaged"));
}

TEST_F(IdentityFile, AnyChangedCharacterIsNoticed) {
  open();
  const std::string whole = content();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = changed[i] == '0' ? '1' : '0';
    overwrite(changed);
    EXPECT_NE(refusal(), "it was accepted") << i;
  }
}

TEST_F(IdentityFile, ANewerVersionIsNotCalledDamaged) {
  open();
  std::string newer = content();
  newer.replace(newer.find(" 1 "), 3, " 2 ");
  overwrite(newer);
  EXPECT_THAT(refusal(), HasSubstr("another version"));
  EXPECT_EQ(content(), newer);
}

TEST_F(IdentityFile, WhatACrashLeftHalfWrittenIsInNobodysWay) {
  fs::create_directories(file_.parent_path());
  std::ofstream(file_.string() + ".new-0011223344556677") << "earshot-identity 1 00";
  const PeerId first = open().id;
  EXPECT_EQ(open().id, first);
}

TEST_F(IdentityFile, AFolderInItsPlaceIsRefused) {
  fs::create_directories(file_);
  EXPECT_THAT(refusal(), HasSubstr("not a regular file"));
}

TEST_F(IdentityFile, AFolderThatCannotBeMadeIsAnErrorThatNamesIt) {
  std::ofstream(folder_.path() / "share") << "a file where a folder should be";
  EXPECT_THAT(refusal(), HasSubstr((folder_.path() / "share").string()));
}

TEST_F(IdentityFile, ManyFirstStartsAtOnceGetOneIdentity) {
  std::vector<PeerId> ids(8);
  std::vector<std::thread> starts;
  for (PeerId& id : ids) {
    starts.emplace_back([this, &id] {
      const auto random = crypto::make_system_random();
      id = open_identity(file_, *seal_, *random).id;
    });
  }
  for (std::thread& start : starts) start.join();
  EXPECT_EQ(std::ranges::count(ids, ids.front()), 8);
}

}  // namespace
}  // namespace earshot::store
