#include "storage/verify_marks.hpp"

#include "protocol/records/cart.hpp"
#include "protocol/records/coupon.hpp"
#include "protocol/records/index_entries.hpp"
#include "protocol/records/membership.hpp"
#include "protocol/records/shopping_list.hpp"
#include "storage/due_time.hpp"
#include "storage/verify_due.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;
using records::coupon_state;
using records::membership_kind;
using records::membership_state;

namespace {

constexpr tenant_number tenant{1};
constexpr account_number ada{1};

key part_key(customer_item item, std::uint64_t part) {
  return customer_part_key(tenant, ada, item, part);
}

// Ada has two coupons, a membership, a role and a wish list; each can be changed before it is
// looked at.
struct ada_marked {
  std::vector<records::coupon> coupons{
      {.id = "k1", .code = "A", .state = coupon_state::redeemed, .redeemed_at = 5},
      {.version = 2, .id = "k2", .code = "B"}};
  std::vector<records::membership> memberships{
      {.id = "g1", .name = "gold", .state = membership_state::active},
      {.version = 3, .id = "g2", .kind = membership_kind::role, .name = "gold"}};
  records::shopping_list list{.version = 4,
                              .id = "l3",
                              .kind = records::list_kind::wish,
                              .items = {{.sku = "A"}, {.sku = "B"}},
                              .count = 2};
  records::part_counts counts{.last_coupon = 2,
                              .coupons = 2,
                              .last_list = 3,
                              .lists = 1,
                              .last_membership = 2,
                              .memberships = 2};

  // The invariant that is broken; "" if none.
  std::string broken() const {
    const told_by_journal told{
        [](std::string_view kind, const std::string& name) -> std::optional<std::int64_t> {
          if (kind == "coupon" && name == "1/k2") return 2;
          if (kind == "role" && name == "1/g2") return 3;
          if (kind == "list" && name == "1/l3") return 4;
          return {};
        },
        1, 0};
    marks_check check(tenant, ada, told);
    std::optional<breach> found;
    const auto look = [&](customer_item item, std::uint64_t part, const std::string& stored) {
      const key at = part_key(item, part);
      if (!found) found = check.take({at.view(), stored}, name_in(at.view()));
    };
    for (std::size_t i = 0; i < coupons.size(); ++i)
      look(customer_item::coupons, i + 1, fields::encode_tagged(coupons[i]));
    for (std::size_t i = 0; i < memberships.size(); ++i)
      look(customer_item::memberships, i + 1, fields::encode_tagged(memberships[i]));
    look(customer_item::lists, 3, fields::encode_tagged(list));
    if (!found) found = check.finish(counts);
    return found ? found->invariant : "";
  }
};

template <class Spoil>
std::string broken_by(Spoil&& spoil) {
  ada_marked of;
  spoil(of);
  return of.broken();
}

}  // namespace

TEST_CASE("coupons, memberships and lists that are as they must be verify") {
  CHECK(ada_marked().broken().empty());
}

TEST_CASE("what a customer has once at most is found where he has it twice") {
  CHECK(broken_by([](auto& of) { of.coupons[1].code = "A"; }) == "marks");
  CHECK(broken_by([](auto& of) { of.memberships[1].kind = membership_kind::membership; }) ==
        "marks");
  CHECK(broken_by([](auto& of) {
          of.coupons[1].code = "A";
          of.coupons[1].state = coupon_state::expired;
        }).empty());
  CHECK(broken_by([](auto& of) { of.list.items[1].sku = "A"; }) == "marks");
}

TEST_CASE("records that contradict themselves are found") {
  CHECK(broken_by([](auto& of) { of.coupons[0].redeemed_at.reset(); }) == "marks");
  CHECK(broken_by([](auto& of) { of.memberships[0].until = 0; }) == "marks");
  CHECK(broken_by([](auto& of) { of.list.count = 3; }) == "marks");
}

TEST_CASE("numbers of coupons, memberships and lists that do not fit are found") {
  for (const auto& spoil : std::initializer_list<void (*)(ada_marked&)>{
           [](auto& of) { of.counts.coupons = 3; }, [](auto& of) { of.counts.last_coupon = 1; },
           [](auto& of) { of.counts.lists = 0; }, [](auto& of) { of.counts.last_list = 2; },
           [](auto& of) { of.counts.memberships = 1; },
           [](auto& of) { of.counts.last_membership = 1; }, [](auto& of) { of.list.id = "l4"; }})
    CHECK(broken_by(spoil) == "numbers");
}

TEST_CASE("versions that the journal does not tell of are found") {
  CHECK(broken_by([](auto& of) { of.coupons[1].version = 3; }) == "I6");
  CHECK(broken_by([](auto& of) { of.memberships[1].version = 4; }) == "I6");
  CHECK(broken_by([](auto& of) { of.list.version = 5; }) == "I6");
}

TEST_CASE("each kind of record says when it has something to do") {
  const auto time = [](customer_item item, const auto& record) {
    return due_time(item, fields::encode_tagged(record));
  };
  CHECK(time(customer_item::carts, records::cart{.abandoned_from = 7}) == 7);
  CHECK_FALSE(time(customer_item::carts,
                   records::cart{.state = records::cart_state::abandoned, .abandoned_from = 7}));
  CHECK(time(customer_item::coupons, records::coupon{.valid_until = 7}) == 7);
  CHECK_FALSE(time(customer_item::coupons,
                   records::coupon{.valid_until = 7, .state = coupon_state::redeemed}));
  CHECK(time(customer_item::memberships, records::membership{.from = 6, .until = 7}) == 6);
  CHECK(time(customer_item::memberships,
             records::membership{.from = 6, .until = 7, .state = membership_state::active}) == 7);
  CHECK_FALSE(time(customer_item::memberships,
                   records::membership{.from = 6, .until = 7, .state = membership_state::ended}));
  CHECK_FALSE(has_due_time(customer_item::lists));
  CHECK_FALSE(due_time(customer_item::coupons, "\x01"));
}

TEST_CASE("a record with a time and its place in the due queue lead to each other") {
  scratch_folder data;
  const auto store = new_store(data.path());
  const auto stored = fields::encode_tagged(records::coupon{.id = "k1", .valid_until = 7});
  const key at = part_key(customer_item::coupons, 1);
  const key place = due_key(tenant, 7, at.view());
  change_set set{};
  set.puts.push_back({table::records, std::string(at.view()), stored});
  REQUIRE(commit_one(*store, set).what == result_kind::committed);
  snapshot now(*store);
  REQUIRE(now.renew());
  CHECK(is_place_of_due(now, place.view()));
  CHECK_FALSE(is_place_of_due(now, due_key(tenant, 8, at.view()).view()));
  const auto lacking = check_due_place(now, {at.view(), stored});
  REQUIRE(lacking);
  CHECK(lacking->invariant == "due");
  change_set queued{};
  put_name(queued, place, 1);
  REQUIRE(commit_one(*store, queued).what == result_kind::committed);
  REQUIRE(now.renew());
  CHECK_FALSE(check_due_place(now, {at.view(), stored}));
}
