#include "storage/index/evaluation.hpp"

#include <algorithm>

#include "storage/index/list_index.hpp"

namespace atrium::storage {

namespace {

// What one part of a condition may cost: half of a column of a million accounts, and the ends.
constexpr std::uint64_t leaf_work_max = 40'000;

// Which block a place is in.
std::size_t block_at(std::span<const index_block> blocks, std::string_view place) {
  const auto behind = std::ranges::upper_bound(
      blocks, place, {}, [](const index_block& block) { return std::string_view(block.first); });
  return static_cast<std::size_t>(behind - blocks.begin()) - 1;
}

std::uint64_t records_in(std::span<const index_block> blocks) {
  std::uint64_t records = 0;
  for (const auto& block : blocks) records += block.value.records;
  return records;
}

// Calls visit(place) for the places of the range, until it returns false.
template <class Visit>
void each_place(index_view& view, lists::column column, const place_range& range, Visit&& visit) {
  const std::string prefix = column_prefix(view.space, column);
  index_cursor at(view.in, index_table::sorted, view.code);
  bool more = at.first_from(prefix + range.from);
  for (; more && at.key().starts_with(prefix); more = at.next()) {
    const std::string_view place = at.key().substr(prefix.size());
    if (range.ends_before(place) || !visit(place)) return;
    view.work += step;
  }
}

// A range as whole blocks [first, end), and what sticks out before and behind.
struct range_cut {
  std::size_t first = 0, end = 0;
  place_range before{"", ""}, behind{"", ""};  // of these nothing
};

range_cut cut(std::span<const index_block> blocks, const place_range& range) {
  const std::size_t low = block_at(blocks, range.from);
  const std::size_t high = range.to == all_places_end ? blocks.size() : block_at(blocks, range.to);
  if (low == high) return {.first = low, .end = low, .before = range};
  range_cut made{.first = low, .end = high};
  if (blocks[low].first != range.from) {
    made.first = low + 1;
    made.before = {range.from, low + 1 < blocks.size() ? blocks[low + 1].first : all_places_end};
  }
  if (high < blocks.size()) made.behind = {blocks[high].first, range.to};
  return made;
}

}  // namespace

place_range places_of(const lists::condition& range) {
  place_range places;
  if (!range.from.empty()) append_ordered(places.from, range.from);
  if (!range.to.empty()) {
    places.to.clear();
    append_ordered(places.to, range.to);
  }
  places.to = std::max(places.to, places.from);
  return places;
}

std::uint64_t count_range(index_view& view, lists::column column, const place_range& range) {
  const auto blocks = blocks_of(view, column);
  if (blocks.empty()) return 0;
  const range_cut parts = cut(blocks, range);
  std::uint64_t count = records_in(std::span(blocks).subspan(parts.first, parts.end - parts.first));
  for (const auto* each : {&parts.before, &parts.behind})
    each_place(view, column, *each, [&](std::string_view) {
      ++count;
      return true;
    });
  return count;
}

evaluation::evaluation(index_view& view, std::uint64_t work_max)
    : view_(view), work_end_(view.work + work_max), every_(view.present(lists::every_record)) {}

account_bits evaluation::bounded(const lists::condition& wanted, bool above) {
  using kind = lists::condition::kind;
  switch (wanted.what) {
    case kind::all: {
      account_bits set = every_;
      for (const auto& part : wanted.parts) set &= bounded(part, above);
      return set;
    }
    case kind::any: {
      account_bits set = nobody();
      for (const auto& part : wanted.parts) set |= bounded(part, above);
      return set;
    }
    case kind::none: {
      account_bits set = every_;
      for (const auto& part : wanted.parts) set -= bounded(part, !above);
      return set;
    }
    case kind::present:
      return view_.present(wanted.of);
    default:
      return leaf(wanted, above);
  }
}

account_bits evaluation::leaf(const lists::condition& wanted, bool above) {
  using kind = lists::condition::kind;
  account_bits set = nobody();
  const bool whole = wanted.what == kind::values  ? add_values(wanted, set)
                     : wanted.what == kind::range ? add_range(wanted, set)
                                                  : add_words(wanted, set);
  if (whole) return set;
  exact_ = false;
  return above ? every_ : nobody();
}

std::uint64_t evaluation::leaf_end() const {
  return std::min(work_end_, view_.work + leaf_work_max);
}

bool evaluation::add_values(const lists::condition& wanted, account_bits& to) {
  const std::uint64_t end = leaf_end();
  for (const auto& value : wanted.values)
    each_chunk(view_, index_table::sets, value_prefix(view_.space, wanted.of, value),
               [&](std::uint32_t chunk, std::string_view stored) {
                 to.put_chunk(chunk, stored);
                 return view_.work < end;
               });
  return view_.work < end;
}

bool evaluation::add_words(const lists::condition& wanted, account_bits& to) {
  const std::uint64_t end = leaf_end();
  std::string prefix = space_prefix(view_.space);
  append_prefix(prefix, wanted.from);
  each_chunk(view_, index_table::words, prefix, [&](std::uint32_t chunk, std::string_view stored) {
    to.put_chunk(chunk, stored);
    return view_.work < end;
  });
  return view_.work < end;
}

// The blocks inside the range, or, if they are the larger half, those that have any value without
// the blocks outside.
bool evaluation::add_range(const lists::condition& wanted, account_bits& to) {
  if (wanted.of == lists::every_record) {
    account_bits numbered = every_;
    numbered.keep(numbers_of(wanted));
    to |= numbered;
    return true;
  }
  const auto blocks = blocks_of(view_, wanted.of);
  if (blocks.empty()) return true;
  const place_range range = places_of(wanted);
  const range_cut parts = cut(blocks, range);
  const std::span all(blocks);
  const auto inside = all.subspan(parts.first, parts.end - parts.first);
  if (records_in(inside) * 2 <= records_in(all))
    return add_blocks(wanted.of, inside, to) && add_places(wanted.of, parts.before, to) &&
           add_places(wanted.of, parts.behind, to);
  const range_cut low = cut(blocks, {"", range.from});
  account_bits outside = nobody();
  if (!add_blocks(wanted.of, all.subspan(low.first, low.end - low.first), outside) ||
      !add_places(wanted.of, low.behind, outside) || !add_places(wanted.of, low.before, outside))
    return false;
  if (range.to != all_places_end) {
    const range_cut high = cut(blocks, {range.to});
    if (!add_blocks(wanted.of, all.subspan(high.first, high.end - high.first), outside) ||
        !add_places(wanted.of, high.before, outside))
      return false;
  }
  to |= view_.present(wanted.of);
  to -= outside;
  return true;
}

bool evaluation::add_blocks(lists::column column, std::span<const index_block> blocks,
                            account_bits& to) {
  const std::uint64_t end = leaf_end();
  for (const auto& block : blocks)
    each_chunk(view_, index_table::block_sets,
               block_prefix(view_.space, column, block.value.number),
               [&](std::uint32_t chunk, std::string_view stored) {
                 to.put_chunk(chunk, stored);
                 return view_.work < end;
               });
  return view_.work < end;
}

bool evaluation::add_places(lists::column column, const place_range& range, account_bits& to) {
  const std::uint64_t end = leaf_end();
  each_place(view_, column, range, [&](std::string_view place) {
    to.put(account_of_place(place));
    return view_.work < end;
  });
  return view_.work < end;
}

}  // namespace atrium::storage
