import Database
import Foundation
import Outbox
import TestSupport

/// A queue in a folder of its own, removed with it.
final class TemporaryQueue {
  private let own: TemporaryFolder
  var folder: String { own.path }
  var path: String { own.file("q") }
  let queue: Queue
  let limits: QueueLimits

  init(
    url: String = "https://h.example/x", isOrdered: Bool = false, now: Int64 = 0,
    limits: QueueLimits = QueueLimits()
  ) throws {
    self.limits = limits
    own = try TemporaryFolder("outbox")
    try Queue.create(at: own.file("q"), for: url, now: now)
    queue = try Queue(opening: own.file("q"), limits: limits)
    _ = try queue.begin(url: url, isOrdered: isOrdered, now: now)
  }

  /// Feeds lines; an id may carry its customer's number: `a@7`.
  @discardableResult func feed(
    _ ids: [String], at now: Int64 = 0, body: String? = nil
  ) throws -> [Acceptance] {
    try Self.feed(queue, ids, at: now, body: body)
  }

  static func feed(
    _ queue: Queue, _ ids: [String], at now: Int64, body: String?
  ) throws -> [Acceptance] {
    try queue.apply(batch(ids, body: body), now: now).acceptances
  }

  static func batch(_ ids: [String], body: String? = nil) -> Batch {
    var batch = Batch()
    for (index, word) in ids.enumerated() {
      let parts = word.split(separator: "@")
      batch.lines.append(
        IncomingLine(
          id: String(parts[0]), body: [UInt8]((body ?? "{\"n\":\"\(parts[0])\"}").utf8),
          customer: parts.count > 1 ? Int64(parts[1]) : nil, source: 0, line: index + 1))
    }
    return batch
  }

  /// Records what came of a row.
  @discardableResult func finish(
    _ row: QueuedRow, _ result: FinishedAttempt.Result, at now: Int64 = 0
  ) throws -> Bool {
    var batch = Batch()
    batch.outcomes = [FinishedAttempt(row, result)]
    return try queue.apply(batch, now: now).stands[0]
  }

  func due(_ count: Int = 100, at now: Int64 = 0, besides held: Set<Int64> = []) throws -> [String]
  {
    try queue.due(count, at: now, besides: held).map(\.id)
  }

  func row(_ id: String, at now: Int64 = 0) throws -> QueuedRow {
    guard let row = try queue.due(10_000, at: now, besides: []).first(where: { $0.id == id }) else {
      throw CocoaError(.fileNoSuchFile)
    }
    return row
  }

  func states() throws -> [String: String] {
    let rows = try queue.list(.all, after: 0, count: 100_000)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0.state) })
  }

  /// The rows whose bodies are kept.
  func bodies() throws -> [Int64] {
    let statement = try Database(opening: path).prepare("SELECT seq FROM body ORDER BY seq")
    var rows: [Int64] = []
    while try statement.step() { rows.append(statement.integer(0)) }
    return rows
  }

  /// What the counts in the file must be, counted.
  func countsAreTrue() throws -> Bool {
    let rows = try queue.list(.all, after: 0, count: 100_000)
    _ = try queue.endpoint()
    return rows.filter { $0.state == "pending" }.count == queue.pending
      && rows.filter { $0.state == "dead" }.count == queue.dead
  }
}

extension TemporaryQueue {
  /// The same file in another run.
  struct Reopened {
    let file: TemporaryQueue
    let queue: Queue

    init(_ file: TemporaryQueue) throws {
      self.file = file
      queue = try Queue(opening: file.path, limits: file.limits)
    }

    @discardableResult func feed(
      _ ids: [String], at now: Int64 = 0, body: String? = nil
    ) throws -> [Acceptance] {
      try TemporaryQueue.feed(queue, ids, at: now, body: body)
    }
  }

  /// Runs statements in a connection of its own.
  func sql(_ statements: String) throws {
    try Database(opening: path).execute(statements)
  }
}
