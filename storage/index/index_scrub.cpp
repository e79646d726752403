#include "storage/index/index_scrub.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

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

index_table table_of(std::string_view name) {
  return static_cast<index_table>(std::ranges::find(index_table_names, name) -
                                  index_table_names.begin());
}

// One behind the other in one buffer, for they may be very many.
class rows {
 public:
  void add(std::string_view key, std::string_view value) {
    sizes_.emplace_back(static_cast<std::uint32_t>(key.size()),
                        static_cast<std::uint32_t>(value.size()));
    bytes_.append(key).append(value);
  }
  std::size_t size() const { return sizes_.size(); }

  // Calls visit(key, value) until it returns a code other than 0, which is returned.
  template <class Visit>
  int each(Visit&& visit) const {
    std::string_view left = bytes_;
    for (const auto& [key, value] : sizes_) {
      if (const int code = visit(left.substr(0, key), left.substr(key, value))) return code;
      left.remove_prefix(std::size_t{key} + value);
    }
    return 0;
  }

 private:
  std::string bytes_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> sizes_;
};

// LMDB's code. Finds one more than `rows_max` where there are more.
int rows_behind(const index_tables& in, const dead_guide& guide, std::size_t rows_max,
                rows& found) {
  int code = 0;
  index_cursor at(in, table_of(guide.table), code);
  bool more = code == 0 && at.first_from(guide.key);
  for (; more && found.size() <= rows_max && (!guide.end || at.key() < *guide.end);
       more = at.next())
    found.add(at.key(), at.value());
  return code;
}

int put_again(const index_tables& in, const dead_guide& guide, const rows& found) {
  const index_table table = table_of(guide.table);
  const int code =
      found.each([&](std::string_view key, std::string_view) { return in.remove(table, key); });
  if (code) return code;
  return found.each(
      [&](std::string_view key, std::string_view value) { return in.put(table, key, value); });
}

}  // namespace

struct index_scrub::parts {
  list_index::parts& of;
  const std::size_t replaced_max;
  std::unique_ptr<scrub> pass;
};

index_scrub::index_scrub(std::unique_ptr<parts> inside) : inside_(std::move(inside)) {}
index_scrub::~index_scrub() = default;

outcome<std::unique_ptr<index_scrub>> index_scrub::begin(list_index& of, std::size_t pages_a_turn) {
  return begin(of, pages_a_turn, index_guided_rows_max);
}

outcome<std::unique_ptr<index_scrub>> index_scrub::begin(list_index& of, std::size_t pages_a_turn,
                                                         std::size_t replaced_max) {
  list_index::parts& index = of.inside();
  auto pass = scrub::begin({.environment = index.environment.get(),
                            .spare = index.handles[static_cast<std::size_t>(index_table::state)],
                            .guided = guided_tables},
                           pages_a_turn);
  if (!pass) return pass.failure();
  return std::unique_ptr<index_scrub>(
      new index_scrub(std::make_unique<parts>(parts{index, replaced_max, std::move(*pass)})));
}

outcome<index_scrub::next> index_scrub::turn() {
  const auto what = inside_->pass->turn();
  if (!what) return what.failure();
  switch (*what) {
    case scrub::next::turn:
      return next::turn;
    case scrub::next::replace:
      return replace_guides();
    case scrub::next::commit:
    case scrub::next::commit_later:
      if (const auto done = commit(); !done) return done.failure();
      return *what == scrub::next::commit ? next::turn : next::later;
    case scrub::next::done:
      break;
  }
  return next::done;
}

outcome<index_scrub::next> index_scrub::replace_guides() {
  auto& guides = inside_->pass->guides();
  bool too_many = false;
  const auto replaced = index_transaction{inside_->of}.run([&](const index_tables& in) {
    int code = 0;
    std::size_t count = 0;
    while (code == 0 && !guides.empty() && count < replaced_rows_a_commit) {
      rows found;
      code = rows_behind(in, guides.back(), inside_->replaced_max, found);
      too_many = found.size() > inside_->replaced_max;
      if (code || too_many) break;
      code = put_again(in, guides.back(), found);
      count += found.size();
      guides.pop_back();
    }
    return code;
  });
  if (!replaced) return replaced.failure();
  return too_many ? next::rebuild : next::turn;
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
