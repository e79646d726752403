#include "storage/verify_belongings.hpp"

#include "protocol/records/cart.hpp"
#include "protocol/records/delivery.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

constexpr tenant_number tenant{1};
constexpr account_number ada{1};

records::order an_order(const std::string& reference, std::int64_t placed_at, std::int64_t number,
                        std::int64_t amount, bool counted = true) {
  return {.reference = reference,
          .state = "new",
          .grand_total = {amount, "EUR"},
          .placed_at = placed_at,
          .number = number,
          .counted = counted};
}

// Ada has three orders, one of them not counted, a delivery and a cart; each can be changed before
// it is stored.
struct ada_ordering {
  std::vector<records::order> orders{an_order("W 1", 5000, 1, 100), an_order("W 2", 6000, 2, 30),
                                     an_order("W 3", 7000, 3, 1000, false)};
  records::delivery delivery{.reference = "D 1", .shipped_at = 8000, .number = 1};
  records::cart cart{.version = 2, .id = "b4"};
  records::order_summary summary{.count = 2,
                                 .totals = {{130, "EUR"}},
                                 .last = records::last_order{"W 3", 7000, "new"},
                                 .orders = 3,
                                 .deliveries = 1,
                                 .last_number = 3};
  records::part_counts counts{.last_cart = 4, .carts = 1};
  std::int64_t shift = 0;  // of where the first order lies
  change_set more{};       // committed last

  // The invariant that is broken; "" if none.
  std::string broken() const {
    scratch_folder data;
    const auto store = new_store(data.path());
    REQUIRE(commit_one(*store, rows()).what == result_kind::committed);
    REQUIRE(commit_one(*store, more).what == result_kind::committed);
    snapshot now(*store);
    REQUIRE(now.renew());
    const told_by_journal told{
        [](std::string_view kind, const std::string& name) -> std::optional<std::int64_t> {
          if (kind == "cart" && name == "1/b4") return 2;
          return {};
        },
        1, 0};
    belongings_check check(now, tenant, ada, told);
    const key prefix = record_prefix(tenant, record_kind::customer);
    std::optional<breach> found;
    const auto scanned = now.scan(table::records, prefix, prefix, 100, [&](const row& each) {
      return !(found = check.take(each, name_in(each.key)));
    });
    REQUIRE(scanned);
    if (!found) found = check.finish(counts);
    return found ? found->invariant : "";
  }

 private:
  change_set rows() const {
    change_set set{};
    const auto put = [&](table where, const key& at, std::string value) {
      set.puts.push_back({where, std::string(at.view()), std::move(value)});
    };
    const auto name = [&](unique_space space, const std::string& reference, std::uint64_t part) {
      put(table::unique, unique_key(tenant, space, reference),
          fields::encode_tagged(
              records::unique_entry{.number = 1, .part = static_cast<std::int64_t>(part)}));
    };
    std::int64_t moved = shift;
    for (const records::order& each : orders) {
      const std::uint64_t part = timed_part(each.placed_at + moved, each.number);
      moved = 0;
      put(table::records, customer_part_key(tenant, ada, customer_item::orders, part),
          fields::encode_tagged(each));
      name(unique_space::order_reference, each.reference, part);
    }
    const std::uint64_t part = timed_part(delivery.time(), delivery.number);
    put(table::records, customer_part_key(tenant, ada, customer_item::deliveries, part),
        fields::encode_tagged(delivery));
    name(unique_space::delivery_reference, delivery.reference, part);
    put(table::records, customer_part_key(tenant, ada, customer_item::carts, 4),
        fields::encode_tagged(cart));
    put(table::records, customer_key(tenant, ada, customer_item::summary),
        fields::encode_tagged(summary));
    return set;
  }
};

key reference_of(const std::string& reference) {
  return unique_key(tenant, unique_space::order_reference, reference);
}

void put_entry(change_set& into, const std::string& reference, std::int64_t account,
               std::uint64_t part) {
  into.puts.push_back({table::unique, std::string(reference_of(reference).view()),
                       fields::encode_tagged(records::unique_entry{
                           .number = account, .part = static_cast<std::int64_t>(part)})});
}

}  // namespace

TEST_CASE("orders that agree with their summary, references and carts are whole") {
  CHECK(ada_ordering{}.broken() == "");
}

TEST_CASE("a summary that is not that of the orders is found") {
  for (const auto& spoil : std::initializer_list<void (*)(records::order_summary&)>{
           [](auto& of) { ++of.count; }, [](auto& of) { of.totals[0].amount += 1; },
           [](auto& of) {
             of.totals.push_back({0, "USD"});
           },
           [](auto& of) { of.totals.clear(); }, [](auto& of) { of.last.reset(); },
           [](auto& of) { of.last->reference = "W 2"; }, [](auto& of) { of.last->state = "sent"; },
           [](auto& of) { of.last_number = 2; }}) {
    ada_ordering broken;
    spoil(broken.summary);
    CHECK(broken.broken() == "orders");
  }
  ada_ordering counted;
  counted.orders[2].counted = true;
  CHECK(counted.broken() == "orders");
}

TEST_CASE("numbers that were never given out are found") {
  for (const auto& spoil : std::initializer_list<void (*)(ada_ordering&)>{
           [](auto& of) { of.summary.orders = 2; }, [](auto& of) { of.summary.deliveries = 0; },
           [](auto& of) { of.counts.carts = 2; }, [](auto& of) { of.counts.last_cart = 3; }}) {
    ada_ordering broken;
    spoil(broken);
    CHECK(broken.broken() == "numbers");
  }
}

TEST_CASE("an order that lies elsewhere, or that its reference does not lead to, is found") {
  ada_ordering moved;
  moved.shift = 1;
  CHECK(moved.broken() == "orders");
  ada_ordering unnamed;
  unnamed.more.erasures.push_back({table::unique, std::string(reference_of("W 1").view())});
  CHECK(unnamed.broken() == "orders");
  ada_ordering of_another;
  put_entry(of_another.more, "W 1", 2, timed_part(5000, 1));
  CHECK(of_another.broken() == "orders");
  ada_ordering at_another;
  put_entry(at_another.more, "W 1", 1, timed_part(6000, 2));
  CHECK(at_another.broken() == "orders");
}

TEST_CASE("a version that the journal does not tell of is found") {
  ada_ordering broken;
  broken.cart.version = 3;
  CHECK(broken.broken() == "I6");
}

TEST_CASE("a reference leads to an order that has it") {
  scratch_folder data;
  const auto store = new_store(data.path());
  change_set set{};
  put_row(set, customer_part_key(tenant, ada, customer_item::orders, 7),
          records::order{.reference = "W 1"});
  REQUIRE(commit_one(*store, set).what == result_kind::committed);
  snapshot now(*store);
  REQUIRE(now.renew());
  const auto leads = [&](std::int64_t account, std::int64_t part, unique_space space,
                         std::string_view reference) {
    return is_reference_of(now, tenant, {.number = account, .part = part}, space, reference);
  };
  CHECK(leads(1, 7, unique_space::order_reference, "W 1"));
  CHECK_FALSE(leads(1, 7, unique_space::order_reference, "W 2"));
  CHECK_FALSE(leads(1, 8, unique_space::order_reference, "W 1"));
  CHECK_FALSE(leads(2, 7, unique_space::order_reference, "W 1"));
  CHECK_FALSE(leads(1, 7, unique_space::delivery_reference, "W 1"));
}
