#include "actors/account/identity/tokens.hpp"

#include "actors/sealing.hpp"
#include "actors/tenant/api_key.hpp"

namespace atrium::actors {
namespace {

constexpr std::string_view access_prefix = "ats_";
constexpr std::string_view assisted_prefix = "ata_";
constexpr std::string_view refresh_prefix = "atr_";
constexpr std::string_view device_prefix = "atd_";
constexpr std::string_view link_prefix = "atl_";
constexpr std::string_view staff_prefix = "ast_";
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t secret_letters = 43;
constexpr std::size_t family_bytes = 16;
constexpr std::size_t family_letters = 22;

new_token made_of(std::string text) {
  std::string hash = sha256(text);
  return {std::move(text), std::move(hash)};
}

std::optional<std::string> hash_of(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix) || text.size() != prefix.size() + secret_letters) return {};
  return sha256(text);
}

std::string sealing_key_of(std::string_view used_token) {
  return sha256("atrium successors:" + std::string(used_token));
}

}  // namespace

new_token make_access_token(outside& world) {
  return made_of(std::string(access_prefix) + random_text(world, secret_bytes));
}

new_token make_assisted_token(outside& world) {
  return made_of(std::string(assisted_prefix) + random_text(world, secret_bytes));
}

new_token make_device_token(outside& world) {
  return made_of(std::string(device_prefix) + random_text(world, secret_bytes));
}

new_token make_link_token(outside& world) {
  return made_of(std::string(link_prefix) + random_text(world, secret_bytes));
}

new_token make_refresh_token(outside& world, std::string_view family) {
  const std::string begin = family.empty() ? random_text(world, family_bytes) : std::string(family);
  return made_of(std::string(refresh_prefix) + begin + random_text(world, secret_bytes));
}

new_token make_staff_token(outside& world, std::string_view tenant) {
  return made_of(std::string(staff_prefix) + std::string(tenant) + '_' +
                 random_text(world, secret_bytes));
}

std::optional<staff_token_parts> take_staff_token_apart(std::string_view text) {
  constexpr std::size_t around = staff_prefix.size() + 1 + secret_letters;
  if (!text.starts_with(staff_prefix) || text.size() <= around ||
      text[text.size() - secret_letters - 1] != '_')
    return {};
  return staff_token_parts{text.substr(staff_prefix.size(), text.size() - around), sha256(text)};
}

std::optional<std::string> access_hash(std::string_view text) {
  return hash_of(text, access_prefix);
}

std::optional<std::string> assisted_hash(std::string_view text) {
  return hash_of(text, assisted_prefix);
}

std::optional<std::string> device_hash(std::string_view text) {
  return hash_of(text, device_prefix);
}

std::optional<std::string> link_hash(std::string_view text) { return hash_of(text, link_prefix); }

std::optional<refresh_parts> take_refresh_apart(std::string_view text) {
  if (!text.starts_with(refresh_prefix) ||
      text.size() != refresh_prefix.size() + family_letters + secret_letters)
    return {};
  const std::string_view family = text.substr(refresh_prefix.size(), family_letters);
  return refresh_parts{family, sha256(family), sha256(text)};
}

error bad_token(std::string path) { return refusal_at(errc::invalid_token, std::move(path)); }

std::string seal_successors(const successors& next, std::string_view used_token, outside& world) {
  return seal(next.access_token + next.refresh_token, sealing_key_of(used_token), world);
}

std::optional<successors> open_successors(std::string_view sealed, std::string_view used_token) {
  const auto plain = open_sealed(sealed, sealing_key_of(used_token));
  constexpr std::size_t access_letters = access_prefix.size() + secret_letters;
  if (!plain || plain->size() <= access_letters) return {};
  return successors{plain->substr(0, access_letters), plain->substr(access_letters)};
}

}  // namespace atrium::actors
