#include "storage/store_scrub.hpp"

#include <array>
#include <utility>

#include "storage/checksum.hpp"
#include "storage/scrub.hpp"
#include "storage/snapshot.hpp"
#include "storage/store_parts.hpp"
#include "storage/tagged.hpp"

namespace atrium::storage {

namespace {

// Rows put again for one guide. A guide far up the tree leads to more than that once in very many
// rows: then the pass fails rather than that a commit stalls everybody.
constexpr std::size_t guided_rows_max = 100'000;

// Elsewhere keys are numbers and hashes.
constexpr std::array guided_tables{name_of(table::unique)};

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
  set.store_scrubbed_to = 0;
  return set;
}

}  // namespace

struct store_scrub::parts {
  explicit parts(const store& whose) : of(whose.inside()), reading(whose) {}

  const store::parts& of;
  snapshot reading;
  std::unique_ptr<scrub> pass;
  change_set changes;
};

store_scrub::store_scrub(std::unique_ptr<parts> inside) : inside_(std::move(inside)) {}
store_scrub::~store_scrub() = default;

outcome<std::unique_ptr<store_scrub>> store_scrub::begin(const store& of,
                                                         std::size_t pages_a_turn) {
  auto inside = std::make_unique<parts>(of);
  auto pass = scrub::begin({.environment = inside->of.environment.get(),
                            .spare = inside->of.tables[static_cast<std::size_t>(table::meta)],
                            .guided = guided_tables},
                           pages_a_turn);
  if (!pass) return pass.failure();
  inside->pass = std::move(*pass);
  return std::unique_ptr<store_scrub>(new store_scrub(std::move(inside)));
}

outcome<store_scrub::next> store_scrub::turn() {
  if (inside_->of.broken)
    return refusal(errc::internal, "the store is broken: restart the process");
  const auto what = inside_->pass->turn();
  if (!what) return what.failure();
  switch (*what) {
    case scrub::next::turn:
      return next::turn;
    case scrub::next::replace:
      return replace_guides();
    case scrub::next::commit:
    case scrub::next::commit_later:
      inside_->changes = mere_commit();
      return *what == scrub::next::commit ? next::commit : next::commit_later;
    case scrub::next::done:
      break;
  }
  return next::done;
}

change_set store_scrub::take_changes() { return std::exchange(inside_->changes, {}); }

outcome<store_scrub::next> store_scrub::replace_guides() {
  parts& in = *inside_;
  in.changes = mere_commit();
  if (const auto begun = in.reading.renew(); !begun) return begun.failure();
  outcome<nothing> added = nothing{};
  auto& guides = in.pass->guides();
  while (added && !guides.empty() && in.changes.puts.size() < replaced_rows_a_commit) {
    added = put_again(in.reading, guides.back(), in.changes);
    guides.pop_back();
  }
  in.reading.release();
  if (!added) return added.failure();
  return next::commit;
}

}  // namespace atrium::storage
