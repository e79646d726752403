// The passes that verify is made of. Private to storage/.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "storage/snapshot.hpp"
#include "storage/verify.hpp"

namespace atrium::storage {

// Of a row of `records`.
inline breach broken(std::string invariant, std::string_view key, std::string what) {
  return {std::move(invariant), std::move(what), table::records, std::string(key)};
}
inline breach unreadable(const row& found) {
  return broken("I14", found.key, "the record cannot be read");
}

// The file page by page, without LMDB; the words for what is broken.
std::optional<std::string> walk_pages(const std::filesystem::path& data_file);

// Every row by itself, and the journal's numbers. Adds counts.
void verify_rows(const snapshot& now, verification& into);

// Records, indexes and journal against each other; after verify_rows found nothing.
void verify_records(const snapshot& now, verification& into);

}  // namespace atrium::storage
