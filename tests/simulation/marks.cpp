#include "tests/simulation/marks.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "protocol/records/coupon.hpp"
#include "protocol/records/membership.hpp"
#include "protocol/records/shopping_list.hpp"

namespace atrium::simulation {
namespace {

using storage::customer_item;
using storage::table;

constexpr std::uint64_t longest_life_ms = 40 * 60 * 1'000;
constexpr std::array<std::string_view, 4> events_by_time{"cart.abandoned", "coupon.expired",
                                                         "membership.began", "membership.ended"};
constexpr std::array<std::string_view, 3> groups{"coupon", "membership", "list"};

std::string text_pair(std::string_view name, std::string_view value) {
  return ",\"" + std::string(name) + "\":\"" + std::string(value) + "\"";
}

// Some time after the latest that anybody has heard of; it may be over by now.
std::string time_pair(random& from, const tenant_ledger& of, std::string_view name) {
  return ",\"" + std::string(name) + "\":" +
         std::to_string(of.credit_time + 1 +
                        static_cast<std::int64_t>(from.below(longest_life_ms)));
}

// Marks of requests, by method: how often the store has each.
using found_marks = std::map<std::string, std::map<std::string, int>>;

template <fields::record R>
R read(const storage::row& found) {
  return fields::decode_tagged<R>(found.value).value();
}

found_marks marks_in(const storage::snapshot& reading, tenant_number tenant) {
  found_marks found;
  const storage::key prefix = storage::record_prefix(tenant, storage::record_kind::customer);
  static_cast<void>(
      reading.scan(table::records, prefix, prefix, 1'000'000, [&](const storage::row& row) {
        switch (static_cast<customer_item>(storage::name_in(row.key).item)) {
          case customer_item::coupons:
            if (const auto coupon = read<records::coupon>(row); coupon.order)
              ++found["coupons.redeem"][*coupon.order];
            break;
          case customer_item::memberships:
            ++found["memberships.grant"][read<records::membership>(row).name];
            break;
          case customer_item::lists:
            for (const auto& each : read<records::shopping_list>(row).items)
              ++found["lists.add"][each.sku];
            break;
          default:
            break;
        }
        return true;
      }));
  return found;
}

}  // namespace

void draw_mark(random& from, const tenant_ledger& of, request& made) {
  const auto kind = from.below(6);
  const bool knows_time = of.credit_time > 0;
  if (kind < 4) {
    made.part = from.any_of(std::array<std::string_view, 3>{"SPRING", "SUMMER", "AUTUMN"});
    made.named += text_pair("code", made.part);
  }
  if (kind < 2) {
    made.method = "coupons.assign";
    made.named += text_pair("reference", made.mark);
    if (knows_time && from.one_in(2)) made.named += time_pair(from, of, "valid_until");
  } else if (kind < 4) {
    made.method = "coupons.redeem";
    made.named += text_pair("order", made.mark);
  } else if (kind < 5) {
    made.method = "memberships.grant";
    made.named += text_pair("membership", made.mark);
    if (knows_time && from.one_in(2))
      made.named += time_pair(from, of, "from");
    else if (knows_time)
      made.named += time_pair(from, of, "until");
  } else {
    made.method = "lists.add";
    made.named += ",\"items\":[{\"quantity\":2" + text_pair("sku", made.mark) + "}]";
  }
}

bool happens_by_time(std::string_view event) {
  return std::ranges::count(events_by_time, event) > 0;
}

bool is_of_mark(std::string_view event) {
  return std::ranges::count(groups, event.substr(0, event.find('.'))) > 0;
}

bool is_expected_of_mark(const request& asked, std::string_view code) {
  const bool redeems = asked.method == "coupons.redeem";
  const bool names_time = asked.method == "coupons.assign" || asked.method == "memberships.grant";
  return (redeems && code == "invalid_token") || (names_time && code == "invalid_field");
}

void check_marks(ledger& of, const storage::snapshot& reading, std::size_t tenant) {
  const tenant_ledger& known = of.tenants[tenant];
  found_marks found = marks_in(reading, known.number);
  for (const auto& [method, marks] : found)
    for (const auto& [mark, count] : marks)
      if (count > 1) of.violated(method + " of " + mark + " was done twice");
  // What is known of one customer by more than one id cannot be told apart.
  const bool all_are_there = known.leaving.empty();
  std::map<std::string, std::map<std::string, std::string>> redeemed;  // customer → code → mark
  for (const request& each : of.all) {
    if (each.tenant != tenant || each.what != sort::part || each.came_to != fate::done ||
        each.customer.empty())
      continue;
    const auto of_method = found.find(each.method);
    const bool is_kept = each.method == "memberships.grant" || each.method == "lists.add" ||
                         (each.method == "coupons.redeem" && known.merging.empty());
    if (is_kept && all_are_there &&
        (of_method == found.end() || !of_method->second.contains(each.mark)))
      of.violated(tag_of(each) + " was answered, and the store does not have it");
    if (each.method != "coupons.redeem" || !known.merging.empty()) continue;
    const auto [first, is_first] = redeemed[each.customer].emplace(each.part, each.mark);
    if (!is_first && first->second != each.mark)
      of.violated(tag_of(each) + " redeems " + each.part + " of " + each.customer +
                  " a second time");
  }
}

}  // namespace atrium::simulation
