#pragma once
// libcurl for Swift, which cannot call variadic functions: a typed setter for each kind of value.
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
#include <malloc.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline CURLcode mrr_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode mrr_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

// libcurl copies the text.
static inline CURLcode mrr_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

// libcurl does not copy the list: it must live until the transfer ended.
static inline CURLcode mrr_set_headers(CURL *easy, struct curl_slist *list) {
  return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
}

// The buffer, of CURL_ERROR_SIZE bytes, must live as long as the handle.
static inline CURLcode mrr_set_error_buffer(CURL *easy, char *buffer) {
  return curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, buffer);
}

// The callbacks of a handle, all with the same user data.
static inline CURLcode mrr_set_callbacks(CURL *easy, void *user, curl_read_callback read,
                                         curl_write_callback header, curl_write_callback write,
                                         curl_opensocket_callback open,
                                         curl_prereq_callback request) {
  CURLcode worst = CURLE_OK;
#define MRR_SET(option, value) \
  { CURLcode code = curl_easy_setopt(easy, option, value); if(code != CURLE_OK) worst = code; }
  MRR_SET(CURLOPT_PRIVATE, user)
  MRR_SET(CURLOPT_READDATA, user)
  MRR_SET(CURLOPT_HEADERDATA, user)
  MRR_SET(CURLOPT_WRITEDATA, user)
  MRR_SET(CURLOPT_OPENSOCKETDATA, user)
  MRR_SET(CURLOPT_READFUNCTION, read)
  MRR_SET(CURLOPT_HEADERFUNCTION, header)
  MRR_SET(CURLOPT_WRITEFUNCTION, write)
  MRR_SET(CURLOPT_OPENSOCKETFUNCTION, open)
  MRR_SET(CURLOPT_PREREQDATA, user)
  MRR_SET(CURLOPT_PREREQFUNCTION, request)
#undef MRR_SET
  return worst;
}

static inline CURLMcode mrr_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

// The three below are 0 or NULL where libcurl does not know.
static inline long mrr_info_long(CURL *easy, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline curl_off_t mrr_info_size(CURL *easy, CURLINFO info) {
  curl_off_t value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

// Lives as long as the handle does nothing else.
static inline const char *mrr_info_text(CURL *easy, CURLINFO info) {
  char *value = NULL;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : NULL;
}

// The user data of mrr_set_callbacks.
static inline void *mrr_info_user(CURL *easy) {
  char *value = NULL;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value);
  return value;
}

// Takes one message: whether a transfer ended, which, and how.
static inline int mrr_next_ended(CURLM *multi, CURL **easy, CURLcode *code) {
  int left;
  for(CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
    if(message->msg != CURLMSG_DONE) continue;
    *easy = message->easy_handle;
    *code = message->data.result;
    return 1;
  }
  return 0;
}

// The address of a socket that is to be opened; `addrlen` bytes of it are set, more than its type
// has room for.
static inline const void *mrr_address(const struct curl_sockaddr *wanted) {
  return &wanted->addr;
}

// A file without a name, close-on-exec, or -1; glibc declares memfd_create for _GNU_SOURCE alone.
static inline int mrr_unnamed_file(void) {
  return (int)syscall(SYS_memfd_create, "authorities", 1U /* MFD_CLOEXEC */);
}

// Keeps this much freed memory at the heap's end, for glibc declares mallopt in a header that Swift
// does not see.
static inline void mrr_keep_memory(int bytes) { mallopt(M_TRIM_THRESHOLD, bytes); }
