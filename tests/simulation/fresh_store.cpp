#include "tests/simulation/fresh_store.hpp"

#include <stdexcept>

#include "actors/tenant/api_key.hpp"
#include "tests/simulation/life.hpp"
#include "tests/storage/scratch_folder.hpp"

namespace atrium::simulation {

std::filesystem::path fresh_store() {
  static const test::scratch_folder scratch;
  static const auto made = [] {
    const auto folder = scratch.path() / "made";
    const auto done = storage::store::create(
        folder,
        {.id = "simulation", .made_at_ms = 1, .operator_key_hash = actors::sha256(operator_key)},
        life::store_options());
    if (!done) throw std::runtime_error("no store: " + done.failure().message);
    return folder;
  }();
  const auto folder = scratch.path() / "data";
  std::filesystem::remove_all(folder);
  std::filesystem::copy(made, folder, std::filesystem::copy_options::recursive);
  return folder;
}

}  // namespace atrium::simulation
