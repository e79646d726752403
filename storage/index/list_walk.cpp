#include "storage/index/list_walk.hpp"

#include <algorithm>
#include <limits>

namespace atrium::storage {

namespace {

constexpr std::uint64_t last_number = std::numeric_limits<std::uint64_t>::max();

// However much the condition took, a page goes on.
constexpr std::uint64_t walk_work_min = 1'000;

bool wants_all(const lists::condition& wanted) {
  return wanted.what == lists::condition::kind::all && wanted.parts.empty();
}

place_range part_of(const place_range& left, const place_range& right) {
  return {std::max(left.from, right.from), std::min(left.to, right.to)};
}

}  // namespace

list_page list_walk::run() {
  const std::uint64_t begun = view_.work;
  blocks_ = query_.order.by == lists::every_record ? std::vector<index_block>{}
                                                   : blocks_of(view_, query_.order.by);
  evaluate();
  work_end_ = std::max(begun + query_.work_max, view_.work + query_.work_max / 4 + walk_work_min);
  if (has_place_left()) {
    const bool by_number = query_.order.by == lists::every_record;
    const bool among_rest = query_.after && !query_.after->key;
    const bool is_left = by_number || among_rest || walk_column();
    if (is_left && !only_with_value_) {
      account_bits rest = wanted_ ? *wanted_ : view_.present(lists::every_record);
      if (!by_number) rest -= view_.present(query_.order.by);
      walk_numbers(rest);
    }
  }
  page_.work = view_.work - begun;
  return std::move(page_);
}

// A range of the order's own column need not be looked for, only kept within.
void list_walk::evaluate() {
  const auto* const own = own_range();
  left_ = places_left(own);
  only_with_value_ = own != nullptr;
  page_.total_is_exact = true;
  if (wants_all(query_.wanted)) {
    page_.total = view_.count_present(lists::every_record);
  } else if (own && (own == &query_.wanted || query_.wanted.parts.size() == 1)) {
    page_.total = count_range(view_, own->of, places_of(*own));
  } else {
    evaluation made(view_, query_.work_max / 2);
    wanted_ = made.set_of(query_.wanted);
    exact_ = made.is_exact();
    page_.total = wanted_->count();
    page_.total_is_exact = exact_;
  }
}

const lists::condition* list_walk::own_range() const {
  using kind = lists::condition::kind;
  const auto is_own = [&](const lists::condition& each) {
    return each.what == kind::range && each.of == query_.order.by;
  };
  if (blocks_.empty()) return nullptr;
  if (is_own(query_.wanted)) return &query_.wanted;
  if (query_.wanted.what != kind::all) return nullptr;
  const auto found = std::ranges::find_if(query_.wanted.parts, is_own);
  return found == query_.wanted.parts.end() ? nullptr : &*found;
}

place_range list_walk::places_left(const lists::condition* own) const {
  place_range left = own ? places_of(*own) : place_range{};
  if (!query_.after || !query_.after->key) return left;
  std::string behind;
  append_place(behind, *query_.after->key, query_.after->account);
  if (query_.order.descending) return part_of(left, {"", std::move(behind)});
  behind.push_back('\0');
  return part_of(left, {std::move(behind)});
}

bool list_walk::walk_column() {
  if (blocks_.empty()) return walk_values();
  if (!wanted_) return walk_places(left_);
  return is_looking_up_cheaper() ? look_up(all_wanted()) : walk_blocks();
}

// By the expectation that what is wanted lies evenly along the order.
bool list_walk::is_looking_up_cheaper() const {
  const std::uint64_t wanted = page_.total;
  const std::uint64_t places = query_.limit + 1 - page_.rows.size();
  std::uint64_t chunks = 0;
  for (const auto& block : blocks_) chunks += std::min(block.value.records, wanted_->chunks());
  const std::uint64_t share = wanted <= places ? chunks : chunks * places / wanted;
  return wanted * row_steps <= share * step + places * row_steps;
}

bool list_walk::walk_numbers(const account_bits& among) {
  std::optional<account_number> at;
  if (query_.after && !query_.after->key) at = query_.after->account;
  while ((at = next_of(among, at))) {
    view_.work += step;
    const list_position here{std::nullopt, *at};
    if (!(exact_ || is_wanted(*at) ? offer(here) : pass(here))) return false;
  }
  return true;
}

bool list_walk::walk_places(const place_range& range) {
  const std::string prefix = column_prefix(view_.space, query_.order.by);
  index_cursor at(view_.in, index_table::sorted, view_.code);
  const bool down = query_.order.descending;
  bool more = down ? at.last_before(prefix + range.to) : at.first_from(prefix + range.from);
  for (; more && at.key().starts_with(prefix); more = down ? at.previous() : at.next()) {
    const std::string_view place = at.key().substr(prefix.size());
    if (!range.has(place)) return true;
    view_.work += step;
    const account_number account = account_of_place(place);
    if (wanted_ && !wanted_->has(account)) continue;
    const list_position here{sort_key_of_place(place), account};
    if (!(exact_ || is_wanted(account) ? offer(here) : pass(here))) return false;
  }
  return true;
}

bool list_walk::walk_blocks() {
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const std::size_t at = query_.order.descending ? blocks_.size() - 1 - i : i;
    const bool is_last = at + 1 == blocks_.size();
    place_range range{blocks_[at].first};
    if (!is_last) range.to = blocks_[at + 1].first;
    range = part_of(range, left_);
    if (range.ends_before(range.from)) continue;
    const auto hits = wanted_in(blocks_[at]);
    if (!hits.empty() && !walk_block(range, hits, blocks_[at].value.records)) return false;
    if (!pass_block(query_.order.descending ? blocks_[at].first
                    : is_last               ? std::string_view{}
                                            : blocks_[at + 1].first))
      return false;
  }
  return true;
}

