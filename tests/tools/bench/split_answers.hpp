// What every peer's recogniser must do with an answer that arrives in pieces.
#pragma once

#include <catch2/catch.hpp>
#include <span>
#include <string>

#include "tools/bench/peer.hpp"

namespace atrium::bench {

// Each beginning of `bytes` is incomplete; the whole has the verdict, also with more behind it.
inline void check_split(const peer& of, const std::string& bytes, verdict expected,
                        std::span<const call> calls, std::uint32_t oldest, std::uint32_t slot) {
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string part = bytes.substr(0, size);  // a copy, so that reading past it is found out
    INFO("the first " << size << " of " << bytes.size() << " bytes");
    REQUIRE(of.recognise(part, oldest, calls).what == verdict::incomplete);
  }
  const std::string followed[] = {bytes, bytes + bytes, bytes + bytes.substr(0, bytes.size() / 2)};
  for (const std::string& received : followed) {
    const answer found = of.recognise(received, oldest, calls);
    CHECK(found.what == expected);
    CHECK(found.bytes == bytes.size());
    CHECK(found.slot == slot);
  }
}

inline call open_call(work what, std::uint64_t item) {
  return {.what = what, .item = item, .intended = 0, .open = true};
}

}  // namespace atrium::bench
