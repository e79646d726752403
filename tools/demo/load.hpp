// Many calls over several connections, each with several in flight.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "tools/client/client.hpp"

namespace atrium::demo {

struct job {
  std::string method;
  std::string named;    // encoded map
  std::string options;  // encoded map, or ""
};

struct crew {
  endpoint where;
  const access_key& key;
  std::size_t connections = 4;
  std::size_t in_flight = 32;  // of each connection
  const std::atomic<bool>& stop;
};

// Told each answer, by the thread of its connection, one at a time.
using on_answer = std::function<void(std::size_t job, const outcome<std::string>& answer)>;

// Does all jobs; job i goes over connection i % connections, in order. An answer that says
// `overloaded` is asked for again after the wait it names. Shows `title` and how far it is. Ends
// early, with the error, when a connection fails, or without one when `stop` is set.
outcome<nothing> do_all(const crew& with, const std::string& title, const std::vector<job>& jobs,
                        const on_answer& judge);

}  // namespace atrium::demo
