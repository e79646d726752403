#include "protocol/methods/customers.hpp"

#include <algorithm>
#include <array>

#include "actors/account/profile.hpp"
#include "actors/reads/reads.hpp"
#include "actors/tenant/company_sight.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/fields/stored_value.hpp"
#include "protocol/identity/email.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/identity/username.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/index_entries.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

using storage::unique_space;

// Whether the stored customer's id is this one.
bool has_id(std::string_view stored, std::string_view id) {
  return fields::stored_text(stored, records::customer::id_tag) == id;
}

struct found_customer {
  account_number account;
  std::string_view stored;
};

// Finds the customer whom a parameter of the call names.
class finder {
 public:
  finder(const call_context& call, std::string_view parameter)
      : call_(call), parameter_(parameter) {}

  outcome<found_customer> find(const methods::customer_reference& named) const {
    const int ways = named.id.has_value() + named.number.has_value() + named.reference.has_value() +
                     named.external_id.has_value() + named.email.has_value() +
                     named.username.has_value();
    if (ways != 1)
      return refusal(errc::invalid_field,
                     std::string(parameter_) +
                         ": name the customer in exactly one way: id, number, reference, "
                         "external_id, email or username",
                     std::string(parameter_));
    auto found = [&]() -> outcome<found_customer> {
      if (named.id) return find_by_id(*named.id);
      const auto account = find_account(named);
      if (!account) return account.failure();
      return find_numbered(*account);
    }();
    if (found)
      if (const auto other = merged_into(found->stored)) found = find_numbered(*other);
    if (found && !is_for_caller(*found)) return no_customer();
    return found;
  }

 private:
  // A shopper's calls are about himself.
  bool is_for_caller(const found_customer& found) const {
    return call_.shopper ? call_.shopper->account == found.account
                         : may_see(*call_.view, *call_.caller, found.stored);
  }

  error no_customer() const {
    return refusal(errc::not_found, "there is no such customer", std::string(parameter_));
  }

  outcome<account_number> look_up(const storage::key& key) const {
    const auto stored = call_.reading.get(storage::table::unique, key);
    if (!stored) return stored.failure();
    if (!*stored) return no_customer();
    const auto entry = fields::decode_tagged<records::unique_entry>(**stored);
    if (!entry) return refusal(errc::internal);
    return account_number{static_cast<std::uint64_t>(entry->number)};
  }

  outcome<account_number> look_up_login(const outcome<std::string>& canonical,
                                        records::login_kind wanted) const {
    if (!canonical) return no_customer();
    const tenant_view& tenant = *call_.view;
    realm_number realm = default_realm;
    if (call_.options.site) {
      realm = tenant.realm_of(*tenant.find_site(*call_.options.site));
    } else if (tenant.realms.size() > 1) {
      return refusal(
          errc::missing_field,
          "call.site: the tenant has several realms, so an e-mail or username needs a site",
          "call.site");
    }
    const auto entry = login_in_realm(call_, realm, *canonical);
    if (!entry) return entry.failure();
    // The e-mail is the username of whoever has no other.
    if (!*entry || ((*entry)->login != wanted && wanted == records::login_kind::email))
      return no_customer();
    return account_number{static_cast<std::uint64_t>((*entry)->number)};
  }

  // The account that a reference other than an id names.
  outcome<account_number> find_account(const methods::customer_reference& named) const {
    const tenant_view& tenant = *call_.view;
    if (named.number) return account_number{static_cast<std::uint64_t>(*named.number)};
    if (named.reference) {
      const auto number = tenant.references->number_of(*named.reference);
      if (!number) return no_customer();
      return account_number{*number};
    }
    if (named.external_id)
      return look_up(
          storage::unique_key(tenant.number, unique_space::external_id, *named.external_id));
    if (named.email) {
      const auto email = identity::canonical_email(*named.email);
      return look_up_login(
          email ? outcome<std::string>(email->canonical) : outcome<std::string>(email.failure()),
          records::login_kind::email);
    }
    return look_up_login(identity::login_key(*named.username), records::login_kind::username);
  }

  outcome<found_customer> find_numbered(account_number account) const {
    const auto stored = call_.reading.get(storage::table::records,
                                          storage::customer_key(call_.view->number, account));
    if (!stored) return stored.failure();
    if (!*stored) return no_customer();
    return found_customer{account, **stored};
  }

