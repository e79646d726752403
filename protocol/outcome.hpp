// outcome<T>: a value or a refusal. Inside Atrium nothing is thrown across a folder's edge or an
// actor's handler.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "protocol/errors.hpp"

namespace atrium {

// One wrong field of a call. `path` is dotted, with list positions as numbers: "set.first_name",
// "rows.3.email".
struct field_error {
  std::string path;
  errc code;
  std::string message;
  bool operator==(const field_error&) const = default;
};

struct error {
  errc code = errc::internal;
  std::string message{};  // English, without values that the caller may not see and without secrets
  std::string path{};     // empty when no single field is to blame
  std::vector<field_error> fields{};  // all field errors of the call
  std::optional<std::int64_t> retry_after_ms{};
  // Further facts a program may act on, for example {"version", 7} of a version_conflict.
  std::vector<std::pair<std::string, std::variant<std::int64_t, std::string>>> data{};
  bool operator==(const error&) const = default;
};

inline error refusal(errc code) {
  return {.code = code, .message = std::string(row_of(code).meaning)};
}
inline error refusal(errc code, std::string message) {
  return {.code = code, .message = std::move(message)};
}
inline error refusal(errc code, std::string message, std::string path) {
  return {.code = code, .message = std::move(message), .path = std::move(path)};
}

// In the usual words, of a field.
inline error refusal_at(errc code, std::string path) {
  return refusal(code, std::string(row_of(code).meaning), std::move(path));
}

struct nothing {
  bool operator==(const nothing&) const = default;
};

template <class T>
class [[nodiscard]] outcome {
 public:
  outcome(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  outcome(error refused) : state_(std::in_place_index<1>, std::move(refused)) {}

  explicit operator bool() const { return state_.index() == 0; }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  error& failure() & { return std::get<1>(state_); }
  const error& failure() const& { return std::get<1>(state_); }
  error&& failure() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, error> state_;
};

}  // namespace atrium
