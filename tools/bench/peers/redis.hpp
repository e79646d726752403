// Redis over RESP2 (https://redis.io/docs/reference/protocol-spec/).
//   get     GET id
//   update  MULTI, SET id body, XADD journal * id change, EXEC
#pragma once

#include "tools/bench/peer.hpp"

namespace atrium::bench {

class redis_peer final : public peer {
 public:
  explicit redis_peer(const record_maker& records) : records_(records) {}

  bool can(work what) const override {
    return what != work::create && what != work::scripted && what != work::credit;
  }
  std::string server_version() const override { return version_; }
  outcome<nothing> prepare(const endpoint& where) override;
  outcome<nothing> greet(const connection&) override { return nothing{}; }
  void ask(wire::buffer& out, std::uint32_t slot, const call& what) override;
  answer recognise(std::string_view received, std::uint32_t oldest,
                   std::span<const call> calls) const override;

 private:
  const record_maker& records_;
  std::string version_;
  std::uint64_t revision_ = 0;
};

// Bytes of the RESP value at the beginning of `received`; 0 if it is not complete, npos if it is
// none.
std::size_t resp_value_size(std::string_view received);

}  // namespace atrium::bench
