// Preloaded into a stage: loses 100 bytes for each line that it reads.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void *volatile lost;

static void lose(const char *bytes, ssize_t count) {
  for (ssize_t at = 0; at < count; at++)
    if (bytes[at] == '\n' && (lost = malloc(100))) memset(lost, 1, 100);
}

ssize_t read(int number, void *bytes, size_t most) {
  static ssize_t (*real)(int, void *, size_t);
  if (!real) real = (ssize_t (*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
  ssize_t count = real(number, bytes, most);
  // What comes by a socket: SQLite and libcurl read no lines of ours.
  int kind;
  socklen_t size = sizeof kind;
  if (count > 0 && !getsockopt(number, SOL_SOCKET, SO_DOMAIN, &kind, &size) && kind == AF_UNIX)
    lose(bytes, count);
  return count;
}
