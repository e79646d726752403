#include "protocol/methods/addresses.hpp"
#include "protocol/methods/mixins.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/anna.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::addresses_add;
using methods::addresses_remove;
using methods::addresses_set_default;
using methods::addresses_update;
using storage::table;

namespace {

std::string adding(const std::string& id = "", const std::string& more = "") {
  return R"({"customer": {"id": "c41"}, "address": {"first_name": "A", "last_name": "B",
             "address1": "Street 1", "zip": "1", "city": "Town", "country": "GB")" +
         (id.empty() ? "" : R"(, "id": ")" + id + "\"") + "}" + more + "}";
}

std::string of(const std::string& address, const std::string& more) {
  return R"({"customer": {"id": "c41"}, "address": ")" + address + "\", " + more + "}";
}

std::vector<std::string> ids_of(const anna& her) {
  std::vector<std::string> ids;
  for (const auto& [number, each] : *her.now.parts.addresses) ids.push_back(each.record.id);
  return ids;
}

using ids = std::vector<std::string>;

}  // namespace

TEST_CASE("a new address leaves the customer's version as it is; as a default it raises it") {
  shop in;
  anna her(in);
  const auto plain = her.done<addresses_add>(adding());
  CHECK(her.now.profile->version == 1);
  CHECK(event_of(plain.changes).kind == "address.added");
  CHECK(event_of(plain.changes).object == "a1");
  CHECK(event_of(plain.changes).version == 1);
  CHECK_FALSE(event_of(plain.changes).customer_version);
  CHECK(plain.changes.journal.front().history_of == account_number{41});
  const auto preferred = her.done<addresses_add>(adding("home", R"(, "default_billing": true)"));
  CHECK(her.now.profile->version == 2);
  CHECK(her.now.profile->default_billing == "home");
  CHECK_FALSE(her.now.profile->default_shipping);
  CHECK(event_of(preferred.changes).version == 1);
  CHECK(event_of(preferred.changes).customer_version == 2);
  CHECK(event_of(preferred.changes).fields_changed == ids{"default_billing"});
}

TEST_CASE("whatever happens to an address expects customer, counts and address as they were") {
  shop in;
  anna her(in);
  const auto tenant = in.view->number;
  const storage::key profile = storage::customer_key(tenant, {41});
  const storage::key counts = actors::counts_key(tenant, {41});
  const storage::key address = actors::address_key(tenant, {41}, 1);
  const auto first = her.done<addresses_add>(adding());
  CHECK(expects_unchanged(first, profile));
  CHECK(expects_absent(first, table::records, counts));
  const auto second = her.done<addresses_add>(adding());
  CHECK(expects_unchanged(second, counts));
  const auto changed = her.done<addresses_update>(of("a1", R"("set": {"city": "C"})"));
  CHECK(expects_unchanged(changed, profile));
  CHECK(expects_unchanged(changed, address));
  CHECK(expects_unchanged(
      her.done<addresses_set_default>(R"({"customer": {"id": "c41"}, "billing": "a1"})"), address));
  const auto removed = her.done<addresses_remove>(of("a1", R"("reassign_billing": "a2")"));
  for (const storage::key& each : {profile, counts, address})
    CHECK(expects_unchanged(removed, each));
  REQUIRE(removed.changes.erasures.size() == 1);
  CHECK(removed.changes.erasures[0].key == address.view());
  for (const auto& blame : removed.blame) CHECK_FALSE(blame);  // out of date: decided again
}

TEST_CASE("a generated address id is never given again, and a chosen one is respected") {
  shop in;
  in.limits.addresses = 100;
  anna her(in);
  her.done<addresses_add>(adding("a2"));  // nobody has it yet
  her.done<addresses_add>(adding("a1"));
  CHECK(wrong_in(her.decided<addresses_add>(adding("a2"))) == "address.id: id_taken");
  her.done<addresses_add>(adding());
  her.done<addresses_add>(adding("a4"));
  her.done<addresses_add>(adding());
  CHECK(ids_of(her) == ids{"a2", "a1", "a3", "a4", "a5"});
  her.done<addresses_remove>(of("a5", R"("reassign_billing": null)"));
  CHECK(wrong_in(her.decided<addresses_add>(adding("a5"))) == "address.id: id_taken");
  her.done<addresses_add>(adding("a7"));
  her.done<addresses_add>(adding());
  her.done<addresses_add>(adding());
  CHECK(ids_of(her) == ids{"a2", "a1", "a3", "a4", "a7", "a8", "a9"});
}

TEST_CASE("a customer has so many addresses and no more, those removed not counted") {
  shop in;
  anna her(in);
  for (int i = 0; i < 3; ++i) her.done<addresses_add>(adding());
  CHECK(wrong_in(her.decided<addresses_add>(adding())) == "limit_reached");
  her.done<addresses_remove>(of("a2", R"("reassign_billing": null)"));
  her.done<addresses_add>(adding());
  CHECK(ids_of(her) == ids{"a1", "a3", "a4"});
}

