// The demo's main job, a step at a time, each of which checks what it got.
#pragma once

#include <string>
#include <vector>

#include "tools/demo/load.hpp"
#include "tools/demo/people.hpp"

namespace atrium::demo {

// One line of the closing summary.
struct finding {
  std::string what;
  std::size_t expected;
  std::size_t got;
};

struct sizes {
  std::size_t created = 3000;    // without a password
  std::size_t registered = 200;  // with one
  std::size_t raced = 40;        // e-mails, each through several connections at once
  std::size_t guests = 1500;
  std::size_t updated = 500;
};

// Runs everything with people nobody of an earlier run is taken for. Ends at the first call that
// could not be made; wrong answers are counted and shown in the findings.
outcome<std::vector<finding>> run_show(const crew& with, const std::vector<person>& people,
                                       const sizes& how_many);

}  // namespace atrium::demo
