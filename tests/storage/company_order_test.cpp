// In which order companies stand: by the bytes of their keys.
#include "storage/company_order.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace atrium;
using namespace atrium::storage;
using records::company;
using records::company_state;

namespace {

constexpr tenant_number self{1};

// The key of the company's row in the order by this field.
std::string row_of(std::string_view field, const company& which) {
  const auto orders = company_orders();
  const auto found = std::ranges::find(orders, field, &company_order::field);
  REQUIRE(found != orders.end());
  return company_order_keys(self, which).at(static_cast<std::size_t>(found - orders.begin()));
}

company named(std::int64_t number, const std::string& name) {
  return {.number = number, .name = name};
}
bool first_by_name(const std::string& one, const std::string& other) {
  return row_of("name", named(2, one)) < row_of("name", named(1, other));
}
bool equal_by_name(const std::string& one, const std::string& other) {
  return row_of("name", named(1, one)) == row_of("name", named(1, other));
}

}  // namespace

TEST_CASE("names stand in order without case and accents, a shorter one before a longer") {
  CHECK(first_by_name("bell", "Bells"));
  CHECK(first_by_name("Bell", "Bell & Sons"));
  CHECK(first_by_name("Bell", "ring"));
  CHECK(first_by_name("Äpfel", "Birnen"));
  CHECK(first_by_name("alpha", "Bell"));
  CHECK(equal_by_name("Müller", "MULLER"));
  CHECK(equal_by_name("Straße", "strasse"));
  CHECK_FALSE(equal_by_name("Bell", "Bell "));
}

TEST_CASE("names that agree as far as they are looked at stand by number") {
  const std::string so_far(company_order_text_bytes_max, 'x');
  CHECK(equal_by_name(so_far + "a", so_far + "b"));
  CHECK(equal_by_name(so_far, so_far + "b"));
  CHECK_FALSE(equal_by_name(so_far.substr(1), so_far));
  CHECK(row_of("name", named(1, "Bell")) < row_of("name", named(2, "BELL")));
  CHECK(row_of("name", named(255, "Bell")) < row_of("name", named(256, "Bell")));
}

TEST_CASE("times stand in the order of their values, states of their names") {
  const auto at = [](std::int64_t time) { return row_of("updated_at", {.updated_at = time}); };
  CHECK(at(0) < at(1));
  CHECK(at(255) < at(256));
  CHECK(at(1'700'000'000'000) < at(1'700'000'000'001));
  const auto in = [](company_state state) { return row_of("state", {.state = state}); };
  CHECK(in(company_state::approved) < in(company_state::denied));
  CHECK(in(company_state::denied) < in(company_state::disabled));
  CHECK(in(company_state::disabled) < in(company_state::pending));
}

TEST_CASE("who has no value stands apart, behind whoever has one") {
  const std::string without = row_of("external_id", {.number = 1});
  const std::string with = row_of("external_id", {.number = 2, .external_id = "zzz"});
  CHECK(with < without);
  const auto tag = company_orders()[2].tag;
  REQUIRE(company_orders()[2].field == "external_id");
  CHECK(with.starts_with(company_order_prefix(self, tag, true).view()));
  CHECK(without.starts_with(company_order_prefix(self, tag, false).view()));
}

TEST_CASE("a row tells where it stands, and leads to its company") {
  const company bell{
      .id = "Bell", .number = 7, .name = "Bell & Söhne", .created_at = 5, .updated_at = 6};
  const auto keys = company_order_keys(self, bell);
  REQUIRE(keys.size() == company_orders().size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const company_order& order = company_orders()[i];
    CAPTURE(order.field);
    const std::string_view rest = std::string_view(keys[i]).substr(5);
    REQUIRE(is_company_place(rest));
    const company_place at = company_place_in(rest);
    CHECK(at.tag == order.tag);
    CHECK(at.tag != 0);
    CHECK(at.number == 7);
    CHECK(at.sort_key == order.sort_key(bell));
    CHECK(company_order_key(self, at.tag, at.sort_key, at.number).view() == keys[i]);
  }
  CHECK_FALSE(is_company_place("too short"));
  CHECK_FALSE(is_company_place(std::string(20, '\1')));
}
