import Streams

/// A connection to one SQLite file, for one thread.
///
/// Nothing is written but inside ``write(_:)`` or an explicit ``begin()``, which takes the write
/// lock at once: a transaction that only then wanted it would be refused without waiting.
package final class Database {
  /// How a transaction is made safe against power cuts.
  package enum Journal: String, Sendable {
    /// The rollback journal stays beside the file, emptied: cheapest for many small commits.
    case persist = "PERSIST"
    /// The rollback journal goes away after each commit: the file stands alone.
    case delete = "DELETE"
  }

  private let connection: ConnectionHandle

  /// Opens a file that is there, whatever it holds.
  package init(opening path: String, writes: Bool = true) throws(DatabaseError) {
    connection = try ConnectionHandle(opening: path, writes: writes)
    connection.wait(milliseconds: 5000)
  }

  /// Opens a file of that format for reading and writing.
  ///
  /// Throws `foreign`, `damaged` or `newer` where it is not one, and leaves it untouched then. An
  /// older one is upgraded in one transaction, after a copy `PATH.vN` was saved beside it; N is the
  /// version it had. Commits survive a power cut (`synchronous=FULL`; with a journal that goes
  /// away `EXTRA`, which is the same for it).
  package init(
    opening path: String, as format: FileFormat, journal: Journal
  ) throws(DatabaseError) {
    connection = try ConnectionHandle(opening: path, writes: true)
    connection.wait(milliseconds: 5000)
    let version = try recognise(format)
    let mode = try text("PRAGMA journal_mode=\(journal.rawValue)")
    guard mode?.uppercased() == journal.rawValue else {
      throw DatabaseError(.other, "the journal mode is \(mode ?? "unknown")")
    }
    try execute("PRAGMA synchronous=\(journal == .persist ? "FULL" : "EXTRA")")
    if version < format.version { try upgrade(path, from: version, to: format) }
  }

  /// Opens a file of that format for reading, beside whoever writes it.
  ///
  /// Throws as above; an older one is `newer`'s opposite and refused as `foreign`, for it cannot be
  /// upgraded by a reader.
  package init(reading path: String, as format: FileFormat) throws(DatabaseError) {
    connection = try ConnectionHandle(opening: path, writes: false)
    connection.wait(milliseconds: 5000)
    let version = try recognise(format)
    if version < format.version {
      throw DatabaseError(
        .foreign, "it has the older format \(version); the next run that writes upgrades it")
    }
  }

  // MARK: Statements

  /// Runs statements that give no rows.
  package func execute(_ sql: String) throws(DatabaseError) { try connection.execute(sql) }

  /// Prepares a statement.
  package func prepare(_ sql: String) throws(DatabaseError) -> Statement {
    Statement(try connection.prepare(sql))
  }

  /// The first column of the first row, as an integer; nil where there is no row, or NULL.
  package func integer(_ sql: String) throws(DatabaseError) -> Int64? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.optionalInteger(0) : nil
  }

  /// The first column of the first row, as a text; nil where there is no row, or NULL.
  package func text(_ sql: String) throws(DatabaseError) -> String? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.text(0) : nil
  }

  /// How many rows the last change touched.
  package var changes: Int { connection.changes }

  /// The rowid of the row inserted last.
  package var lastRowID: Int64 { connection.lastRowID }

  /// How long a call waits for another process, in milliseconds (5000 unless told).
  package func wait(milliseconds: Int) { connection.wait(milliseconds: milliseconds) }

  // MARK: Transactions

  /// Begins a transaction that may write.
  package func begin() throws(DatabaseError) { try execute("BEGIN IMMEDIATE") }

  /// Makes what was written since ``begin()`` permanent.
  ///
  /// Throws `inputOutput` where the disk failed: what is in the file is then known only after it
  /// was opened anew.
  package func commit() throws(DatabaseError) { try execute("COMMIT") }

  /// Takes back what was written since ``begin()``; nothing where no transaction is open.
  package func rollback() {
    if connection.isInTransaction { try? execute("ROLLBACK") }
  }

  /// Whether a transaction is open; a failed write may have ended it.
  package var isInTransaction: Bool { connection.isInTransaction }

  /// Runs `body` in a transaction: all of it is written, or nothing.
  package func write<Result>(
    _ body: () throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result {
    try begin()
    do throws(DatabaseError) {
      let result = try body()
      try commit()
      return result
    } catch {
      rollback()
      throw error
    }
  }

  // MARK: The whole file

  /// Reads the whole file and looks for inner faults; throws `damaged` with the first.
  package func checkQuickly() throws(DatabaseError) {
    let finding = try text("PRAGMA quick_check(1)") ?? "ok"
    if finding != "ok" { throw DatabaseError(.damaged, finding) }
  }

  /// The version in the header of a file of that format.
  private func recognise(_ format: FileFormat) throws(DatabaseError) -> Int32 {
    let id: Int64
    let version: Int64
    do throws(DatabaseError) {
      id = try integer("PRAGMA application_id") ?? 0
      version = try integer("PRAGMA user_version") ?? 0
      // The header can be read from anything; the tables only from a database.
      _ = try integer("SELECT count(*) FROM sqlite_schema")
    } catch  where error.kind == .foreign {
      throw DatabaseError(.foreign, "it is not a \(format.name)")
    }
    guard id == format.applicationID else {
      throw DatabaseError(.foreign, "it is not a \(format.name)")
    }
    guard version <= format.version else {
      throw DatabaseError(
        .newer,
        "it was written by a newer version (format \(version); this one knows \(format.version))")
    }
    guard version >= 1 else { throw DatabaseError(.damaged, "it has no version") }
    return Int32(version)
  }

  private func upgrade(
    _ path: String, from version: Int32, to format: FileFormat
  ) throws(DatabaseError) {
    let copy = "\(path).v\(version)"
    do throws(Errno) {
      try? Files.remove(copy)
      let file = try FileDescriptor(opening: copy, for: .creatingPrivate)
      try file.close()
    } catch {
      throw DatabaseError(.inputOutput, "the copy \(copy): \(error)")
    }
    let statement = try prepare("VACUUM INTO ?1")
    statement.bind(1, copy)
    try statement.run()
    try write { () throws(DatabaseError) in
      for upgrade in format.upgrades.sorted(by: { $0.from < $1.from })
      where upgrade.from >= version {
        try execute(upgrade.sql)
      }
      try execute("PRAGMA user_version=\(format.version)")
    }
  }
}
