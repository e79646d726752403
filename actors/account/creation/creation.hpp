// A customer about to be made: what is common to register, create and record_guest once the call's
// own rules have been applied (creation.cpp). No CAF, no threads, no files.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "actors/outside.hpp"
#include "actors/principal.hpp"
#include "actors/tenant/view.hpp"
#include "config/secret.hpp"
#include "protocol/methods/call_options.hpp"
#include "protocol/methods/list.hpp"
#include "protocol/records/index_entries.hpp"
#include "protocol/records/one_time_link.hpp"

namespace atrium::actors {

// A name that must be unique: the site router reserves it, the commit writes it (features.md A3,
// A5, F2).
struct name_claim {
  std::string key;   // in the unique table
  errc taken;        // what the loser hears
  std::string path;  // of the parameter that names it
  std::optional<records::login_kind> login;
  std::optional<realm_number> realm = {};  // of a login
  // Whose entry a move of a site has left under the key: as good as absent.
  std::optional<account_number> left_by = {};
  bool of_newsletter = false;  // what a subscription of the address is led by (newsletter.hpp)
};

// A username as typed and in its canonical form. The account's own e-mail is the username of
// whoever has no other: then there is none.
struct own_username {
  std::optional<std::string> shown, key;
};
outcome<own_username> username_of(const std::string& typed,
                                  const std::optional<std::string>& email_key);

// The claim on one login in one realm.
name_claim login_claim(tenant_number tenant, realm_number realm, std::string_view canonical,
                       records::login_kind login);
// What a registered customer's logins take in the unique index, as the realms are now.
std::vector<name_claim> login_claims(const records::customer& who, const tenant_view& tenant);

inline error refusal_of(const name_claim& lost) { return refusal_at(lost.taken, lost.path); }

struct creation {
  records::customer draft;  // without number, generated id, reference and times
  std::vector<name_claim> claims;
  // Whose generated id the chosen one would be: an account that is not there yet and must not come
  // to be before this one (the site router finds out).
  std::optional<account_number> generated_id_of;
  std::optional<secret> password;
  std::string event;              // the journal's word
  bool imported = false;          // answered with a verdict, not with the customer
  bool told_of_password = false;  // he is written to about the password that was chosen for him
  // Mailed to him: to set a password, or nothing is made; or to verify his e-mail, if it can be.
  std::optional<records::link_purpose> link = {};
  // A self-registration of whose e-mail the owner decides if it has one (repeated_registration).
  bool owner_decides = false;
  // The caller is not to learn whether the e-mail has an account (security.md 8).
  bool tells_nothing = false;
  // Of one who is registered at his first order: if the e-mail has an account already, a guest is
  // recorded (features.md A10).
  bool else_guest = false;
  // Of a guest who is made because his address wants a newsletter. If somebody has it by then, it
  // is his subscription.
  std::shared_ptr<const methods::newsletter_subscribe> subscribes = {};
  // What of the new customer the caller is answered.
  fields::tag_set answered = fields::all_tags;

  // The answer must not tell by its time what was made.
  bool keeps_time() const { return else_guest && answered != fields::all_tags; }
};

// Of one whose e-mail has an account already: takes no login.
void make_guest(creation& made);

// A self-registration with an e-mail that has an account: that account decides what comes of it.
struct repeated_registration {
  creation made;
};

struct creation_context {
  const tenant_view& tenant;
  const principal& caller;
  const methods::call_options& options;
  std::int64_t now_ms;
  outside* world = nullptr;  // for a password that is made up
};

// The rules of a profile, as a call makes it, that its fields do not know by themselves: it may
// name sites that the caller sees and that take customers, and no day to come. `preferred_before`
// may stay. Problems are told with paths below `at`.
void check_profile(const records::customer& made,
                   const std::optional<std::string>& preferred_before, const creation_context& in,
                   const fields::path& at, fields::problems& found);

outcome<creation> prepare(methods::customers_register&& call, const creation_context& in);
outcome<creation> prepare(methods::customers_create&& call, const creation_context& in);
outcome<creation> prepare(methods::customers_record_guest&& call, const creation_context& in);
outcome<creation> prepare(methods::contacts_create&& call, const creation_context& in);
// A guest of an e-mail that nobody has, who wants the newsletter.
outcome<creation> prepare_subscriber(const methods::newsletter_subscribe& asked,
                                     const creation_context& in);

}  // namespace atrium::actors