TEST_CASE("an address wants what letters need") {
  shop in;
  anna her(in);
  CHECK(wrong_in(her.decided<addresses_add>(
            R"({"customer": {"id": "c41"}, "address": {"city": "T", "first_name": null}})")) ==
        "address.first_name: missing_field, address.last_name: missing_field, "
        "address.address1: missing_field, address.zip: missing_field, "
        "address.country: missing_field");
}

TEST_CASE("if_version of an address is its own") {
  shop in;
  anna her(in);
  her.done<addresses_add>(adding("home", R"(, "default_billing": true)"));
  her.done<addresses_update>(of("home", R"("set": {"city": "C"})"));
  her.done<addresses_update>(of("home", R"("unset": [])"));  // changes nothing
  in.options.if_version = 1;
  const auto late = her.decided<addresses_update>(of("home", R"("set": {"city": "D"})"));
  REQUIRE(wrong_in(late) == "version_conflict");
  CHECK(std::get<std::int64_t>(late.failure().data.at(0).second) == 2);
  in.options.if_version = 2;
  CHECK(
      event_of(her.done<addresses_update>(of("home", R"("set": {"city": "D"})")).changes).version ==
      3);
}

TEST_CASE("a default that falls with its address is cleared or becomes another") {
  shop in;
  anna her(in);
  her.done<addresses_add>(adding("home", R"(, "default_billing": true, "default_shipping": true)"));
  her.done<addresses_add>(adding("work"));
  CHECK(wrong_in(her.decided<addresses_remove>(of("home", R"("reassign_billing": "home")"))) ==
        "reassign_billing: not_found");
  const auto removed = her.done<addresses_remove>(of("home", R"("reassign_shipping": "work")"));
  CHECK_FALSE(her.now.profile->default_billing);
  CHECK(her.now.profile->default_shipping == "work");
  const records::change event = event_of(removed.changes);
  CHECK_FALSE(event.version);
  CHECK(event.customer_version == her.now.profile->version);
  CHECK(event.fields_changed == ids{"default_billing", "default_shipping"});
}

TEST_CASE("defaults point to the customer's own addresses; null clears, absent leaves") {
  shop in;
  anna her(in);
  her.done<addresses_add>(adding("home"));
  const auto set = [&](const std::string& what) {
    return her.decided<addresses_set_default>(R"({"customer": {"id": "c41"}, )" + what + "}");
  };
  CHECK(wrong_in(set(R"("billing": "away", "shipping": "away")")) ==
        "billing: not_found, shipping: not_found");
  her.now = set(R"("billing": "home", "shipping": "home")")->after;
  CHECK(her.now.profile->version == 2);
  her.now = set(R"("billing": null)")->after;
  CHECK_FALSE(her.now.profile->default_billing);
  CHECK(her.now.profile->default_shipping == "home");
  CHECK(set(R"("shipping": "home")")->changes.journal.empty());
}

TEST_CASE("mixins of an address are checked against its own schema, whose version is kept") {
  shop in;
  anna her(in);
  const std::string given = R"({"customer": {"id": "c41"}, "address": {"first_name": "A",
      "last_name": "B", "address1": "Street 1", "zip": "1", "city": "Town", "country": "GB",
      "mixins": {"floor": 3}}})";
  CHECK(wrong_in(her.decided<addresses_add>(given)) == "address.mixins: invalid_field");
  const auto define = [&](const char* type) {
    in.make<methods::mixins_define>(
        R"({"entity": "address", "schema": {"type": "object", "properties": {"floor": {"type": )" +
        std::string(type) + "}}}}");
  };
  define(R"("integer")");
  const auto address = [&] { return her.now.parts.addresses->begin()->second.record; };
  her.done<addresses_add>(given);
  CHECK(address().mixins_version == 1);
  define(R"("string")");
  const auto moved = her.done<addresses_update>(of("a1", R"("set": {"city": "C"})"));
  CHECK(event_of(moved.changes).fields_changed == ids{"city"});
  CHECK(address().mixins_version == 1);
  CHECK(wrong_in(her.decided<addresses_update>(
            of("a1", R"("set": {"mixins": {"floor": 3}}, "unset": ["version"])"))) ==
        "unset.0: invalid_field, set.mixins.floor: invalid_field");
  const auto changed =
      her.done<addresses_update>(of("a1", R"("set": {"mixins": {"floor": "3a"}})"));
  CHECK(event_of(changed.changes).fields_changed == ids{"mixins", "mixins_version"});
  CHECK(address().mixins_version == 2);
}
