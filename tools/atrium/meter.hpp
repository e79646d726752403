// How a long work is coming along, for whoever looks: a line that changes on a terminal, a line now
// and then elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

namespace atrium::cli {

class meter {
 public:
  // `unit` as "rows".
  meter(std::ostream& to, bool terminal, std::string unit);
  ~meter();

  // `part` of the whole, from 0 to 1, is done; `more` is told beside it.
  void at(std::int64_t done, double part, const std::string& more);
  // The next words begin a line of their own.
  void step_aside();

 private:
  using clock = std::chrono::steady_clock;

  std::ostream& to_;
  const bool terminal_;
  const std::string unit_;
  const clock::time_point began_ = clock::now();
  clock::time_point told_ = began_;
  std::int64_t first_ = -1;  // what was done before
  double first_part_ = 0;
  bool in_line_ = false;
};

}  // namespace atrium::cli
