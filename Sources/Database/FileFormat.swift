import Streams

/// What a kind of database file is known by, and how it is made and brought up to date.
///
/// The application id and the version stand in the file's header (`PRAGMA application_id` and
/// `user_version`), so that a file is recognised before anything of it is touched.
package struct FileFormat: Sendable {
  /// One step from a version to the next.
  package struct Upgrade: Sendable {
    /// The version that it upgrades; the result is one more.
    package var from: Int32
    package var sql: String

    package init(from: Int32, sql: String) {
      self.from = from
      self.sql = sql
    }
  }

  /// What people call it: `ledger`, `queue`.
  package var name: String
  package var applicationID: Int32
  /// The version that this program writes, from 1.
  package var version: Int32
  /// Bytes; a power of two from 512 to 65536.
  package var pageSize: Int
  /// Makes the tables of ``version``.
  package var schema: String
  package var upgrades: [Upgrade]

  package init(
    name: String, applicationID: Int32, version: Int32, pageSize: Int = 4096, schema: String,
    upgrades: [Upgrade] = []
  ) {
    self.name = name
    self.applicationID = applicationID
    self.version = version
    self.pageSize = pageSize
    self.schema = schema
    self.upgrades = upgrades
  }

  /// Makes a new file at `path`, mode 0600, whole or not at all, and does not open it.
  ///
  /// It is filled beside its place, brought safely to the disk and given its name last, so that a
  /// crash leaves no half of it. `fill` may write into it; what it throws leaves nothing behind.
  /// Throws `constraint` where something has that name already.
  package func create(
    at path: String, filling fill: (Database) throws(DatabaseError) -> Void = { _ in }
  ) throws(DatabaseError) {
    let unfinished = try begin(at: path)
    do throws(DatabaseError) {
      try fill(unfinished.database)
    } catch {
      abandon(unfinished)
      throw error
    }
    try finish(unfinished)
  }

  private static func draft(of path: String) -> String { "\(path)-new" }

  /// Takes away what a run left beside `path` that was killed while it made the file; to be done by
  /// who holds its lock.
  package static func removeDraft(of path: String) { try? Files.remove(draft(of: path)) }

  /// Begins a new file beside `path`; it is to be filled, then given to ``finish(_:)`` or
  /// ``abandon(_:)``.
  package func begin(at path: String) throws(DatabaseError) -> UnfinishedFile {
    if (try? FileStatus(at: path)) != nil {
      throw DatabaseError(.constraint, "it is there already")
    }
    let draft = Self.draft(of: path)
    do throws(Errno) {
      // What a run left that was killed while it made one; whoever makes one holds the lock.
      try? Files.remove(draft)
      let file = try FileDescriptor(opening: draft, for: .creatingPrivate)
      try file.close()
    } catch {
      throw DatabaseError(.cannotOpen, "\(error)")
    }
    do throws(DatabaseError) {
      let database = try Database(opening: draft)
      // A crash leaves a draft that nobody looks at: no journal is needed.
      try database.execute(
        "PRAGMA page_size=\(pageSize); PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
          + " PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-65536;"
          + " PRAGMA application_id=\(applicationID); PRAGMA user_version=\(version);")
      try database.execute("BEGIN; \(schema)")
      return UnfinishedFile(database: database, draft: draft, path: path)
    } catch {
      try? Files.remove(draft)
      throw error
    }
  }

  /// Gives a file that is filled its name: from then on it is there, after a power cut too.
  package func finish(_ file: consuming UnfinishedFile) throws(DatabaseError) {
    let draft = file.draft
    let path = file.path
    do throws(DatabaseError) {
      try file.database.execute("COMMIT")
    } catch {
      try? Files.remove(draft)
      throw error
    }
    file.close()
    do throws(Errno) {
      try Files.synchronize(draft)
      try Files.link(draft, as: path)
      try Files.remove(draft)
      try Files.synchronize(Files.folder(of: path))
    } catch {
      try? Files.remove(draft)
      throw DatabaseError(error == .exists ? .cannotOpen : .inputOutput, "\(error)")
    }
  }

  /// Takes away a file that is not wanted after all.
  package func abandon(_ file: consuming UnfinishedFile) {
    let draft = file.draft
    file.close()
    try? Files.remove(draft)
  }
}

/// A database file that does not have its name yet.
package struct UnfinishedFile: ~Copyable {
  /// To be written into; a transaction is open.
  package let database: Database
  let draft: String
  let path: String

  consuming func close() {}
}
