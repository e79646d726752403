#include "storage/store_scrub.hpp"

#include <array>
#include <utility>

#include "storage/scrub.hpp"
#include "storage/store_parts.hpp"

namespace atrium::storage {

namespace {

// Elsewhere keys are numbers and hashes.
constexpr std::array guided_tables{name_of(table::unique)};

}  // namespace

struct store_scrub::parts {
  const store::parts& of;
  std::unique_ptr<scrub> pass;
};

store_scrub::store_scrub(std::unique_ptr<parts> inside) : inside_(std::move(inside)) {}
store_scrub::~store_scrub() = default;

outcome<std::unique_ptr<store_scrub>> store_scrub::begin(const store& of,
                                                         std::size_t pages_a_turn) {
  const store::parts& whole = of.inside();
  auto pass = scrub::begin({.environment = whole.environment.get(),
                            .spare = whole.tables[static_cast<std::size_t>(table::meta)],
                            .guided = guided_tables},
                           pages_a_turn);
  if (!pass) return pass.failure();
  return std::unique_ptr<store_scrub>(
      new store_scrub(std::make_unique<parts>(parts{whole, std::move(*pass)})));
}

outcome<store_scrub::next> store_scrub::turn() {
  if (inside_->of.broken)
    return refusal(errc::internal, "the store is broken: restart the process");
  const auto what = inside_->pass->turn();
  if (!what) return what.failure();
  switch (*what) {
    case scrub::next::turn:
      return next::turn;
    case scrub::next::commit:
      return next::commit;
    case scrub::next::commit_later:
      return next::commit_later;
    case scrub::next::done:
      break;
  }
  return next::done;
}

change_set store_scrub::changes() {
  change_set set{};
  set.tenant = node_tenant;
  set.may_use_reserve = true;
  set.store_scrubbed_to = 0;
  return set;
}

}  // namespace atrium::storage
