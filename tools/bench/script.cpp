#include "tools/bench/script.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

namespace atrium::bench {
namespace {

std::vector<std::string> parts_of(const std::string& line) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t end = std::min(line.find('\t', at), line.size());
    parts.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

}  // namespace

outcome<std::vector<scripted_call>> read_script(const std::string& file) {
  std::ifstream from(file);
  if (!from) return refusal(errc::bad_request, "cannot read " + file);
  std::vector<scripted_call> calls;
  for (std::string line; std::getline(from, line);) {
    const auto wrong = [&](const char* why) {
      return refusal(errc::bad_request,
                     file + ", line " + std::to_string(calls.size() + 1) + ": " + why);
    };
    auto parts = parts_of(line);
    if (parts.size() < 2) return wrong("no tab behind the number of rows");
    scripted_call one;
    const char* const end = parts[0].data() + parts[0].size();
    const auto read = std::from_chars(parts[0].data(), end, one.rows);
    if (read.ec != std::errc{} || read.ptr != end) return wrong("no number of rows");
    one.what = std::move(parts[1]);
    one.values.assign(std::make_move_iterator(parts.begin() + 2),
                      std::make_move_iterator(parts.end()));
    calls.push_back(std::move(one));
  }
  if (calls.empty()) return refusal(errc::bad_request, "no call in " + file);
  return calls;
}

}  // namespace atrium::bench
