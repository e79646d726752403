// A library to preload (LD_PRELOAD) that makes each flush to the disk take longer, as on a disk
// slower than this one: SLOW_FLUSH_US microseconds more, 1,000 without that variable. What counts
// as a flush: fsync, fdatasync, syncfs, sync_file_range, msync with MS_SYNC, and each write through
// a descriptor opened with O_SYNC or O_DSYNC.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdlib>

namespace {

// Which descriptors write through. Those beyond the table are not slowed.
std::array<std::atomic<bool>, 65536> synchronous{};

void note(int descriptor, bool writes_through) {
  if (descriptor >= 0 && static_cast<std::size_t>(descriptor) < synchronous.size()) {
    synchronous[static_cast<std::size_t>(descriptor)].store(writes_through,
                                                            std::memory_order_relaxed);
  }
}

bool writes_through(int descriptor) {
  return descriptor >= 0 && static_cast<std::size_t>(descriptor) < synchronous.size() &&
         synchronous[static_cast<std::size_t>(descriptor)].load(std::memory_order_relaxed);
}

// O_SYNC contains O_DSYNC.
bool is_synchronous(int flags) { return (flags & O_DSYNC) != 0; }

void delay() {
  static const long microseconds = [] {
    const char* text = std::getenv("SLOW_FLUSH_US");
    return text == nullptr ? 1000L : std::atol(text);
  }();
  const int kept = errno;
  timespec left{.tv_sec = microseconds / 1'000'000, .tv_nsec = microseconds % 1'000'000 * 1000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
  errno = kept;
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

template <class Result>
Result after_delay(bool slow, Result result) {
  if (slow && result >= 0) delay();
  return result;
}

int opened(int descriptor, int flags) {
  note(descriptor, is_synchronous(flags));
  return descriptor;
}

// The result of an fcntl: a copy of a descriptor writes through if the original does.
int controlled(int descriptor, int command, int result) {
  if (command == F_DUPFD || command == F_DUPFD_CLOEXEC) note(result, writes_through(descriptor));
  return result;
}

mode_t mode_of(int flags, va_list arguments) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

extern "C" {

int fsync(int descriptor) {
  static auto* const real = next<int(int)>("fsync");
  return after_delay(true, real(descriptor));
}

int fdatasync(int descriptor) {
  static auto* const real = next<int(int)>("fdatasync");
  return after_delay(true, real(descriptor));
}

int syncfs(int descriptor) noexcept {
  static auto* const real = next<int(int)>("syncfs");
  return after_delay(true, real(descriptor));
}

int sync_file_range(int descriptor, off64_t offset, off64_t size, unsigned flags) {
  static auto* const real = next<int(int, off64_t, off64_t, unsigned)>("sync_file_range");
  // Without a wait it only starts the writing.
  const bool waits = (flags & (SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WAIT_AFTER)) != 0;
  return after_delay(waits, real(descriptor, offset, size, flags));
}

int msync(void* address, size_t size, int flags) {
  static auto* const real = next<int(void*, size_t, int)>("msync");
  return after_delay((flags & MS_SYNC) != 0, real(address, size, flags));
}

ssize_t write(int descriptor, const void* bytes, size_t size) {
  static auto* const real = next<ssize_t(int, const void*, size_t)>("write");
  return after_delay(writes_through(descriptor), real(descriptor, bytes, size));
}

ssize_t writev(int descriptor, const iovec* parts, int count) {
  static auto* const real = next<ssize_t(int, const iovec*, int)>("writev");
  return after_delay(writes_through(descriptor), real(descriptor, parts, count));
}

ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t offset) {
  static auto* const real = next<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  return after_delay(writes_through(descriptor), real(descriptor, bytes, size, offset));
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off64_t offset) {
  static auto* const real = next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
  return after_delay(writes_through(descriptor), real(descriptor, bytes, size, offset));
}

ssize_t pwritev(int descriptor, const iovec* parts, int count, off_t offset) {
  static auto* const real = next<ssize_t(int, const iovec*, int, off_t)>("pwritev");
  return after_delay(writes_through(descriptor), real(descriptor, parts, count, offset));
}

ssize_t pwritev64(int descriptor, const iovec* parts, int count, off64_t offset) {
  static auto* const real = next<ssize_t(int, const iovec*, int, off64_t)>("pwritev64");
  return after_delay(writes_through(descriptor), real(descriptor, parts, count, offset));
}

ssize_t pwritev2(int descriptor, const iovec* parts, int count, off_t offset, int flags) {
  static auto* const real = next<ssize_t(int, const iovec*, int, off_t, int)>("pwritev2");
  return after_delay(writes_through(descriptor) || (flags & (RWF_DSYNC | RWF_SYNC)) != 0,
                     real(descriptor, parts, count, offset, flags));
}

ssize_t pwritev64v2(int descriptor, const iovec* parts, int count, off64_t offset, int flags) {
  static auto* const real = next<ssize_t(int, const iovec*, int, off64_t, int)>("pwritev64v2");
  return after_delay(writes_through(descriptor) || (flags & (RWF_DSYNC | RWF_SYNC)) != 0,
                     real(descriptor, parts, count, offset, flags));
}

int open(const char* path, int flags, ...) {
  static auto* const real = next<int(const char*, int, ...)>("open");
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return opened(real(path, flags, mode), flags);
}

int open64(const char* path, int flags, ...) {
  static auto* const real = next<int(const char*, int, ...)>("open64");
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return opened(real(path, flags, mode), flags);
}

int openat(int folder, const char* path, int flags, ...) {
  static auto* const real = next<int(int, const char*, int, ...)>("openat");
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return opened(real(folder, path, flags, mode), flags);
}

int openat64(int folder, const char* path, int flags, ...) {
  static auto* const real = next<int(int, const char*, int, ...)>("openat64");
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return opened(real(folder, path, flags, mode), flags);
}

// A descriptor's number is used again by calls that are not watched here (socket, accept, pipe,
// eventfd, …), so it is forgotten when it is closed.
int close(int descriptor) {
  static auto* const real = next<int(int)>("close");
  note(descriptor, false);
  return real(descriptor);
}

int dup(int descriptor) noexcept {
  static auto* const real = next<int(int)>("dup");
  const int copy = real(descriptor);
  note(copy, writes_through(descriptor));
  return copy;
}

int dup2(int descriptor, int wanted) noexcept {
  static auto* const real = next<int(int, int)>("dup2");
  const int copy = real(descriptor, wanted);
  if (copy != descriptor) note(copy, writes_through(descriptor));
  return copy;
}

int dup3(int descriptor, int wanted, int flags) noexcept {
  static auto* const real = next<int(int, int, int)>("dup3");
  const int copy = real(descriptor, wanted, flags);
  note(copy, writes_through(descriptor));
  return copy;
}

// The argument is an int, a pointer or nothing, by command; as the kernel does, it is handed on as
// one word.
int fcntl(int descriptor, int command, ...) {
  static auto* const real = next<int(int, int, ...)>("fcntl");
  va_list arguments;
  va_start(arguments, command);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  return controlled(descriptor, command, real(descriptor, command, argument));
}

int fcntl64(int descriptor, int command, ...) {
  static auto* const real = next<int(int, int, ...)>("fcntl64");
  va_list arguments;
  va_start(arguments, command);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  return controlled(descriptor, command, real(descriptor, command, argument));
}

}  // extern "C"
