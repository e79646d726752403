// Store credit (features.md G3): what a customer has in one currency, each entry of that ledger,
// and what was set aside of it. Amounts are in minor units of the currency. All of it is billing
// data: it stays when the customer is erased, so a reference must not name a person.
#pragma once

#include "protocol/fields/tagged.hpp"

namespace atrium::records {

// Credit that ends at one time.
struct credit_lot {
  std::optional<std::int64_t> expires_at;  // none: never
  std::int64_t amount = 0;
  bool operator==(const credit_lot&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = credit_lot;
    return list{parameter{"expires_at", &l::expires_at, "When it ends; without it, never."},
                parameter{"amount", &l::amount, "How much."}};
  }
};
// Soonest ending first, what never ends last; each end once, and no amount of zero.
using credit_lots = std::vector<credit_lot>;

inline std::int64_t total_of(const credit_lots& lots) {
  std::int64_t total = 0;
  for (const credit_lot& each : lots) total += each.amount;
  return total;
}
// When the first of them ends; nothing if none ever does.
inline std::optional<std::int64_t> next_end(const credit_lots& lots) {
  return lots.empty() ? std::nullopt : lots.front().expires_at;
}

// The sum of its lots and of what is held is the balance.
struct credit_ledger {
  std::int64_t version = 0;  // the number of its entries, but for one that was made without any
  std::string currency;
  std::int64_t balance = 0;
  std::int64_t held = 0;
  std::int64_t last_entry = 0;
  std::int64_t last_authorization = 0;
  credit_lots lots;  // that are free to be spent
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using c = credit_ledger;
    return list{
        field{1, "version", &c::version, impersonal, shown, "Raised by one with each entry."},
        field{2, "currency", &c::currency, impersonal, shown, "ISO 4217."},
        field{3, "balance", &c::balance, impersonal, shown, "What the customer has."},
        field{4, "held", &c::held, impersonal, shown, "How much of it is set aside."},
        field{5, "last_entry", &c::last_entry, impersonal, hidden, "Number of the last entry."},
        field{6, "last_authorization", &c::last_authorization, impersonal, hidden,
              "Number of the last authorization."},
        field{7, "lots", &c::lots, impersonal, shown, "What is free, by when it ends."}};
  }
};

// When something happens to it by itself.
inline std::optional<std::int64_t> next_time(const credit_ledger& which) {
  return next_end(which.lots);
}

enum class credit_kind : std::uint8_t {
  grant,
  authorize,
  capture,
  voiding,
  refund,
  expire,
  transfer_in,
  transfer_out,
};
constexpr auto enum_names(credit_kind) {
  return std::array<std::string_view, 8>{"grant",  "authorize", "capture",     "void",
                                         "refund", "expire",    "transfer_in", "transfer_out"};
}

// One entry of a ledger; never changed.
struct credit_entry {
  std::int64_t version = 0;
  std::string id;
  credit_kind kind = credit_kind::grant;
  std::string currency;
  std::int64_t amount = 0;
  std::int64_t held = 0;
  std::int64_t balance_after = 0;
  std::int64_t held_after = 0;
  std::optional<std::int64_t> expires_at;
  std::optional<std::string> reference;
  std::optional<std::string> authorization;
  std::optional<std::int64_t> other;
  std::int64_t time = 0;
  std::string by;
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using e = credit_entry;
    return list{
        field{1, "version", &e::version, impersonal, shown,
              "Version that the ledger of this currency has with it."},
        field{2, "id", &e::id, impersonal, shown, "Generated; never changes."},
        field{3, "kind", &e::kind, impersonal, shown, "What happened."},
        field{4, "currency", &e::currency, impersonal, shown, "ISO 4217."},
        field{5, "amount", &e::amount, impersonal, shown,
              "By how much the balance changed, in minor units; negative where it fell."},
        field{6, "held", &e::held, impersonal, shown,
              "By how much what is set aside of it changed."},
        field{7, "balance_after", &e::balance_after, impersonal, shown, "The balance with it."},
        field{8, "held_after", &e::held_after, impersonal, shown, "What is set aside with it."},
        field{9, "expires_at", &e::expires_at, impersonal, shown,
              "When what was granted ends, or what expired did."},
        field{10, "reference", &e::reference, impersonal, shown, "As its caller said."},
        field{11, "authorization", &e::authorization, impersonal, shown,
              "Id of the authorization it is about."},
        field{12, "other", &e::other, impersonal, back_office,
              "Number of the other customer of a transfer, or of a merge."},
        field{13, "time", &e::time, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{14, "by", &e::by, impersonal, back_office, "Who did it."}};
  }
};

// What was set aside, until it is captured or voided; then it says what may be refunded.
struct credit_authorization {
  std::int64_t version = 1;
  std::string id;
  std::string currency;
  std::int64_t amount = 0;
  std::int64_t captured = 0;
  std::int64_t refunded = 0;
  std::int64_t voided = 0;
  std::string reference;
  std::int64_t time = 0;
  credit_lots lots;   // what it holds
  credit_lots spent;  // what was captured, and not refunded
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using a = credit_authorization;
    return list{
        field{1, "version", &a::version, impersonal, shown, "Raised by one with each change."},
        field{2, "id", &a::id, impersonal, shown, "Generated; never changes."},
        field{3, "currency", &a::currency, impersonal, shown, "ISO 4217."},
        field{4, "amount", &a::amount, impersonal, shown, "What was set aside at first."},
        field{5, "captured", &a::captured, impersonal, shown, "How much of it was captured."},
        field{6, "refunded", &a::refunded, impersonal, shown, "How much of that was refunded."},
        field{7, "voided", &a::voided, impersonal, shown, "How much of it was let go again."},
        field{8, "reference", &a::reference, impersonal, shown, "As its caller said."},
        field{9, "time", &a::time, impersonal, shown, "When it was made."},
        field{10, "lots", &a::lots, impersonal, shown, "What it holds, by when that ends."},
        field{11, "spent", &a::spent, impersonal, shown,
              "What was captured and not refunded, by when that would have ended."}};
  }
};

}  // namespace atrium::records
