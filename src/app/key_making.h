// The keys of a private network, made in a thread of its own: that takes about a second, and the screen does not wait.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "app/passphrase.h"
#include "earshot/crypto/network_keys.h"
#include "earshot/net/loop.h"

namespace earshot::app {

using Keys = std::shared_ptr<const crypto::NetworkKeys>;

class KeyMaking {
 public:
  // `made` is called in the loop's thread, once, if the loop still runs then. `loop` must outlive this.
  KeyMaking(net::Loop& loop, const std::string& network, Secret passphrase, std::function<void()> made);
  ~KeyMaking();  // after they are made: that cannot be cut short
  KeyMaking(const KeyMaking&) = delete;
  KeyMaking& operator=(const KeyMaking&) = delete;

  // Once, in `made`. Throws what the making threw.
  Keys take() { return keys_.get(); }

 private:
  std::future<Keys> keys_;
  std::thread thread_;
};

}  // namespace earshot::app
