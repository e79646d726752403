#include "protocol/text/collation.hpp"

#include <unicode/coll.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <cstdlib>
#include <memory>

namespace atrium::text {
namespace {

// ICU cannot fail at this but for want of its data, without which nothing of Atrium may run.
std::unique_ptr<icu::Collator> root_collator(icu::Collator::ECollationStrength strength) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::Collator> made(
      icu::Collator::createInstance(icu::Locale::getRoot(), status));
  if (U_FAILURE(status) || !made) std::abort();
  made->setStrength(strength);
  return made;
}

std::string key_by(const icu::Collator& collator, std::string_view text) {
  const auto decoded = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  std::string key(sort_key_bytes_max, '\0');
  const auto write = [&] {
    return collator.getSortKey(decoded, reinterpret_cast<std::uint8_t*>(key.data()),
                               static_cast<std::int32_t>(key.size()));
  };
  auto size = static_cast<std::size_t>(write());
  if (size > key.size()) {
    key.resize(size);
    size = static_cast<std::size_t>(write());
  }
  key.resize(size > 0 ? size - 1 : 0);  // without its closing zero
  if (key.size() > sort_key_bytes_max) key.resize(sort_key_bytes_max);
  return key;
}

}  // namespace

std::string sort_key(std::string_view text) {
  thread_local const auto collator = root_collator(icu::Collator::TERTIARY);
  return key_by(*collator, text);
}

std::string letters_key(std::string_view text) {
  thread_local const auto collator = root_collator(icu::Collator::PRIMARY);
  return key_by(*collator, text);
}

std::string_view collation_version() {
  static const std::string version = "ICU " U_ICU_VERSION ", Unicode " U_UNICODE_VERSION;
  return version;
}

}  // namespace atrium::text
