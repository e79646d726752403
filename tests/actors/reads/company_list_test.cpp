// companies.list: orders, directions, pages and what is hidden, on companies that the rules made.
#include "actors/reads/company_list.hpp"

#include <algorithm>

#include "protocol/methods/tenants.hpp"
#include "protocol/records/index_entries.hpp"
#include "protocol/wire/json.hpp"
#include "storage/company_order.hpp"
#include "tests/actors/companies.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using methods::companies_create;
using methods::companies_list;
using methods::companies_update;

namespace {

// What is between the quotes behind each `before`, "a b".
std::string texts_behind(const std::string& before, const std::string& in) {
  std::string found;
  for (auto at = in.find(before); at != in.npos; at = in.find(before, at + 1)) {
    const auto from = at + before.size();
    found += (found.empty() ? "" : " ") + in.substr(from, in.find('"', from) - from);
  }
  return found;
}

std::string from_base64url(std::string_view text) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string bytes;
  unsigned pending = 0;
  unsigned bits = 0;
  for (const char each : text) {
    pending = pending << 6 | static_cast<unsigned>(alphabet.find(each));
    bits += 6;
    if (bits >= 8) bytes += static_cast<char>(pending >> (bits -= 8));
  }
  return bytes;
}

struct listed_companies : tests::company_shop {
  template <class Method>
  void store(std::string_view json) {
    const auto made = done<Method>(json);
    REQUIRE(test::commit_one(*data, made.changes).what == test::result_kind::committed);
    REQUIRE(reading.renew());
  }

  // As JSON, or what is wrong.
  std::string answer(std::string_view json) {
    wire::buffer out;
    const auto made = actors::list_companies(tests::asked<companies_list>(json), reading, *view,
                                             caller, world, out);
    return made ? wire::to_json(out.view(), -1) : tests::wrong_in(made.failure());
  }
  // The ids of those that are shown, or what is wrong.
  std::string ids(std::string_view json) {
    const std::string text = answer(json);
    return text.starts_with('{') ? texts_behind(R"("id": ")", text) : text;
  }
  std::string sorted(const std::string& by) { return ids(R"({"sort": ")" + by + "\"}"); }
  // Page by page.
  std::string paged(const std::string& by, int limit) {
    std::string all;
    std::string cursor;
    do {
      const std::string text =
          answer(R"({"sort": ")" + by + R"(", "limit": )" + std::to_string(limit) + cursor + "}");
      all += (all.empty() ? "" : " ") + texts_behind(R"("id": ")", text);
      const std::string further = texts_behind(R"("next_cursor": ")", text);
      cursor = further.empty() ? "" : R"(, "cursor": ")" + further + "\"";
    } while (!cursor.empty() && all.size() < 1000);
    return all;
  }

  const test::scratch_folder folder{};
  const std::unique_ptr<storage::store> data = test::new_store(folder.path());
  storage::snapshot reading{*data};
};

// Four, two of which are called the same but for case, and two of which have an external id.
struct four_companies : listed_companies {
  four_companies() {
    store<companies_create>(R"({"id": "a", "name": "Ring", "external_id": "E-2"})");
    world.now += 5;
    store<companies_create>(R"({"id": "b", "name": "bell"})");
    store<companies_create>(R"({"id": "c", "name": "BELL", "external_id": "e-1"})");
    store<companies_create>(R"({"id": "d", "name": "Äpfel & Co"})");
    world.now += 5;
    store<methods::companies_approve>(R"({"company": "b"})");
  }
};

}  // namespace

TEST_CASE("companies are listed newest first, or by any field that has an order") {
  four_companies some;
  CHECK(some.ids("{}") == "d c b a");
  CHECK(some.sorted("-number") == "d c b a");
  CHECK(some.sorted("number") == "a b c d");
  CHECK(some.sorted("name") == "d b c a");
  CHECK(some.sorted("id") == "a b c d");
  CHECK(some.sorted("-id") == "d c b a");
  CHECK(some.sorted("state") == "b a c d");
  CHECK(some.sorted("created_at") == "a b c d");
  CHECK(some.sorted("updated_at") == "a c d b");
  CHECK(some.sorted("-updated_at") == "b d c a");
}

TEST_CASE("what is equal stands by number, in the direction of the order") {
  four_companies some;
  CHECK(some.sorted("-name") == "a c b d");
  CHECK(some.sorted("-created_at") == "d c b a");
}

TEST_CASE("companies without a value come last in either direction") {
  four_companies some;
  CHECK(some.sorted("external_id") == "c a b d");
  CHECK(some.sorted("-external_id") == "a c d b");
}

TEST_CASE("pages go on where the one before ended, in any order") {
  four_companies some;
  for (const char* by :
       {"number", "name", "id", "external_id", "state", "created_at", "updated_at"})
    for (const std::string& order : {std::string(by), "-" + std::string(by)})
      for (int limit = 1; limit <= 4; ++limit) {
        CAPTURE(order, limit);
        CHECK(some.paged(order, limit) == some.sorted(order));
      }
}

