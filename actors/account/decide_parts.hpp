// What decisions on accounts are made of. No CAF, no threads, no files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actors/account/decide.hpp"
#include "protocol/records/index_entries.hpp"

namespace atrium::actors {

// The value of an entry of the unique index that stands for the account.
std::string encoded_entry(account_number account, std::optional<records::login_kind> login);

// The change set of a customer that now is `after`: record, journal entry and answer agree in
// version.
decision changed(records::customer after, std::string event, std::vector<std::string> names,
                 const decide_context& in);

// An update that changes nothing is answered in its turn, without a new version or journal entry.
decision unchanged(const account_state& now, const decide_context& in);

// A command on an existing customer: what it finds, or why it may not.
outcome<const records::customer*> existing(const account_state& now, const decide_context& in);

// That the record is the very one that the command was decided on.
void expect_unchanged(decision& made, const account_state& before, const decide_context& in);

// That there is nothing under the key; `otherwise` is what the caller hears else.
void expect_absent(decision& made, storage::table where, std::string_view key, error otherwise);

}  // namespace atrium::actors
