// Lists of one customer's by a field, page by page.
#include "actors/reads/sorted_rows.hpp"

#include <map>

#include "protocol/methods/coupons.hpp"
#include "protocol/methods/memberships.hpp"
#include "protocol/methods/shopping_lists.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::actors;
using records::coupon;

namespace {

constexpr account_number ann{41};
const std::string key(16, 'k');

template <class Picked>
using page_of = sorted_page<coupon, Picked>;

// Coupons of a customer, which come and go.
struct coupons {
  void assign(std::uint64_t number, std::string code,
              std::optional<std::int64_t> valid_until = {}) {
    all[number] = {.id = identity::generated_id(number, identity::generated::coupon),
                   .code = std::move(code),
                   .valid_until = valid_until};
  }

  struct shown {
    std::string ids;  // "k1 k2", or what is wrong
    std::optional<std::string> next;
  };

  // As the one who calls gets them; `more` of the call's parameters.
  shown list(std::string_view sort, std::int64_t limit = 50,
             const std::optional<std::string>& cursor = {}, const std::string& more = "",
             account_number account = ann) const {
    methods::coupons_list asked =
        tests::asked<methods::coupons_list>(R"({"customer": {"id": "ann"})" + more + "}");
    asked.sort = sort;
    asked.limit = limit;
    asked.cursor = cursor;
    auto page =
        page_of<coupon>::begin(asked, account, seen_tags, identity::generated::coupon, tenant_key);
    if (!page) return {tests::wrong_in(page), {}};
    for (const auto& [number, each] : all) REQUIRE(page->add(each, number));
    wire::buffer out;
    shown found;
    std::int64_t count = 0;
    page->write(
        asked.limit,
        [&](const coupon& each, wire::buffer& to) {
          found.ids.append(found.ids.empty() ? "" : " ").append(each.id);
          fields::encode_value(to, each.id);
          ++count;
        },
        out);
    CHECK(count <= limit);
    found.next = cursor_in(out.view());
    return found;
  }

  static std::optional<std::string> cursor_in(std::string_view page) {
    const std::string json = wire::to_json(page, -1);
    const std::string_view before = R"("next_cursor": ")";
    const auto at = json.find(before);
    if (at == json.npos) return {};
    return json.substr(at + before.size(), json.find('"', at + before.size()) - at - before.size());
  }

  // All pages of so many, parted by bars.
  std::string pages(std::string_view sort, std::int64_t limit) const {
    shown page = list(sort, limit);
    std::string ids = page.ids;
    while (page.next) {
      page = list(sort, limit, page.next);
      ids += " | " + page.ids;
    }
    return ids;
  }

  std::map<std::uint64_t, coupon> all;
  std::string tenant_key = key;
  fields::tag_set seen_tags = fields::all_tags;
};

coupons some() {
  coupons made;
  made.assign(1, "SUMMER", 300);
  made.assign(2, "AUTUMN");
  made.assign(3, "WINTER", 100);
  made.assign(4, "SPRING");
  made.assign(10, "SUMMER", 200);
  return made;
}

}  // namespace

TEST_CASE("rows are listed in the order of a field, those alike by number, in either direction") {
  const coupons of = some();
  CHECK(of.list("code").ids == "k2 k4 k1 k10 k3");
  CHECK(of.list("-code").ids == "k3 k10 k1 k4 k2");
  CHECK(of.list("id").ids == "k1 k2 k3 k4 k10");
  CHECK(of.list("-id").ids == "k10 k4 k3 k2 k1");
}

TEST_CASE("what has no value is listed last in either direction") {
  const coupons of = some();
  CHECK(of.list("valid_until").ids == "k3 k10 k1 k2 k4");
  CHECK(of.list("-valid_until").ids == "k1 k10 k3 k4 k2");
}

TEST_CASE("pages go on where the one before ended") {
  const coupons of = some();
  CHECK(of.pages("code", 2) == "k2 k4 | k1 k10 | k3");
  CHECK(of.pages("-code", 2) == "k3 k10 | k1 k4 | k2");
  CHECK(of.pages("valid_until", 1) == "k3 | k10 | k1 | k2 | k4");
  CHECK(of.pages("-valid_until", 4) == "k1 k10 k3 k4 | k2");
  CHECK(of.pages("code", 5) == "k2 k4 k1 k10 k3");
  CHECK(coupons().pages("code", 5).empty());
}

