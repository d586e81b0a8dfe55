#include "app/offline.h"

#include <filesystem>
#include <vector>

#include "app/archive.h"
#include "app/choose_face.h"
#include "app/own_profile.h"
#include "app/seat.h"
#include "earshot/core/node.h"
#include "earshot/crypto/system_random.h"
#include "earshot/front/answers.h"
#include "earshot/store/identity_file.h"

namespace earshot::app {
namespace {

// Nothing that it would keep or send is kept or sent: the profile stays as it was.
class OfflineNode final : public front::Desk {
 public:
  OfflineNode(net::Loop& loop, const Config& config, const crypto::Identity& identity, const crypto::Seal& seal,
              Random& random, store::Storage& storage, std::function<void(const Event&)> hear)
      : loop_(loop), storage_(storage), hear_(std::move(hear)), node_(config, identity, seal, random) {}

  void start(std::vector<record::Peer> peers) {
    Remembered remembered;
    remembered.peers = std::move(peers);
    node_.start(net::now(), {}, remembered);
    carry_out();
  }
  Result<CommandId, Refusal> submit(const Command& command) override {
    const auto id = node_.submit(net::now(), command);
    carry_out();
    return id;
  }

 private:
  void carry_out() {
    std::vector<Recall> questions;
    while (auto output = node_.poll()) {
      if (auto* event = std::get_if<Event>(&*output)) events_.push_back(std::move(*event));
      if (auto* question = std::get_if<Recall>(&*output)) questions.push_back(std::move(*question));
    }
    for (const auto& question : questions) {
      node_.recalled(net::now(), question.command, look_up(storage_, question.query));
      carry_out();
    }
    if (events_.empty() || std::exchange(is_posted_, true)) return;
    loop_.post([this] {  // never during submit()
      is_posted_ = false;
      for (const auto& event : std::exchange(events_, {})) hear_(event);
    });
  }

  net::Loop& loop_;
  store::Storage& storage_;
  std::function<void(const Event&)> hear_;
  std::vector<Event> events_;
  bool is_posted_ = false;
  Node node_;
};

}  // namespace

int run_offline(const Order& order, const front::Streams& streams, const front::Manner& manner) try {
  const auto seal = crypto::make_sodium_seal();
  const auto random = crypto::make_system_random();
  const auto paths = paths_of(order);
  const auto identity = store::open_identity(paths.identity, *seal, *random);
  auto config = config_of(nick_of(order));
  config.network = order.network;
  const auto database = order.network.empty() ? paths.database : store::last_network_database(paths, order.network);

  store::MemoryStorage nothing;
  std::unique_ptr<store::SqliteStorage> kept;
  std::vector<record::Peer> peers;
  if (std::filesystem::exists(database)) {
    store::SqliteOptions options;
    options.warn = [&streams](const std::string& what) {
      front::warn(streams, {ErrorCode::database, what, {}, std::nullopt});
    };
    kept = std::make_unique<store::SqliteStorage>(database, identity.id, std::move(options));
    peers = kept->load(0).peers;
  }

  net::Loop loop;
  Seat seat(loop);
  OfflineNode node(loop, config, identity, *seal, *random, kept ? static_cast<store::Storage&>(*kept) : nothing,
                   [&seat](const Event& event) { seat.event(event); });
  stop_on_signals(loop, seat, nullptr, nullptr);
  node.start(std::move(peers));
  seat.sit_down(choose_face(order, node, streams, manner, about(order, config, identity.id), {}, NodeIs::running),
                [&loop] { loop.post([&loop] { loop.stop(); }); });  // it may be over before the loop has begun
  seat.start();
  loop.run();
  return seat.exit_code();
} catch (const store::StorageError& error) {
  return front::fail(streams, manner, net::now().wall, {ErrorCode::database, error.what(), {}, std::nullopt},
                     last_line(order));
}

}  // namespace earshot::app
