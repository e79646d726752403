#include "storage/verify.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/packer.hpp"
#include "storage/readable.hpp"
#include "storage/store_parts.hpp"
#include "storage/verify_parts.hpp"

namespace atrium::storage {

namespace {

outcome<verification> verify_here(const std::filesystem::path& folder, const store_options& options,
                                  verify_depth depth) {
  verification result;
  if (auto wrong = walk_pages(folder / "data.mdb")) {
    result.broken = breach{"pages", *wrong, std::nullopt, {}};
    return result;
  }
  // The caller holds the folder, so LMDB's own lock file can be left alone.
  const auto opened = store::parts::open_environment(folder, options, MDB_RDONLY | MDB_NOLOCK);
  if (!opened) return opened.failure();
  snapshot now(**opened);
  if (auto begun = now.renew(); !begun) return begun.failure();
  verify_rows(now, result);
  if (!result.broken && depth == verify_depth::everything) verify_records(now, result);
  return result;
}

// What the child tells its parent: [invariant, words, table or -1, key, {name: count}], or [words]
// if it could not verify.
std::string pack_result(const outcome<verification>& result) {
  wire::buffer bytes;
  wire::packer to(bytes);
  if (!result) {
    to.pack_array(1);
    wire::pack_text(to, result.failure().message);
    return bytes.take();
  }
  const breach broken = result->broken.value_or(breach{});
  to.pack_array(5);
  wire::pack_text(to, broken.invariant);
  wire::pack_text(to, broken.what);
  wire::pack_integer(to, broken.where ? static_cast<int>(*broken.where) : -1);
  wire::pack_text(to, broken.key);
  to.pack_map(static_cast<std::uint32_t>(result->counts.size()));
  for (const auto& [name, count] : result->counts) {
    wire::pack_text(to, name);
    to.pack_uint64(count);
  }
  return bytes.take();
}

std::optional<outcome<verification>> read_result(std::string_view bytes) {
  wire::cursor from(bytes);
  std::uint32_t parts = 0, count = 0;
  std::string_view invariant, what, key;
  std::int64_t where = -1;
  if (!from.read_array(parts)) return std::nullopt;
  if (parts == 1 && from.read_string(what))
    return outcome<verification>(refusal(errc::internal, std::string(what)));
  if (!from.read_string(invariant) || !from.read_string(what) || !from.read_integer(where) ||
      !from.read_string(key) || !from.read_map(count))
    return std::nullopt;
  verification result;
  if (!invariant.empty()) {
    result.broken =
        breach{std::string(invariant), std::string(what), std::nullopt, std::string(key)};
    if (where >= 0) result.broken->where = static_cast<table>(where);
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string_view name;
    std::uint64_t value = 0;
    if (!from.read_string(name) || !from.read_unsigned(value)) return std::nullopt;
    result.counts.emplace_back(name, value);
  }
  return outcome<verification>(std::move(result));
}

// Of all that the parent has open: the child may outlive a parent that is killed for a moment, and
// the lock on the data folder with it.
void close_all_but(int kept) {
  const auto last_before = static_cast<unsigned>(kept) - 1;
  if (last_before > STDERR_FILENO) ::close_range(STDERR_FILENO + 1, last_before, 0);
  ::close_range(static_cast<unsigned>(kept) + 1, ~0U, 0);
}

// In the child. Whatever the damage does to it, the parent reads it from the way it ends.
[[noreturn]] void run_child(const std::filesystem::path& folder, const store_options& options,
                            verify_depth depth, int answer_to) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  close_all_but(answer_to);
  const rlimit no_core{};
  ::setrlimit(RLIMIT_CORE, &no_core);
  for (int number : {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE}) std::signal(number, SIG_DFL);
  std::string answer;
  try {
    answer = pack_result(verify_here(folder, options, depth));
  } catch (const std::exception& thrown) {  // out of memory over a damaged length
    answer = pack_result(refusal(errc::internal, thrown.what()));
  }
  std::string_view rest = answer;
  while (!rest.empty()) {
    const ssize_t written = ::write(answer_to, rest.data(), rest.size());
    if (written < 0 && errno != EINTR) ::_exit(1);
    if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
  }
  ::_exit(0);
}

std::string read_all(int from) {
  std::string all;
  char piece[4096];
  for (;;) {
    const ssize_t got = ::read(from, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return all;
    all.append(piece, static_cast<std::size_t>(got));
  }
}

}  // namespace

std::string describe(const breach& of) {
  std::string out = of.invariant;
  if (of.where) {
    out += " in " + std::string(name_of(*of.where));
    if (!of.key.empty()) out += " at " + readable_key(*of.where, of.key) + " (" + hex(of.key) + ")";
  }
  return out + ": " + of.what;
}

outcome<verification> verify(const store& of, verify_depth depth) {
  snapshot now(of);
  if (auto begun = now.renew(); !begun) return begun.failure();
  verification result;
  verify_rows(now, result);
  if (!result.broken && depth == verify_depth::everything) verify_records(now, result);
  return result;
}

outcome<verification> verify_offline(const std::filesystem::path& data,
                                     const store_options& options, verify_depth depth) {
  const auto hold = folder_hold::take(data);
  if (!hold) return hold.failure();
  const auto folder = data / store_folder_name;
  std::error_code ignored;
  if (!std::filesystem::exists(folder / "data.mdb", ignored))
    return refusal(errc::not_found, "there is no store in " + data.string());
  return verify_in_child(folder, options, depth);
}

outcome<verification> verify_in_child(const std::filesystem::path& store_folder,
                                      const store_options& options, verify_depth depth) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return refusal(errc::internal, std::string("cannot make a pipe: ") + std::strerror(errno));
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    run_child(store_folder, options, depth, ends[1]);
  }
  ::close(ends[1]);
  if (child < 0) {
    ::close(ends[0]);
    return refusal(errc::internal, std::string("cannot fork: ") + std::strerror(errno));
  }
  const std::string answer = read_all(ends[0]);
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
    if (auto result = read_result(answer)) return std::move(*result);
  const std::string how = WIFSIGNALED(status)
                              ? std::string("by signal ") + strsignal(WTERMSIG(status))
                              : "with status " + std::to_string(WEXITSTATUS(status));
  return verification{
      .broken = breach{"pages", "the process that read the file ended " + how, {}, {}},
      .counts = {}};
}

}  // namespace atrium::storage
