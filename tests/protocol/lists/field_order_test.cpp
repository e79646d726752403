#include "protocol/lists/field_order.hpp"

#include <catch2/catch.hpp>

#include "protocol/records/address.hpp"
#include "protocol/records/cart.hpp"
#include "protocol/records/coupon.hpp"
#include "protocol/records/membership.hpp"
#include "protocol/records/shopping_list.hpp"

using namespace atrium;
using namespace atrium::lists;
using identity::generated;
using records::coupon;
using records::coupon_state;

namespace {

// One of each kind of value, and of what has no order.
struct thing {
  bool good = false;
  secret key;
  std::vector<std::string> words;
  fields::dynamic_map more;
  std::optional<std::int64_t> weight;
  fields::unknown_tags unknown;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum atrium::fields::privacy;
    using enum atrium::fields::access;
    return list{field{1, "good", &thing::good, impersonal, shown, ""},
                field{2, "key", &thing::key, impersonal, shown, ""},
                field{3, "words", &thing::words, impersonal, shown, ""},
                field{4, "more", &thing::more, impersonal, shown, ""},
                field{5, "weight", &thing::weight, impersonal, shown, ""}};
  }
};

template <fields::record R>
std::string fields_of_order(const fields::tag_set& shown = fields::all_tags) {
  std::string names;
  for (const sorting_field& each : fields_to_sort_by<R>(shown))
    names.append(names.empty() ? "" : " ").append(each.name);
  return names;
}

template <fields::record R>
outcome<field_order> order_by(std::string_view sort) {
  return read_field_order(sort, fields_to_sort_by<R>(fields::all_tags));
}

// What the record is sorted by in that field.
template <fields::record R>
std::optional<std::string> key_in(std::string_view field, const R& record,
                                  generated letter = generated::coupon) {
  const auto by = order_by<R>(field);
  REQUIRE(by);
  return sort_key_of(record, by->tag, letter);
}

}  // namespace

TEST_CASE("records are sorted by their fields of one value, whatever these are called") {
  CHECK(fields_of_order<thing>() == "good weight");
  CHECK(fields_of_order<records::shopping_list>() ==
        "version id kind name count created_at updated_at");
  CHECK(fields_of_order<records::membership>() ==
        "version id kind name from until state created_at updated_at");
}

TEST_CASE("nothing is sorted by what is not shown") {
  CHECK(fields_of_order<records::cart>() ==
        "version id site name note state created_at updated_at");
  const std::string of_shoppers = fields_of_order<coupon>(fields::tags_for_shoppers<coupon>);
  CHECK(of_shoppers.find("code") != of_shoppers.npos);
  CHECK(of_shoppers.find("reference") == of_shoppers.npos);
  CHECK(fields_of_order<coupon>().find("reference") != std::string::npos);
}

TEST_CASE("an order is a field, with a minus for the other direction") {
  const auto up = order_by<coupon>("code");
  REQUIRE(up);
  CHECK(up->tag == 3);
  CHECK_FALSE(up->descending);
  const auto down = order_by<coupon>("-valid_until");
  REQUIRE(down);
  CHECK(down->tag == 7);
  CHECK(down->descending);
}

TEST_CASE("what nothing is sorted by is refused with what it may be") {
  for (const char* wrong : {"", "-", "--code", "Code", "code ", "codes", "unknown"}) {
    CAPTURE(wrong);
    const auto by = order_by<coupon>(wrong);
    REQUIRE_FALSE(by);
    CHECK(by.failure().code == errc::invalid_field);
    CHECK(by.failure().path == "sort");
    CHECK(by.failure().message.find("version, id, code, title") != std::string::npos);
  }
  CHECK_FALSE(order_by<records::shopping_list>("items"));
  CHECK_FALSE(order_by<records::cart>("lines"));
  CHECK_FALSE(order_by<records::cart>("abandoned_from"));
  CHECK_FALSE(order_by<records::address>("mixins"));
}

TEST_CASE("numbers sort as numbers, truths and states by their names") {
  CHECK(key_in("weight", thing{.weight = -10}) < key_in("weight", thing{.weight = -9}));
  CHECK(key_in("weight", thing{.weight = -1}) < key_in("weight", thing{.weight = 0}));
  CHECK(key_in("weight", thing{.weight = 9}) < key_in("weight", thing{.weight = 10}));
  CHECK(key_in("good", thing{.good = false}) < key_in("good", thing{.good = true}));
  CHECK(key_in("state", coupon{.state = coupon_state::redeemed}) <
        key_in("state", coupon{.state = coupon_state::upcoming}));
}

TEST_CASE("names sort as people expect, codes byte by byte") {
  const auto titled = [](std::string title) {
    return key_in("title", coupon{.title = std::move(title)});
  };
  CHECK(titled("apple") < titled("Banana"));
  CHECK(titled("Apple") < titled("\u00c4pples"));
  CHECK(titled("\u00e4pple") < titled("Banana"));
  const auto coded = [](std::string code) {
    return key_in("code", coupon{.code = std::move(code)});
  };
  CHECK(coded("Banana") < coded("apple"));
}

TEST_CASE("what has no value has no key; nor has an id that was generated") {
  CHECK_FALSE(key_in("valid_until", coupon{}));
  CHECK(key_in("valid_until", coupon{.valid_until = 0}));
  CHECK_FALSE(key_in("title", coupon{}));
  CHECK_FALSE(key_in("id", coupon{.id = "k7"}));
  const auto address = [](std::string id) {
    return key_in("id", records::address{.id = std::move(id)}, generated::address);
  };
  CHECK_FALSE(address("a7"));
  CHECK(address("k7") == "k7");
  CHECK(address("home") < address("office"));
}

TEST_CASE("places are ordered by key, then by number, both in the direction, without a key last") {
  const place a1{"a", 1}, a2{"a", 2}, b1{"b", 1}, none1{{}, 1}, none2{{}, 2};
  for (const bool descending : {false, true}) {
    CAPTURE(descending);
    CHECK(comes_before(a1, a2, descending) != descending);
    CHECK(comes_before(a2, a1, descending) == descending);
    CHECK(comes_before(a2, b1, descending) != descending);
    CHECK(comes_before(none1, none2, descending) != descending);
    CHECK(comes_before(b1, none1, descending));
    CHECK(comes_before(place{"", 9}, none1, descending));
    CHECK_FALSE(comes_before(none1, a1, descending));
    for (const place& each : {a1, none1}) CHECK_FALSE(comes_before(each, each, descending));
  }
  CHECK(comes_before(place{"z", 1}, place{"\xc3", 1}, false));
}
