// The only file of this module that calls SQLite and may say `unsafe`.
//
// A handle is closed by its owner's `deinit` alone, and a statement holds its connection, so no
// call meets a handle that is gone. Neither is `Sendable`: one thread at a time uses them.
import CSQLite

/// Whether SQLite was told, before it is used first, not to count the memory it has: under a lock
/// that nobody else wants, for a number that nobody asks for, a twentieth of what a row costs.
///
/// Where somebody used it before it goes on counting. A global is made once, whoever is first.
private let countsNoMemory = mrr_count_no_memory() == SQLITE_OK

/// The connection to one database file.
@safe
final class ConnectionHandle {
  private let connection: OpaquePointer

  /// Opens a file that is there; it is never made.
  init(opening path: String, writes: Bool) throws(DatabaseError) {
    _ = countsNoMemory
    var opened: OpaquePointer?
    let flags = (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX
    // Safe: the path's bytes are lent for the call, and the handle is ours from here on.
    let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
    guard let opened = unsafe opened else {
      throw DatabaseError(.other, "out of memory")
    }
    unsafe connection = opened
    unsafe sqlite3_extended_result_codes(opened, 1)
    if code != SQLITE_OK { throw error(code) }
  }

  deinit {
    // Safe: nothing uses the handle after its owner; open statements hold the owner.
    unsafe _ = sqlite3_close_v2(connection)
  }

  /// How long a call waits for another process's lock, in milliseconds.
  func wait(milliseconds: Int) {
    // Safe: the handle is open.
    unsafe _ = sqlite3_busy_timeout(connection, Int32(clamping: milliseconds))
  }

  func execute(_ sql: String) throws(DatabaseError) {
    // Safe: the text's bytes are lent for the call.
    let code = unsafe sqlite3_exec(connection, sql, nil, nil, nil)
    if code != SQLITE_OK { throw error(code) }
  }

  func prepare(_ sql: String) throws(DatabaseError) -> StatementHandle {
    var statement: OpaquePointer?
    // Safe: as above; the statement is closed by its owner.
    let code = unsafe sqlite3_prepare_v3(
      connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard let statement = unsafe statement, code == SQLITE_OK else { throw error(code) }
    return unsafe StatementHandle(statement, of: self)
  }

  /// The number of rows that the last change touched.
  var changes: Int {
    // Safe: the handle is open.
    unsafe Int(sqlite3_changes64(connection))
  }

  /// The rowid of the last row that was inserted.
  var lastRowID: Int64 {
    // Safe: the handle is open.
    unsafe sqlite3_last_insert_rowid(connection)
  }

  /// Whether a transaction is open.
  var isInTransaction: Bool {
    // Safe: the handle is open.
    unsafe sqlite3_get_autocommit(connection) == 0
  }

  func error(_ code: Int32) -> DatabaseError {
    // Safe: SQLite's message ends with a zero and is copied at once.
    let message = unsafe String(cString: sqlite3_errmsg(connection))
    let kind: DatabaseError.Kind =
      switch code & 0xff {
      case SQLITE_BUSY, SQLITE_LOCKED: .busy
      case SQLITE_CANTOPEN: .cannotOpen
      case SQLITE_IOERR, SQLITE_FULL: .inputOutput
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: .readOnly
      case SQLITE_NOTADB: .foreign
      case SQLITE_CORRUPT: .damaged
      case SQLITE_CONSTRAINT: .constraint
      default: .other
      }
    return DatabaseError(kind, message)
  }
}

/// One prepared statement.
@safe
final class StatementHandle {
  private let statement: OpaquePointer
  private let connection: ConnectionHandle

  @unsafe
  init(_ statement: OpaquePointer, of connection: ConnectionHandle) {
    unsafe self.statement = statement
    self.connection = connection
  }

  deinit {
    // Safe: nothing uses the statement after its owner.
    unsafe _ = sqlite3_finalize(statement)
  }

  // Each of the following is safe: the statement lives as long as its owner, SQLite checks the
  // places, and what it is given it copies before the call returns. A place that is not there is
  // a fault of ours.

  func bind(_ place: Int, _ value: Int64) {
    unsafe check(sqlite3_bind_int64(statement, Int32(place), value))
  }

  func bindNull(_ place: Int) {
    unsafe check(sqlite3_bind_null(statement, Int32(place)))
  }

  func bind(_ place: Int, text: Span<UInt8>) {
    unsafe text.withUnsafeBytes { bytes in
      unsafe check(
        mrr_bind_text(
          statement, Int32(place), bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
          UInt64(bytes.count)))
    }
  }

  func bind(_ place: Int, blob: Span<UInt8>) {
    unsafe blob.withUnsafeBytes { bytes in
      unsafe check(
        mrr_bind_blob(statement, Int32(place), bytes.baseAddress, UInt64(bytes.count)))
    }
  }

  func step() throws(DatabaseError) -> Bool {
    let code = unsafe sqlite3_step(statement)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    // The message is the connection's and would be lost by a reset.
    let error = connection.error(code)
    reset()
    throw error
  }

  func reset() { unsafe _ = sqlite3_reset(statement) }

  func isNull(_ column: Int) -> Bool {
    unsafe sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
  }

  func integer(_ column: Int) -> Int64 {
    unsafe sqlite3_column_int64(statement, Int32(column))
  }

  func bytes(_ column: Int) -> [UInt8] {
    // Safe: the pointer is valid until the statement goes on; the bytes are copied before.
    guard let start = unsafe sqlite3_column_blob(statement, Int32(column)) else { return [] }
    let count = unsafe Int(sqlite3_column_bytes(statement, Int32(column)))
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }

  private func check(_ code: Int32) {
    precondition(code == SQLITE_OK, "a parameter that the statement does not have")
  }
}
