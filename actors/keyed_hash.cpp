#include "actors/keyed_hash.hpp"

#include <sodium.h>

namespace atrium::actors {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string keyed_hash(std::string_view key, std::string_view text, std::size_t octets) {
  std::string hash(octets, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(), bytes_of(text),
                     text.size(), bytes_of(key), key.size());
  return hash;
}

std::string in_hex(std::string_view octets) {
  std::string text(2 * octets.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes_of(octets), octets.size());
  text.pop_back();  // the terminating zero
  return text;
}

}  // namespace atrium::actors
