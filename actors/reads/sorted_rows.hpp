// Rows of one item of a customer in the order of a field of theirs that the call names: what
// list_picked (actors/reads/rows.hpp) is for calls that name none.
//
// All rows are read for each page, so this is for what a customer has few of: some hundred coupons
// and memberships (open_coupons_max and the like in protocol/methods/), lists_max lists,
// `customers.carts_max` carts and `customers.addresses_max` addresses, which go to 1,000. Notes,
// orders and deliveries are listed by time alone.
//
// A cursor is the place of the last row shown, its sort key and its number, sealed to the customer
// and to all that was asked but the page: rows that come or go between two pages double no others
// and hide none.
#pragma once

#include <algorithm>

#include "actors/reads/reads.hpp"
#include "actors/reads/rows.hpp"
#include "protocol/lists/field_order.hpp"
#include "protocol/text/collation.hpp"

namespace atrium::actors {

// What a cursor of a sorted list is bound to.
template <class List>
std::string digest_of_sorted(List asked, account_number account) {
  asked.customer = {};
  asked.limit = {};
  asked.cursor = {};
  wire::buffer query;
  wire::packer pack(query);
  wire::pack_text(pack, List::about.name);
  // Sort keys of another version stand at other places.
  wire::pack_text(pack, text::collation_version());
  pack.pack_uint64(account.value);
  fields::encode_named(query, asked);
  return lists::digest_of(query.view());
}

// A page of records, or of rows as they are stored, that are given in any order.
template <fields::record R, class Picked>
class sorted_page {
 public:
  // The one that the call asks for; `invalid_field` where there is no such order among the fields
  // shown, or the cursor is of another list. `letter`: of the records' generated ids.
  template <class List>
  static outcome<sorted_page> begin(const List& asked, account_number account,
                                    const fields::tag_set& shown, identity::generated letter,
                                    std::string_view tenant_key) {
    const auto by = lists::read_field_order(*asked.sort, lists::fields_to_sort_by<R>(shown));
    if (!by) return by.failure();
    sorted_page made(*by, letter, digest_of_sorted(asked, account), tenant_key);
    if (!asked.cursor) return made;
    auto after = lists::open_cursor(*asked.cursor, made.digest_, tenant_key);
    if (!after) return after.failure();
    made.after_ = std::move(after).value();
    return made;
  }

  outcome<nothing> add(Picked picked, std::uint64_t part) {
    lists::place at{{}, part};
    if constexpr (std::is_same_v<Picked, R>) {
      at.key = lists::sort_key_of(picked, by_.tag, letter_);
    } else {
      const auto record = fields::decode_tagged<R>(picked, fields::tag_set().set(by_.tag));
      if (!record) return refusal(errc::internal);
      at.key = lists::sort_key_of(*record, by_.tag, letter_);
    }
    if (!after_ || lists::comes_before(*after_, at, by_.descending))
      rows_.push_back({std::move(at), std::move(picked)});
    return nothing{};
  }

  // When all were given.
  template <class Show>
  void write(std::optional<std::int64_t> limit, Show&& show, wire::buffer& out) {
    std::ranges::sort(rows_, [this](const row& one, const row& other) {
      return lists::comes_before(one.at, other.at, by_.descending);
    });
    page listed(limit);
    const lists::place* last = nullptr;
    for (const row& each : rows_) {
      if (listed.full()) {
        listed.continue_at(lists::seal_cursor(*last, digest_, tenant_key_));
        break;
      }
      last = &each.at;
      show(each.picked, listed.add());
    }
    listed.write(out);
  }

 private:
  struct row {
    lists::place at;
    Picked picked;
  };

  sorted_page(lists::field_order by, identity::generated letter, std::string digest,
              std::string_view tenant_key)
      : by_(by), letter_(letter), digest_(std::move(digest)), tenant_key_(tenant_key) {}

  lists::field_order by_;
  identity::generated letter_;
  std::string digest_;
  std::string_view tenant_key_;
  std::optional<lists::place> after_;
  std::vector<row> rows_;  // behind that place
};

// The page of a call that says by what it is to be sorted.
template <fields::record R, class List, class Pick, class Show>
outcome<nothing> list_sorted(const List& asked, const call_context& call, account_number account,
                             storage::customer_item item, identity::generated letter, Pick&& pick,
                             Show&& show, wire::buffer& out) {
  backwards from(call, account, item, behind_all_parts);
  using picked_row = typename std::decay_t<decltype(*next_picked(from, pick))>::value_type;
  auto sorted = sorted_page<R, picked_row>::begin(asked, account, shown_to_caller<R>(call), letter,
                                                  call.view->tenant.reference_key);
  if (!sorted) return sorted.failure();
  for (;;) {
    auto picked = next_picked(from, pick);
    if (!picked) return picked.failure();
    if (!*picked) break;
    if (const auto added = sorted->add(std::move(**picked), from.at()); !added) return added;
  }
  sorted->write(asked.limit, show, out);
  return nothing{};
}

// The page of a call that may say so: newest first where it does not.
template <fields::record R, class List, class Pick, class Show>
outcome<nothing> list_in_order(const List& asked, const call_context& call, account_number account,
                               storage::customer_item item, identity::generated letter, Pick&& pick,
                               Show&& show, wire::buffer& out) {
  if (asked.sort) return list_sorted<R>(asked, call, account, item, letter, pick, show, out);
  return list_picked(asked, call, account, item, pick, show, out);
}

}  // namespace atrium::actors
