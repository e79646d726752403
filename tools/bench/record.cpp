#include "tools/bench/record.hpp"

#include <chrono>

namespace atrium::bench {
namespace {

constexpr std::size_t filler_size = 4096;

void append_digits(std::string& to, std::uint64_t value, std::size_t width) {
  const std::size_t end = to.size() + width;
  to.resize(end, '0');
  for (std::size_t at = end; value != 0 && at > end - width; value /= 10) {
    to[--at] = static_cast<char>('0' + value % 10);
  }
}

// Text that does not compress to nothing, the same in every run.
std::string make_filler() {
  std::string text(filler_size + body_size, ' ');
  std::uint64_t state = 1;
  for (char& c : text) {
    state = state * 6364136223846793005 + 1442695040888963407;
    c = static_cast<char>('a' + (state >> 33) % 26);
  }
  return text;
}

}  // namespace

record_maker::record_maker(std::string run) : run_(std::move(run)), filler_(make_filler()) {
  run_.resize(8, 'x');
}

std::string record_maker::id(work what, std::uint64_t item) const {
  std::string text;
  text.reserve(20 + 12);  // room for the domain of the e-mail
  text += what == work::create ? "n" : "c";
  text += what == work::create ? std::string_view(run_) : "00000000";
  append_digits(text, item, 11);
  return text;
}

std::string record_maker::email(work what, std::uint64_t item) const {
  return id(what, item).append("@example.com");
}

std::string record_maker::padded(work what, std::uint64_t item, std::uint64_t revision,
                                 std::size_t size) const {
  std::string text = id(what, item);
  text.reserve(size);
  text += ' ';
  append_digits(text, revision, 12);
  text += ' ';
  text.append(filler_, (item * 31 + revision) % filler_size, size - text.size());
  return text;
}

std::string record_maker::body(work what, std::uint64_t item, std::uint64_t revision) const {
  return padded(what, item, revision, body_size);
}

std::string record_maker::change(work what, std::uint64_t item, std::uint64_t revision) const {
  return padded(what, item, revision, change_size);
}

std::string record_maker::first_name(std::uint64_t revision) {
  std::string name = "Aa";
  for (int shift = 20; shift >= 0; shift -= 4) {
    name += static_cast<char>('a' + ((revision >> shift) & 15));
  }
  return name;
}

std::string fresh_run_name() {
  auto ticks = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch() /
                                          std::chrono::microseconds(10));
  std::string name(8, '0');
  for (auto at = name.rbegin(); at != name.rend(); ++at, ticks /= 36) {
    *at = "0123456789abcdefghijklmnopqrstuvwxyz"[ticks % 36];
  }
  return name;
}

}  // namespace atrium::bench
