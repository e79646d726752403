#include "protocol/formats/source_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace atrium::formats {
namespace {

std::string text_of(int family, const unsigned char* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family, bytes, text.data(), text.size());
  return text.data();
}

}  // namespace

outcome<std::string> source_address(std::string_view typed) {
  const std::string copy(typed);
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET, copy.c_str(), bytes.data()) == 1) return text_of(AF_INET, bytes.data());
  if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) != 1)
    return refusal(errc::invalid_field, "must be an IPv4 or IPv6 address");
  constexpr std::array<unsigned char, 12> ipv4_within{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(ipv4_within.begin(), ipv4_within.end(), bytes.begin()))
    return text_of(AF_INET, bytes.data() + ipv4_within.size());
  std::fill(bytes.begin() + 8, bytes.end(), 0);
  return text_of(AF_INET6, bytes.data());
}

}  // namespace atrium::formats
