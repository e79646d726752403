// One server as the load engine sees it: how to ask, and how to know a complete and right answer.
//
// Atrium, Redis, PostgreSQL and Tarantool are all driven by the same engine over sockets of the
// same kind, and each speaks its own protocol by hand: the client costs all of them about the same.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "protocol/outcome.hpp"
#include "protocol/wire/buffer.hpp"
#include "tools/bench/record.hpp"
#include "tools/bench/script.hpp"
#include "tools/bench/socket.hpp"

namespace atrium::bench {

struct call {
  work what = work::get;
  std::uint64_t item = 0;
  std::int64_t intended = 0;  // nanoseconds; latency counts from here
  bool open = false;          // sent (or about to be) and not answered
};

enum class verdict : std::uint8_t {
  incomplete,  // more bytes are needed
  good,        // complete, without error, about the record asked for, of the right size
  failed,      // complete, but an error or the wrong record
  broken,      // not this protocol, or an answer to nothing: the connection is of no use any more
};

struct answer {
  verdict what = verdict::incomplete;
  std::size_t bytes = 0;   // of the receive buffer that the answer takes
  std::uint32_t slot = 0;  // the call that it answers
};

class peer {
 public:
  virtual ~peer() = default;

  virtual bool can(work what) const = 0;

  // As the server told it in prepare() or greet(); empty before.
  virtual std::string server_version() const = 0;

  // Once, before any load: makes what the load needs (schema, tenant, site) if it is not there.
  virtual outcome<nothing> prepare(const endpoint& where) = 0;

  // For each new connection: greeting, hello, prepared statements. Blocks; leaves no byte unread.
  virtual outcome<nothing> greet(const connection& to) = 0;

  // Appends the bytes of one call. `slot` is its place among the calls of the connection.
  virtual void ask(wire::buffer& out, std::uint32_t slot, const call& what) = 0;

  // Looks for one answer at the beginning of `received`. `calls` are the slots of the connection,
  // `oldest` the slot that was asked first among the open ones (protocols that answer in order
  // answer that one).
  virtual answer recognise(std::string_view received, std::uint32_t oldest,
                           std::span<const call> calls) const = 0;
};

inline constexpr std::string_view peer_names = "atrium, redis, postgresql, tarantool";

// What only some peers need; empty where unknown.
struct peer_settings {
  std::string api_key;       // Atrium: the key of a client with customers:read and customers:write
  std::string operator_key;  // Atrium: to create `tenant` when there is no api_key yet
  std::string tenant;        // Atrium: the tenant to create
  std::string key_file;      // Atrium: where a new tenant's API key is kept (mode 0600)
  std::string database;      // PostgreSQL
  std::string user;          // PostgreSQL
  std::vector<scripted_call> script;  // Atrium, PostgreSQL: what work::scripted chooses from
};

// nullptr if there is no peer of that name.
std::unique_ptr<peer> make_peer(std::string_view name, const record_maker& records,
                                const peer_settings& settings);

}  // namespace atrium::bench
