#include "app/wording.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace earshot::app {
namespace {

namespace fs = std::filesystem;

ErrorCode code_of_system(int number) {
  return in_words(std::system_error(number, std::system_category(), "open nick")).code;
}

TEST(Exceptions, OnlyAFullDiskIsCalledOne) {
  EXPECT_EQ(code_of_system(ENOSPC), ErrorCode::disk_full);
  EXPECT_EQ(code_of_system(EDQUOT), ErrorCode::disk_full);
  EXPECT_EQ(in_words(fs::filesystem_error("rename", std::make_error_code(std::errc::no_space_on_device))).code,
            ErrorCode::disk_full);
}

TEST(Exceptions, FilesThatCannotBeReachedAreThoseOfTheProfile) {
  EXPECT_EQ(code_of_system(EACCES), ErrorCode::database);
  EXPECT_EQ(code_of_system(EROFS), ErrorCode::database);
  EXPECT_EQ(in_words(fs::filesystem_error("create", std::make_error_code(std::errc::not_a_directory))).code,
            ErrorCode::database);
}

TEST(Exceptions, EverythingElseIsSaidAsItIs) {
  EXPECT_EQ(code_of_system(EMFILE), ErrorCode::internal);
  const auto trouble = in_words(std::runtime_error("start libsodium: no source of random numbers"));
  EXPECT_EQ(trouble.code, ErrorCode::internal);
  EXPECT_EQ(trouble.message, "start libsodium: no source of random numbers");
  EXPECT_EQ(exit_code(trouble.code), 11);
}

}  // namespace
}  // namespace earshot::app
