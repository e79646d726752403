#include "tools/bench/keys.hpp"

#include <algorithm>
#include <cmath>

namespace atrium::bench {
namespace {

constexpr double exponent = 0.99;

// The finaliser of splitmix64 (Steele, Lea, Flood 2014).
std::uint64_t scrambled(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

}  // namespace

// The constants of Gray et al., "Quickly Generating Billion-Record Synthetic Databases", SIGMOD
// 1994.
key_source::key_source(key_choice choice, std::uint64_t accounts, std::uint64_t seed)
    : choice_(choice), accounts_(std::max<std::uint64_t>(accounts, 1)), state_(seed) {
  if (choice_ != key_choice::zipf) return;
  for (std::uint64_t i = 1; i <= accounts_; ++i) {
    zeta_ += std::pow(static_cast<double>(i), -exponent);
  }
  second_ = std::pow(0.5, exponent);
  alpha_ = 1 / (1 - exponent);
  eta_ = (1 - std::pow(2.0 / static_cast<double>(accounts_), 1 - exponent)) /
         (1 - (1 + second_) / zeta_);
}

std::uint64_t key_source::next() {
  if (choice_ == key_choice::zipf) return scrambled(zipf_rank()) % accounts_;
  // The high half of a product: a range without division (Lemire 2019). 32 random bits are plenty.
  return ((random() >> 32) * accounts_) >> 32;
}

std::uint64_t key_source::random() {
  state_ += 0x9e3779b97f4a7c15;
  return scrambled(state_);
}

double key_source::random_share() { return static_cast<double>(random() >> 11) * 0x1p-53; }

std::uint64_t key_source::zipf_rank() {
  const double share = random_share();
  const double weighted = share * zeta_;
  if (weighted < 1) return 0;
  if (weighted < 1 + second_) return std::min<std::uint64_t>(1, accounts_ - 1);
  const auto rank = static_cast<std::uint64_t>(static_cast<double>(accounts_) *
                                               std::pow(eta_ * share - eta_ + 1, alpha_));
  return std::min(rank, accounts_ - 1);
}

}  // namespace atrium::bench