  outcome<found_customer> find_by_id(std::string_view id) const {
    // A number is never given out once its generated id was chosen by somebody, so the record, if
    // there is one and its id was not chosen, is the right one: no index is asked on this, the hot
    // path.
    if (const auto number = identity::number_of_generated_id(id)) {
      auto found = find_numbered({*number});
      if (found ? has_id(found->stored, id) : found.failure().code != errc::not_found) return found;
    }
    const auto account =
        look_up(storage::unique_key(call_.view->number, unique_space::customer_id, id));
    if (!account) return account.failure();
    return find_numbered(*account);
  }

  const call_context& call_;
  const std::string_view parameter_;
};

// What `expand` can name.
struct section {
  std::string_view name;
  outcome<nothing> (*append)(const call_context& call, account_number account, wire::buffer& out);
};
constexpr std::array sections{
    section{"addresses", append_addresses},     section{"carts", append_carts},
    section{"companies", append_companies},     section{"coupons", append_coupons},
    section{"credit", append_credit},           section{"lists", append_lists},
    section{"memberships", append_memberships}, section{"newsletter", append_newsletters},
    section{"orders", append_orders},           section{"summary", append_summary}};

// A section stands in the place of the field of its name.
fields::tag_set shown_beside(const std::vector<std::string>& expand, const call_context& call) {
  fields::tag_set tags = shown_to_caller<records::customer>(call);
  if (std::ranges::find(expand, "companies") != expand.end())
    tags.reset(records::customer::companies_tag).reset(records::customer::company_roles_tag);
  return tags;
}

// While a site moves, the index has entries of its customers in both realms.
bool logs_in_at(const call_context& call, account_number account, realm_number realm) {
  const auto stored =
      call.reading.get(storage::table::records, storage::customer_key(call.view->number, account));
  if (!stored || !*stored) return false;
  const auto record = fields::decode_tagged<records::customer>(**stored);
  return record && call.view->realms_of(*record).own == realm;
}

}  // namespace

outcome<std::optional<records::unique_entry>> login_in_realm(const call_context& call,
                                                             realm_number realm,
                                                             std::string_view canonical) {
  const auto stored = call.reading.get(storage::table::unique,
                                       storage::login_key(call.view->number, realm, canonical));
  if (!stored) return stored.failure();
  if (!*stored) return std::optional<records::unique_entry>{};
  auto entry = fields::decode_tagged<records::unique_entry>(**stored);
  if (!entry || !entry->login) return refusal(errc::internal);
  if (entry->login == records::login_kind::pending_email)
    return std::optional<records::unique_entry>{};
  if (call.view->moves_sites() &&
      !logs_in_at(call, {static_cast<std::uint64_t>(entry->number)}, realm))
    entry.reset();
  return entry;
}

outcome<account_number> resolve(const methods::customer_reference& named, const call_context& call,
                                std::string_view parameter) {
  const auto found = finder(call, parameter).find(named);
  if (!found) return found.failure();
  return found->account;
}

outcome<nothing> read(const methods::customers_get& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  for (std::size_t i = 0; i < asked.expand.size(); ++i) {
    const std::string path = "expand." + std::to_string(i);
    if (std::ranges::find(sections, asked.expand[i], &section::name) == sections.end())
      return refusal(errc::invalid_field, path + ": there is no such section", path);
    if (asked.expand[i] == "newsletter" && !sees_newsletters(call))
      return refusal(errc::forbidden, path + ": takes the scope marketing", path);
  }
  const auto found = finder(call, "customer").find(asked.customer);
  if (!found) return found.failure();
  std::string shorter;
  const std::string_view record =
      call.shopper
          ? found->stored
          : company_sight(call.reading, *call.view, *call.caller).of_record(found->stored, shorter);
  fields::open_map map(out);
  map.add(fields::append_shown<records::customer>(out, record, shown_beside(asked.expand, call)));
  for (const section& each : sections) {
    if (std::ranges::find(asked.expand, each.name) == asked.expand.end()) continue;
    wire::packer pack(out);
    wire::pack_text(pack, each.name);
    if (auto added = each.append(call, found->account, out); !added) return added;
    map.add(1);
  }
  map.close();
  return nothing{};
}

}  // namespace atrium::actors
