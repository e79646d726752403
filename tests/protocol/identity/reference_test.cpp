#include "protocol/identity/reference.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using atrium::identity::reference_cipher;
using key = std::array<std::uint8_t, reference_cipher::key_octets>;

namespace {

constexpr key counting{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

}  // namespace

TEST_CASE("references are those that the openssl command makes") {
  // openssl enc -aes-128-ecb -nopad -K 000102030405060708090a0b0c0d0e0f
  const std::vector<std::pair<std::uint64_t, std::string>> rows{
      {0u, "66m4xkf1wfbe16ykw1cagwhp3s"},
      {1u, "0k32d6ns5b0yq718xaqmrbx6ey"},
      {2u, "67dt7wyypgztdkkr43eeebw9p2"},
      {1234567u, "1yj98bzh1vrfxsm6wxnhc855wv"},
      {18446744073709551615u, "15tkmmhfay2abazg5zgw4nmwj8"},
  };
  const reference_cipher cipher(counting);
  for (const auto& [number, reference] : rows) {
    CHECK(cipher.reference_of(number) == reference);
    CHECK(cipher.number_of(reference) == number);
  }
}

TEST_CASE("every number has its own reference and comes back from it") {
  const reference_cipher cipher(counting);
  std::set<std::string> seen;
  for (std::uint64_t number = 0; number < 20'000; ++number) {
    const auto reference = cipher.reference_of(number);
    REQUIRE(reference.size() == reference_cipher::reference_characters);
    REQUIRE(cipher.number_of(reference) == number);
    seen.insert(reference);
  }
  CHECK(seen.size() == 20'000);
}

TEST_CASE("a reference of one tenant means nothing at another") {
  key other = counting;
  other[15] ^= 1;
  const reference_cipher ours(counting), theirs(other);
  for (std::uint64_t number = 0; number < 1'000; ++number)
    REQUIRE_FALSE(theirs.number_of(ours.reference_of(number)));
}

TEST_CASE("only the canonical spelling of a reference is read") {
  const reference_cipher cipher(counting);
  const std::string good = cipher.reference_of(1);
  REQUIRE(cipher.number_of(good) == 1);
  CHECK_FALSE(cipher.number_of(""));
  CHECK_FALSE(cipher.number_of(good.substr(1)));
  CHECK_FALSE(cipher.number_of(good + "0"));
  CHECK_FALSE(cipher.number_of(" " + good));
  CHECK_FALSE(cipher.number_of(std::string(26, '0')));
  CHECK_FALSE(cipher.number_of(std::string(26, '\0')));
  CHECK_FALSE(cipher.number_of(std::string(26, '\xff')));
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int c = 0; c < 256; ++c) {
      std::string changed = good;
      changed[at] = static_cast<char>(c);
      if (changed != good && cipher.number_of(changed)) FAIL("reads " << changed);
    }
  }
}

TEST_CASE("guessing references finds nothing") {
  const reference_cipher cipher(counting);
  std::mt19937_64 random(7);
  constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  for (int attempt = 0; attempt < 100'000; ++attempt) {
    std::string guess;
    for (std::size_t at = 0; at < reference_cipher::reference_characters; ++at)
      guess += alphabet[random() % (at == 0 ? 8 : 32)];
    if (cipher.number_of(guess)) FAIL("reads " << guess);
  }
}

TEST_CASE("threads with different tenants share nothing") {
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  const reference_cipher shared(counting);
  for (std::uint8_t thread = 1; thread <= 4; ++thread) {
    threads.emplace_back([thread, &shared, &wrong] {
      key own = counting;
      own[0] = thread;
      const reference_cipher cipher(own);
      for (std::uint64_t number = 0; number < 5'000; ++number) {
        if (cipher.number_of(cipher.reference_of(number)) != number) ++wrong;
        if (shared.number_of(shared.reference_of(number)) != number) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}
