// The id that a customer, an address, a note, a session, a mail, a cart, a coupon, a list, a
// membership, a company or a member of staff gets who was not given one: a letter and its number in
// decimal (docs/data_format.md, unique).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atrium::identity {

enum class generated : char {
  customer = 'c',
  address = 'a',
  note = 'n',
  session = 's',
  mail = 'm',
  staff = 'u',
  cart = 'b',
  company = 'f',
  coupon = 'k',
  list = 'l',
  membership = 'g'  // or role
};

std::string generated_id(std::uint64_t number, generated what = generated::customer);

// The number in a generated id; nothing for any other text. Pure and thread-safe.
std::optional<std::uint64_t> number_of_generated_id(std::string_view id,
                                                    generated what = generated::customer);

}  // namespace atrium::identity
