#include "protocol/lists/filter.hpp"

#include "tests/protocol/lists/loyal_people.hpp"

using namespace atrium;
using tests::people;

namespace {

std::string found(const people& among, const std::string& filter) {
  fields::problems wrong;
  const fields::path root;
  const auto wanted =
      lists::read_filter(wire::from_json(filter).value(), among.scope, root / "filter", wrong);
  const std::string words = tests::told(wrong);
  return words.empty() ? among.wanted(wanted) : words;
}

}  // namespace

TEST_CASE("several fields, and several comparisons of one, must all be true") {
  const people some;
  CHECK(found(some, "{}") == "1 2 3 4");
  CHECK(found(some, R"({"kind": "registered"})") == "1");
  CHECK(found(some, R"({"kind": "guest", "home_site": "south"})") == "3");
  CHECK(found(some, R"({"created_at": {"gt": 100, "le": 300}})") == "2 3");
}

TEST_CASE("and, or, not stand among the fields") {
  const people some;
  CHECK(found(some, R"({"or": [{"kind": "registered"}, {"home_site": "south"}]})") == "1 3");
  CHECK(found(some, R"({"not": {"kind": "registered"}, "active": true})") == "2 3");
  CHECK(found(some, R"({"and": [{"active": true}, {"not": {"number": {"lt": 3}}}]})") == "3");
  CHECK(found(some, R"({"or": []})") == "");
  CHECK(found(some, R"({"and": []})") == "1 2 3 4");
}

TEST_CASE("names are compared without case and accents, in the order in which they sort") {
  const people some;
  CHECK(found(some, R"({"last_name": "muller"})") == "1 2");
  CHECK(found(some, R"({"last_name": {"ne": "MÜLLER"}})") == "3 4");
  CHECK(found(some, R"({"last_name": {"starts_with": "MULL"}})") == "1 2 3");
  CHECK(found(some, R"({"last_name": {"starts_with": "müllero"}})") == "3");
  CHECK(found(some, R"({"last_name": {"gt": "Muller"}})") == "3 4");
  CHECK(found(some, R"({"last_name": {"ge": "müller"}})") == "1 2 3 4");
  CHECK(found(some, R"({"last_name": {"lt": "Müllerowski"}})") == "1 2");
  CHECK(found(some, R"({"last_name": {"le": "muller"}})") == "1 2");
  CHECK(found(some, R"({"first_name": {"in": ["anna", "łukasz"]}})") == "1 3");
}

TEST_CASE("contains finds words by how they begin") {
  const people some;
  CHECK(found(some, R"({"company": {"contains": "sud strassen"}})") == "1");
  CHECK(found(some, R"({"company": {"contains": "bau"}})") == "");
  CHECK(found(some, R"({"email": {"contains": "example.com"}})") == "1");
  CHECK(found(some, R"({"email": {"contains": "mueller"}})") == "1");
  CHECK(found(some, R"({"phone": {"contains": "030 123"}})") == "1");
  CHECK(found(some, R"({"first_name": {"contains": "muller"}})") == "");
  CHECK(found(some, R"({"first_name": {"contains": "明"}})") == "4");
}

TEST_CASE("e-mails, usernames, phone numbers, dates and other ids are compared in canonical form") {
  const people some;
  CHECK(found(some, R"({"email": "ANNA.mueller@Example.com"})") == "1");
  CHECK(found(some, R"({"email": {"starts_with": "ANNA."}})") == "1");
  CHECK(found(some, R"({"username": "bert m."})") == "2");
  CHECK(found(some, R"({"username": {"starts_with": "BERT "}})") == "2");
  CHECK(found(some, R"({"phone": "+49 (30) 123-456"})") == "1");
  CHECK(found(some, R"({"phone": {"starts_with": "+49 30"}})") == "1");
  CHECK(found(some, R"({"date_of_birth": {"lt": "1981"}})") == "2");
  CHECK(found(some, R"({"date_of_birth": {"starts_with": "1980-05"}})") == "2");
  CHECK(found(some, R"({"external_id": "ERP 1"})") == "1");
  CHECK(found(some, R"({"external_id": "erp 1"})") == "");
}

TEST_CASE("exists tells whether there is a value; ne is true where there is none") {
  const people some;
  CHECK(found(some, R"({"home_site": {"exists": true}})") == "2 3");
  CHECK(found(some, R"({"email": {"exists": false}})") == "2 3 4");
  CHECK(found(some, R"({"home_site": {"ne": "south"}})") == "1 2 4");
  CHECK(found(some, R"({"id": {"exists": true}, "number": {"exists": true}})") == "1 2 3 4");
  CHECK(found(some, R"({"reference": {"exists": false}})") == "");
  CHECK(found(some, R"({"gender": {"in": ["male", "female"]}})") == "3");
  CHECK(found(some, R"({"gender": {"in": []}})") == "");
}

