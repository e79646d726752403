// Whatever is imported as a hash of a password is refused with a reason, or stays within the limits
// of what verifying it may cost.
#include "protocol/identity/password_hash.hpp"

#include <string>

#include "tests/fuzz/fuzz.hpp"

using namespace atrium;
using fuzz::expect;

namespace {

namespace limits = identity::hash_limits;

bool is_bounded(const identity::crypt_hash& hash) {
  return hash.key_characters > 0 && hash.key_characters < hash.text.size();
}
bool is_bounded(const identity::argon2_hash& hash) {
  const std::uint64_t memory = std::uint64_t{hash.memory_kib} * 1024;
  return hash.passes > 0 && memory <= limits::memory_octets_max &&
         memory * hash.passes <= limits::traffic_octets_max;
}
bool is_bounded(const identity::pbkdf2_hash& hash) {
  return hash.iterations > 0 && hash.iterations <= limits::pbkdf2_iterations_max &&
         hash.key.size() >= 16 && hash.key.size() <= 64;
}
bool is_bounded(const identity::scrypt_hash& hash) {
  const std::uint64_t memory = 128 * hash.r * hash.n;
  return memory <= limits::memory_octets_max && memory * hash.p <= limits::traffic_octets_max;
}
bool is_bounded(const identity::phpass_hash& hash) {
  return hash.cost <= limits::phpass_cost_max && hash.salt.size() == 8;
}
bool is_bounded(const identity::ldap_hash& hash) {
  return !hash.salt.empty() && hash.key.size() >= 20;
}
bool is_bounded(const identity::magento_hash& hash) {
  return !hash.steps.empty() && !hash.salt.empty() &&
         hash.memory_octets <= limits::memory_octets_max &&
         hash.memory_octets * hash.passes <= limits::traffic_octets_max;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::text_of(data, size));
  const auto hash = identity::read_password_hash(text);
  if (!hash) {
    expect(!hash.failure().message.empty(), "a refusal has a reason");
    return 0;
  }
  expect(text.size() <= limits::text_octets_max, "a hash fits");
  expect(std::visit([](const auto& each) { return is_bounded(each); }, *hash),
         "what a hash costs is bounded");
  return 0;
}
