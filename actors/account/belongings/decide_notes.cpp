#include "actors/account/belongings/addresses.hpp"
#include "actors/account/decide.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/methods/notes.hpp"

namespace atrium::actors {
namespace {

using records::note;

// Writes a revision, makes it the answer and the note's head, and tells of it.
void put_revision(decision& made, std::uint32_t number, const note& written, std::string event,
                  const decide_context& in) {
  const storage::key key = note_key(in.tenant.number, in.account, number, written.version);
  expect_absent(made, storage::table::records, key);
  const auto [stored, checksum] = put_part(made, key, written);
  made.answer = unfinished_answer<note>(stored);
  const auto& known = made.after.parts.notes;
  auto heads = std::make_shared<note_heads>(known ? *known : note_heads{});
  (*heads)[number] = {written.version, written.created_at, checksum};
  made.after.parts.notes = std::move(heads);
  tell(made, {.kind = std::move(event), .object = written.id, .version = written.version}, in);
}

}  // namespace

outcome<decision> decide(const methods::notes_add& command, const account_state& now,
                         const decide_context& in) {
  if (const auto found = existing_at_version(now, in); !found) return found.failure();
  records::part_counts counts = counts_of(now);
  if (counts.notes >= in.limits.notes)
    return refusal(errc::limit_reached,
                   "a customer has at most " + std::to_string(in.limits.notes) + " notes");
  const auto number = static_cast<std::uint32_t>(++counts.last_note);
  ++counts.notes;
  decision made = change_of(now, in);
  put_counts(made, counts, in);
  put_revision(made, number,
               {.version = 1,
                .id = identity::generated_id(number, identity::generated::note),
                .text = command.text,
                .author = in.caller.name(),
                .time = in.now_ms,
                .created_at = in.now_ms},
               "note.added", in);
  return made;
}

outcome<decision> decide(const methods::notes_revise& command, const account_state& now,
                         const decide_context& in) {
  if (const auto found = existing(now); !found) return found.failure();
  const auto number = note_number(command.note);
  const bool there = number && now.parts.notes && now.parts.notes->contains(*number);
  if (!there) return refusal(errc::not_found, "there is no such note on the customer", "note");
  const note_head head = now.parts.notes->at(*number);
  if (auto same = at_version(head.revision, in); !same) return same.failure();
  if (head.revision >= in.limits.note_revisions)
    return refusal(errc::limit_reached,
                   "a note has at most " + std::to_string(in.limits.note_revisions) + " revisions");
  decision made = change_of(now, in);
  expect_part(made, note_key(in.tenant.number, in.account, *number, head.revision), head.revision,
              head.checksum);
  put_revision(made, *number,
               {.version = head.revision + 1,
                .id = command.note,
                .text = command.text,
                .author = in.caller.name(),
                .time = in.now_ms,
                .created_at = head.created_at},
               "note.revised", in);
  return made;
}

}  // namespace atrium::actors
