#include "storage/readable.hpp"

#include <catch2/catch.hpp>

#include "storage/company_order.hpp"

using namespace atrium;
using namespace atrium::storage;

namespace {

std::string of(const key& record) { return readable_key(table::records, record); }

}  // namespace

TEST_CASE("the parts of a customer are told by name and number") {
  const tenant_number tenant{3};
  const account_number account{17};
  CHECK(of(customer_key(tenant, account)) == "tenant 3 customer 17 profile");
  CHECK(of(customer_key(tenant, account, customer_item::password)) ==
        "tenant 3 customer 17 password");
  CHECK(of(customer_key(tenant, account, customer_item::counts)) == "tenant 3 customer 17 counts");
  CHECK(of(customer_part_key(tenant, account, customer_item::addresses, 2)) ==
        "tenant 3 customer 17 address 2");
  CHECK(of(customer_part_key(tenant, account, customer_item::notes, note_part(4, 5))) ==
        "tenant 3 customer 17 note 4 revision 5");
  CHECK(of(customer_part_key(tenant, account, customer_item::history, 99)) ==
        "tenant 3 customer 17 history 99");
  CHECK(of(customer_part_key(tenant, account, customer_item::links, link_part(1))) ==
        "tenant 3 customer 17 link 1");
  CHECK(of(customer_part_key(tenant, account, customer_item::links, link_part(4, 300))) ==
        "tenant 3 customer 17 link 4 of site 300");
  CHECK(of(customer_key(tenant, account, customer_item::summary)) ==
        "tenant 3 customer 17 summary");
  CHECK(of(customer_part_key(tenant, account, customer_item::orders, timed_part(1234, 5))) ==
        "tenant 3 customer 17 order 5 at 1234");
  CHECK(of(customer_part_key(tenant, account, customer_item::deliveries, timed_part(1234, 5))) ==
        "tenant 3 customer 17 delivery 5 at 1234");
  CHECK(of(customer_part_key(tenant, account, customer_item::carts, 5)) ==
        "tenant 3 customer 17 cart 5");
  CHECK(of(customer_part_key(tenant, account, customer_item::coupons, 6)) ==
        "tenant 3 customer 17 coupon 6");
  CHECK(of(customer_part_key(tenant, account, customer_item::lists, 7)) ==
        "tenant 3 customer 17 list 7");
  CHECK(of(customer_part_key(tenant, account, customer_item::memberships, 8)) ==
        "tenant 3 customer 17 membership 8");
  CHECK(of(customer_part_key(tenant, account, customer_item::newsletter, 5)) ==
        "tenant 3 customer 17 newsletter 5");
  const key credit =
      customer_part_key(tenant, account, customer_item::credit, currency_part("EUR"));
  CHECK(of(credit) == "tenant 3 customer 17 credit 'EUR'");
  CHECK(of(customer_part_key(tenant, account, customer_item::credit_entries,
                             ledger_part("EUR", 12))) ==
        "tenant 3 customer 17 credit entry 'EUR' 12");
  CHECK(readable_key(table::unique, due_key(tenant, 5000, credit.view())) ==
        "tenant 3 due 5000 customer 17 credit 'EUR'");
}

TEST_CASE("records of other kinds, and items of a newer daemon, are told by number") {
  CHECK(of(audit_key({3}, 9)) == "tenant 3 audit 9 item 0");
  CHECK(of(record_key({3}, record_kind::site, 1)) == "tenant 3 site 1 item 0");
  CHECK(of(company_key({3}, 4)) == "tenant 3 company 4 item 0");
  CHECK(readable_key(table::unique, unique_key({3}, unique_space::company_id, "bell")) ==
        "tenant 3 company id 'bell'");
  CHECK(of(record_key({3}, record_kind::customer, 1, 77)) == "tenant 3 customer 1 item 77");
  CHECK(readable_key(table::records, "short") == hex("short"));
}

TEST_CASE("where a company stands in an order is told by field, value and number") {
  const tenant_number tenant{3};
  const auto told = [&](const std::string& row) { return readable_key(table::unique, row); };
  const records::company bell{.id = "B-1", .number = 4, .name = "Bell & Sons", .created_at = 1234};
  CHECK(told(company_order_keys(tenant, bell).at(0)) ==
        "tenant 3 company order name 'bell & sons' company 4");
  CHECK(told(company_order_keys(tenant, bell).at(2)) ==
        "tenant 3 company order external_id without company 4");
  CHECK(told(company_order_keys(tenant, bell).at(4)) ==
        "tenant 3 company order created_at 1234 company 4");
  CHECK(told(std::string(company_order_key(tenant, 777, "ab", 4).view())) ==
        "tenant 3 company order 777 6162 company 4");
  CHECK(told(std::string(unique_key(tenant, unique_space::company_order, "abc").view())) ==
        "tenant 3 company order 'abc'");
}
