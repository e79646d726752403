// The passes that verify is made of. Private to storage/.
#pragma once

#include <filesystem>

#include "storage/snapshot.hpp"
#include "storage/verify.hpp"

namespace atrium::storage {

// The file page by page, without LMDB; the words for what is broken.
std::optional<std::string> walk_pages(const std::filesystem::path& data_file);

// Every row by itself, and the journal's numbers. Adds counts.
void verify_rows(const snapshot& now, verification& into);

// Records, indexes and journal against each other; after verify_rows found nothing.
void verify_records(const snapshot& now, verification& into);

}  // namespace atrium::storage
