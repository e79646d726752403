// lists.create, add, remove and rename (features.md G2, F10).
#include "actors/account/belongings/shopping_lists.hpp"
#include "actors/account/decide.hpp"
#include "protocol/methods/shopping_lists.hpp"

namespace atrium::actors {
namespace {

using records::list_item;
using records::list_kind;
using records::shopping_list;
using list_in_hand = mark_in_hand<shopping_list>;

outcome<nothing> may_change(const account_state& now, const decide_context& in) {
  if (!in.tenant.tenant.storefront) return refusal(errc::capability_off);
  if (const auto found = existing(now); !found) return found.failure();
  return nothing{};
}

error no_list() { return refusal(errc::not_found, "the customer has no such list", "list"); }

// The list of this id, at the version that the call wants.
outcome<list_in_hand> list_named(std::string_view id, const account_state& now,
                                 const decide_context& in) {
  const list_book& book = marks_of<shopping_list>(now.parts);
  const auto number = identity::number_of_generated_id(id, identity::generated::list);
  const auto known = number ? book.find(*number) : book.end();
  if (known == book.end()) return no_list();
  if (auto same = at_version(known->second.record.version, in); !same) return same.failure();
  return mark_to_change<shopping_list>(*known);
}

outcome<list_in_hand> new_list(list_kind kind, const account_state& now,
                               records::part_counts& counts, const decide_context& in) {
  if (counts.lists >= methods::lists_max)
    return refusal(errc::limit_reached,
                   "a customer has at most " + std::to_string(methods::lists_max) + " lists");
  if (kind == list_kind::wish && wish_list_in(marks_of<shopping_list>(now.parts)))
    return refusal(errc::limit_reached, "the customer has a wish list", "kind");
  auto made = new_mark<shopping_list>(counts);
  made.record.kind = kind;
  made.record.created_at = in.now_ms;
  return made;
}

// Told of, with the list as the answer. `counts`: where it is new.
decision keep_list(list_in_hand changed, std::string event,
                   const std::optional<records::part_counts>& counts, const account_state& now,
                   const decide_context& in) {
  shopping_list& after = changed.record;
  after.count = static_cast<std::int64_t>(after.items.size());
  if (changed.before && changed.before->record == after) return unchanged(now, after, in);
  decision made = change_of(now, in);
  if (counts) put_counts(made, *counts, in);
  keep_and_tell(made, std::move(changed), std::move(event), in);
  return made;
}

// The list that the command names, or the wish list, which is made where there is none.
outcome<list_in_hand> list_to_fill(const methods::lists_add& command, const account_state& now,
                                   records::part_counts& counts, const decide_context& in) {
  if (command.list) return list_named(*command.list, now, in);
  if (const auto* known = wish_list_in(marks_of<shopping_list>(now.parts)))
    return list_named(known->second.record.id, now, in);
  if (auto same = at_version(0, in); !same) return same.failure();
  return new_list(list_kind::wish, now, counts, in);
}

}  // namespace

const list_book::value_type* wish_list_in(const list_book& book) {
  const auto found = std::ranges::find(book, list_kind::wish,
                                       [](const auto& each) { return each.second.record.kind; });
  return found == book.end() ? nullptr : &*found;
}

bool put_on_list(shopping_list& to, const list_item& more) {
  const auto there = std::ranges::find(to.items, more.sku, &list_item::sku);
  if (there == to.items.end()) {
    to.items.push_back(more);
    return to.items.size() <= methods::list_items_max;
  }
  there->quantity += more.quantity;
  if (more.name) there->name = more.name;
  if (more.note) there->note = more.note;
  return there->quantity <= methods::line_quantity.max;
}

outcome<decision> decide(const methods::lists_create& command, const account_state& now,
                         const decide_context& in) {
  if (auto may = may_change(now, in); !may) return may.failure();
  const list_kind kind =
      command.kind.value_or(now.profile->is_b2b() ? list_kind::shopping : list_kind::wish);
  if (kind == list_kind::shopping && !command.name)
    return refusal(errc::missing_field, "name: is required for a shopping list", "name");
  records::part_counts counts = counts_of(now);
  auto made = new_list(kind, now, counts, in);
  if (!made) return std::move(made).failure();
  made->record.name = command.name;
  return keep_list(std::move(*made), "list.created", counts, now, in);
}

outcome<decision> decide(const methods::lists_add& command, const account_state& now,
                         const decide_context& in) {
  if (auto may = may_change(now, in); !may) return may.failure();
  if (command.items.empty()) return refusal(errc::invalid_field, "items: names no item", "items");
  records::part_counts counts = counts_of(now);
  auto filled = list_to_fill(command, now, counts, in);
  if (!filled) return std::move(filled).failure();
  for (const methods::given_list_item& each : command.items) {
    const bool is_there = std::ranges::find(filled->record.items, each.sku, &list_item::sku) !=
                          filled->record.items.end();
    if (!put_on_list(filled->record, {each.sku, each.name, each.quantity.value_or(is_there ? 0 : 1),
                                      each.note, in.now_ms}))
      return refusal(errc::limit_reached, "the list would have more than " +
                                              std::to_string(methods::list_items_max) +
                                              " items, or too many of one");
  }
  const bool is_new = !filled->before;
  return keep_list(std::move(*filled), is_new ? "list.created" : "list.updated",
                   is_new ? std::optional(counts) : std::nullopt, now, in);
}

outcome<decision> decide(const methods::lists_remove& command, const account_state& now,
                         const decide_context& in) {
  if (auto may = may_change(now, in); !may) return may.failure();
  if (command.quantity && !command.sku)
    return refusal(errc::missing_field, "sku: is required with a quantity", "sku");
  auto found = list_named(command.list, now, in);
  if (!found) return std::move(found).failure();
  if (command.sku) {
    std::vector<list_item>& items = found->record.items;
    const auto there = std::ranges::find(items, *command.sku, &list_item::sku);
    if (there == items.end())
      return refusal(errc::not_found, "there is no such item on the list", "sku");
    there->quantity -= command.quantity.value_or(there->quantity);
    if (there->quantity <= 0) items.erase(there);
    return keep_list(std::move(*found), "list.updated", {}, now, in);
  }
  decision made = change_of(now, in);
  records::part_counts counts = counts_of(now);
  drop_mark<shopping_list>(made, found->number, counts, in);
  put_counts(made, counts, in);
  made.answer = mark_answer(found->record, in);
  tell(made, {.kind = "list.removed", .object = found->record.id}, in);
  return made;
}

outcome<decision> decide(const methods::lists_rename& command, const account_state& now,
                         const decide_context& in) {
  if (auto may = may_change(now, in); !may) return may.failure();
  auto found = list_named(command.list, now, in);
  if (!found) return std::move(found).failure();
  found->record.name = command.name;
  return keep_list(std::move(*found), "list.updated", {}, now, in);
}

}  // namespace atrium::actors
