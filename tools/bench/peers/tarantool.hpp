// Tarantool over its binary protocol
// (https://www.tarantool.io/en/doc/2.6/dev_guide/internals/box_protocol/): select by key from a
// space that the server's Lua file made, as guest.
#pragma once

#include "tools/bench/peer.hpp"

namespace atrium::bench {

class tarantool_peer final : public peer {
 public:
  // The space {id string (primary index), email string, body string} that the Lua file makes.
  static constexpr int space = 512;

  explicit tarantool_peer(const record_maker& records) : records_(records) {}

  bool can(work what) const override { return what == work::get || what == work::fill; }
  std::string server_version() const override { return version_; }
  outcome<nothing> prepare(const endpoint&) override { return nothing{}; }
  outcome<nothing> greet(const connection& to) override;
  void ask(wire::buffer& out, std::uint32_t slot, const call& what) override;
  answer recognise(std::string_view received, std::uint32_t oldest,
                   std::span<const call> calls) const override;

 private:
  const record_maker& records_;
  std::string version_;
  wire::buffer body_;
};

}  // namespace atrium::bench
