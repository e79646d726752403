#include "actors/tenant/company_rows.hpp"

#include "actors/answer.hpp"
#include "actors/reads/hearing.hpp"
#include "actors/tenant/company_sight.hpp"
#include "protocol/lists/build.hpp"
#include "protocol/records/index_entries.hpp"
#include "protocol/wire/json.hpp"
#include "storage/keys.hpp"
#include "tests/actors/shop.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using tests::shop;
using ids = std::vector<std::string>;

namespace {

// A store with the companies of the shop.
struct stored_companies {
  void add(std::uint64_t number, const std::string& id, std::optional<std::string> site = {},
           std::optional<std::string> external_id = {}) {
    using storage::unique_space;
    const tenant_number tenant = in.view->number;
    const records::company made{.id = id,
                                .number = static_cast<std::int64_t>(number),
                                .name = id,
                                .external_id = external_id,
                                .site = std::move(site)};
    storage::change_set set{};
    set.puts.push_back({storage::table::records,
                        std::string(storage::company_key(tenant, number).view()),
                        fields::encode_tagged(made)});
    const auto name = [&](unique_space space, const std::string& text) {
      set.puts.push_back({storage::table::unique,
                          std::string(storage::unique_key(tenant, space, text).view()),
                          fields::encode_tagged(
                              records::unique_entry{.number = static_cast<std::int64_t>(number)})});
    };
    name(unique_space::company_id, id);
    if (external_id) name(unique_space::company_external_id, *external_id);
    set.used_numbers.push_back({tenant, storage::record_kind::company, number});
    REQUIRE(test::commit_one(*data, set).what == test::result_kind::committed);
    REQUIRE(now.renew());
  }
  std::uint64_t next(bool gives_id) const {
    return actors::next_company(now, in.view->number, gives_id).value();
  }
  std::optional<actors::stored_company> find(std::string_view id) const {
    return actors::find_company(now, in.view->number, id).value();
  }
  bool hears(const std::optional<std::string>& of) const {
    const std::optional<std::int64_t> nobody;
    const std::optional<std::string> nowhere;
    return actors::may_hear(now, *in.view, in.caller, {"company.updated", nobody, of, nowhere});
  }

  shop in;
  const test::scratch_folder folder{};
  const std::unique_ptr<storage::store> data = test::new_store(folder.path());
  storage::snapshot now{*data};
};

}  // namespace

TEST_CASE("a company is found by its id, as it is stored") {
  stored_companies some;
  some.add(1, "bell");
  REQUIRE(some.find("bell"));
  CHECK(some.find("bell")->number == 1);
  CHECK(some.find("bell")->record.name == "bell");
  CHECK(some.find("bell")->checksum != 0);
  CHECK_FALSE(some.find("Bell"));
  CHECK_FALSE(some.find(std::string(64, 'x')));
}

TEST_CASE("a company is found by its external id, which is no id") {
  stored_companies some;
  some.add(1, "bell", {}, "ERP 7");
  const auto found = [&](std::string_view id) {
    return actors::find_company_by_external_id(some.now, some.in.view->number, id).value();
  };
  REQUIRE(found("ERP 7"));
  CHECK(found("ERP 7")->record.id == "bell");
  CHECK_FALSE(found("bell"));
  CHECK_FALSE(some.find("ERP 7"));
}

TEST_CASE("a number is passed over whose generated id somebody has chosen") {
  stored_companies some;
  some.add(1, "f2");
  CHECK(some.next(false) == 2);
  CHECK(some.next(true) == 3);
  some.add(3, "f3");
  CHECK(some.next(true) == 4);
}

TEST_CASE("who is limited hears of the companies that he sees") {
  stored_companies some;
  some.add(1, "north", "north");
  some.add(2, "everywhere");
  CHECK(some.hears("everywhere"));
  CHECK(some.hears("nobody"));
  some.in.caller.sites = {"north"};
  CHECK(some.hears("north"));
  CHECK_FALSE(some.hears("everywhere"));
  CHECK_FALSE(some.hears("nobody"));
  CHECK_FALSE(some.hears({}));
  some.in.caller.sites.clear();
  some.in.caller.restrictions = {"vip"};
  CHECK_FALSE(some.hears("north"));
}

