// A row of an import on its way: the creation of a customer or, with upsert, a change of one who is
// there. Which of the two it is the router finds out, for it knows who is about to be made. No CAF,
// no threads, no files.
#pragma once

#include "actors/account/creation/creation.hpp"
#include "protocol/methods/import.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

struct imported_row {
  methods::import_row row;
  outcome<creation> made;             // or why he cannot be created
  std::vector<std::string> known_by;  // keys in the unique table of its id and its external id
};

// Applies the rules of a creation, but for those that the past need not keep.
outcome<creation> prepare(const methods::import_row& row, const creation_context& in);

imported_row make_imported_row(methods::import_row&& row, const creation_context& in);

// The account that the row's id or else its external id names.
outcome<std::optional<account_number>> account_named_by(const methods::import_row& row,
                                                        const storage::snapshot& reading,
                                                        tenant_number tenant);

// The answer to a row that was accepted; wants its seq (actors/answer.hpp).
std::string unfinished_verdict(methods::import_result what, const records::customer& whom);

}  // namespace atrium::actors
