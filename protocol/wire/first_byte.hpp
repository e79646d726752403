// Which protocol a new connection speaks; its first byte decides.
#pragma once

#include <cstdint>
#include <string_view>

namespace atrium::wire {

enum class first_byte : std::uint8_t {
  rpc,   // an array of three or four: a MessagePack-RPC message
  tls,   // a TLS handshake record: a ClientHello
  http,  // the first letter of an HTTP verb; it is told what this port is
  other
};

constexpr first_byte classify(char first) {
  switch (static_cast<unsigned char>(first)) {
    case 0x93:
    case 0x94:
    case 0xdc:
      return first_byte::rpc;
    case 0x16:
      return first_byte::tls;
    default:
      break;
  }
  // CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT TRACE
  return std::string_view("CDGHOPT").find(first) != std::string_view::npos ? first_byte::http
                                                                           : first_byte::other;
}

}  // namespace atrium::wire
