#pragma once
// What Swift's importer does not see of the C library: sockets' addresses, epoll, timers.
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/sysinfo.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>
#include <linux/sockios.h>

// A GNU extension, which its header shows only where that is asked for.
extern int accept4(int, struct sockaddr *, socklen_t *, int);

// How many columns a terminal has; 0 where that is not known.
static inline int mrr_columns(int terminal) {
  struct winsize size;
  return ioctl(terminal, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static inline int mrr_accept(int listener) {
  return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static inline int mrr_socket(int family) {
  return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static inline struct sockaddr_un mrr_unix_address(const char *path) {
  struct sockaddr_un address;
  memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  return address;
}

static inline int mrr_connect_unix(int number, const char *path) {
  struct sockaddr_un address = mrr_unix_address(path);
  return connect(number, (struct sockaddr *)&address, sizeof address);
}

static inline int mrr_bind_unix(int number, const char *path) {
  struct sockaddr_un address = mrr_unix_address(path);
  return bind(number, (struct sockaddr *)&address, sizeof address);
}

// A host's address for a stream, by its index in what getaddrinfo(3) gives; its length, 0 where
// there is none with that index, or a (negative) EAI_ code.
static inline int mrr_tcp_address(
    const char *host, const char *port, int index, struct sockaddr_storage *address) {
  struct addrinfo hints;
  memset(&hints, 0, sizeof hints);
  hints.ai_socktype = SOCK_STREAM;
  struct addrinfo *list = NULL;
  int code = getaddrinfo(host, port, &hints, &list);
  if (code != 0) return code < 0 ? code : -code;
  int length = 0;
  for (struct addrinfo *one = list; one != NULL; one = one->ai_next, index--) {
    if (index != 0) continue;
    length = (int)one->ai_addrlen;
    memcpy(address, one->ai_addr, one->ai_addrlen);
  }
  freeaddrinfo(list);
  return length;
}

static inline int mrr_connect_tcp(int number, const struct sockaddr_storage *address, int length) {
  return connect(number, (const struct sockaddr *)address, (socklen_t)length);
}

static inline int mrr_bind_tcp(int number, const struct sockaddr_storage *address, int length) {
  int on = 1;
  if (setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1) return -1;
  return bind(number, (const struct sockaddr *)address, (socklen_t)length);
}

// A peer that vanished without a word is noticed after some minutes; lines leave at once. Refusals
// are nothing: a Unix socket knows neither.
static inline void mrr_set_tcp_options(int number) {
  int on = 1;
  setsockopt(number, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// Whether a TCP socket is connected to itself: the port that it was given was the one to connect to.
static inline int mrr_is_own_peer(int number) {
  struct sockaddr_storage own, peer;
  memset(&own, 0, sizeof own);
  memset(&peer, 0, sizeof peer);
  socklen_t own_size = sizeof own, peer_size = sizeof peer;
  return getsockname(number, (struct sockaddr *)&own, &own_size) == 0
      && getpeername(number, (struct sockaddr *)&peer, &peer_size) == 0 && own_size == peer_size
      && memcmp(&own, &peer, own_size) == 0;
}

static inline int mrr_socket_option(int number, int option) {
  int value = 0;
  socklen_t size = sizeof value;
  return getsockopt(number, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

static inline ssize_t mrr_send(int number, const void *bytes, size_t count) {
  return send(number, bytes, count, MSG_NOSIGNAL);
}

// How many bytes the other side has not acknowledged.
static inline int mrr_unsent(int number) {
  int count = 0;
  return ioctl(number, SIOCOUTQ, &count) == 0 ? count : 0;
}

// Whether the other side has closed altogether, or the connection is broken.
static inline int mrr_is_hung_up(int number) {
  struct pollfd entry = {number, 0, 0};
  return poll(&entry, 1, 0) == 1 && (entry.revents & (POLLHUP | POLLERR)) != 0;
}

// Lets a signal that is caught end a call that blocks, which signal(3) makes the system go on with.
static inline int mrr_let_interrupt(int number) {
  struct sigaction action;
  if (sigaction(number, NULL, &action) == -1) return -1;
  action.sa_flags &= ~SA_RESTART;
  return sigaction(number, &action, NULL);
}

static inline int mrr_epoll(void) { return epoll_create1(EPOLL_CLOEXEC); }

static inline int mrr_epoll_add(int set, int number) {
  struct epoll_event event = {EPOLLIN, {.fd = number}};
  return epoll_ctl(set, EPOLL_CTL_ADD, number, &event);
}

static inline int mrr_epoll_remove(int set, int number) {
  struct epoll_event event = {0, {.fd = number}};
  return epoll_ctl(set, EPOLL_CTL_DEL, number, &event);
}

// One that is ready, each in its turn; -2 where none is.
static inline int mrr_epoll_next(int set) {
  struct epoll_event event;
  int count = epoll_wait(set, &event, 1, 0);
  return count == 1 ? event.data.fd : count == 0 ? -2 : -1;
}

static inline int mrr_timer(void) {
  return timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
}

// Makes the timer readable after so many milliseconds, or never where they are 0.
static inline int mrr_set_timer(int timer, int64_t milliseconds) {
  struct itimerspec when;
  memset(&when, 0, sizeof when);
  when.it_value.tv_sec = milliseconds / 1000;
  when.it_value.tv_nsec = milliseconds % 1000 * 1000000;
  return timerfd_settime(timer, 0, &when, NULL);
}

// How many descriptors the process may have, after asking for as many as it is allowed.
static inline int64_t mrr_raise_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == -1) return 1024;
  rlim_t wanted = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > 1048576 ? 1048576 : limit.rlim_max;
  if (limit.rlim_cur < wanted) {
    struct rlimit raised = {wanted, limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit.rlim_cur = wanted;
  }
  return limit.rlim_cur == RLIM_INFINITY ? 1048576 : (int64_t)limit.rlim_cur;
}

// No core file of this process, nor of those it starts; lowering a limit is never refused.
static inline void mrr_leave_no_core(void) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

// A GNU extension too.
extern void *memrchr(const void *, int, size_t);

static inline const void *mrr_last(const void *bytes, int byte, size_t count) {
  return memrchr(bytes, byte, count);
}