TEST_CASE("who is limited sees of a customer's companies those that he sees himself") {
  stored_companies some;
  some.add(1, "north", "north");
  some.add(2, "south", "south");
  const actors::company_sight sight(some.now, *some.in.view, some.in.caller);
  records::customer who{.id = "anna"};
  who.companies = ids{"south", "north", "gone"};
  who.company_roles =
      std::vector<records::roles_at_company>{{"north", {"buyer"}}, {"south", {"admin"}}};
  const std::string stored = fields::encode_tagged(who);
  const auto seen = [&](const std::string& record) {
    std::string shorter;
    return fields::decode_tagged<records::customer>(sight.of_record(record, shorter)).value();
  };
  std::string shorter;
  CHECK(sight.of_record(stored, shorter).data() == stored.data());  // as it is, and nothing is read

  some.in.caller.sites = {"north"};
  CHECK(seen(stored).id == "anna");
  CHECK(seen(stored).companies == ids{"north"});
  CHECK(seen(stored).company_roles == std::vector<records::roles_at_company>{{"north", {"buyer"}}});
  some.in.caller.sites = {"elsewhere"};
  CHECK_FALSE(seen(stored).companies);
  CHECK_FALSE(seen(stored).company_roles);
  CHECK_FALSE(seen(fields::encode_tagged(records::customer{})).companies);
}

TEST_CASE("an answer, a list and an event say no more of a customer's companies than a record") {
  stored_companies some;
  some.add(1, "north", "north");
  some.add(2, "south", "south");
  const actors::company_sight sight(some.now, *some.in.view, some.in.caller);
  const auto answered = [&](std::string_view json) {
    // Its last pair is not there yet.
    std::string answer = wire::from_json(json).value();
    wire::cursor pairs(answer);
    std::uint32_t count = 0;
    pairs.read_map(count);
    answer.front() = static_cast<char>(0x80 | (count + 1));
    answer = sight.of_answer(answer);
    actors::append_seq(answer, 7);
    return wire::to_json(answer, -1);
  };
  constexpr const char* whole =
      R"({"id": "anna", "companies": ["south", "north"], "company_roles": [{"company": "south", "roles": ["admin"]}]})";
  constexpr const char* merged =
      R"({"customer": {"id": "anna", "companies": ["south"]}, "taken": ["companies"]})";
  CHECK(
      answered(merged) ==
      R"({"customer": {"id": "anna", "companies": ["south"]}, "taken": ["companies"], "seq": 7})");
  const auto by = [](std::string company) {
    return lists::all_of({lists::in_set(records::customer::companies_tag, {company}),
                          lists::none_of(lists::in_set(records::customer::company_roles_tag,
                                                       {"north/buyer", company + "/buyer"}))});
  };
  const auto heard = [&](std::string_view kind, const std::string& object) {
    return actors::object_heard(some.now, *some.in.view, some.in.caller, kind, object);
  };
  CHECK(sight.of_condition(by("south")).parts.at(0).values == ids{"south"});
  CHECK(heard("customer.company_assigned", "south") == "south");

  some.in.caller.sites = {"north"};
  CHECK(answered(whole) == R"({"id": "anna", "companies": ["north"], "seq": 7})");
  CHECK(answered(merged) == R"({"customer": {"id": "anna"}, "taken": ["companies"], "seq": 7})");
  const lists::condition wanted = sight.of_condition(by("south"));
  CHECK(wanted.parts.at(0).values.empty());
  CHECK(wanted.parts.at(1).parts.at(0).values == ids{"north/buyer"});
  CHECK_FALSE(heard("customer.company_roles_changed", "south"));
  CHECK(heard("customer.company_unassigned", "north") == "north");
  CHECK(heard("address.added", "south") == "south");
}
