#include "protocol/identity/credit_id.hpp"

#include <algorithm>
#include <charconv>

namespace atrium::identity {
namespace {

constexpr std::uint64_t number_max = (std::uint64_t{1} << 40) - 1;  // of bits in a key

// Takes digits without a leading zero from the front.
std::optional<std::uint64_t> take_number(std::string_view& from) {
  if (from.empty() || from.front() == '0') return {};
  std::uint64_t number = 0;
  const auto [end, wrong] = std::from_chars(from.data(), from.data() + from.size(), number);
  if (wrong != std::errc{}) return {};
  from.remove_prefix(static_cast<std::size_t>(end - from.data()));
  return number;
}

}  // namespace

std::string credit_id_text(credit_id_kind kind, const credit_id& of) {
  return static_cast<char>(kind) + std::to_string(of.account.value) + "-" + of.currency + "-" +
         std::to_string(of.number);
}

std::optional<credit_id> credit_id_of(credit_id_kind kind, std::string_view text) {
  if (text.empty() || text.front() != static_cast<char>(kind)) return {};
  text.remove_prefix(1);
  const auto account = take_number(text);
  constexpr std::size_t currency_and_dashes = 5;
  if (!account || text.size() <= currency_and_dashes || text[0] != '-' || text[4] != '-') return {};
  const std::string_view currency = text.substr(1, 3);
  if (!std::ranges::all_of(currency, [](char each) { return each >= 'A' && each <= 'Z'; }))
    return {};
  text.remove_prefix(currency_and_dashes);
  const auto number = take_number(text);
  if (!number || *number > number_max || !text.empty()) return {};
  return credit_id{{*account}, std::string(currency), *number};
}

}  // namespace atrium::identity
