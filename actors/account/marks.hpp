// Coupons, memberships, roles, lists and carts of an account: what they have alike is how they are
// numbered and counted, stored, and put into the due queue. Each row is kept or dropped once at
// most in a decision. No CAF, no threads, no files.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "actors/account/belongings/addresses.hpp"
#include "actors/account/due.hpp"
#include "protocol/identity/generated_id.hpp"

namespace atrium::actors {

template <fields::record R>
using mark_book = std::map<std::uint64_t, stored_part<R>>;  // by number

template <fields::record R>
struct mark_traits;
template <>
struct mark_traits<records::coupon> {
  static constexpr auto item = storage::customer_item::coupons;
  static constexpr auto letter = identity::generated::coupon;
  static constexpr auto last = &records::part_counts::last_coupon;
  static constexpr auto count = &records::part_counts::coupons;
  static constexpr auto book = &account_parts::coupons;
};
template <>
struct mark_traits<records::membership> {
  static constexpr auto item = storage::customer_item::memberships;
  static constexpr auto letter = identity::generated::membership;
  static constexpr auto last = &records::part_counts::last_membership;
  static constexpr auto count = &records::part_counts::memberships;
  static constexpr auto book = &account_parts::memberships;
};
template <>
struct mark_traits<records::shopping_list> {
  static constexpr auto item = storage::customer_item::lists;
  static constexpr auto letter = identity::generated::list;
  static constexpr auto last = &records::part_counts::last_list;
  static constexpr auto count = &records::part_counts::lists;
  static constexpr auto book = &account_parts::lists;
};

template <>
struct mark_traits<records::cart> {
  static constexpr auto item = storage::customer_item::carts;
  static constexpr auto letter = identity::generated::cart;
  static constexpr auto last = &records::part_counts::last_cart;
  static constexpr auto count = &records::part_counts::carts;
  static constexpr auto book = &account_parts::carts;
};

template <fields::record R>
storage::key mark_key(tenant_number tenant, account_number account, std::uint64_t number) {
  return storage::customer_part_key(tenant, account, mark_traits<R>::item, number);
}

// When something happens to it by itself; lists have no time.
template <fields::record R>
std::optional<std::int64_t> time_of_mark(const R& record) {
  if constexpr (requires { next_time(record); })
    return next_time(record);
  else
    return {};
}

// Those that the account has. Of a call that could not be decoded nothing is loaded, and nobody has
// any.
template <fields::record R>
const mark_book<R>& marks_of(const account_parts& parts) {
  static const mark_book<R> none;
  const auto& known = parts.*mark_traits<R>::book;
  return known ? *known : none;
}

// One as a command changes it, or a new one.
template <fields::record R>
struct mark_in_hand {
  std::uint64_t number = 0;
  R record;
  std::optional<stored_part<R>> before = {};  // none: it is new
};

template <fields::record R>
mark_in_hand<R> mark_to_change(const typename mark_book<R>::value_type& known) {
  return {known.first, known.second.record, known.second};
}

// With the next number and its id, counted in.
template <fields::record R>
mark_in_hand<R> new_mark(records::part_counts& counts) {
  using traits = mark_traits<R>;
  mark_in_hand<R> made;
  made.number = static_cast<std::uint64_t>(++(counts.*traits::last));
  ++(counts.*traits::count);
  made.record.version = 0;
  made.record.id = identity::generated_id(made.number, traits::letter);
  return made;
}

// Puts it as it is now, and its place; returns it as stored.
template <fields::record R>
std::string keep_mark(decision& made, mark_in_hand<R> changed, const decide_context& in) {
  using traits = mark_traits<R>;
  const storage::key key = mark_key<R>(in.tenant.number, in.account, changed.number);
  std::optional<std::int64_t> time_before;
  if (changed.before) {
    expect_part(made, key, changed.before->record.version, changed.before->checksum);
    time_before = time_of_mark(changed.before->record);
  }
  move_due(made, key, time_before, time_of_mark(changed.record), in);
  auto [stored, checksum] = put_part(made, key, changed.record);
  auto book = std::make_shared<mark_book<R>>(marks_of<R>(made.after.parts));
  (*book)[changed.number] = {std::move(changed.record), checksum};
  made.after.parts.*traits::book = std::move(book);
  return std::move(stored);
}

// One of another account, at its version, for who has seen that may go on from there.
template <fields::record R>
void move_as_new_mark(decision& made, R theirs, records::part_counts& counts,
                      const decide_context& in) {
  auto given = new_mark<R>(counts);
  theirs.id = given.record.id;
  given.record = std::move(theirs);
  keep_mark(made, std::move(given), in);
}

// Takes one away that is stored.
template <fields::record R>
void drop_mark(decision& made, std::uint64_t number, records::part_counts& counts,
               const decide_context& in) {
  using traits = mark_traits<R>;
  const mark_book<R>& known = marks_of<R>(made.after.parts);
  const stored_part<R>& gone = known.at(number);
  const storage::key key = mark_key<R>(in.tenant.number, in.account, number);
  expect_part(made, key, gone.record.version, gone.checksum);
  move_due(made, key, time_of_mark(gone.record), {}, in);
  made.changes.erasures.push_back({storage::table::records, std::string(key.view())});
  --(counts.*traits::count);
  auto rest = std::make_shared<mark_book<R>>(known);
  rest->erase(number);
  made.after.parts.*traits::book = std::move(rest);
}

// As it is shown at that time, whatever was written down of what time has done to it.
template <fields::record R>
R shown_at(R record, std::int64_t now_ms) {
  if constexpr (requires { state_at(record, now_ms); }) record.state = state_at(record, now_ms);
  return record;
}

// The answer that shows it as it is now.
template <fields::record R>
std::string mark_answer(const R& record, const decide_context& in) {
  return unfinished_answer<R>(fields::encode_tagged(shown_at(record, in.now_ms)),
                              shown_to_caller<R>(in));
}

// In its next version, told of, and the answer.
template <fields::record R>
void keep_and_tell(decision& made, mark_in_hand<R> changed, std::string event,
                   const decide_context& in) {
  R& after = changed.record;
  ++after.version;
  after.updated_at = in.now_ms;
  made.answer = mark_answer(after, in);
  tell(made, {.kind = std::move(event), .object = after.id, .version = after.version}, in);
  keep_mark(made, std::move(changed), in);
}

// What is given until a time that is over, or before it begins, is refused. `parameter` gives that
// time; `from` is called `beginning`.
inline outcome<nothing> check_end(std::string_view parameter, std::optional<std::int64_t> until,
                                  std::int64_t from, std::string_view beginning,
                                  const decide_context& in) {
  fields::problems wrong;
  const fields::path root;
  if (until && *until <= in.now_ms)
    wrong.add(root / parameter, errc::invalid_field, "is over already");
  else if (until && *until <= from)
    wrong.add(root / parameter, errc::invalid_field,
              "must be later than " + std::string(beginning));
  if (!wrong.none()) return wrong.take();
  return nothing{};
}

// How many that are not over, and that `belongs` is true of.
template <fields::record R, class Belongs>
std::int64_t open_marks(const decision& made, Belongs&& belongs) {
  return std::ranges::count_if(marks_of<R>(made.after.parts), [&](const auto& each) {
    return is_open(each.second.record) && belongs(each.second.record);
  });
}

// Of those that are over and that `belongs` is true of, only so many that changed last are
// remembered: the others are dropped.
template <fields::record R, class Belongs>
void forget_past(decision& made, std::int64_t past_max, Belongs&& belongs,
                 records::part_counts& counts, const decide_context& in) {
  std::vector<std::pair<std::int64_t, std::uint64_t>> past;  // by when they changed
  for (const auto& [number, each] : marks_of<R>(made.after.parts))
    if (!is_open(each.record) && belongs(each.record))
      past.emplace_back(each.record.updated_at, number);
  if (static_cast<std::int64_t>(past.size()) <= past_max) return;
  std::ranges::sort(past);
  past.resize(past.size() - static_cast<std::size_t>(past_max));
  for (const auto& [changed_at, number] : past)
    if (changed_at < in.now_ms)  // not what this decision has just kept
      drop_mark<R>(made, number, counts, in);
}

}  // namespace atrium::actors
