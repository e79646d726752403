#include "storage/scrub.hpp"

#include <utility>

#include "storage/scrub_buffers.hpp"

namespace atrium::storage {

scrub::scrub(const scrubbed_environment& of, page_file data_file, std::size_t pages_a_turn)
    : of_(of),
      file_(std::move(data_file)),
      pages_a_turn_(pages_a_turn),
      guides_(of.environment, file_, scrub_walk::purpose::guides, of.guided),
      residue_(of.environment, file_, scrub_walk::purpose::residue, {}),
      unused_(of.environment, file_) {}

outcome<std::unique_ptr<scrub>> scrub::begin(const scrubbed_environment& of,
                                             std::size_t pages_a_turn) {
  MDB_stat pages{};
  mdb_env_stat(of.environment, &pages);
  const char* folder = nullptr;
  mdb_env_get_path(of.environment, &folder);
  auto file = page_file::open(std::filesystem::path(folder) / "data.mdb", pages.ms_psize);
  if (!file) return file.failure();
  return std::unique_ptr<scrub>(new scrub(of, std::move(*file), pages_a_turn));
}

outcome<scrub::next> scrub::turn() {
  switch (now_) {
    case phase::guides:
      return walk(guides_, phase::buffers);
    case phase::buffers: {
      const auto rinsed = rinse_buffers(of_.environment, of_.spare);
      if (!rinsed) return rinsed.failure();
      now_ = phase::in_use;
      return next::turn;
    }
    case phase::in_use:
      return walk(residue_, phase::unused);
    case phase::unused:
      return wipe_free_pages();
  }
  return next::done;
}

outcome<scrub::next> scrub::walk(scrub_walk& along, phase then) {
  const auto all = along.go_on(pages_a_turn_);
  if (!all) return all.failure();
  if (*all) now_ = then;
  return next::turn;
}

outcome<scrub::next> scrub::wipe_free_pages() {
  const std::size_t noted = unused_.noted();
  if (!all_visited_) {
    const auto all = unused_.go_on(pages_a_turn_);
    if (!all) return all.failure();
    all_visited_ = *all;
    if (!*all) return next::turn;
  } else if (const auto again = unused_.visit_again(); !again) {
    return again.failure();
  }
  if (unused_.noted() == 0) {
    if (const auto flushed = file_.flush(); !flushed) return flushed.failure();
    return next::done;
  }
  return unused_.noted() < noted || noted == 0 ? next::commit : next::commit_later;
}

}  // namespace atrium::storage
