// `atrium init`: makes a store and the operator's key.
//
// The order keeps key and store together whatever happens in between. All under a lock on
// operator.key.new:
//   1. write the key to operator.key.new and flush it,
//   2. make the store, which is whole or not there (storage/store.hpp),
//   3. rename operator.key.new to operator.key and flush the folder.
// A crash before 2 leaves no store, and the next init starts over; a crash before 3 leaves a store
// and its key under the other name, and the next init finishes step 3.
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <ostream>

#include "config/secret.hpp"
#include "storage/data_folder.hpp"
#include "storage/store.hpp"
#include "tools/atrium/commands.hpp"
#include "tools/atrium/failure.hpp"
#include "tools/atrium/output.hpp"
#include "tools/client/key_file.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& doing, const fs::path& what) {
  throw refused(refusal(errc::internal,
                        "cannot " + doing + " " + what.string() + ": " + std::strerror(errno)));
}

template <std::size_t Size>
std::array<unsigned char, Size> random_bytes() {
  std::array<unsigned char, Size> bytes;
  if (RAND_bytes(bytes.data(), Size) != 1)
    throw refused(refusal(errc::internal, "the system gives no random numbers"));
  return bytes;
}

// `bits` at a time from the most significant one on; the last digit is filled up with zeros.
std::string digits(std::span<const unsigned char> bytes, unsigned bits, std::string_view alphabet) {
  std::string text;
  unsigned kept = 0, count = 0;
  for (const unsigned char byte : bytes) {
    kept = (kept << 8) | byte;
    for (count += 8; count >= bits; count -= bits)
      text += alphabet[(kept >> (count - bits)) & ((1U << bits) - 1)];
  }
  if (count > 0) text += alphabet[(kept << (bits - count)) & ((1U << bits) - 1)];
  return text;
}

std::string new_store_id() {  // 16 bytes as 26 letters (docs/data_format.md, meta)
  return digits(random_bytes<16>(), 5, "0123456789abcdefghjkmnpqrstvwxyz");
}

secret new_operator_key() {  // base64url without padding, RFC 4648
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return secret(std::string(operator_key_prefix) + digits(random_bytes<32>(), 6, alphabet));
}

std::string sha256(std::string_view text) {
  std::string hash(32, '\0');
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(hash.data()), &size,
             EVP_sha256(), nullptr);
  return hash;
}

// operator.key.new, locked against another init.
class key_draft {
 public:
  explicit key_draft(const fs::path& data) : path_(data / "operator.key.new") {
    for (;;) {
      descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      if (descriptor_ < 0) fail("make", path_);
      if (::flock(descriptor_, LOCK_EX) != 0) fail("lock", path_);
      struct stat ours, named;
      if (::fstat(descriptor_, &ours) == 0 && ::stat(path_.c_str(), &named) == 0 &&
          ours.st_ino == named.st_ino)
        return;
      ::close(descriptor_);  // another init has renamed it meanwhile
    }
  }
  key_draft(const key_draft&) = delete;
  key_draft& operator=(const key_draft&) = delete;
  ~key_draft() { ::close(descriptor_); }

  bool is_empty() const {
    struct stat about;
    return ::fstat(descriptor_, &about) != 0 || about.st_size == 0;
  }
  void write(std::string_view key) {
    if (::ftruncate(descriptor_, 0) != 0 ||
        ::pwrite(descriptor_, key.data(), key.size(), 0) != static_cast<ssize_t>(key.size()) ||
        ::fsync(descriptor_) != 0)
      fail("write", path_);
  }
  void publish(const fs::path& as) {
    if (::rename(path_.c_str(), as.c_str()) != 0) fail("rename", path_);
    if (auto flushed = storage::flush_folder(as.parent_path()); !flushed)
      throw refused(std::move(flushed).failure());
  }
  void discard() { ::unlink(path_.c_str()); }

 private:
  fs::path path_;
  int descriptor_ = -1;
};

failure already_there(const fs::path& data) {
  return {exit_code::conflict, "exists",
          refusal(errc::bad_request, "there is a store in " + data.string() + " already")};
}

void make_store(const fs::path& data, key_draft& draft) {
  const secret key = new_operator_key();
  draft.write(key.reveal());
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  auto made = storage::store::create(data, {new_store_id(), now.count(), sha256(key.reveal())},
                                     storage::store_options{});
  if (made) return;
  draft.discard();
  throw refused(std::move(made).failure());
}

void tell(const context& with, const fs::path& data, const fs::path& key) {
  if (with.json) {
    return print_json(
        with.out,
        parameters{}.text("data", data.string()).text("operator_key_file", key.string()).map());
  }
  with.out << "A new store is in " << data.string() << ".\n"
           << "The operator's key is in " << key.string() << "; keep it safe, it is nowhere else.\n"
           << "\n"
           << "Next:\n"
           << "  atriumd --data " << data.string() << " --listen 127.0.0.1:7420\n"
           << "  atrium --key-file " << key.string() << " status\n"
           << "  atrium --key-file " << key.string()
           << " tenants create NAME --currency EUR --key-out NAME.key\n";
}

void initialise(const context& with, const fs::path& data) {
  const fs::path key = data / "operator.key";
  const fs::path store = data / storage::store_folder_name;
  if (::mkdir(data.c_str(), 0700) != 0 && errno != EEXIST) fail("make", data);
  if (fs::exists(store) && fs::exists(key)) throw already_there(data);
  key_draft draft(data);
  if (!fs::exists(store)) {
    make_store(data, draft);
  } else if (draft.is_empty()) {
    draft.discard();
    throw already_there(data);
  }
  draft.publish(key);
  tell(with, data, key);
}

}  // namespace

void add_init(command to, context& with) {
  command added = to.add_command("init", "Makes a new store and its operator key");
  const auto data = std::make_shared<std::string>();
  added.add_option("--data", *data, "Folder to make it in").type_name("DIR").required();
  added.footer("Example:\n  atrium init --data /var/lib/atrium\n");
  added.callback([&with, data] { with.chosen = [&with, data] { initialise(with, *data); }; });
}

}  // namespace atrium::cli
