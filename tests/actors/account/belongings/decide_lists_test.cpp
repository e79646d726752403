#include "protocol/methods/shopping_lists.hpp"
#include "protocol/methods/tenants.hpp"
#include "tests/actors/account/marks.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::lists_add;
using methods::lists_create;
using methods::lists_remove;
using methods::lists_rename;
using records::list_kind;
using records::shopping_list;

namespace {

std::string item(const std::string& sku, const std::string& more = "") {
  return R"({"sku": ")" + sku + '"' + more + "}";
}
std::string items(const std::string& all) { return R"("items": [)" + all + "]"; }
std::string of_list(const std::string& id) { return R"("list": ")" + id + "\""; }
const std::string weekly = R"("kind": "shopping", "name": "Weekly")";

std::string content_of(const shopping_list& list) {
  std::string all;
  for (const records::list_item& each : list.items)
    all += (all.empty() ? "" : " ") + each.sku + ":" + std::to_string(each.quantity);
  return all;
}

}  // namespace

TEST_CASE("what is put on no list in particular is on the wish list, of which there is one") {
  shop in;
  marked_anna her(in);
  const auto made = her.does<lists_add>(items(item("A") + "," + item("B", R"(, "note": "red")")));
  CHECK(events_of(made) == "list.created l1 1");
  CHECK(her.mark<shopping_list>().kind == list_kind::wish);
  CHECK(content_of(her.mark<shopping_list>()) == "A:1 B:1");
  CHECK(her.mark<shopping_list>().count == 2);
  CHECK(her.now.parts.counts->record.lists == 1);
  CHECK(made.changes.journal.front().value.find("red") == std::string::npos);
  CHECK(her.does<lists_add>(items(item("A"))).changes.puts.empty());
  CHECK(events_of(her.does<lists_add>(items(item("A", R"(, "quantity": 2)")))) ==
        "list.updated l1 2");
  CHECK(content_of(her.mark<shopping_list>()) == "A:3 B:1");
  CHECK(wrong_in(her.tried<lists_create>(R"("kind": "wish")")) == "kind: limit_reached");
  CHECK(wrong_in(her.tried<lists_create>(R"("name": "Second")")) == "kind: limit_reached");
}

TEST_CASE("shopping lists are several, and have names") {
  shop in;
  marked_anna her(in);
  CHECK(wrong_in(her.tried<lists_create>(R"("kind": "shopping")")) == "name: missing_field");
  CHECK(events_of(her.does<lists_create>(weekly)) == "list.created l1 1");
  CHECK(events_of(her.does<lists_create>(weekly)) == "list.created l2 1");
  const auto renamed = her.does<lists_rename>(of_list("l2") + R"(, "name": "Monthly")");
  CHECK(events_of(renamed) == "list.updated l2 2");
  CHECK(her.mark<shopping_list>(2).name == "Monthly");
  CHECK(her.does<lists_rename>(of_list("l2") + R"(, "name": "Monthly")").changes.puts.empty());
  CHECK(wrong_in(her.tried<lists_rename>(of_list("l3") + R"(, "name": "x")")) == "list: not_found");
  CHECK(wrong_in(her.tried<lists_add>(of_list("c1") + ", " + items(item("A")))) ==
        "list: not_found");
}

TEST_CASE("name and note of an item are those that were given last") {
  shop in;
  marked_anna her(in);
  her.does<lists_create>(weekly);
  her.does<lists_add>(of_list("l1") + ", " + items(item("A", R"(, "name": "Mug", "note": "x")")));
  her.does<lists_add>(of_list("l1") + ", " + items(item("A", R"(, "note": "blue")")));
  const records::list_item& mug = her.mark<shopping_list>().items.at(0);
  CHECK(mug.name == "Mug");
  CHECK(mug.note == "blue");
  CHECK(mug.quantity == 1);
}

TEST_CASE("items are taken from a list in part or wholly, and so is the list") {
  shop in;
  marked_anna her(in);
  her.does<lists_create>(weekly);
  her.does<lists_add>(of_list("l1") + ", " +
                      items(item("A", R"(, "quantity": 5)") + "," + item("B")));
  her.does<lists_remove>(of_list("l1") + R"(, "sku": "A", "quantity": 2)");
  CHECK(content_of(her.mark<shopping_list>()) == "A:3 B:1");
  her.does<lists_remove>(of_list("l1") + R"(, "sku": "B", "quantity": 9)");
  her.does<lists_remove>(of_list("l1") + R"(, "sku": "A")");
  CHECK(her.mark<shopping_list>().items.empty());
  CHECK(wrong_in(her.tried<lists_remove>(of_list("l1") + R"(, "sku": "A")")) == "sku: not_found");
  CHECK(wrong_in(her.tried<lists_remove>(of_list("l1") + R"(, "quantity": 1)")) ==
        "sku: missing_field");
  in.options.if_version = 1;
  CHECK(wrong_in(her.tried<lists_remove>(of_list("l1"))) == "version_conflict");
  in.options.if_version.reset();
  const auto gone = her.does<lists_remove>(of_list("l1"));
  CHECK(events_of(gone) == "list.removed l1");
  CHECK(erases(gone, actors::mark_key<shopping_list>(in.view->number, {41}, 1).view()));
  CHECK(her.now.parts.counts->record.lists == 0);
  CHECK(events_of(her.does<lists_create>(weekly)) == "list.created l2 1");
}

TEST_CASE("lists are so many, and none gets fuller than it may be") {
  shop in;
  marked_anna her(in);
  for (std::int64_t i = 0; i < methods::lists_max; ++i) her.does<lists_create>(weekly);
  CHECK(wrong_in(her.tried<lists_create>(weekly)) == "limit_reached");
  CHECK(wrong_in(her.tried<lists_add>(items(item("A")))) == "limit_reached");
  CHECK(wrong_in(her.tried<lists_add>(of_list("l1") + ", " + items(""))) == "items: invalid_field");
  std::string many;
  for (std::size_t i = 0; i < methods::list_items_max; ++i)
    many += (i ? "," : "") + item("S" + std::to_string(i));
  her.does<lists_add>(of_list("l1") + ", " + items(many));
  CHECK(wrong_in(her.tried<lists_add>(of_list("l1") + ", " + items(item("A")))) == "limit_reached");
  const std::string most = std::to_string(methods::line_quantity.max);
  CHECK(wrong_in(her.tried<lists_add>(of_list("l1") + ", " +
                                      items(item("S1", R"(, "quantity": )" + most)))) ==
        "limit_reached");
}

TEST_CASE("a tenant without a storefront has no lists") {
  shop in;
  marked_anna her(in);
  her.does<lists_create>(weekly);
  in.make<methods::settings_update>(R"({"set": {"storefront": false}})");
  CHECK(wrong_in(her.tried<lists_create>(weekly)) == "capability_off");
  CHECK(wrong_in(her.tried<lists_add>(items(item("A")))) == "capability_off");
  CHECK(wrong_in(her.tried<lists_remove>(of_list("l1"))) == "capability_off");
  CHECK(wrong_in(her.tried<lists_rename>(of_list("l1") + R"(, "name": "x")")) == "capability_off");
}
