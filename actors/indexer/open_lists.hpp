// Opening the index of lists, bound to what made it: another store, another ICU, or another way of
// making entries begins it anew.
#pragma once

#include <filesystem>
#include <memory>

#include "config/settings.hpp"
#include "storage/index/list_index.hpp"
#include "storage/store.hpp"

namespace atrium::actors {

outcome<std::unique_ptr<storage::list_index>> open_lists(const std::filesystem::path& folder,
                                                         const storage::store& of,
                                                         const config::settings& settings);

}  // namespace atrium::actors
