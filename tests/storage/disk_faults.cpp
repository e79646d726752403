#include "tests/storage/disk_faults.hpp"

#include <dlfcn.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

namespace atrium::test {

namespace {

struct plan {
  disk_fault::kind what = disk_fault::kind::fails;
  std::uint64_t n = 0;
  int error_number = 0;
  bool and_all_later = false;
  std::uint64_t calls = 0;
};
plan* active = nullptr;

bool hit() {
  if (active == nullptr) return false;
  ++active->calls;
  if (active->n == 0) return false;
  return active->calls == active->n || (active->and_all_later && active->calls > active->n);
}

bool is_short() { return active->what == disk_fault::kind::short_write; }

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

int failed() {
  errno = is_short() ? EIO : active->error_number;
  return -1;
}

}  // namespace

disk_fault::disk_fault(kind what, std::uint64_t n, int error_number, bool and_all_later) {
  active = new plan{what, n, error_number, and_all_later};
}
disk_fault::~disk_fault() {
  delete active;
  active = nullptr;
}
std::uint64_t disk_fault::calls() const { return active->calls; }

}  // namespace atrium::test

namespace faults = atrium::test;

extern "C" ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t at) {
  static const auto real = faults::next<decltype(pwrite)>("pwrite");
  if (!faults::hit()) return real(descriptor, bytes, size, at);
  return faults::is_short() ? real(descriptor, bytes, size / 2, at) : faults::failed();
}

extern "C" ssize_t writev(int descriptor, const iovec* pieces, int count) {
  static const auto real = faults::next<decltype(writev)>("writev");
  if (!faults::hit()) return real(descriptor, pieces, count);
  return faults::is_short() ? real(descriptor, pieces, count / 2) : faults::failed();
}

extern "C" int fdatasync(int descriptor) {
  static const auto real = faults::next<decltype(fdatasync)>("fdatasync");
  return faults::hit() ? faults::failed() : real(descriptor);
}

extern "C" int fsync(int descriptor) {
  static const auto real = faults::next<decltype(fsync)>("fsync");
  return faults::hit() ? faults::failed() : real(descriptor);
}
