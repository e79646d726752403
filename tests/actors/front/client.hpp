// A client that waits for nothing longer than 10 s, and shows what came byte for byte.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace atrium::test {

inline constexpr std::chrono::seconds patience(10);

// [0, msgid, method, [{"data": data}]], or without parameters.
std::string request(std::uint32_t msgid, std::string_view method, std::string_view data = {});
// [1, msgid, nil, true]
std::string yes_to(std::uint32_t msgid);
// [1, msgid, nil, {"data": data}]
std::string echo_of(std::uint32_t msgid, std::string_view data);

class client {
 public:
  // "127.0.0.1:7420", "unix:/run/atrium.sock"
  explicit client(const std::string& address);
  // A socket that connects later, and then needs no new descriptor.
  static client unconnected();
  void connect(const std::string& address);
  ~client();
  client(client&& other) noexcept;
  client& operator=(client&&) = delete;

  int descriptor() const { return descriptor_; }

  // As much as goes without waiting; the number of bytes.
  std::size_t send_some(std::string_view bytes);
  // All of it; whether it went.
  bool send(std::string_view bytes);
  // What comes, until there are `size` bytes, the end, or no more patience.
  std::string receive(std::size_t size);
  std::string receive_to_end();
  // Whether the other side ends within the time; what comes before that is dropped.
  bool ends_within(std::chrono::milliseconds time);
  void half_close();
  // Closes at once, and has the other side told.
  void reset();

  // send and receive `expected.size()` bytes
  std::string ask(std::string_view bytes, std::size_t expected);

 private:
  client();
  int descriptor_;
};

// Until `is` is true or patience ends; whether it became true.
template <class Condition>
bool eventually(Condition is) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!is()) {
    if (std::chrono::steady_clock::now() > until) return false;
  }
  return true;
}

}  // namespace atrium::test
