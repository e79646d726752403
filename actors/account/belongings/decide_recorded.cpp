// orders.record and deliveries.record (features.md G1, G6; of a guest who registers A9, A10).
#include <algorithm>

#include "actors/account/belongings/order_summary.hpp"
#include "actors/account/creation/registering_buyer.hpp"
#include "actors/account/decide.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/methods/deliveries.hpp"
#include "protocol/methods/orders.hpp"

namespace atrium::actors {
namespace {

using records::order;

// What is recorded: its parameter, the one of the commands' parts that it is, and its event.
template <fields::record R>
struct kind_of;
template <>
struct kind_of<order> {
  static constexpr std::string_view parameter = "order";
  static constexpr auto part = &account_parts::order;
  static constexpr const char* event = "order.recorded";
};
template <>
struct kind_of<records::delivery> {
  static constexpr std::string_view parameter = "delivery";
  static constexpr auto part = &account_parts::delivery;
  static constexpr const char* event = "delivery.recorded";
};

// Of a call that could not be decoded nothing is loaded, and nothing was recorded before.
template <fields::record R>
const recorded<R>& known_as(const account_state& now) {
  static const recorded<R> none;
  const auto& known = now.parts.*kind_of<R>::part;
  return known ? *known : none;
}

// Who recorded something at a site goes on to do so when the site has gone. One that could not be
// decoded was told of.
template <fields::record R>
void check_site(const std::string& site, const recorded<R>& known, const decide_context& in,
                fields::problems& wrong) {
  const bool is_known = in.caller.sees_site(site) && known.record && known.record->site == site;
  if (site.empty() || is_known || visible_site(in.tenant, in.caller, site)) return;
  const fields::path root;
  const fields::path recorded_thing = root / kind_of<R>::parameter;
  wrong.add(recorded_thing / "site", errc::not_found, "there is no such site");
}

// That the command may record it on top of what is known.
template <fields::record R>
outcome<nothing> may_record(const recorded<R>& known, const account_state& now,
                            const decide_context& in) {
  if (!in.tenant.tenant.orders) return refusal(errc::capability_off);
  if (const auto found = existing(now); !found) return found.failure();
  if (now.profile->kind == records::customer_kind::contact)
    return refusal(errc::invalid_field,
                   "customer: is a contact; contacts.convert makes a guest of him", "customer");
  if (known.taken)
    return refusal(errc::reference_taken, "another customer has this reference",
                   std::string(kind_of<R>::parameter) + ".reference");
  return at_version(known.record ? known.record->version : 0, in);
}

// The number of a new one.
template <fields::record R>
outcome<std::int64_t> next_number(std::int64_t& given, std::int64_t limit) {
  if (given >= limit || given >= storage::timed_number_max)
    return refusal(errc::limit_reached,
                   "a customer has at most " + std::to_string(limit) +
                       (item_of<R> == item_of<order> ? " orders" : " deliveries"));
  return ++given;
}

// Puts it where it lies now, with its entry in the index, makes it the answer and tells of it.
template <fields::record R>
void put_recorded(decision& made, const R& after, const recorded<R>& known,
                  const decide_context& in) {
  const std::uint64_t part = part_of(after);
  const storage::key name = reference_key<R>(in.tenant.number, after.reference);
  if (known.record)
    expect_part(made, recorded_key<R>(in.tenant.number, in.account, known.part),
                known.record->version, known.checksum);
  else
    expect_absent(made, storage::table::unique, name);
  if (known.record && known.part != part)
    made.changes.erasures.push_back(
        {storage::table::records,
         std::string(recorded_key<R>(in.tenant.number, in.account, known.part).view())});
  if (!known.record || known.part != part)
    made.changes.puts.push_back(
        {storage::table::unique, std::string(name.view()), reference_entry(in.account, part)});
  const auto stored =
      put_part(made, recorded_key<R>(in.tenant.number, in.account, part), after).first;
  made.answer = unfinished_answer<R>(stored, shown_to_caller<R>(in));
  (made.after.parts.*kind_of<R>::part).reset();
  tell(made, {.kind = kind_of<R>::event, .object = after.reference, .version = after.version}, in);
}

std::vector<records::order_line> lines_of(const std::vector<methods::given_order_line>& given) {
  std::vector<records::order_line> lines;
  lines.reserve(given.size());
  for (const auto& each : given)
    lines.push_back({each.sku, each.name, each.quantity, each.unit_price.stored()});
  return lines;
}

void check_money(const methods::given_order& given, fields::problems& wrong) {
  const fields::path root;
  const fields::path order = root / "order";
  const fields::path total = order / "grand_total";
  if (given.grand_total.amount < 0)
    wrong.add(total / "amount", errc::invalid_field, "must not be negative");
  if (!given.lines || given.grand_total.currency.empty()) return;
  const fields::path lines = order / "lines";
  for (std::size_t i = 0; i < given.lines->size(); ++i) {
    const std::string& currency = (*given.lines)[i].unit_price.currency;
    if (currency.empty() || currency == given.grand_total.currency) continue;
    const fields::path line = lines / static_cast<std::int64_t>(i);
    const fields::path price = line / "unit_price";
    wrong.add(price / "currency", errc::invalid_field, "is another than that of the order");
  }
}

// What the summary says with `after` in the place of what was known. Which order was placed last is
// asked of the store only when the last one has moved.
outcome<records::order_summary> summary_with(records::order_summary summary, const order& after,
                                             const recorded<order>& known) {
  if (known.record && known.record->counted) {
    --summary.count;
    add_total(summary, known.record->grand_total, -1);
  }
  if (!count_in(summary, after)) return total_too_large(after.grand_total.currency);
  if (known.record && part_of_last(summary) == known.part) {
    summary.last.reset();
    if (known.last_other) take_as_last(summary, *known.last_other);
  }
  take_as_last(summary, after);
  return summary;
}

// The given fields of an address by their names.
std::optional<fields::dynamic_map> address_of(const fields::partial<records::address>& given,
                                              fields::problems& wrong) {
  if (given.has(&records::address::mixins)) {
    const fields::path root;
    const fields::path delivery = root / "delivery";
    const fields::path address = delivery / "address";
    wrong.add(address / "mixins", errc::invalid_field, "is not kept of a delivery");
  }
  wire::buffer bytes;
  fields::open_map map(bytes);
  std::uint32_t count = 0;
  given.for_each_given([&](const auto& one) {
    const auto& value = given.values().*one.member;
    if (fields::is_absent(value)) return;
    wire::packer pack(bytes);
    wire::pack_text(pack, one.name);
    fields::encode_value(bytes, value);
    map.add(1);
    ++count;
  });
  map.close();
  if (count == 0) return {};
  return fields::dynamic_map{bytes.take()};
}

}  // namespace

outcome<decision> decide(const methods::orders_record& command, const account_state& now,
                         const decide_context& in) {
  const methods::given_order& given = command.order;
  const recorded<order>& known = known_as<order>(now);
  fields::problems wrong;
  check_money(given, wrong);
  check_site(given.site, known, in, wrong);
  if (!wrong.none()) return wrong.take();
  if (auto may = may_record(known, now, in); !may) return may.failure();
  const auto registers = registers_buyer(command, *now.profile, in.tenant);
  if (!registers) return registers.failure();
  if (*registers && known.record)
    return refusal(errc::invalid_field, "register: only a new order registers its buyer",
                   "register");

  records::order_summary summary = summary_of(now);
  order after =
      known.record.value_or(order{.version = 0, .placed_at = in.now_ms, .created_at = in.now_ms});
  after.reference = given.reference;
  after.site = given.site;
  after.state = given.state;
  after.grand_total = given.grand_total.stored();
  after.items = given.items;
  after.placed_at = given.placed_at.value_or(after.placed_at);
  if (given.lines) after.lines = lines_of(*given.lines);
  after.counted = std::ranges::count(in.tenant.tenant.uncounted_order_states, given.state) == 0;
  if (after == known.record) return unchanged(now, after, in);
  if (!known.record) {
    const auto number = next_number<order>(summary.orders, in.limits.orders);
    if (!number) return number.failure();
    after.number = *number;
  }
  ++after.version;
  after.updated_at = in.now_ms;
  auto with = summary_with(std::move(summary), after, known);
  if (!with) return std::move(with).failure();

  auto begun = *registers ? register_buyer(now, in) : outcome<decision>(change_of(now, in));
  if (!begun) return begun;
  decision made = std::move(begun).value();
  if (*with != summary_of(now)) put_summary(made, std::move(*with), in);
  put_recorded(made, after, known, in);
  return made;
}

outcome<decision> decide(const methods::deliveries_record& command, const account_state& now,
                         const decide_context& in) {
  const methods::given_delivery& given = command.delivery;
  const recorded<records::delivery>& known = known_as<records::delivery>(now);
  fields::problems wrong;
  check_site(given.site, known, in, wrong);
  auto address = address_of(given.address, wrong);
  if (!wrong.none()) return wrong.take();
  if (auto may = may_record(known, now, in); !may) return may.failure();

  records::order_summary summary = summary_of(now);
  records::delivery after =
      known.record.value_or(records::delivery{.version = 0, .created_at = in.now_ms});
  after.reference = given.reference;
  after.site = given.site;
  after.state = given.state;
  after.order = given.order;
  after.carrier = given.carrier;
  after.tracking = given.tracking;
  after.address = std::move(address);
  after.shipped_at = given.shipped_at;
  after.delivered_at = given.delivered_at;
  after.items = given.items;
  if (after == known.record) return unchanged(now, after, in);
  if (!known.record) {
    const auto number = next_number<records::delivery>(summary.deliveries, in.limits.deliveries);
    if (!number) return number.failure();
    after.number = *number;
  }
  ++after.version;
  after.updated_at = in.now_ms;

  decision made = change_of(now, in);
  if (!known.record) put_summary(made, std::move(summary), in);
  put_recorded(made, after, known, in);
  return made;
}

}  // namespace atrium::actors
