#include "storage/room.hpp"

#include <cerrno>

#include "storage/steady_clock.hpp"

namespace atrium::storage {

bool room::is_short() {
  const std::int64_t now = coarse_now_ms();
  if (!looked_at_ms_ || now - *looked_at_ms_ >= of_.options.room_look_every_ms) {
    looked_at_ms_ = now;
    short_ = look();
  }
  return short_;
}

bool room::look() const {
  const std::uint64_t reserve = of_.options.reserve_bytes;
  if (free_disk_bytes(of_.folder) < reserve) return true;
  MDB_env* environment = of_.environment.get();
  MDB_envinfo info{};
  MDB_stat pages{};
  mdb_env_info(environment, &info);
  mdb_env_stat(environment, &pages);
  const std::uint64_t page_bytes = pages.ms_psize;
  const std::uint64_t never_used = info.me_mapsize - (info.me_last_pgno + 1) * page_bytes;
  if (never_used >= reserve) return false;
  // Near the end of the map the pages that were freed count; only here is the list worth reading.
  int code = 0;
  const auto now = lmdb::begin(environment, MDB_RDONLY, code);
  if (!now) return false;
  const auto freed = lmdb::count_free_pages(now.get());
  return freed && never_used + *freed * page_bytes < reserve;
}

bool room::caused(int code) const {
  switch (code) {
    case MDB_MAP_FULL:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return true;
    case EIO:  // how LMDB reports a short write, and some file systems a full disk
      return free_disk_bytes(of_.folder) < of_.options.reserve_bytes;
    default:
      return false;
  }
}

}  // namespace atrium::storage
