#include "app/key_making.h"

#include <utility>

namespace earshot::app {

KeyMaking::KeyMaking(net::Loop& loop, const std::string& network, Secret passphrase, std::function<void()> made) {
  std::packaged_task<Keys()> making(
      [network, secret = std::move(passphrase)] { return crypto::make_network_keys(network, secret.text()); });
  keys_ = making.get_future();
  thread_ = std::thread([&loop, making = std::move(making), made = std::move(made)]() mutable {
    making();
    loop.post(std::move(made));
  });
}

KeyMaking::~KeyMaking() { thread_.join(); }

}  // namespace earshot::app
