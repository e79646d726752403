#include "actors/account/leaving/tombstone.hpp"

#include "actors/account/leaving/erased_id.hpp"

namespace atrium::actors {

using records::customer;

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
  return after;
}

void never_give_out_again(decision& made, const std::string& id, account_number account,
                          const decide_context& in) {
  made.changes.puts.push_back({storage::table::unique,
                               std::string(erased_id_key(in.tenant, id).view()),
                               encoded_entry(account, {})});
}

}  // namespace atrium::actors
