#include "actors/indexer/open_lists.hpp"

#include "protocol/lists/entries.hpp"
#include "protocol/text/collation.hpp"

namespace atrium::actors {

outcome<std::unique_ptr<storage::list_index>> open_lists(const std::filesystem::path& folder,
                                                         const storage::store& of,
                                                         const config::settings& settings) {
  storage::list_index_options options{
      .map_bytes = static_cast<std::uint64_t>(settings.get<"storage.map_bytes">()),
      .readers_max = static_cast<unsigned>(settings.get<"storage.readers_max">())};
  options.collation = std::string(text::collation_version()) + ", entries " +
                      std::string(lists::entries_version) + ", store " + of.identity().id;
  return storage::list_index::open(folder, options);
}

}  // namespace atrium::actors
