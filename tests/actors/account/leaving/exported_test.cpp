#include "actors/account/leaving/exported.hpp"

#include <catch2/catch.hpp>

#include "protocol/records/address.hpp"
#include "protocol/records/cart.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/delivery.hpp"
#include "protocol/records/newsletter.hpp"
#include "protocol/records/note.hpp"
#include "protocol/records/order.hpp"
#include "protocol/wire/json.hpp"

using namespace atrium;
using namespace atrium::actors;

namespace {

template <class Record>
std::string exported(const Record& record) {
  wire::buffer bytes;
  append_exported(bytes, record);
  return wire::to_json(bytes.view(), -1);
}

}  // namespace

TEST_CASE("all that erasing wipes is exported, but for what is secret, and all that is shown") {
  const auto check = []<class Record>(std::type_identity<Record>) {
    fields::for_each_field<Record>([](const auto& one) {
      CAPTURE(std::string(one.name));
      const bool told =
          one.personal == fields::privacy::personal || one.open_to != fields::access::hidden;
      if (told) CHECK(is_exported<Record>(one) != is_secret<Record>(one.name));
    });
  };
  check(std::type_identity<records::customer>{});
  check(std::type_identity<records::password_record>{});
  check(std::type_identity<records::address>{});
  check(std::type_identity<records::note>{});
  check(std::type_identity<records::change>{});
  check(std::type_identity<records::order>{});
  check(std::type_identity<records::delivery>{});
  check(std::type_identity<records::cart>{});
  check(std::type_identity<records::newsletter>{});
}

TEST_CASE("an export has canonical names, too, and of a password no more than its time") {
  CHECK_THAT(exported(records::customer{.email = "A@shop.example", .email_key = "a@shop.example"}),
             Catch::Contains(R"("email": "A@shop.example")") &&
                 Catch::Contains(R"("email_key": "a@shop.example")"));
  CHECK(exported(records::password_record{.version = 2, .hash = "$argon2id$", .set_at = 5}) ==
        R"({"version": 2, "set_at": 5})");
}
