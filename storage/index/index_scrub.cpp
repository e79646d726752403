#include "storage/index/index_scrub.hpp"

#include <array>
#include <string>
#include <utility>

#include "storage/index/index_transaction.hpp"
#include "storage/index/spaces.hpp"
#include "storage/scrub.hpp"

namespace atrium::storage {

namespace {

constexpr std::string_view name_of(index_table table) {
  return index_table_names[static_cast<std::size_t>(table)];
}

// Elsewhere keys are numbers.
constexpr std::array guided_tables{name_of(index_table::sorted), name_of(index_table::blocks),
                                   name_of(index_table::sets), name_of(index_table::words),
                                   name_of(index_table::counts)};

}  // namespace

struct index_scrub::parts {
  list_index::parts& of;
  std::unique_ptr<scrub> pass;
};

index_scrub::index_scrub(std::unique_ptr<parts> inside) : inside_(std::move(inside)) {}
index_scrub::~index_scrub() = default;

outcome<std::unique_ptr<index_scrub>> index_scrub::begin(list_index& of, std::size_t pages_a_turn) {
  list_index::parts& index = of.inside();
  auto pass = scrub::begin({.environment = index.environment.get(),
                            .spare = index.handles[static_cast<std::size_t>(index_table::state)],
                            .guided = guided_tables},
                           pages_a_turn);
  if (!pass) return pass.failure();
  return std::unique_ptr<index_scrub>(
      new index_scrub(std::make_unique<parts>(parts{index, std::move(*pass)})));
}

outcome<index_scrub::next> index_scrub::turn() {
  const auto what = inside_->pass->turn();
  if (!what) return what.failure();
  switch (*what) {
    case scrub::next::turn:
      return next::turn;
    case scrub::next::commit:
    case scrub::next::commit_later:
      if (const auto done = commit(); !done) return done.failure();
      return *what == scrub::next::commit ? next::turn : next::later;
    case scrub::next::done:
      break;
  }
  return next::done;
}

// Changes nothing, but is a commit: pages that others freed are given out from it on.
outcome<nothing> index_scrub::commit() {
  return index_transaction{inside_->of}.run([](const index_tables& in) {
    int code = 0;
    const std::string same(
        in.get(index_table::state, index_format_key, code).value_or(std::string_view{}));
    return code ? code : in.put(index_table::state, index_format_key, same);
  });
}

}  // namespace atrium::storage
