#include "actors/confirmation.hpp"

#include <sodium.h>

#include <array>

#include "protocol/wire/format.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

// Until when, and the proof that it is ours.
using confirmation = std::array<unsigned char, 8 + 16>;

confirmation make(std::string_view key, const std::string& what, std::int64_t expires_at) {
  const storage::key until = storage::key{}.u64(static_cast<std::uint64_t>(expires_at));
  const std::string said = what + std::string(until.view());
  confirmation made;
  for (std::size_t i = 0; i < 8; ++i) made[i] = static_cast<unsigned char>(until.view()[i]);
  crypto_generichash(made.data() + 8, made.size() - 8,
                     reinterpret_cast<const unsigned char*>(said.data()), said.size(),
                     reinterpret_cast<const unsigned char*>(key.data()), key.size());
  return made;
}

}  // namespace

std::string make_confirmation(std::string_view key, const std::string& what,
                              std::int64_t expires_at) {
  const confirmation made = make(key, what, expires_at);
  std::string text(2 * made.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), made.data(), made.size());
  text.pop_back();
  return text;
}

bool confirms(const std::string& text, std::string_view key, const std::string& what,
              std::int64_t now_ms) {
  confirmation given;
  std::size_t bytes = 0;
  if (sodium_hex2bin(given.data(), given.size(), text.data(), text.size(), nullptr, &bytes,
                     nullptr) != 0 ||
      bytes != given.size() || text.size() != 2 * bytes)
    return false;
  const auto expires_at =
      static_cast<std::int64_t>(wire::load64(reinterpret_cast<const char*>(given.data())));
  const confirmation ours = make(key, what, expires_at);
  return sodium_memcmp(ours.data(), given.data(), ours.size()) == 0 && now_ms <= expires_at;
}

}  // namespace atrium::actors
