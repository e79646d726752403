// Where everything in a simulation that could be otherwise comes from: one stream of numbers from
// one seed, the same on every machine (the distributions of <random> are not).
#pragma once

#include <cstdint>
#include <random>

namespace atrium::simulation {

class random {
 public:
  explicit random(std::uint64_t seed) : from_(seed) {}

  std::uint64_t next() { return from_(); }
  // 0 … end-1.
  std::uint64_t below(std::uint64_t end) { return from_() % end; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  bool permille(std::uint64_t share) { return below(1000) < share; }

  template <class List>
  const auto& any_of(const List& list) {
    return *std::next(list.begin(), static_cast<std::ptrdiff_t>(below(list.size())));
  }

 private:
  std::mt19937_64 from_;
};

}  // namespace atrium::simulation
