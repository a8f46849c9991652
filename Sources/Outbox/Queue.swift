package import Command
internal import Database
internal import Notifications
internal import Streams

/// The queue of one endpoint: a SQLite file of what was accepted and what became of it.
///
/// What a call has returned is in the file for good (rollback journal, `synchronous=FULL`). One
/// process sends from it, which is what its lock is for; any may write lines into it. Moments are
/// Unix time in milliseconds.
package final class Queue {
  let path: String
  let limits: QueueLimits
  /// Tells this run's rows from others'.
  let run = Int64.random(in: 1...Int64.max)
  /// How long another program may keep the file locked, in milliseconds; at least the five seconds
  /// that each statement waits.
  package var patience = 0
  /// Nil where it could not be opened again after a disk's fault.
  private var connection: Connection?

  /// What the file counts, as of the last transaction.
  package internal(set) var pending = 0
  package internal(set) var pendingBytes = 0
  package internal(set) var dead = 0
  /// The latest time that was seen.
  var clock: Int64 = 0
  /// Whether rows wait for earlier ones of their customer.
  var isOrdered = false

  /// Opens the queue at `path`.
  ///
  /// Throws `noInput` where it is not there or cannot be opened, `data` where it is foreign,
  /// damaged or newer; it is left untouched then.
  package init(opening path: String, limits: QueueLimits = QueueLimits()) throws(Failure) {
    self.path = path
    self.limits = limits
    do throws(DatabaseError) {
      if (try? FileStatus(at: path)) == nil {
        throw DatabaseError(.cannotOpen, "there is no such queue")
      }
      connection = try Connection(path)
      try readHeader()
    } catch {
      throw Self.failure(path, error)
    }
  }

  /// Makes an empty queue for `url` at `path`, mode 0600; to be done by who holds its lock.
  package static func create(at path: String, for url: String, now: Int64) throws(Failure) {
    do throws(DatabaseError) {
      try QueueFormat.current.create(at: path) { database throws(DatabaseError) in
        let statement = try database.prepare(
          """
          INSERT INTO queue VALUES (1, ?1, 0, 0, ?2, 0, 0, 0, 0, 0, 0, 0, 0,
            NULL, NULL, NULL, NULL, NULL, NULL)
          """)
        statement.bind(1, url)
        statement.bind(2, now)
        try statement.run()
      }
    } catch {
      throw failure(path, error)
    }
  }

  // MARK: The connection

  /// A connection, with the statements that run on it.
  struct Connection {
    let database: Database
    let statements: QueueStatements

    init(_ path: String) throws(DatabaseError) {
      database = try Database(opening: path, as: QueueFormat.current, journal: .persist)
      // What a large transaction leaves of its journal is cut off; what a usual one needs stays. The
      // cache, 16 MiB, holds the index of ids of a usual queue.
      try database.execute(
        "PRAGMA journal_size_limit=4194304; PRAGMA secure_delete=FAST; PRAGMA cache_size=-16384")
      do throws(DatabaseError) {
        statements = try QueueStatements(database)
      } catch  where error.kind == .other {
        // They are right: it is the tables that are not there, or not as they should be.
        throw DatabaseError(.damaged, error.description)
      }
    }
  }

  func open() throws(DatabaseError) -> Connection {
    guard let connection else {
      throw DatabaseError(.inputOutput, "it could not be opened again after a fault of the disk")
    }
    return connection
  }

  /// Closes and opens anew: after a disk's fault nothing in memory is to be trusted.
  func reconnect() throws(DatabaseError) {
    // The old one must be gone first, for it may hold locks.
    connection = nil
    do throws(DatabaseError) {
      connection = try Connection(path)
    } catch {
      // It was open a moment ago.
      throw error.kind == .cannotOpen ? DatabaseError(.inputOutput, error.description) : error
    }
    try readHeader()
  }

  /// Reads what the file counts.
  func readHeader() throws(DatabaseError) {
    let statement = try open().statements.header
    defer { statement.reset() }
    guard try statement.step() else {
      throw DatabaseError(.damaged, "its row of counts is missing")
    }
    pending = Int(statement.integer(0))
    pendingBytes = Int(statement.integer(1))
    dead = Int(statement.integer(2))
    clock = statement.integer(3)
    isOrdered = statement.integer(4) != 0
  }

  /// A number that changes when another process has written.
  package func version() throws(Failure) -> Int64 {
    try calling { () throws(DatabaseError) in
      try open().database.integer("PRAGMA data_version") ?? 0
    }
  }

  /// Whether no more is to be read for now.
  package var isFull: Bool { pending >= limits.rows || pendingBytes >= limits.bytes }

  // MARK: Faults

  /// Runs `body`, which reads, or writes one transaction, until nobody is in the way.
  func calling<Result>(
    _ body: () throws(DatabaseError) -> Result
  ) throws(Failure) -> Result {
    let deadline = Clock.monotonicMilliseconds() + patience
    while true {
      do throws(DatabaseError) {
        return try body()
      } catch {
        if error.kind == .busy, Clock.monotonicMilliseconds() < deadline { continue }
        throw Self.failure(path, error)
      }
    }
  }

  /// Runs `body`, which writes one transaction; where the disk failed once more on a connection of
  /// its own, for what is in the file is then known only after it was read.
  func writing<Result>(
    _ body: () throws(DatabaseError) -> Result
  ) throws(Failure) -> Result {
    try calling { () throws(DatabaseError) in
      do throws(DatabaseError) {
        return try body()
      } catch {
        guard error.kind == .inputOutput else { throw error }
      }
      try reconnect()
      return try body()
    }
  }

  static func failure(_ path: String, _ error: DatabaseError) -> Failure {
    switch error.kind {
    case .busy:
      Failure(.unavailable, "\(path): another program keeps the queue locked: \(error)")
    case .cannotOpen: Failure(.noInput, "\(path): \(error)")
    case .inputOutput, .readOnly:
      (try? FileStatus(at: path)) == nil
        ? Failure(.io, "\(path): the queue was taken away while it was in use")
        : Failure(.io, "\(path): \(error)")
    case .foreign, .damaged, .newer: Failure(.data, "\(path): \(error)")
    case .constraint, .other: Failure(.software, "\(path): \(error); please report it")
    }
  }
}
