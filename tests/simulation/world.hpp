// The outside of a simulated daemon: a clock that moves when the simulation says so, randomness
// from the seed, and a hash that costs nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include "actors/outside.hpp"
#include "storage/store.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/shoppers.hpp"

namespace atrium::simulation {

// Of the whole simulated machine; goes on through crashes and may be set back.
struct machine_clock {
  std::int64_t now_ms = 1'700'000'000'000;
};

class virtual_world final : public actors::outside {
 public:
  virtual_world(const storage::store& data, const machine_clock& clock, std::uint64_t seed)
      : data_(data), clock_(clock), random_(seed) {}

  // As the daemon's own clock does it (actors/real_world.hpp).
  std::int64_t now_ms() override { return std::max(clock_.now_ms, data_.high_water_time_ms()); }

  // Whatever is timed takes up to `longest_ms`.
  static constexpr std::int64_t longest_ms = 8;
  std::int64_t elapsed_us() override {
    return elapsed_us_ += static_cast<std::int64_t>(random_.next() % (1'000 * longest_ms));
  }

  // All of it is waiting.
  std::int64_t worked_us() override { return 0; }

  void random_bytes(std::span<unsigned char> into) override {
    for (unsigned char& each : into) each = static_cast<unsigned char>(random_.next() >> 24);
  }

  std::string hash_password(std::string_view password) override {
    switch (std::exchange(next_hash_, hash_fault::none)) {
      case hash_fault::no_memory:
        return {};
      case hash_fault::dies:
        throw std::runtime_error("simulated: the hashing worker dies");
      case hash_fault::none:
        break;
    }
    return simulated_hash(password);
  }
  bool verify_password(std::string_view hash, std::string_view password) override {
    return hash == simulated_hash(password);
  }
  std::string_view unmatched_hash() override { return "$unmatched$"; }

  bool is_outdated(std::string_view) override { return false; }

  enum class hash_fault : std::uint8_t { none, no_memory, dies };
  // What happens to the next password.
  void fail_next_hash(hash_fault how) { next_hash_ = how; }

 private:
  static std::string simulated_hash(std::string_view password) {
    return "$simulated$" + std::string(password);
  }

  const storage::store& data_;
  const machine_clock& clock_;
  random random_;
  std::int64_t elapsed_us_ = 0;
  hash_fault next_hash_ = hash_fault::none;
};

}  // namespace atrium::simulation
