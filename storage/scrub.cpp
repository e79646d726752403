#include "storage/scrub.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "storage/checksum.hpp"
#include "storage/scrub_buffers.hpp"
#include "storage/scrub_free.hpp"
#include "storage/scrub_walk.hpp"
#include "storage/tagged.hpp"

namespace atrium::storage {

namespace {

// Walks for guides until one finds none; somebody else's commits may have made new ones, or have
// been in the way of ours.
constexpr int guide_walks_max = 16;
// Rows put again for one guide. A guide far up the tree leads to more than that once in very many
// rows: then the pass fails rather than that a commit stalls everybody.
constexpr std::size_t guided_rows_max = 100'000;

constexpr std::size_t rows_a_commit = 1'000;

// Erases and puts again the rows to which the guide leads, as they are.
outcome<nothing> put_again(const snapshot& reading, const dead_guide& guide, change_set& into) {
  std::size_t rows = 0;
  const auto scanned =
      reading.scan(table::unique, guide.key, "", guided_rows_max + 1, [&](const row& found) {
        if (guide.end && found.key >= *guide.end) return false;
        ++rows;
        const std::string key(found.key);
        into.expectations.push_back({expectation::kind::at_version, table::unique, key,
                                     read_unsigned_tag(found.value, 1).value_or(0),
                                     checksum(found.key, found.value)});
        into.erasures.push_back({table::unique, key});
        into.puts.push_back({table::unique, key, std::string(found.value)});
        return true;
      });
  if (!scanned) return scanned.failure();
  if (rows > guided_rows_max)
    return refusal(errc::internal, "the key of an erased row leads to too many others");
  return nothing{};
}

// Changes nothing, but is a commit: pages that others freed are given out from it on.
change_set mere_commit() {
  change_set set{};
  set.tenant = node_tenant;
  set.may_use_reserve = true;
  set.scrubbed_to = 0;
  return set;
}

}  // namespace

struct scrub::parts {
  parts(const store& whose, page_file data_file, std::size_t pages)
      : file(std::move(data_file)),
        pages_a_turn(pages),
        of(whose.inside()),
        reading(whose),
        guides(whose, file, scrub_walk::purpose::guides),
        residue(whose, file, scrub_walk::purpose::residue),
        unused(of, file) {}

  enum class phase : std::uint8_t { guides, buffers, in_use, unused };

  page_file file;
  const std::size_t pages_a_turn;
  const store::parts& of;
  snapshot reading;
  phase now = phase::guides;
  change_set changes;

  scrub_walk guides;
  std::vector<dead_guide> to_replace;
  bool walked = false;     // to the end of the index
  bool found_any = false;  // in this walk
  int walks = 0;

  scrub_walk residue;
  free_pages unused;
  bool all_visited = false;  // once
};

scrub::scrub(std::unique_ptr<parts> inside) : inside_(std::move(inside)) {}
scrub::~scrub() = default;

outcome<std::unique_ptr<scrub>> scrub::begin(const store& of, std::size_t pages_a_turn) {
  MDB_stat pages{};
  mdb_env_stat(of.inside().environment.get(), &pages);
  auto file = page_file::open(of.inside().folder / "data.mdb", pages.ms_psize);
  if (!file) return file.failure();
  return std::unique_ptr<scrub>(
      new scrub(std::make_unique<parts>(of, std::move(*file), pages_a_turn)));
}

outcome<scrub::next> scrub::turn() {
  parts& in = *inside_;
  if (in.of.broken) return refusal(errc::internal, "the store is broken: restart the process");
  switch (in.now) {
    case parts::phase::guides:
      return replace_guides();
    case parts::phase::buffers: {
      if (const auto rinsed = rinse_buffers(in.of); !rinsed) return rinsed.failure();
      in.now = parts::phase::in_use;
      return next::turn;
    }
    case parts::phase::in_use: {
      const auto all = in.residue.go_on(in.pages_a_turn);
      if (!all) return all.failure();
      if (*all) in.now = parts::phase::unused;
      return next::turn;
    }
    case parts::phase::unused:
      return wipe_free_pages();
  }
  return next::done;
}

change_set scrub::take_changes() { return std::exchange(inside_->changes, {}); }

outcome<scrub::next> scrub::replace_guides() {
  parts& in = *inside_;
  if (in.to_replace.empty() && in.walked) {
    if (!in.found_any) {
      in.now = parts::phase::buffers;
      return next::turn;
    }
    if (++in.walks == guide_walks_max)
      return refusal(errc::internal, "keys of erased rows come back faster than they are replaced");
    in.walked = in.found_any = false;
  }
  if (in.to_replace.empty()) {
    const auto all = in.guides.go_on(in.pages_a_turn);
    if (!all) return all.failure();
    in.walked = *all;
    in.to_replace = in.guides.take_guides();
    return next::turn;
  }
  in.found_any = true;
  in.changes = mere_commit();
  if (const auto begun = in.reading.renew(); !begun) return begun.failure();
  while (!in.to_replace.empty() && in.changes.puts.size() < rows_a_commit) {
    const auto added = put_again(in.reading, in.to_replace.back(), in.changes);
    if (!added) {
      in.reading.release();
      return added.failure();
    }
    in.to_replace.pop_back();
  }
  in.reading.release();
  return next::commit;
}

outcome<scrub::next> scrub::wipe_free_pages() {
  parts& in = *inside_;
  const std::size_t noted = in.unused.noted();
  if (!in.all_visited) {
    const auto all = in.unused.go_on(in.pages_a_turn);
    if (!all) return all.failure();
    in.all_visited = *all;
    if (!*all) return next::turn;
  } else if (const auto again = in.unused.visit_again(); !again) {
    return again.failure();
  }
  if (in.unused.noted() == 0) {
    if (const auto flushed = in.file.flush(); !flushed) return flushed.failure();
    return next::done;
  }
  in.changes = mere_commit();
  return in.unused.noted() < noted || noted == 0 ? next::commit : next::commit_later;
}

}  // namespace atrium::storage