bool list_walk::walk_block(const place_range& range, const std::vector<account_number>& hits,
                           std::uint32_t records) {
  const std::uint64_t places = std::min(query_.limit + 1 - page_.rows.size(), hits.size());
  const bool is_walk_cheaper = records * places / hits.size() * step < hits.size() * row_steps;
  return is_walk_cheaper ? walk_places(range) : look_up(hits);
}

bool list_walk::look_up(const std::vector<account_number>& accounts) {
  std::vector<list_position> found;
  std::string place;
  for (const auto account : accounts) {
    if (!view_.read_row(account, row_)) continue;
    const auto key = key_in(row_, query_.order);
    if (!key || (!exact_ && !matches(row_, account, query_.wanted))) continue;
    place.clear();
    append_place(place, *key, account);
    if (left_.has(place)) found.push_back({std::string(*key), account});
  }
  const auto is_before = [down = query_.order.descending](const auto& left, const auto& right) {
    const auto& [lesser, greater] = down ? std::tie(right, left) : std::tie(left, right);
    return std::tie(*lesser.key, lesser.account) < std::tie(*greater.key, greater.account);
  };
  const std::size_t places = std::min(query_.limit + 1 - page_.rows.size(), found.size());
  std::ranges::partial_sort(found, found.begin() + static_cast<std::ptrdiff_t>(places), is_before);
  for (std::size_t i = 0; i < places; ++i)
    if (!offer(std::move(found[i]))) return false;
  return true;
}

// Value by value. Who has several stands at the first of them, in the direction of the order.
bool list_walk::walk_values() {
  const std::string prefix = column_prefix(view_.space, query_.order.by);
  const account_bits among = wanted_ ? *wanted_ : view_.present(lists::every_record);
  const bool down = query_.order.descending;
  std::string from = down ? behind_column(view_.space, query_.order.by) : prefix;
  if (query_.after) {
    from = prefix;
    append_ordered(from, *query_.after->key);
    if (down) from += "\xff";  // so that the value itself is before it
  }
  for (;;) {
    std::string value;
    {
      index_cursor at(view_.in, index_table::sets, view_.code);
      if (!(down ? at.last_before(from) : at.first_from(from))) return true;
      if (!at.key().starts_with(prefix)) return true;
      value = plain_bytes(
          at.key().substr(prefix.size(), at.key().size() - prefix.size() - 4 - ordered_end.size()));
    }
    if (!walk_value(value, among)) return false;
    if (!pass({value, {down ? 0 : last_number}})) return false;
    from = value_prefix(view_.space, query_.order.by, value);
    if (!down) from += "\xff";
  }
}

bool list_walk::walk_value(std::string_view value, const account_bits& among) {
  account_bits having(among.chunks());
  each_chunk(view_, index_table::sets, value_prefix(view_.space, query_.order.by, value),
             [&](std::uint32_t chunk, std::string_view stored) {
               having.put_chunk(chunk, stored);
               return true;
             });
  having &= among;
  std::optional<account_number> at;
  if (query_.after && query_.after->key == value) at = query_.after->account;
  while ((at = next_of(having, at))) {
    const list_position here{std::string(value), *at};
    const bool stands_here = view_.read_row(*at, row_) && key_in(row_, query_.order) == value &&
                             (exact_ || matches(row_, *at, query_.wanted));
    if (!(stands_here ? offer(here) : pass(here))) return false;
  }
  return true;
}

std::vector<account_number> list_walk::wanted_in(const index_block& block) {
  std::vector<account_number> hits;
  each_chunk(view_, index_table::block_sets,
             block_prefix(view_.space, query_.order.by, block.value.number),
             [&](std::uint32_t chunk, std::string_view stored) {
               each_in_chunk(stored, [&](std::uint16_t place) {
                 const account_number account{std::uint64_t{chunk} * accounts_per_chunk + place};
                 if (wanted_->has(account)) hits.push_back(account);
               });
               return true;
             });
  return hits;
}

std::vector<account_number> list_walk::all_wanted() const {
  std::vector<account_number> all;
  for (auto at = wanted_->first_from(0); at; at = wanted_->first_from(at->value + 1))
    all.push_back(*at);
  return all;
}

bool list_walk::is_wanted(account_number account) {
  return view_.read_row(account, row_) && matches(row_, account, query_.wanted);
}

std::optional<account_number> list_walk::next_of(const account_bits& in,
                                                 std::optional<account_number> at) const {
  if (query_.order.descending) return in.last_before(at ? at->value : last_number);
  if (at && at->value == last_number) return std::nullopt;
  return in.first_from(at ? at->value + 1 : 0);
}

bool list_walk::offer(list_position found) {
  if (!has_place_left()) {
    page_.go_on = page_.rows.back();
    return false;
  }
  page_.rows.push_back(std::move(found));
  return true;
}

bool list_walk::pass(const list_position& seen) {
  if (view_.work < work_end_) return true;
  page_.partial = has_place_left();
  page_.go_on = page_.partial ? seen : page_.rows.back();
  return false;
}

// Passes over what is before the boundary in the direction of the order; nothing: the end of it.
bool list_walk::pass_block(std::string_view boundary) {
  if (boundary.empty()) return true;
  account_number account = account_of_place(boundary);
  if (!query_.order.descending && account.value-- == 0) return true;
  return pass({sort_key_of_place(boundary), account});
}

}  // namespace atrium::storage
