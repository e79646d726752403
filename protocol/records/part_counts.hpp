// Which numbers the parts of a customer were given, and how many parts there are (item 2 of
// docs/data_format.md, records). Every addition and removal of a part rewrites it, so whoever
// expects it unchanged expects that no part has come or gone.
#pragma once

#include "protocol/fields/tagged.hpp"

namespace atrium::records {

struct part_counts {
  std::int64_t version = 1;
  std::int64_t last_address = 0;  // the greatest number given out
  std::int64_t addresses = 0;     // how many there are
  std::int64_t last_note = 0;
  std::int64_t notes = 0;
  std::int64_t last_generated_address = 0;  // the greatest number that an id was made of
  std::int64_t last_mail = 0;
  std::int64_t last_cart = 0;
  std::int64_t carts = 0;
  std::int64_t ledgers = 0;
  std::int64_t last_coupon = 0;
  std::int64_t coupons = 0;
  std::int64_t last_list = 0;
  std::int64_t lists = 0;
  std::int64_t last_membership = 0;
  std::int64_t memberships = 0;  // and roles
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using c = part_counts;
    return list{
        field{1, "version", &c::version, impersonal, hidden, "Raised by one with each change."},
        field{2, "last_address", &c::last_address, impersonal, hidden,
              "Last address number given out."},
        field{3, "addresses", &c::addresses, impersonal, hidden, "How many addresses there are."},
        field{4, "last_note", &c::last_note, impersonal, hidden, "Last note number given out."},
        field{5, "notes", &c::notes, impersonal, hidden, "How many notes there are."},
        field{6, "last_generated_address", &c::last_generated_address, impersonal, hidden,
              "Last address number that an id was made of."},
        field{10, "last_mail", &c::last_mail, impersonal, hidden, "Last mail number given out."},
        field{20, "last_cart", &c::last_cart, impersonal, hidden, "Last cart number given out."},
        field{21, "carts", &c::carts, impersonal, hidden, "How many carts there are."},
        field{30, "ledgers", &c::ledgers, impersonal, hidden,
              "In how many currencies he has, or had, store credit."},
        field{60, "last_coupon", &c::last_coupon, impersonal, hidden,
              "Last coupon number given out."},
        field{61, "coupons", &c::coupons, impersonal, hidden, "How many coupons there are."},
        field{62, "last_list", &c::last_list, impersonal, hidden, "Last list number given out."},
        field{63, "lists", &c::lists, impersonal, hidden, "How many lists there are."},
        field{64, "last_membership", &c::last_membership, impersonal, hidden,
              "Last number given out of a membership or role."},
        field{65, "memberships", &c::memberships, impersonal, hidden,
              "How many memberships and roles there are."}};
  }
};

}  // namespace atrium::records
