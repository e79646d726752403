// credit.balance entries grant authorize capture void refund transfer (features.md G3). Each write
// answers the entry that it made; if_version is that of the ledger in the currency, which
// credit.balance tells.
#pragma once

#include "protocol/methods/customers.hpp"
#include "protocol/records/credit.hpp"

namespace atrium::methods {

// Money that changes hands.
struct credit_amount {
  std::int64_t amount = 0;
  std::string currency;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = credit_amount;
    return list{parameter{"amount", &c::amount,
                          "In minor units: cents of EUR, yen of JPY; above zero.", rule{.min = 1}},
                parameter{"currency", &c::currency, "ISO 4217.", records::rules::currency}};
  }
};

inline constexpr fields::rule credit_reference = records::rules::name<128>;
inline constexpr fields::rule credit_id_text{.bytes_max = 64};

struct credit_balance {
  static constexpr definition about{
      "credit.balance",  "What a customer has in store credit, in each currency.",
      audience::clients, any_of(records::scope::customers_read, records::scope::credit_write),
      effect::read,      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found};
  struct standing {
    std::string currency;
    std::int64_t version = 0;
    std::int64_t balance = 0;
    std::int64_t held = 0;
    std::int64_t available = 0;
    std::optional<std::int64_t> next_expiry;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using s = standing;
      return list{
          parameter{"currency", &s::currency, "ISO 4217."},
          parameter{"version", &s::version, "Of the ledger; raised by one with each entry."},
          parameter{"balance", &s::balance, "What he has, in minor units, as of now."},
          parameter{"held", &s::held, "How much of it is set aside by authorizations."},
          parameter{"available", &s::available, "How much of it can be spent."},
          parameter{"next_expiry", &s::next_expiry, "When some of what can be spent ends next."}};
    }
  };
  struct result {
    std::vector<standing> items;
    static constexpr auto fields() {
      return atrium::fields::list{atrium::fields::parameter{"items", &result::items,
                                                            "By currency; none where he never "
                                                            "had any."}};
    }
  };
  customer_reference customer;
  std::optional<std::string> currency;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = credit_balance;
    return list{parameter{"customer", &c::customer, "Whose."},
                parameter{"currency", &c::currency, "Only in this one.", records::rules::currency}};
  }
};

struct credit_entries {
  static constexpr definition about{
      "credit.entries",
      "The entries of a customer's ledgers, newest first: one currency after the other, then those "
      "that customers brought who were merged into him.",
      audience::clients,
      any_of(records::scope::customers_read, records::scope::credit_write),
      effect::read,
      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found};
  using result = items_of<records::credit_entry>;
  customer_reference customer;
  std::optional<std::string> currency;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = credit_entries;
    return joined(
        list{parameter{"customer", &c::customer, "Whose."},
             parameter{"currency", &c::currency, "Only in this one.", records::rules::currency}},
        page_parameters<c>());
  }
};

struct credit_grant {
  static constexpr definition about{"credit.grant", "Gives a customer store credit.",
                                    audience::clients, any_of(records::scope::credit_write),
                                    effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::limit_reached};
  using result = records::credit_entry;
  customer_reference customer;
  credit_amount amount;
  std::string reference;
  std::optional<std::int64_t> expires_at;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = credit_grant;
    return list{
        parameter{"customer", &c::customer, "To whom."},
        parameter{"amount", &c::amount, "How much."},
        parameter{"reference", &c::reference, "What for; must not name a person.",
                  credit_reference},
        parameter{
            "expires_at", &c::expires_at,
            "When what is left of it ends, in milliseconds since 1970 UTC; without it, never.",
            rule{.min = 1}}};
  }
};

struct credit_authorize {
  static constexpr definition about{
      "credit.authorize",
      "Sets store credit aside, what ends soonest first, until it is captured or voided; meanwhile "
      "it does not end.",
      audience::clients, any_of(records::scope::credit_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict,
                                     errc::insufficient_credit};
  using result = records::credit_entry;
  customer_reference customer;
  credit_amount amount;
  std::string reference;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = credit_authorize;
    return list{parameter{"customer", &c::customer, "Of whom."},
                parameter{"amount", &c::amount, "How much."},
                parameter{"reference", &c::reference,
                          "What for: the order; must not name a person.", credit_reference}};
  }
};

struct credit_capture {
  static constexpr definition about{
      "credit.capture", "Spends what an authorization holds; what is left goes on being held.",
      audience::clients, any_of(records::scope::credit_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict,
                                     errc::insufficient_credit};
  using result = records::credit_entry;
  customer_reference customer;
  std::string authorization;
  std::optional<credit_amount> amount;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = credit_capture;
    return list{parameter{"customer", &c::customer, "Of whom."},
                parameter{"authorization", &c::authorization, "Its id.", credit_id_text},
                parameter{"amount", &c::amount, "How much; without it, all that it holds."}};
  }
};

struct credit_void {
  static constexpr definition about{
      "credit.void",
      "Lets go what an authorization holds; what should have ended meanwhile ends at once.",
      audience::clients, any_of(records::scope::credit_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict,
                                     errc::insufficient_credit};
  using result = records::credit_entry;
  customer_reference customer;
  std::string authorization;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = credit_void;
    return list{parameter{"customer", &c::customer, "Of whom."},
                parameter{"authorization", &c::authorization, "Its id.", credit_id_text}};
  }
};

struct credit_refund {
  static constexpr definition about{"credit.refund",
                                    "Gives back what was captured, to end when it would have; what "
                                    "should have ended by now never "
                                    "does.",
                                    audience::clients, any_of(records::scope::credit_write),
                                    effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict,
                                     errc::insufficient_credit, errc::limit_reached};
  using result = records::credit_entry;
  customer_reference customer;
  std::string authorization;
  std::optional<credit_amount> amount;
  std::optional<std::string> reference;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = credit_refund;
    return list{
        parameter{"customer", &c::customer, "To whom."},
        parameter{"authorization", &c::authorization, "Its id.", credit_id_text},
        parameter{"amount", &c::amount,
                  "How much, at most what was captured and not refunded; without it, all of that."},
        parameter{"reference", &c::reference,
                  "What for; without it, that of the authorization. Must not name a person.",
                  credit_reference}};
  }
};

struct credit_transfer {
  static constexpr definition about{"credit.transfer",
                                    "Gives store credit to another customer, what ends soonest "
                                    "first; it ends when it would have.",
                                    audience::clients, any_of(records::scope::credit_write),
                                    effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict,
                                     errc::insufficient_credit, errc::limit_reached};
  using result = records::credit_entry;
  customer_reference customer;
  customer_reference to;
  credit_amount amount;
  std::string reference;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = credit_transfer;
    return list{
        parameter{"customer", &c::customer, "Whose it is; the answer is the entry in his ledger."},
        parameter{"to", &c::to, "Who gets it."}, parameter{"amount", &c::amount, "How much."},
        parameter{"reference", &c::reference, "What for; must not name a person.",
                  credit_reference}};
  }
};

}  // namespace atrium::methods
