#include "protocol/formats/nfc.hpp"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace atrium::formats {

std::optional<std::string> to_nfc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return std::nullopt;
  const auto typed = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  std::string normal;
  nfc->normalize(typed, status).toUTF8String(normal);
  if (U_FAILURE(status)) return std::nullopt;
  return normal;
}

}  // namespace atrium::formats
