#include "protocol/formats/source_network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "protocol/formats/source_address.hpp"

namespace atrium::formats {
namespace {

std::string network_of(int family, std::string_view address, std::size_t octets) {
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(family, std::string(address).c_str(), bytes.data()) != 1) return {};
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(octets), bytes.end(), 0);
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family, bytes.data(), text.data(), text.size());
  return std::string(text.data()) + "/" + std::to_string(octets * 8);
}

}  // namespace

std::string source_network(std::string_view address) {
  const auto canonical = source_address(address);
  if (!canonical) return {};
  const bool is_ipv6 = canonical->find(':') != std::string::npos;
  return is_ipv6 ? network_of(AF_INET6, *canonical, 6) : network_of(AF_INET, *canonical, 3);
}

}  // namespace atrium::formats
