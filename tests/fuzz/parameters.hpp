// The parameters of a call, from arbitrary bytes or from words that are JSON.
#pragma once

#include <optional>
#include <string>

#include "protocol/wire/json.hpp"
#include "protocol/wire/scanner.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace atrium::fuzz {

// Nothing unless the scanner lets a request through that has them.
inline std::optional<std::string> parameters_in(const std::uint8_t* data, std::size_t size) {
  std::string named(text_of(data, size));
  if (const auto bytes = wire::from_json(named)) named = *bytes;  // lets the fuzzer speak in words
  const std::string message = std::string("\x94\x00\x01\xa8rpc.ping\x91", 13) + named;
  const auto verdict = wire::scanner(wire::limits{}).scan(message);
  if (verdict.is != wire::scanner::state::complete || verdict.length != message.size()) return {};
  return named;
}

}  // namespace atrium::fuzz
