#include "config/secret.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>
#include <ostream>
#include <string>

namespace {

// The block whose release is watched, and what it held then.
struct watched_block {
  const void* block = nullptr;
  std::size_t size = 0;
  bool released = false;
  bool wiped = false;
};
thread_local watched_block watched;

void watch_release(const void* block) noexcept {
  if (block == nullptr || block != watched.block) return;
  const char* bytes = static_cast<const char*>(block);
  watched.released = true;
  watched.wiped = std::all_of(bytes, bytes + watched.size, [](char c) { return c == 0; });
  watched.block = nullptr;
}

void watch(std::string_view bytes) { watched = {bytes.data(), bytes.size()}; }

}  // namespace

// Only the array forms: a secret's bytes are an array, and a released block cannot be looked at
// later.
void* operator new[](std::size_t size) {
  if (void* block = std::malloc(size == 0 ? 1 : size)) return block;
  throw std::bad_alloc();
}
void operator delete[](void* block) noexcept {
  watch_release(block);
  std::free(block);
}
void operator delete[](void* block, std::size_t) noexcept {
  watch_release(block);
  std::free(block);
}

namespace {

template <class Value>
concept streamable = requires(std::ostream& out, const Value& value) {
  out << value;
};

using atrium::secret;

static_assert(streamable<std::string>);
static_assert(!streamable<secret>);
static_assert(!std::is_copy_constructible_v<secret>);
static_assert(!std::is_copy_assignable_v<secret>);
static_assert(std::is_nothrow_move_constructible_v<secret>);
static_assert(!std::is_convertible_v<secret, std::string_view>);
static_assert(!std::is_convertible_v<std::string, secret>);

}  // namespace

TEST_CASE("a secret is wiped when it ends") {
  {
    const secret password(std::string_view("correct horse battery"));
    CHECK(password.reveal() == "correct horse battery");
    watch(password.reveal());
  }
  CHECK(watched.released);
  CHECK(watched.wiped);
}

TEST_CASE("a secret is wiped when another takes its place") {
  secret password(std::string_view("first"));
  watch(password.reveal());
  password = secret(std::string_view("second"));
  CHECK(watched.released);
  CHECK(watched.wiped);
  CHECK(password.reveal() == "second");
}

TEST_CASE("moving hands the bytes over and leaves none behind") {
  secret first(std::string_view("short"));
  const void* const block = first.reveal().data();
  const secret second(std::move(first));
  CHECK(second.reveal().data() == block);
  CHECK(first.empty());  // NOLINT: the moved-from state is the point
  CHECK(first.reveal().empty());
}

TEST_CASE("a text that becomes a secret is wiped, with what it held before") {
  std::string plain = "a long text that was here before the password";
  const char* const bytes = plain.data();
  const std::size_t capacity = plain.capacity();
  plain.resize(4);
  const secret password(std::move(plain));
  CHECK(password.reveal() == "a lo");
  REQUIRE(plain.empty());  // NOLINT: emptied, not moved from
  REQUIRE(plain.data() == bytes);
  CHECK(std::all_of(bytes, bytes + capacity, [](char c) { return c == 0; }));
}

TEST_CASE("an empty secret is fine") {
  CHECK(secret().empty());
  CHECK(secret(std::string_view()).reveal().empty());
}
