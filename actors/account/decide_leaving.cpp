// customers.erase and customers.remove (features.md X1, X2, F3).
#include <sodium.h>

#include <array>

#include "actors/account/decide.hpp"
#include "actors/account/erased_id.hpp"
#include "actors/account/names.hpp"
#include "protocol/wire/format.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

using records::customer;

constexpr std::int64_t confirm_within_ms = 15 * std::int64_t{60'000};

// What the confirmation says: until when, and the proof that it is ours, for this version of this
// account of this tenant.
using confirmation = std::array<unsigned char, 8 + 16>;

confirmation make_confirmation(const customer& of, std::int64_t expires_at,
                               const decide_context& in) {
  const std::string said = "erase" + std::string(storage::key{}
                                                     .u64(in.account.value)
                                                     .u64(static_cast<std::uint64_t>(of.version))
                                                     .u64(static_cast<std::uint64_t>(expires_at))
                                                     .view());
  confirmation made;
  for (int i = 0; i < 8; ++i)
    made[static_cast<std::size_t>(i)] = static_cast<unsigned char>(expires_at >> (56 - 8 * i));
  const std::string& key = in.tenant.tenant.reference_key;
  crypto_generichash(made.data() + 8, made.size() - 8,
                     reinterpret_cast<const unsigned char*>(said.data()), said.size(),
                     reinterpret_cast<const unsigned char*>(key.data()), key.size());
  return made;
}

std::string text_of(const confirmation& made) {
  std::string text(2 * made.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), made.data(), made.size());
  text.pop_back();
  return text;
}

bool confirms(const std::string& text, const customer& who, const decide_context& in) {
  confirmation given;
  std::size_t bytes = 0;
  if (sodium_hex2bin(given.data(), given.size(), text.data(), text.size(), nullptr, &bytes,
                     nullptr) != 0 ||
      bytes != given.size() || text.size() != 2 * bytes)
    return false;
  const auto expires_at =
      static_cast<std::int64_t>(wire::load64(reinterpret_cast<const char*>(given.data())));
  const confirmation ours = make_confirmation(who, expires_at, in);
  return sodium_memcmp(ours.data(), given.data(), ours.size()) == 0 && in.now_ms <= expires_at;
}

// Without a value for any personal field, as the list of fields says which these are. A generated
// id says nothing of the person and stays.
customer tombstone_of(const customer& before) {
  customer after = before;
  fields::for_each_field<customer>([&](const auto& one) {
    if (one.personal == fields::privacy::impersonal) return;
    if (one.tag == customer::id_tag && !before.custom_id) return;
    after.*one.member = {};
  });
  after.unknown = {};  // nobody knows what these tell
  if (before.custom_id) after.id = before.reference;
  after.custom_id = false;
  after.version = before.version + 1;
  after.active = after.on_hold = after.verified = false;
  after.password = records::password_state::none;
  after.erased = true;
  return after;
}

// Gives up all that the account has beside its profile: names in the index, and rows.
void give_up(decision& made, const customer& before, const decide_context& in) {
  using storage::unique_space;
  const auto free_name = [&](const storage::key& name) {
    made.changes.erasures.push_back({storage::table::unique, std::string(name.view())});
  };
  const tenant_number tenant = in.tenant.number;
  free_logins(made, before, in);
  if (before.external_id)
    free_name(storage::unique_key(tenant, unique_space::external_id, *before.external_id));
  if (before.custom_id)
    free_name(storage::unique_key(tenant, unique_space::customer_id, before.id));
  for (const std::string& row : in.rows)
    made.changes.erasures.push_back({storage::table::records, row});
  made.changes.leaves_residue = true;
  made.changes.may_use_reserve = true;
  made.answer_shows_customer = false;
}

void never_give_out_again(decision& made, const std::string& id, const decide_context& in) {
  made.changes.puts.push_back({storage::table::unique,
                               std::string(erased_id_key(in.tenant, id).view()),
                               encoded_entry(in.account, {})});
}

// The journal tells that it happened, and by whom; a reason might name the person.
void tell_of_leaving(decision& made, std::string event, const customer& before,
                     const decide_context& in) {
  const records::change entry{.time = in.now_ms,
                              .kind = std::move(event),
                              .account = static_cast<std::int64_t>(in.account.value),
                              .version = before.version + 1,
                              .principal = in.caller.name(),
                              .site = in.options.site ? in.options.site : before.home_site,
                              .home_site = before.home_site,
                              .chosen_id = before.custom_id ? std::optional(true) : std::nullopt};
  made.changes.journal = {in.tenant.number, fields::encode_tagged(entry)};
  if (made.after.profile) made.changes.journal->history_of = in.account;
}

}  // namespace

outcome<decision> decide(const methods::customers_erase& command, const account_state& now,
                         const decide_context& in) {
  const auto found_now = existing_at_version(now, in);
  if (!found_now) return found_now.failure();
  const customer& before = **found_now;
  if (!command.confirm) {
    decision asked = change_of(now, in);
    const std::int64_t expires_at = in.now_ms + confirm_within_ms;
    asked.answer = unfinished_result(methods::customers_erase::result{
        .confirm = text_of(make_confirmation(before, expires_at, in)), .expires_at = expires_at});
    asked.answer_shows_customer = false;
    return asked;
  }
  if (!confirms(*command.confirm, before, in))
    return refusal(errc::invalid_token,
                   "confirm: it is not of this customer as he is now, or too old", "confirm");
  decision made = change_of(now, in);
  made.after.parts = {};
  put_profile(made, tombstone_of(before), in);
  tell_of_leaving(made, "customer.erased", before, in);
  give_up(made, before, in);
  if (before.custom_id) never_give_out_again(made, before.id, in);
  made.answer = unfinished_result(methods::customers_erase::result{.erased_at = in.now_ms});
  return made;
}

// Where orders are kept, whoever has one cannot be removed: has_orders belongs here.
outcome<decision> decide(const methods::customers_remove&, const account_state& now,
                         const decide_context& in) {
  const auto found_now = existing_at_version(now, in);
  if (!found_now) return found_now.failure();
  const customer& before = **found_now;
  decision made = change_of(now, in);
  made.after = {};
  made.answer = unfinished_result(methods::no_result{});
  give_up(made, before, in);
  made.changes.erasures.push_back(
      {storage::table::records,
       std::string(storage::customer_key(in.tenant.number, in.account).view())});
  never_give_out_again(made, before.id, in);
  tell_of_leaving(made, "customer.removed", before, in);
  return made;
}

}  // namespace atrium::actors
