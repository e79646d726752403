// PostgreSQL over its protocol 3.0 (https://www.postgresql.org/docs/15/protocol-flow.html), with
// prepared statements, binary results, and each call in one flight that ends in a Sync. Trust
// authentication.
//   get     SELECT body by primary key
//   update  BEGIN; UPDATE body; INSERT journal row; COMMIT
//   create  BEGIN; INSERT with primary key and unique index on the e-mail; INSERT journal row;
//   COMMIT
//   scripted  what the script says
#pragma once

#include "tools/bench/peer.hpp"

namespace atrium::bench {

class postgresql_peer final : public peer {
 public:
  postgresql_peer(const record_maker& records, const peer_settings& settings);

  bool can(work what) const override { return what != work::credit; }
  std::string server_version() const override { return version_; }
  outcome<nothing> prepare(const endpoint& where) override;
  outcome<nothing> greet(const connection& to) override;
  void ask(wire::buffer& out, std::uint32_t slot, const call& what) override;
  answer recognise(std::string_view received, std::uint32_t oldest,
                   std::span<const call> calls) const override;

 private:
  outcome<nothing> start_session(const connection& to);

  const record_maker& records_;
  std::string version_;
  std::string user_;
  std::string database_;
  std::vector<scripted_call> script_;
  std::vector<std::string> script_statements_;  // each once
  std::uint64_t revision_ = 0;
};

}  // namespace atrium::bench
