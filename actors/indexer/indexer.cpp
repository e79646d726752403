#include "actors/indexer/indexer.hpp"

#include <algorithm>
#include <caf/send.hpp>
#include <iterator>

#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/wiring.hpp"
#include "config/log.hpp"
#include "config/threads.hpp"

namespace atrium::actors {
namespace {

constexpr int niceness = 10;
constexpr auto try_again_after = std::chrono::seconds(1);
constexpr auto snapshots_are_renewed_within = std::chrono::milliseconds(100);
constexpr int slices_per_fill = 20;  // the index takes many at once faster than few
constexpr auto changes_gather_for = std::chrono::milliseconds(25);

}  // namespace

indexer_actor::indexer_actor(caf::actor_config& config, actors::node& shared)
    : caf::event_based_actor(config), node_(shared) {
  keep_quiet(*this);
}

void indexer_actor::on_exit() { node_.indexer_rests.store(false); }

caf::behavior indexer_actor::make_behavior() {
  if (node_.handles->blocking == spawning::detached) config::stand_back(niceness);
  go_on();
  return {[this](const journal_advanced&) { go_on(); },
          [this](const reindex& wanted) {
            for (auto& [number, has] : tenants_)
              has.rebuild |= !wanted.tenant || *wanted.tenant == number;
            go_on();
          },
          [this](const scrub_index& wanted) {
            take_on(wanted);
            go_on();
          },
          [this](const scrub_on&) {
            scrub_pauses_ = false;
            go_on();
          },
          [this](const gathered&) {
            gathering_ = false;
            for (auto& [number, has] : tenants_) has.gathers = false;
            go_on();
          },
          [this](const next_slice&) { work_on_slice(); },
          [this](const tick&) { work_on_slice(); }};
}

void indexer_actor::go_on() {
  if (std::exchange(working_, true)) return;
  send(this, next_slice{});
}

// What the index has, and of whom. A tenant that is gone, or is being removed, or whose journal is
// behind its index (the store was put back to an older one), has none.
outcome<nothing> indexer_actor::look_around() {
  const auto standings = node_.lists().standings();
  if (!standings) return standings.failure();
  const auto all = node_.tenants();
  const auto reading = node_.borrow_snapshot();
  for (const auto& [number, standing] : *standings) {
    const auto found = all->by_number.find(number);
    if (found == all->by_number.end() || found->second->is_removing() ||
        found->second->last_seq() < standing.followed_to) {
      if (const auto dropped = node_.lists().drop(number); !dropped) return dropped.failure();
      continue;
    }
    tenants_[number] = {.standing = standing, .exists = true};
    if (auto looked = look_at_columns(*reading, number, tenants_[number]); !looked) return looked;
    tell(*found->second, tenants_[number]);
  }
  known_ = true;
  return nothing{};
}

// At once: a scrub is asked for when its last row is erased, and finds the space gone.
outcome<nothing> indexer_actor::drop_removed() {
  const auto all = node_.tenants();
  for (auto each = tenants_.begin(); each != tenants_.end();) {
    const auto found = all->by_number.find(each->first);
    if (found != all->by_number.end() && !found->second->is_removing()) {
      ++each;
      continue;
    }
    if (const auto dropped = node_.lists().drop(each->first); !dropped) return dropped.failure();
    each = tenants_.erase(each);
    to_erase_ = true;
    count_building();
  }
  return nothing{};
}

// Whether the space that is going to serve lacks a column.
outcome<nothing> indexer_actor::look_at_columns(const storage::snapshot& reading,
                                                tenant_number tenant, followed& has) {
  auto columns = read_columns(reading, tenant);
  if (!columns) return columns.failure();
  has.columns = std::move(*columns);
  const auto& newest = has.standing.builds ? has.standing.building_columns : has.standing.columns;
  has.rebuild |= !std::ranges::includes(newest, has.columns.indexed);
  return nothing{};
}

void indexer_actor::work_on_slice() {
  if (!known_)
    if (const auto looked = look_around(); !looked) return begin_again_later(looked.failure());
  if (const auto dropped = drop_removed(); !dropped) return begin_again_later(dropped.failure());
  const turn next = next_turn();
  const bool untidy = to_erase_ || may_scrub();
  if (next.tenant && !(untidy && !tidied_last_)) {
    tidied_last_ = false;
    followed& has = tenants_[next.tenant->number()];
    last_turn_ = next.tenant->number();
    built_last_ = next.builds;
    const auto worked = next.builds ? build(*next.tenant, has) : follow(*next.tenant, has);
    if (!worked) return begin_again_later(worked.failure());
    count_building();
    return send(this, next_slice{});
  }
  if (untidy) {
    tidied_last_ = true;
    if (const auto tidied = tidy(); !tidied) return begin_again_later(tidied.failure());
    return send(this, next_slice{});
  }
  working_ = false;
  if (some_gather()) return;
  // Whoever commits from here on takes the flag away and sends word; what was committed before is
  // seen by looking once more.
  node_.indexer_rests.exchange(true);
  if ((next_turn().tenant || some_gather()) && node_.indexer_rests.exchange(false)) go_on();
}

// The next tenant in turn that has something to follow, or to build.
tenant_cell_ptr indexer_actor::next_to(bool build) const {
  static const followed unknown;
  const auto all = node_.tenants();
  auto at = all->by_number.upper_bound(last_turn_);
  for (std::size_t i = 0; i < all->by_number.size(); ++i, ++at) {
    if (at == all->by_number.end()) at = all->by_number.begin();
    const auto found = tenants_.find(at->first);
    const followed& has = found == tenants_.end() ? unknown : found->second;
    const bool wanted = build ? has.rebuild || !has.standing.serves || has.standing.builds
                              : is_to_follow(*at->second, has);
    if (wanted && !at->second->is_removing()) return at->second;
  }
  return nullptr;
}

indexer_actor::turn indexer_actor::next_turn() const {
  for (const bool builds : {!built_last_, built_last_})
    if (auto tenant = next_to(builds)) return {std::move(tenant), builds};
  return {};
}

bool indexer_actor::is_behind(const tenant_cell& tenant, const followed& has) {
  return has.exists && tenant.last_seq() > has.standing.followed_to;
}

bool indexer_actor::is_to_follow(const tenant_cell& tenant, const followed& has) {
  if (!is_behind(tenant, has)) return false;
  return !has.gathers || tenant.awaited_seq() > has.standing.followed_to ||
         tenant.last_seq() - has.standing.followed_to >= journal_slice_entries;
}

// Changes that nobody waits for are yet to be followed; a message will come when they have gathered
// long enough.
bool indexer_actor::some_gather() const {
  const auto all = node_.tenants();
  return std::ranges::any_of(tenants_, [&](const auto& each) {
    const auto found = all->by_number.find(each.first);
    return each.second.gathers && found != all->by_number.end() &&
           is_behind(*found->second, each.second);
  });
}

void indexer_actor::let_gather(followed& has) {
  has.gathers = true;
  if (!std::exchange(gathering_, true)) delayed_send(this, changes_gather_for, gathered{});
}

outcome<nothing> indexer_actor::follow(tenant_cell& tenant, followed& has) {
  const auto reading = node_.borrow_snapshot();
  const auto of_mixins = told_columns(has.columns, has.standing);
  auto slice = read_journal(*reading, tenant.number(), has.standing.followed_to, of_mixins);
  if (!slice) return slice.failure();
  if (slice->truncated) {
    log::warning("the journal does not reach back to the index, which is built anew",
                 {{"tenant", tenant.name()}});
    const auto dropped = node_.lists().drop(tenant.number());
    if (!dropped) return dropped.failure();
    has = {};
    to_erase_ = true;
    return nothing{};
  }
  const auto left_out = node_.lists().apply(tenant.number(), slice->changes, slice->to);
  if (!left_out) return left_out.failure();
  if (!left_out->empty()) {
    const auto whole = read_whole(*reading, tenant.number(), *left_out, of_mixins);
    if (const auto told = node_.lists().apply(tenant.number(), whole, slice->to); !told)
      return told.failure();
  }
  has.standing.followed_to = slice->to;
  let_gather(has);
  if (slice->redefined)
    if (auto looked = look_at_columns(*reading, tenant.number(), has); !looked) return looked;
  tell(tenant, has);
  return nothing{};
}

outcome<nothing> indexer_actor::begin(tenant_cell& tenant, followed& has) {
  const std::uint64_t seen = tenant.last_seq();
  const auto looked = look_at_columns(*node_.borrow_snapshot(), tenant.number(), has);
  if (!looked) return looked.failure();
  const auto begun = node_.lists().begin_building(tenant.number(), seen, has.columns.indexed);
  if (!begun) return begun.failure();
  if (!has.standing.serves) has.standing.followed_to = seen;
  has.standing.builds = true;
  has.standing.built_to = {};
  has.standing.building_columns = has.columns.indexed;
  has.exists = true;
  has.rebuild = false;
  to_erase_ = true;
  return nothing{};
}

outcome<nothing> indexer_actor::build(tenant_cell& tenant, followed& has) {
  if (has.rebuild || !has.standing.builds) return begin(tenant, has);
  const auto columns = built_columns(has.columns, has.standing);
  account_slice read{.to = has.standing.built_to};
  for (int i = 0; i < slices_per_fill && !read.last; ++i) {
    const auto reading = node_.borrow_snapshot();
    auto next = read_accounts(*reading, tenant.number(), read.to, columns);
    if (!next) return next.failure();
    std::ranges::move(next->accounts, std::back_inserter(read.accounts));
    read.to = next->to;
    read.last = next->last;
  }
  const auto filled = node_.lists().fill(tenant.number(), read.accounts, read.to);
  if (!filled) return filled.failure();
  has.standing.built_to = read.to;
  if (!read.last) return nothing{};
  const auto taken = node_.lists().take_over(tenant.number());
  if (!taken) return taken.failure();
  has.standing.serves = true;
  has.standing.builds = false;
  has.standing.columns = std::exchange(has.standing.building_columns, {});
  to_erase_ = true;
  log::info("an index of lists is built", {{"tenant", tenant.name()}});
  tell(tenant, has);
  return nothing{};
}

// One at a time: the janitor asks again for what was erased since.
void indexer_actor::take_on(const scrub_index& wanted) {
  if (scrubs_to_ > 0) return;
  scrubs_to_ = wanted.erasures;
  follow_first_.clear();
  for (const auto& [number, tenant] : node_.tenants()->by_number)
    follow_first_[number] = tenant->last_seq();
}

// What is being replaced by another building is not scrubbed before it is gone.
bool indexer_actor::may_scrub() const {
  if (scrubs_to_ == 0 || scrub_pauses_ || to_erase_) return false;
  if (scrub_) return true;
  return std::ranges::all_of(tenants_, [this](const auto& each) {
    const auto& [number, has] = each;
    if (!has.exists) return true;
    const auto wanted = follow_first_.find(number);
    const bool is_told =
        wanted == follow_first_.end() || has.standing.followed_to >= wanted->second;
    return is_told && !has.rebuild && !(has.standing.serves && has.standing.builds);
  });
}

outcome<nothing> indexer_actor::tidy() {
  if (!to_erase_) return scrub_some(), nothing{};
  const auto more = node_.lists().erase_some();
  if (!more) return more.failure();
  to_erase_ = *more;
  return nothing{};
}

void indexer_actor::scrub_some() {
  using next = storage::index_scrub::next;
  const auto failed = [this](const error& why) {
    log::error("a scrub of the index failed and will be begun again", {{"error", why.message}});
    end_scrub();
  };
  if (!scrub_) {
    const auto pages = static_cast<std::size_t>(node_.settings().get<"erasure.scrub_pages">());
    auto begun = storage::index_scrub::begin(node_.lists(), pages);
    if (!begun) return failed(begun.failure());
    scrub_ = std::move(*begun);
  }
  const auto what = scrub_->turn();
  if (!what) return failed(what.failure());
  if (*what == next::later) {
    scrub_pauses_ = true;
    delayed_send(this, snapshots_are_renewed_within, scrub_on{});
  } else if (*what == next::done) {
    log::info("the index of lists is scrubbed",
              {{"erasures", static_cast<std::int64_t>(scrubs_to_)}});
    if (const caf::actor to = node_.handles->get(&wiring::janitor))
      send(to, index_scrubbed{scrubs_to_});
    end_scrub();
  }
}

void indexer_actor::begin_again_later(const error& why) {
  end_scrub();

  log::error("lists cannot follow the journal for now", {{"error", why.message}});
  known_ = false;  // a part of it may have been done
  to_erase_ = true;
  tenants_.clear();
  delayed_send(this, try_again_after, tick{});
}

void indexer_actor::tell(tenant_cell& tenant, const followed& has) {
  if (!has.standing.serves) return;
  tenant.advance_listed(has.standing.followed_to);
  if (node_.figures.feed_waiters.load(std::memory_order_seq_cst) > 0)
    if (const caf::actor feed = node_.handles->get(&wiring::feed)) send(feed, journal_advanced{});
}

void indexer_actor::count_building() {
  std::int64_t building = 0;
  for (const auto& [number, has] : tenants_) building += has.standing.builds;
  node_.figures.indexes_building.store(building);
}

}  // namespace atrium::actors