TEST_CASE("ids: chosen ones in their order first, then generated ones by number") {
  const people some;
  CHECK(found(some, R"({"id": "c2"})") == "2");
  CHECK(found(some, R"({"id": "c3"})") == "");
  CHECK(found(some, R"({"id": {"in": ["Erika-7", "c1"]}})") == "1 3");
  CHECK(found(some, R"({"id": {"ne": "b2"}})") == "1 2 3");
  CHECK(found(some, R"({"id": {"lt": "c2"}})") == "1 3 4");
  CHECK(found(some, R"({"id": {"gt": "Erika-7"}})") == "1 2 4");
  CHECK(found(some, R"({"id": {"ge": "c2"}})") == "2");
  CHECK(found(some, R"({"id": {"le": "b2"}})") == "3 4");
  CHECK(found(some, R"({"id": {"starts_with": "Erika"}})") == "3");
  CHECK(found(some, R"({"id": {"starts_with": "c"}})") == "1 2");
  CHECK(found(some, R"({"id": {"starts_with": ""}})") == "1 2 3 4");
}

TEST_CASE("a generated id is found by how its number begins") {
  people many;
  while (many.all.size() < 230) many.add("A", "B");
  CHECK(found(many, R"({"id": {"starts_with": "c22"}})") ==
        "22 220 221 222 223 224 225 226 227 228 229");
  CHECK(found(many, R"({"id": {"starts_with": "c0"}})") == "");
}

TEST_CASE("numbers and references name one record") {
  const people some;
  CHECK(found(some, R"({"number": 3})") == "3");
  CHECK(found(some, R"({"number": {"in": [1, 4, 9]}})") == "1 4");
  CHECK(found(some, R"({"number": {"ge": -3, "lt": 2}})") == "1");
  CHECK(found(some, R"({"reference": ")" + some.all[1].reference + "\"}") == "2");
  CHECK(found(some, R"({"reference": "00000000000000000000000000"})") == "");
}

TEST_CASE("all that is wrong with a filter is told, with its path") {
  const people some;
  CHECK(found(some, R"({"shoe_size": 4, "preferences": {"eq": 1}, "realm": 1})") ==
        "filter.shoe_size: unknown_parameter, filter.preferences: invalid_field, "
        "filter.realm: unknown_parameter");
  CHECK(found(some, R"({"kind": {"lt": "guest"}, "last_name": {"like": "m"}})") ==
        "filter.kind.lt: invalid_field, filter.last_name.like: unknown_parameter");
  CHECK(found(some, R"({"or": [{"active": 1}, {"kind": "robot"}], "not": []})") ==
        "filter.or.0.active: invalid_field, filter.or.1.kind: invalid_field, "
        "filter.not: invalid_field");
  CHECK(found(some, R"({"email": "nobody", "phone": "030", "currency": "XXXX"})") ==
        "filter.email: invalid_field, filter.phone: invalid_field, "
        "filter.currency: invalid_field");
  CHECK(found(some, R"({"number": {"in": [1, "2", 3.5]}})") ==
        "filter.number.in.1: invalid_field, filter.number.in.2: invalid_field");
  CHECK(found(some, R"({"phone": {"starts_with": "030"}, "company": {"contains": "&"}})") ==
        "filter.phone.starts_with: invalid_field, filter.company.contains: invalid_field");
  CHECK(found(some, R"({"and": {"kind": "guest"}, "home_site": {"exists": "yes"}})") ==
        "filter.and: invalid_field, filter.home_site.exists: invalid_field");
}

TEST_CASE("a filter is bounded in depth, conditions and values") {
  const people some;
  const auto nested = [](std::size_t levels) {
    std::string text = "{}";
    while (--levels > 0) text = R"({"not": )" + text + "}";
    return text;
  };
  CHECK(found(some, nested(lists::filter_depth_max - 1)) == "1 2 3 4");
  CHECK(found(some, nested(lists::filter_depth_max)) == "");
  CHECK(found(some, nested(lists::filter_depth_max + 1)).ends_with(".not: invalid_field"));
  const auto alternatives = [](std::size_t count) {
    std::string text = R"({"or": [)";
    for (std::size_t i = 0; i < count; ++i)
      text += std::string(i ? "," : "") + R"({"kind": "guest"})";
    return text + "]}";
  };
  CHECK(found(some, alternatives(lists::filter_conditions_max - 1)) == "2 3 4");
  CHECK(found(some, alternatives(lists::filter_conditions_max)) ==
        "filter.or.63.kind: invalid_field");
  std::string numbers = "1";
  for (std::size_t i = 1; i < lists::filter_values_max; ++i) numbers += ",1";
  CHECK(found(some, R"({"number": {"in": [)" + numbers + "]}}") == "1");
  CHECK(found(some, R"({"number": {"in": [)" + numbers + ",2]}}") ==
        "filter.number.in: invalid_field");
}