TEST_CASE("a list has what was changed before it") {
  four_companies some;
  some.store<companies_update>(
      R"({"company": "a", "set": {"name": "Aber"}, "unset": ["external_id"]})");
  CHECK(some.sorted("name") == "a d b c");
  CHECK(some.sorted("external_id") == "c a b d");
  CHECK(some.sorted("updated_at") == "c d a b");
}

TEST_CASE("filters hold in any order") {
  four_companies some;
  CHECK(some.ids(R"({"sort": "-name", "filter": {"text": "bell"}})") == "c b");
  CHECK(some.ids(R"({"sort": "name", "filter": {"state": ["pending"]}})") == "d c a");
  CHECK(some.ids(R"({"sort": "name", "filter": {"external_id": "E-2"}})") == "a");
}

TEST_CASE("a sort that is not served is refused, and a cursor of another list") {
  four_companies some;
  for (const char* by : {"", "-", "vat_id", "Name", "--name", "name "})
    CHECK(some.sorted(by) == "sort: invalid_field");
  wire::buffer out;
  const auto refused =
      actors::list_companies(tests::asked<companies_list>(R"({"sort": "email"})"), some.reading,
                             *some.view, some.caller, some.world, out);
  REQUIRE_FALSE(refused);
  CHECK(refused.failure().message ==
        "sort: must be one of number, name, id, external_id, state, created_at, updated_at, `-` "
        "before it for descending");

  const std::string cursor =
      texts_behind(R"("next_cursor": ")", some.answer(R"({"sort": "name", "limit": 1})"));
  const auto with = [&](const std::string& more) {
    return some.ids(R"({"cursor": ")" + cursor + "\"" + more + "}");
  };
  CHECK(with(R"(, "sort": "name")") == "b c a");
  CHECK(with(R"(, "sort": "name", "limit": 2)") == "b c");
  CHECK(with(R"(, "sort": "-name")") == "cursor: invalid_field");
  CHECK(with(R"(, "sort": "id")") == "cursor: invalid_field");
  CHECK(with("") == "cursor: invalid_field");
  CHECK(with(R"(, "sort": "name", "filter": {"state": ["pending"]})") == "cursor: invalid_field");
  CHECK(some.ids(R"({"cursor": "2"})") == "cursor: invalid_field");
  // The states of a filter are a set.
  const std::string of_states =
      texts_behind(R"("next_cursor": ")",
                   some.answer(R"({"limit": 1, "filter": {"state": ["pending", "approved"]}})"));
  CHECK(some.ids(R"({"cursor": ")" + of_states +
                 R"(", "filter": {"state": ["approved", "pending"]}})") == "c b a");
  some.make<methods::settings_update>(R"({"set": {"b2b": false}})");
  CHECK(some.sorted("name") == "capability_off");
}

TEST_CASE("a page of companies looks at so many, and does not tell of those that are hidden") {
  listed_companies some;
  storage::change_set set{};
  const tenant_number tenant = some.view->number;
  const auto number = [](std::int64_t of) { return std::to_string(of); };
  constexpr std::int64_t all = methods::company_looks_max + 3;
  for (std::int64_t i = 1; i <= all; ++i) {
    const bool seen = i > methods::company_looks_max;
    const records::company each{.id = "f" + number(i),
                                .number = i,
                                .name = seen ? "Zebra" : "Hidden " + number(i),
                                .site = seen ? "north" : "south"};
    set.puts.push_back(
        {storage::table::records,
         std::string(storage::company_key(tenant, static_cast<std::uint64_t>(i)).view()),
         fields::encode_tagged(each)});
    for (std::string& row : storage::company_order_keys(tenant, each))
      set.puts.push_back({storage::table::unique, std::move(row),
                          fields::encode_tagged(records::unique_entry{.number = i})});
  }
  REQUIRE(test::commit_one(*some.data, set).what == test::result_kind::committed);
  REQUIRE(some.reading.renew());
  some.caller.sites = {"north"};
  const std::string first = some.answer(R"({"sort": "name"})");
  CHECK(texts_behind(R"("id": ")", first).empty());
  CHECK(first.find(R"("partial": true)") != first.npos);
  const std::string cursor = texts_behind(R"("next_cursor": ")", first);
  const std::string inside = from_base64url(cursor);
  CHECK(inside.size() > 60);
  CHECK(inside.find("hidden") == inside.npos);
  const std::string second = some.answer(R"({"sort": "name", "cursor": ")" + cursor + "\"}");
  CHECK(texts_behind(R"("id": ")", second) ==
        "f" + number(all - 2) + " f" + number(all - 1) + " f" + number(all));
  CHECK(second.find("partial") == second.npos);
  // By number likewise.
  CHECK(some.ids(R"({"sort": "number"})").empty());
  CHECK(some.ids(R"({"limit": 3})") ==
        "f" + number(all) + " f" + number(all - 1) + " f" + number(all - 2));
}
