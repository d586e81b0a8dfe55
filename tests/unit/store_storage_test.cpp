#include "earshot/store/storage.h"

#include <gtest/gtest.h>

namespace earshot::store {
namespace {

TEST(MemoryStorage, KeepsAllOrNothing) {
  MemoryStorage storage;
  const std::vector<Store> records{{Ticket{1}, record::Delivered{}}, {Ticket{2}, record::Delivered{}}};
  storage.full = true;
  EXPECT_FALSE(storage.commit(records));
  EXPECT_TRUE(storage.kept.empty());
  storage.full = false;
  EXPECT_TRUE(storage.commit(records));
  ASSERT_EQ(storage.kept.size(), 2U);
  EXPECT_EQ(storage.kept.back().ticket, Ticket{2});
}

}  // namespace
}  // namespace earshot::store
