// Atrium over MessagePack-RPC, as docs/protocol.md has it.
//   get     customers.get {customer: {id}}
//   update  customers.update {customer: {id}, set: {first_name}}
//   create  customers.create {id, email, first_name, last_name, currency, …}, no password
//   scripted  what the script says
//   credit  credit.grant, credit.authorize and credit.capture on one customer, in turn; until an
//           authorization was answered a grant takes the place of a capture
#pragma once

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/packer.hpp"
#include "tools/bench/peer.hpp"

namespace atrium::bench {

class atrium_peer final : public peer {
 public:
  atrium_peer(const record_maker& records, const peer_settings& settings)
      : records_(records), settings_(settings) {}

  bool can(work) const override { return true; }
  std::string server_version() const override { return version_; }
  // With an operator's key and no API key: creates the tenant and its site, and keeps the key in
  // the key file.
  outcome<nothing> prepare(const endpoint& where) override;
  outcome<nothing> greet(const connection& to) override;
  void ask(wire::buffer& out, std::uint32_t slot, const call& what) override;
  answer recognise(std::string_view received, std::uint32_t oldest,
                   std::span<const call> calls) const override;

 private:
  void ask_credit(wire::packer& to, std::uint32_t slot, std::uint64_t turn);
  // Of a ledger; what it set aside is remembered.
  bool is_entry(wire::cursor entry) const;

  const record_maker& records_;
  std::string version_;
  peer_settings settings_;
  std::vector<std::string> scripted_;  // method and parameters of each call, encoded
  std::uint64_t revision_ = 0;
  mutable std::vector<std::string> authorizations_;  // that were answered, and not captured
};

}  // namespace atrium::bench
