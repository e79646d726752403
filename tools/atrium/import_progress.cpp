#include "tools/atrium/import_progress.hpp"

#include <openssl/evp.h>

#include <fstream>
#include <iterator>
#include <memory>

#include "protocol/wire/json.hpp"
#include "tools/atrium/failure.hpp"
#include "tools/atrium/private_file.hpp"
#include "tools/client/answer.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

std::optional<import_progress> read_progress(const std::filesystem::path& file) {
  std::ifstream from(file, std::ios::binary);
  if (!from) return {};
  const std::string text{std::istreambuf_iterator<char>(from), std::istreambuf_iterator<char>()};
  const auto map = wire::from_json(text);
  import_progress progress;
  const auto take = [&](std::string_view name, std::int64_t& value) {
    const auto found = map ? integer_member(*map, name) : std::optional<std::int64_t>();
    if (!found) throw usage(file.string() + " is no progress of an import; remove it");
    value = *found;
  };
  take("rows_per_batch", progress.rows_per_batch);
  take("rows", progress.rows);
  take("verdict_bytes", progress.verdict_bytes);
  const auto names = enum_names(methods::import_result{});
  for (std::size_t i = 0; i < names.size(); ++i) take(names[i], progress.results[i]);
  std::int64_t ended = 0;
  take("ended", ended);
  progress.ended = ended != 0;
  progress.what = text_member(*map, "what").value_or("");
  progress.run = text_member(*map, "run").value_or("");
  return progress;
}

void write_progress(const std::filesystem::path& file, const import_progress& progress) {
  parameters map;
  map.text("what", progress.what).text("run", progress.run);
  map.integer("rows_per_batch", progress.rows_per_batch).integer("rows", progress.rows);
  map.integer("verdict_bytes", progress.verdict_bytes).integer("ended", progress.ended ? 1 : 0);
  const auto names = enum_names(methods::import_result{});
  for (std::size_t i = 0; i < names.size(); ++i) map.integer(names[i], progress.results[i]);
  std::filesystem::path next = file;
  next += ".new";
  std::error_code failed;
  std::filesystem::remove(next, failed);
  write_private_file(next, wire::to_json(map.map(), 2) + "\n");
  std::filesystem::rename(next, file, failed);
  if (failed)
    throw refused(
        refusal(errc::internal, "cannot write " + file.string() + ": " + failed.message()));
}

std::string digest_of(const std::filesystem::path& file, const std::string& others) {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> digest(EVP_MD_CTX_new(),
                                                                  EVP_MD_CTX_free);
  std::ifstream from(file, std::ios::binary);
  if (!from) throw usage("cannot read " + file.string());
  EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr);
  EVP_DigestUpdate(digest.get(), others.data(), others.size());
  std::array<char, 65'536> bytes{};
  while (from.read(bytes.data(), bytes.size()), from.gcount() > 0)
    EVP_DigestUpdate(digest.get(), bytes.data(), static_cast<std::size_t>(from.gcount()));
  std::array<unsigned char, EVP_MAX_MD_SIZE> made{};
  unsigned size = 0;
  EVP_DigestFinal_ex(digest.get(), made.data(), &size);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    hex += digits[made[i] >> 4U];
    hex += digits[made[i] & 15U];
  }
  return hex;
}

}  // namespace atrium::cli
