#include "actors/notes.hpp"

#include "actors/commands.hpp"
#include "actors/node.hpp"

namespace atrium::actors {
namespace {

// Null where there is no room.
call_ptr admitted_note(node& shared, command what, const principal_ptr& who,
                       const tenant_cell_ptr& tenant) {
  if (shared.refuses_writes()) return nullptr;
  admission admitted;
  if (!shared.admit(tenant, admitted)) return nullptr;
  auto note = make_call(std::move(what), responder());
  note->reply.admitted = std::move(admitted);
  note->caller = who;
  note->tenant = tenant;
  note->deadline_ms =
      shared.world().now_ms() + shared.settings().get<"calls.deadline_default_ms">();
  return note;
}

}  // namespace

void note_use(node& shared, const principal_ptr& who, const tenant_cell_ptr& tenant) {
  const auto note = admitted_note(shared, staff_session_use{who->session}, who, tenant);
  if (!note) return;  // the next use will say so
  note->account = {who->number};
  shared.submit(note);
}

void note_denial(node& shared, const principal_ptr& who, const tenant_cell_ptr& tenant,
                 const denied_call& what) {
  if (!tenant || !who->has_tenant() || tenant->is_removing() ||
      !tenant->denials().take(who->name(), what.method, shared.world().now_ms()))
    return;
  const auto note = admitted_note(
      shared, denial{std::string(what.method), std::string(row_of(what.refused).name)}, who,
      tenant);
  if (!note) return;
  note->options = what.options;
  note->source = what.source;
  shared.submit(note);
}

void note_denial(node& shared, const call& what, const error& refused) {
  if (refused.code != errc::forbidden) return;
  note_denial(shared, what.caller, what.tenant,
              {method_of(what.what), refused.code, what.options, what.source});
}

}  // namespace atrium::actors
