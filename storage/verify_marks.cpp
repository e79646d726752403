#include "storage/verify_marks.hpp"

#include <algorithm>

#include "protocol/identity/generated_id.hpp"
#include "protocol/records/coupon.hpp"
#include "protocol/records/membership.hpp"
#include "protocol/records/shopping_list.hpp"
#include "storage/verify_parts.hpp"

namespace atrium::storage {

using identity::generated;

std::optional<breach> marks_check::take(const row& found, const record_name& at) {
  switch (static_cast<customer_item>(at.item)) {
    case customer_item::coupons:
      return take_coupon(found, at);
    case customer_item::memberships:
      return take_membership(found, at);
    case customer_item::lists:
      return take_list(found, at);
    default:
      return {};
  }
}

template <class Record>
std::optional<breach> marks_check::look_at(const row& found, const record_name& at,
                                           std::string_view word, char letter, tally& of,
                                           const Record& record) {
  ++of.count;
  of.last = std::max(of.last, static_cast<std::int64_t>(at.part));
  if (record.id != identity::generated_id(at.part, static_cast<generated>(letter)))
    return broken("numbers", found.key, "it has another number than its key");
  return check_told_version(told_, found, word, account_, record.id, record.version);
}

// One that is redeemed cannot be had again, either.
std::optional<breach> marks_check::take_coupon(const row& found, const record_name& at) {
  const auto coupon = fields::decode_tagged<records::coupon>(found.value);
  if (!coupon) return unreadable(found);
  if (coupon->state != records::coupon_state::expired &&
      !open_.insert("coupon " + coupon->code).second)
    return broken("marks", found.key, "the customer has this coupon twice");
  if ((coupon->state == records::coupon_state::redeemed) != coupon->redeemed_at.has_value())
    return broken("marks", found.key, "it is redeemed without a time, or the reverse");
  return look_at(found, at, "coupon", static_cast<char>(generated::coupon), coupons_, *coupon);
}

std::optional<breach> marks_check::take_membership(const row& found, const record_name& at) {
  const auto membership = fields::decode_tagged<records::membership>(found.value);
  if (!membership) return unreadable(found);
  const std::string kind(fields::name_of(membership->kind));
  if (is_open(*membership) && !open_.insert(kind + " " + membership->name).second)
    return broken("marks", found.key, "the customer has this membership or role twice");
  if (membership->until && *membership->until <= membership->from)
    return broken("marks", found.key, "it ends before it begins");
  return look_at(found, at, kind, static_cast<char>(generated::membership), memberships_,
                 *membership);
}

std::optional<breach> marks_check::take_list(const row& found, const record_name& at) {
  const auto list = fields::decode_tagged<records::shopping_list>(found.value);
  if (!list) return unreadable(found);
  if (list->kind == records::list_kind::wish && !open_.insert("wish").second)
    return broken("marks", found.key, "the customer has two wish lists");
  std::set<std::string_view> skus;
  for (const records::list_item& each : list->items) skus.insert(each.sku);
  if (skus.size() != list->items.size())
    return broken("marks", found.key, "an item is on the list twice");
  if (list->count != static_cast<std::int64_t>(list->items.size()))
    return broken("marks", found.key, "the list counts other items than it has");
  return look_at(found, at, "list", static_cast<char>(generated::list), lists_, *list);
}

std::optional<breach> marks_check::finish(const records::part_counts& counts) const {
  const auto agree = [](const tally& there, std::int64_t count, std::int64_t last) {
    return there.count == count && there.last <= last;
  };
  if (agree(coupons_, counts.coupons, counts.last_coupon) &&
      agree(lists_, counts.lists, counts.last_list) &&
      agree(memberships_, counts.memberships, counts.last_membership))
    return {};
  return broken("numbers", customer_key(tenant_, account_, customer_item::counts),
                "the counts are not those of coupons, lists and memberships");
}

}  // namespace atrium::storage