TEST_CASE("what comes or goes between two pages doubles no others and hides none") {
  coupons of = some();
  const auto first = of.list("code", 3);
  REQUIRE(first.ids == "k2 k4 k1");
  of.all.erase(1);          // the last one that was shown
  of.assign(11, "APRIL");   // before it
  of.assign(12, "SUNDAY");  // behind it
  of.assign(5, "SUMMER");   // beside it
  CHECK(of.list("code", 3, first.next).ids == "k5 k10 k12");
  const auto last = of.list("-valid_until", 5);
  REQUIRE(last.ids == "k10 k3 k12 k11 k5");
  of.assign(13, "NEVER ENDS");
  CHECK(of.list("-valid_until", 5, last.next).ids == "k4 k2");
}

TEST_CASE("a cursor goes on with its own list alone") {
  const coupons of = some();
  const auto first = of.list("code", 2);
  REQUIRE(first.next);
  const std::string refused = "cursor: invalid_field";
  CHECK(of.list("code", 2, first.next).ids == "k1 k10");
  CHECK(of.list("code", 4, first.next).ids == "k1 k10 k3");
  CHECK(of.list("-code", 2, first.next).ids == refused);
  CHECK(of.list("title", 2, first.next).ids == refused);
  CHECK(of.list("code", 2, first.next, R"(, "state": "valid")").ids == refused);
  CHECK(of.list("code", 2, first.next, R"(, "code": "SUMMER")").ids == refused);
  CHECK(of.list("code", 2, first.next, "", {42}).ids == refused);
  CHECK(of.list("code", 2, "7").ids == refused);
  CHECK(of.list("code", 2, "").ids == refused);
  coupons of_rival = some();
  of_rival.tenant_key = std::string(16, 'r');
  CHECK(of_rival.list("code", 2, first.next).ids == refused);
}

TEST_CASE("a cursor of one kind of list does not go on with another") {
  const auto digest = [](auto asked) {
    asked.sort = "created_at";
    return digest_of_sorted(asked, ann);
  };
  const auto of_coupons = digest(tests::asked<methods::coupons_list>(R"({"customer": {}})"));
  const auto of_lists = digest(tests::asked<methods::lists_list>(R"({"customer": {}})"));
  CHECK(of_coupons != of_lists);
  CHECK(of_coupons ==
        digest(tests::asked<methods::coupons_list>(R"({"customer": {"number": 7}, "limit": 9})")));
}

TEST_CASE("a shopper learns no order of what he is not shown") {
  coupons of = some();
  of.seen_tags = fields::tags_for_shoppers<coupon>;
  CHECK(of.list("reference").ids == "sort: invalid_field");
  CHECK(of.list("code").ids == "k2 k4 k1 k10 k3");
}

TEST_CASE("rows are sorted as they are stored, too, and shown as they are") {
  const auto asked = tests::asked<methods::coupons_list>(R"({"customer": {}, "sort": "-code"})");
  auto page = page_of<std::string_view>::begin(asked, ann, fields::all_tags,
                                               identity::generated::coupon, key);
  REQUIRE(page);
  const std::string a = fields::encode_tagged(coupon{.id = "k1", .code = "A"});
  const std::string b = fields::encode_tagged(coupon{.id = "k2", .code = "B"});
  REQUIRE(page->add(a, 1));
  REQUIRE(page->add(b, 2));
  const auto damaged = page->add(std::string_view("\xc1"), 3);
  REQUIRE_FALSE(damaged);
  CHECK(damaged.failure().code == errc::internal);
  wire::buffer out;
  std::vector<std::string_view> shown;
  page->write(
      {},
      [&](std::string_view stored, wire::buffer& to) {
        shown.push_back(stored);
        fields::show<coupon>(to, stored);
      },
      out);
  CHECK(shown == std::vector<std::string_view>{b, a});
}
