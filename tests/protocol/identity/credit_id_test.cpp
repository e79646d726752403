#include "protocol/identity/credit_id.hpp"

#include <catch2/catch.hpp>

using namespace atrium;
using namespace atrium::identity;

TEST_CASE("the id of credit names whose it is, the currency and the number") {
  const credit_id id{{41}, "EUR", 7};
  CHECK(credit_id_text(credit_id_kind::entry, id) == "e41-EUR-7");
  const auto found = credit_id_of(credit_id_kind::authorization,
                                  credit_id_text(credit_id_kind::authorization, id));
  REQUIRE(found);
  CHECK(found->account == id.account);
  CHECK(found->currency == "EUR");
  CHECK(found->number == 7);
}

TEST_CASE("no other text is the id of credit") {
  for (const char* text :
       {"", "e", "e41-EUR-7", "h", "h41", "h41-EUR", "h41-EUR-", "h041-EUR-7", "h41-EUR-07",
        "h41-eur-7", "h41-EURO-7", "h41-EUR-7 ", "h41-EUR--7", "h41-EUR-1099511627776",
        "h99999999999999999999-EUR-7", "h-41-EUR-7", "h41-EU1-7"}) {
    CAPTURE(text);
    CHECK_FALSE(credit_id_of(credit_id_kind::authorization, text));
  }
  CHECK(credit_id_of(credit_id_kind::authorization, "h41-EUR-1099511627775"));
}
