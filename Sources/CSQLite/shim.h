#pragma once
// SQLite for Swift, which does not see casts of integers to function pointers (SQLITE_TRANSIENT), nor
// functions with a variable number of arguments.
#include <sqlite3.h>

// SQLite copies the bytes before the call returns.
static inline int mrr_bind_text(sqlite3_stmt *statement, int place, const char *bytes,
                                sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, place, count ? bytes : "", count, SQLITE_TRANSIENT,
                             SQLITE_UTF8);
}

static inline int mrr_bind_blob(sqlite3_stmt *statement, int place, const void *bytes,
                                sqlite3_uint64 count) {
  return sqlite3_bind_blob64(statement, place, count ? bytes : "", count, SQLITE_TRANSIENT);
}

// SQLite does not keep count of the memory it has; to be said before it is used first.
static inline int mrr_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
