// Staff on a connection: whom a token is for, whether his session still holds, and what he may do
// in a call (security.md 11; features.md R1).
#pragma once

#include <map>

#include "actors/session/context.hpp"
#include "protocol/methods/list.hpp"

namespace atrium::actors {

// As whom a session acts, without what it takes to prove that; null if it has ended. What else
// shuts its member out: `barred`.
outcome<std::shared_ptr<principal>> staff_in_session(const tenant_view& tenant,
                                                     account_number staff, std::uint64_t session,
                                                     const storage::snapshot& reading,
                                                     std::int64_t now_ms);

outcome<principal_ptr> authenticate_staff(node& shared, std::string_view token,
                                          const storage::snapshot& reading);

// A session holds as long as its token is in the index; what else shuts its member out is in the
// view (`barred`).
enum class session_use : std::uint8_t {
  noted,        // that it is in use was written down not long ago
  to_be_noted,  // or it would end while it is in use
};
outcome<session_use> use_of_session(const principal& who, const storage::snapshot& reading,
                                    std::int64_t now_ms);
// A connection has it written down (actors/notes.hpp) once in the pause.
inline constexpr std::int64_t use_note_pause_ms = 60'000;

// What a member of staff may do, as of one view: by method, since each counts the groups that give
// a right to that method.
class staff_rights {
 public:
  // Takes what the view says. Why he may do nothing, where the store cannot be read.
  std::optional<error> take(const principal& who, const tenant_view& view,
                            const storage::snapshot& reading);
  const principal_ptr& for_one_of(methods::scope_set scopes, const principal& who,
                                  const tenant_view& view);

 private:
  bool own_door_only_ = false;  // he has to set up one-time codes first
  std::map<methods::scope_set, principal_ptr> by_scopes_;
};

// Puts the tenant that a login, or one who is invited, names into the call.
outcome<nothing> take_tenant(const methods::staff_login& asked, call_context& call);
outcome<nothing> take_tenant(const methods::staff_accept_invitation& asked, call_context& call);
// Whose login it is; an account that no customer has if it is nobody's (actors/account/strangers).
outcome<account_number> account_of(const methods::staff_login& asked, const call_context& call);
// Who was mailed the link.
outcome<account_number> account_of(const methods::staff_accept_invitation& asked,
                                   const call_context& call);
outcome<account_number> staff_named(std::string_view username, const tenant_view& tenant);

}  // namespace atrium::actors
