// customers.import.
#pragma once

#include "protocol/fields/undecoded.hpp"
#include "protocol/methods/customers.hpp"

namespace atrium::methods {

enum class import_format : std::uint8_t { create, upsert };
constexpr auto enum_names(import_format) {
  return std::array<std::string_view, 2>{"create", "upsert"};
}

enum class import_result : std::uint8_t { created, updated, unchanged, refused };
constexpr auto enum_names(import_result) {
  return std::array<std::string_view, 4>{"created", "updated", "unchanged", "refused"};
}

// What customers.create takes, and what only somebody who brings accounts from elsewhere can know.
struct import_row {
  std::optional<records::customer_kind> kind;
  std::optional<std::string> email;
  std::optional<std::string> id;
  std::optional<std::string> username;
  std::optional<std::string> home_site;
  std::optional<bool> active;
  std::optional<bool> on_hold;
  std::optional<bool> verified;
  std::optional<std::int64_t> created_at;
  std::optional<std::int64_t> registered_at;
  std::optional<secret> password_hash;
  fields::partial<records::customer> profile;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = import_row;
    constexpr rule time{.min = 0};
    return list{
        parameter{"kind", &c::kind, "guest or registered; registered if not given."},
        parameter{"email", &c::email, "Of a registered customer the login.", email_text},
        parameter{"id", &c::id, "A chosen id; else one is generated.", records::rules::customer_id},
        parameter{"username", &c::username, "Login name other than the e-mail.", username_text},
        parameter{"home_site", &c::home_site,
                  "The site where the account was made; else call.site, else preferred_site.",
                  records::rules::short_name},
        parameter{"active", &c::active, "false: may not log in."},
        parameter{"on_hold", &c::on_hold, "true: may not log in for now."},
        parameter{"verified", &c::verified, "The e-mail is known to be the customer's."},
        parameter{"created_at", &c::created_at, "Milliseconds since 1970 UTC; now if not given.",
                  time},
        parameter{"registered_at", &c::registered_at, "As created_at if not given.", time},
        parameter{"password_hash", &c::password_hash,
                  "As another system wrote it; taken where there is no password yet.",
                  rule{.bytes_max = 512}},
        embedded{&c::profile}};
  }
};

struct import_verdict {
  std::int64_t index = 0;
  import_result what = import_result::refused;
  std::optional<std::string> id;
  std::optional<std::int64_t> number;
  std::optional<fields::dynamic_map> error;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using v = import_verdict;
    return list{parameter{"index", &v::index, "Position of the row in `rows`, from 0."},
                parameter{"result", &v::what, "What became of it."},
                parameter{"id", &v::id, "The customer's id."},
                parameter{"number", &v::number, "The customer's number."},
                parameter{"error", &v::error, "Why it was refused; paths are the row's."}};
  }
};

struct customers_import {
  static constexpr std::size_t rows_max = 1'000;
  static constexpr std::size_t idem_bytes_max = 120;  // each row's key is it, # and the position
  static constexpr definition about{
      "customers.import",
      "Makes, or with upsert also changes, up to 1,000 customers, each row for itself; sends no "
      "mails. Answers when all rows are durable. With call.idem a repeated import has no further "
      "effect.",
      audience::clients, any_of(records::scope::import), effect::batch};
  static constexpr std::array errors{errc::overloaded};
  struct result {
    std::vector<import_verdict> verdicts;
    static constexpr auto fields() {
      return atrium::fields::list{
          atrium::fields::parameter{"verdicts", &result::verdicts, "One of each row, in order."}};
    }
  };
  std::vector<fields::undecoded<import_row>> rows;
  std::optional<bool> dry_run;
  std::optional<import_format> format;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_import;
    return list{
        parameter{"rows", &c::rows, "The customers."},
        parameter{"dry_run", &c::dry_run, "true: tell what would become of them, and do nothing."},
        parameter{"format", &c::format,
                  "create (if not given): whom a row names must not be there; upsert: a row whose "
                  "id or external_id is known changes that customer."}};
  }
};

}  // namespace atrium::methods
