// Questions to `messages`.
#pragma once

#include <functional>
#include <vector>

#include "earshot/core/history.h"
#include "store/database.h"

namespace earshot::store {

std::vector<HistoryMessage> find_messages(Database& database, const HistoryQuery& query);
bool has_message(Database& database, const MessageId& id);
void visit_messages(Database& database, const std::function<void(const HistoryMessage&)>& take);

}  // namespace earshot::store
