/// What is written in one transaction: lines that came, and what came of attempts.
package struct Batch: Sendable {
  /// In the order in which they were read.
  package var lines: [IncomingLine] = []
  /// In the order in which they ended.
  package var outcomes: [FinishedAttempt] = []
  /// The endpoint as it is now; nil where nothing of it changed.
  package var endpoint: EndpointRecord?
  /// The attempt that failed last, if one did.
  package var lastError: QueueStatus.LastError?

  package init() {}

  /// How many rows it will write.
  package var count: Int { lines.count + outcomes.count }
  package var isEmpty: Bool { count == 0 && endpoint == nil }
}

/// A notification that is to be accepted.
package struct IncomingLine: Equatable, Sendable {
  /// The `webhook-id`.
  package var id: String
  package var body: [UInt8]
  /// A digest of its account and customer; nil where it names none.
  package var customer: Int64?
  /// The index of its input and the line there, from 1.
  package var source: Int
  package var line: Int

  package init(id: String, body: [UInt8], customer: Int64?, source: Int, line: Int) {
    self.id = id
    self.body = body
    self.customer = customer
    self.source = source
    self.line = line
  }
}

/// What a queue says to a line.
package enum Acceptance: Equatable, Sendable {
  case accepted
  /// It has had one of this id; whether with the same body, and whether that one is dead.
  case duplicate(isSame: Bool, isDead: Bool)
}

/// A row that is taken out to be sent.
package struct QueuedRow: Equatable, Sendable {
  /// The order of acceptance, and its key in the file.
  package var seq: Int64
  package var id: String
  /// What is sent; may be let go of when that is done.
  package var body: [UInt8]
  let bodyCount: Int
  /// How many attempts were charged so far.
  package var attempts: Int
  package var customer: Int64?
  /// Where it stood in this run's input; nil for rows of another run.
  package var source: Int?
  package var line: Int?
  /// Whether the body is what was accepted.
  package var isSound: Bool
}

extension QueuedRow {
  /// A line that has just been accepted, as it would be read from the file.
  init(_ seq: Int64, of line: IncomingLine) {
    self.init(
      seq: seq, id: line.id, body: line.body, bodyCount: line.body.count, attempts: 0,
      customer: line.customer, source: line.source, line: line.line, isSound: true)
  }
}

/// An attempt that ended, and what is to become of its row.
package struct FinishedAttempt: Equatable, Sendable {
  /// The row as it was taken out.
  package var row: QueuedRow
  package var result: Result

  package init(_ row: QueuedRow, _ result: Result) {
    self.row = row
    self.result = result
  }

  /// The HTTP status is nil where no complete answer came.
  package enum Result: Equatable, Sendable {
    case delivered(status: Int)
    /// One attempt more is used up, and the next is due then.
    case retry(due: Int64, status: Int?, reason: String, message: String)
    /// No more is tried; `isCharged` where an attempt was made.
    case dead(status: Int?, reason: String, message: String, isCharged: Bool)
  }
}

/// What came of a batch, once it is in the file for good.
package struct BatchResult: Sendable {
  /// One for each line.
  package var acceptances: [Acceptance] = []
  /// The rows of accepted lines that may be sent at once, in their order.
  ///
  /// Whoever sends need not read them from the file. Those that wait for another row of their customer
  /// are not among them.
  package var rows: [QueuedRow] = []
  /// Whether lines were accepted whose rows are not known here: they had been written before, by a
  /// transaction whose end was not heard of.
  package var hasOthers = false
  /// For each outcome whether it stands: a row that was dropped meanwhile stays dropped, unless it
  /// was delivered.
  package var stands: [Bool] = []
  /// Whether the clock had been set back, and all times in the file were moved.
  package var clockWasSetBack = false

  package init() {}
}
