// A front on a free port of loopback, with a node of its own.
#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "actors/front/front.hpp"
#include "client.hpp"
#include "config/settings.hpp"
#include "fake_node.hpp"

namespace atrium::test {

inline config::settings on_loopback() {
  config::settings settings;
  settings.set<"listen.addresses">({"127.0.0.1:0"});
  settings.set<"front.io_threads">(1);
  return settings;
}

struct served {
  explicit served(const config::settings& settings = on_loopback()) {
    auto started = actors::front::start(node, settings);
    if (!started) throw std::runtime_error(started.failure().message);
    front = std::move(*started);
  }
  client connect(std::size_t address = 0) const { return client(front->addresses().at(address)); }

  actors::node node;
  std::unique_ptr<actors::front> front;
};

}  // namespace atrium::test
