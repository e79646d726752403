#include "actors/real_world.hpp"

#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>

namespace atrium::actors {

real_world::real_world(const storage::store& data, const config::settings& settings)
    : data_(data),
      cost_{static_cast<std::uint32_t>(settings.get<"hashing.memory_kib">()),
            static_cast<std::uint32_t>(settings.get<"hashing.passes">())} {
  if (sodium_init() < 0) std::abort();  // no source of randomness: nothing here would be safe
  std::string random(hash_salt_octets + hash_key_octets, '\0');
  randombytes_buf(random.data(), random.size());
  const std::string_view bytes = random;
  unmatched_hash_ = actors::unmatched_hash(cost_, bytes.substr(0, hash_salt_octets),
                                           bytes.substr(hash_salt_octets));
}

std::int64_t real_world::now_ms() {
  const auto clock = std::chrono::system_clock::now().time_since_epoch();
  return std::max<std::int64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(clock).count(),
      data_.high_water_time_ms());
}

std::int64_t real_world::elapsed_us() {
  const auto clock = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(clock).count();
}

std::int64_t real_world::worked_us() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::int64_t{used.tv_sec} * 1'000'000 + used.tv_nsec / 1'000;
}

void real_world::random_bytes(std::span<unsigned char> into) {
  randombytes_buf(into.data(), into.size());
}

std::string real_world::hash_password(std::string_view password) {
  std::string text(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost_.passes,
                            std::size_t{cost_.memory_kib} * 1024,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    return {};
  text.resize(text.find('\0'));
  return text;
}

bool real_world::verify_password(std::string_view hash, std::string_view password) {
  return actors::verify_password(hash, password);
}

bool real_world::is_outdated(std::string_view hash) { return needs_rehash(hash, cost_); }

}  // namespace atrium::actors
