internal import Command
internal import JSONText
internal import Outbox
internal import Streams

/// What `--list`, `--requeue`, `--drop` and `--resume` do.
struct OperatorRun {
  /// How many rows are read in one transaction.
  private static let portion = 1000

  let session: Session
  let queue: Queue

  init(_ session: Session, _ path: String) throws(Ending) {
    self.session = session
    do throws(Failure) {
      guard session.operands.isEmpty else {
        throw Failure(.usage, "--list, --requeue, --drop and --resume take no URL and no input")
      }
      queue = try Queue(opening: path)
    } catch {
      throw .failed(error)
    }
  }

  func run(_ verb: PostOptions.Verb) throws(Ending) {
    if case .list(let selection) = verb { return try list(selection) }
    let now = Clock.unixMilliseconds()
    do throws(Failure) {
      switch verb {
      case .list: break
      case .resume: try queue.resume(at: now)
      case .drop(let selection):
        if try queue.drop(selection, at: now) == 0 {
          try explain(selection, "neither waits nor is dead")
        }
      case .requeue(let selection):
        let result = try queue.requeue(selection, at: now)
        if result.withoutBody > 0 {
          fail("\(result.withoutBody) not requeued: bodies of the dead are kept for 30 days")
        } else if result.count == 0 {
          try explain(selection, "is not dead")
        }
      }
    } catch {
      throw .failed(error)
    }
  }

  /// Says why nothing was done about an id.
  private func explain(_ selection: Queue.Selection, _ reason: String) throws(Failure) {
    guard case .id(let id) = selection else { return }
    let isKnown = try !queue.list(selection, after: 0, count: 1).isEmpty
    fail(isKnown ? "\(id) \(reason)" : "no such id: \(id)")
  }

  private func fail(_ sentence: String) {
    session.diagnostics.tell(sentence)
    session.summary.isIncomplete = true
  }

  private func list(_ selection: Queue.Selection) throws(Ending) {
    try session.open()
    var output = Output()
    var last: Int64 = 0
    while true {
      let rows: [Queue.Listed]
      do throws(Failure) {
        rows = try queue.list(selection, after: last, count: Self.portion)
      } catch {
        throw .failed(error)
      }
      guard let end = rows.last else { break }
      for row in rows { append(row, to: &output.lines) }
      output.written += rows.count
      // No lock is held while somebody takes time to read.
      try session.flush(&output)
      last = end.seq
    }
  }

  private func append(_ row: Queue.Listed, to lines: inout LineBuffer) {
    lines.append("{\"id\":")
    lines.append(string: row.id)
    Receipt.append("state", row.state, to: &lines)
    Receipt.append("attempts", row.attempts, to: &lines)
    Receipt.append("due", row.due.map(Self.time), to: &lines)
    Receipt.append("status", row.status, to: &lines)
    Receipt.append("reason", row.reason, to: &lines)
    Receipt.append("message", row.message, to: &lines)
    Receipt.append("accepted_at", Self.time(row.acceptedAt), to: &lines)
    Receipt.append("customer", row.customer, to: &lines)
    lines.append("}\n")
  }

  private static func time(_ milliseconds: Int64) -> String {
    Timestamp(seconds: milliseconds / 1000).text
  }
}
