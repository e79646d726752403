#include "tools/bench/peer.hpp"

#include "tools/bench/peers/atrium.hpp"
#include "tools/bench/peers/postgresql.hpp"
#include "tools/bench/peers/redis.hpp"
#include "tools/bench/peers/tarantool.hpp"

namespace atrium::bench {

std::unique_ptr<peer> make_peer(std::string_view name, const record_maker& records,
                                const peer_settings& settings) {
  if (name == "atrium") return std::make_unique<atrium_peer>(records, settings);
  if (name == "redis") return std::make_unique<redis_peer>(records);
  if (name == "postgresql") return std::make_unique<postgresql_peer>(records, settings);
  if (name == "tarantool") return std::make_unique<tarantool_peer>(records);
  return nullptr;
}

}  // namespace atrium::bench
