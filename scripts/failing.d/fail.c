// Preloaded into a program: makes one call of the C library fail, or do less than it was asked for.
//
//   MRR_FAIL=write:3:28    the third write(2) fails with errno 28
//   MRR_FAIL=read:2:short  the second read(2) gets one byte at most
//   MRR_COUNT=FILE         how often each call was made, as lines "write 12"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum {
#define CALL(name) call_##name,
#include "calls.h"
#undef CALL
  calls
};

static const char *const names[] = {
#define CALL(name) #name,
#include "calls.h"
#undef CALL
};

static unsigned counts[calls];
static int failing = -1, errors_with;
static unsigned when;
static int is_short, is_ready;

__attribute__((constructor)) static void prepare(void) {
  is_ready = 1;
  const char *text = getenv("MRR_FAIL");
  char name[32], what[32];
  if (text == NULL || sscanf(text, "%31[^:]:%u:%31s", name, &when, what) != 3) return;
  for (int call = 0; call < calls; call++)
    if (strcmp(name, names[call]) == 0) failing = call;
  is_short = strcmp(what, "short") == 0;
  errors_with = atoi(what);
}

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("MRR_COUNT");
  FILE *file = path == NULL ? NULL : fopen(path, "w");
  if (file == NULL) return;
  unsigned copy[calls];
  memcpy(copy, counts, sizeof copy);
  for (int call = 0; call < calls; call++) fprintf(file, "%s %u\n", names[call], copy[call]);
  fclose(file);
}

// Whether this call is the one; then it fails, or is to do less.
static int hit(int call) {
  if (!is_ready) return 0;
  return ++counts[call] == when && call == failing;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAIL_OR(name, ...)                   \
  if (hit(call_##name)) {                    \
    errno = errors_with;                     \
    return -1;                               \
  }                                          \
  return REAL(name)(__VA_ARGS__)
#define FAIL_OR_SHORT(name, count)           \
  if (hit(call_##name)) {                    \
    if (!is_short) {                         \
      errno = errors_with;                   \
      return -1;                             \
    }                                        \
    if (count > 1) count = 1;                \
  }

ssize_t read(int fd, void *bytes, size_t count) {
  FAIL_OR_SHORT(read, count)
  return REAL(read)(fd, bytes, count);
}
ssize_t write(int fd, const void *bytes, size_t count) {
  // What is said on standard error is not what is tried here; nor the one byte that a signal's handler
  // leaves in a pipe, which has room for it.
  if (fd == 2 || count == 1) return REAL(write)(fd, bytes, count);
  FAIL_OR_SHORT(write, count)
  return REAL(write)(fd, bytes, count);
}
ssize_t send(int fd, const void *bytes, size_t count, int flags) {
  FAIL_OR_SHORT(send, count)
  return REAL(send)(fd, bytes, count, flags);
}
int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  FAIL_OR(open, path, flags, mode);
}
int fcntl(int fd, int what, ...) {
  va_list rest;
  va_start(rest, what);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  FAIL_OR(fcntl, fd, what, argument);
}
// A descriptor is gone whatever close(2) says.
int close(int fd) {
  int is_hit = hit(call_close);
  int result = REAL(close)(fd);
  if (!is_hit) return result;
  errno = errors_with;
  return -1;
}
int poll(struct pollfd *entries, nfds_t count, int milliseconds) {
  FAIL_OR(poll, entries, count, milliseconds);
}
// It gives its errno instead of setting it.
int pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
  if (hit(call_pthread_create)) return errors_with;
  return REAL(pthread_create)(thread, attributes, body, argument);
}
int fsync(int fd) { FAIL_OR(fsync, fd); }
int access(const char *path, int mode) { FAIL_OR(access, path, mode); }
int stat(const char *path, struct stat *status) { FAIL_OR(stat, path, status); }
int fstat(int fd, struct stat *status) { FAIL_OR(fstat, fd, status); }
int pipe(int ends[2]) { FAIL_OR(pipe, ends); }
int socket(int family, int type, int protocol) { FAIL_OR(socket, family, type, protocol); }
int bind(int fd, const struct sockaddr *address, socklen_t size) { FAIL_OR(bind, fd, address, size); }
int listen(int fd, int backlog) { FAIL_OR(listen, fd, backlog); }
int connect(int fd, const struct sockaddr *address, socklen_t size) {
  FAIL_OR(connect, fd, address, size);
}
int accept4(int fd, struct sockaddr *address, socklen_t *size, int flags) {
  FAIL_OR(accept4, fd, address, size, flags);
}
int shutdown(int fd, int how) { FAIL_OR(shutdown, fd, how); }
int fchmod(int fd, mode_t mode) { FAIL_OR(fchmod, fd, mode); }
int unlink(const char *path) { FAIL_OR(unlink, path); }
int flock(int fd, int what) { FAIL_OR(flock, fd, what); }
int epoll_create1(int flags) { FAIL_OR(epoll_create1, flags); }
int epoll_ctl(int set, int what, int fd, struct epoll_event *event) {
  FAIL_OR(epoll_ctl, set, what, fd, event);
}
int epoll_wait(int set, struct epoll_event *events, int count, int milliseconds) {
  FAIL_OR(epoll_wait, set, events, count, milliseconds);
}
int timerfd_create(int clock, int flags) { FAIL_OR(timerfd_create, clock, flags); }
int timerfd_settime(
    int fd, int flags, const struct itimerspec *value, struct itimerspec *former) {
  FAIL_OR(timerfd_settime, fd, flags, value, former);
}
