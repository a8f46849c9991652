internal import Outbox

/// Rows that were taken to be sent and are not begun yet, first come, first begun.
struct ReadyRows {
  /// No more are handed over than so many rows, or so many bytes of bodies.
  private static let rowLimit = 2 * QueueLimits.batchRows
  private static let byteLimit = QueueLimits.batchBytes

  private var rows: [QueuedRow] = []
  /// Where the first one stands; what was before is begun.
  private var start = 0
  private var bytes = 0

  /// How many there are.
  var count: Int { rows.count - start }
  var isEmpty: Bool { count == 0 }

  /// Whether `others` may be appended, too.
  func hasRoom(for others: [QueuedRow]) -> Bool {
    count + others.count <= Self.rowLimit
      && bytes + others.reduce(0) { $0 + $1.body.count } <= Self.byteLimit
  }

  mutating func append(_ others: [QueuedRow]) {
    rows.append(contentsOf: others)
    bytes += others.reduce(0) { $0 + $1.body.count }
  }

  /// Takes the first one out.
  mutating func next() -> QueuedRow? {
    if isEmpty { return nil }
    let row = rows[start]
    start += 1
    bytes -= row.body.count
    if start >= QueueLimits.batchRows {
      rows.removeFirst(start)
      start = 0
    }
    return row
  }

  /// Takes all of them out.
  mutating func removeAll() -> [QueuedRow] {
    defer { self = ReadyRows() }
    return Array(rows[start...])
  }
}