TEST_CASE("a list is sorted by any column but the reference, in either direction") {
  const people some;
  const auto sorted = [&](std::string_view by) {
    fields::problems wrong;
    const lists::order read = lists::read_sort(by, some.scope, fields::path{} / "sort", wrong);
    const std::string words = tests::told(wrong);
    return words.empty() ? std::to_string(read.by) + (read.descending ? " down" : " up") : words;
  };
  CHECK(sorted("last_name") == "11 up");
  CHECK(sorted("-created_at") == "29 down");
  CHECK(sorted("-number") == "0 down");
  CHECK(sorted("id") == "2 up");
  CHECK(sorted("kind") == "6 up");
  CHECK(sorted("reference") == "sort: invalid_field");
  CHECK(sorted("preferences") == "sort: invalid_field");
  CHECK(sorted("shoe_size") == "sort: unknown_parameter");
  CHECK(sorted("") == "sort: unknown_parameter");
}

TEST_CASE("declared mixins are filtered like fields of the same type") {
  const tests::loyal_people some;
  CHECK(found(some, R"({"mixins.loyalty.tier": "grosse"})") == "");
  CHECK(found(some, R"({"mixins.loyalty.tier": "große karte"})") == "1");
  CHECK(found(some, R"({"mixins.loyalty.tier": {"contains": "kart"}})") == "1");
  CHECK(found(some, R"({"mixins.loyalty.tier": {"starts_with": "S"}})") == "2");
  CHECK(found(some, R"({"mixins.loyalty.tier": {"gt": "große karte"}})") == "2");
  CHECK(found(some, R"({"mixins.loyalty.tier": {"exists": false}})") == "3 4");
  CHECK(found(some, R"({"mixins.points": 7})") == "1 2");
  CHECK(found(some, R"({"mixins.points": {"gt": 7}})") == "4");
  CHECK(found(some, R"({"mixins.points": {"ne": 7}})") == "3 4");
  CHECK(found(some, R"({"mixins.points": {"in": [7, 8]}})") == "1 2");
  CHECK(found(some, R"({"mixins.score": {"lt": 1.5}})") == "2");
  CHECK(found(some, R"({"mixins.score": {"ge": -2, "le": 1.5}})") == "1 2");
  CHECK(found(some, R"({"mixins.score": -2.0})") == "2");
  CHECK(found(some, R"({"mixins.vip": true})") == "1");
  CHECK(found(some, R"({"mixins.vip": {"ne": true}, "kind": "guest"})") == "2 3 4");
}

TEST_CASE("all that is wrong with a filter by mixins is told, with its path") {
  const tests::loyal_people some;
  CHECK(found(some, R"({"mixins.shoe.size": 4, "loyalty.tier": "gold", "mixins": {}})") ==
        "filter.mixins.shoe.size: invalid_field, filter.loyalty.tier: unknown_parameter, "
        "filter.mixins: invalid_field");
  CHECK(found(some, R"({"mixins.vip": 1, "mixins.points": 7.5, "mixins.score": "1"})") ==
        "filter.mixins.vip: invalid_field, filter.mixins.points: invalid_field, "
        "filter.mixins.score: invalid_field");
  CHECK(found(some, R"({"mixins.vip": {"lt": true}, "mixins.score": {"contains": 1}})") ==
        "filter.mixins.vip.lt: invalid_field, filter.mixins.score.contains: invalid_field");
}

TEST_CASE("a list is sorted by declared mixins") {
  const tests::loyal_people some;
  fields::problems wrong;
  const fields::path root;
  const auto by = [&](std::string_view sort) {
    return lists::read_sort(sort, some.scope, root / "sort", wrong);
  };
  CHECK(by("-mixins.points").by == 1001);
  CHECK(by("mixins.vip").by == 1003);
  CHECK(wrong.none());
  by("mixins.shoe.size");
  CHECK(tests::told(wrong) == "sort: invalid_field");
}
