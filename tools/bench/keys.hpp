// Which account a call is about: uniform, or Zipf-distributed with exponent 0.99 as YCSB has it.
#pragma once

#include <cstdint>

namespace atrium::bench {

enum class key_choice : std::uint8_t { uniform, zipf };

class key_source {
 public:
  // Zipf needs one pass over `accounts` (about 20 ns each). The same seed gives the same keys.
  key_source(key_choice choice, std::uint64_t accounts, std::uint64_t seed);

  std::uint64_t next();  // 0 to accounts - 1; with Zipf the frequent ones are spread over the range

 private:
  std::uint64_t random();
  double random_share();  // [0, 1)
  std::uint64_t zipf_rank();

  key_choice choice_;
  std::uint64_t accounts_;
  std::uint64_t state_;
  double zeta_ = 0;
  double alpha_ = 0;
  double eta_ = 0;
  double second_ = 0;
};

}  // namespace atrium::bench
