
#include "protocol/methods/contacts.hpp"
#include "protocol/methods/tenants.hpp"
#include "tests/actors/scans/listed_shop.hpp"

using namespace atrium;
using records::customer_kind;

namespace {

// A guest, a registered customer and, perhaps, a contact of the company bell; all of them listed.
struct listed_people : tests::listed_shop {
  explicit listed_people(bool with_contact) {
    const tenant_number tenant = in.view->number;
    std::vector<storage::index_change> heard;
    std::uint64_t account = 0;
    for (const customer_kind kind :
         {customer_kind::guest, customer_kind::registered, customer_kind::contact}) {
      if (kind == customer_kind::contact && !with_contact) continue;
      records::customer each{.number = static_cast<std::int64_t>(++account), .kind = kind};
      if (kind == customer_kind::contact) each.companies = std::vector<std::string>{"bell"};
      test::commit_one(
          *data, test::put_set(test::customer(tenant.value, account), fields::encode_tagged(each)));
      heard.push_back({{account}, lists::entries_of(each, {})});
    }
    serve(heard, account);
  }

  std::string list(const std::string& more) const {
    return answer<methods::customers_list>(R"({"fields": ["number"])" + more + "}");
  }
};

}  // namespace

TEST_CASE("contacts are listed and counted only where it is asked what kind somebody is of") {
  const listed_people some(true);
  CHECK(some.list("") ==
        R"({"items": [{"id": "", "number": 1}, {"id": "", "number": 2}], "total": 2, "seq": 3})");
  CHECK(some.list(R"(, "filter": {"kind": {"in": ["guest", "contact"]}})") ==
        R"({"items": [{"id": "", "number": 1}, {"id": "", "number": 3}], "total": 2, "seq": 3})");
  CHECK(some.answer<methods::customers_count>("{}") == R"({"count": 2, "exact": true, "seq": 3})");
  CHECK(some.answer<methods::customers_count>(R"({"filter": {"not": {"kind": "guest"}}})") ==
        R"({"count": 2, "exact": true, "seq": 3})");
}

TEST_CASE("a list of contacts has them alone, whatever it is filtered by") {
  const listed_people some(true);
  const std::string alone = R"({"items": [{"id": "", "number": 3}], "total": 1, "seq": 3})";
  CHECK(some.answer<methods::contacts_list>(R"({"fields": ["number"]})") == alone);
  CHECK(some.answer<methods::contacts_list>(
            R"({"fields": ["number"], "filter": {"or": [{"kind": "guest"}, {"active": true}]}})") ==
        alone);
}

TEST_CASE("where there is no contact a list of all is that of everybody") {
  const listed_people some(false);
  CHECK(some.list("") ==
        R"({"items": [{"id": "", "number": 1}, {"id": "", "number": 2}], "total": 2, "seq": 2})");
  CHECK_FALSE(*some.lists.has_value(some.in.view->number, lists::find_column("kind", {})->number,
                                    "contact"));
  CHECK(
      *some.lists.has_value(some.in.view->number, lists::find_column("kind", {})->number, "guest"));
}

TEST_CASE("contacts are listed at tenants with b2b") {
  listed_people some(true);
  some.in.make<methods::settings_update>(R"({"set": {"b2b": false}})");
  CHECK(some.answer<methods::contacts_list>("{}") == "capability_off");
}
