internal import Command
internal import JSONText
internal import Outbox
internal import Streams

/// What a run with a queue writes, and what it tells once that is in the file for good.
extension QueuedRun {
  /// Writes what is at hand: lines at once, outcomes when there are many, or they are old, or
  /// nothing else is on its way or can be.
  mutating func commit() throws(Ending) {
    let (record, notes) = endpoint.takeChanges()
    let isOld =
      !ended.isEmpty
      && Clock.monotonicMilliseconds() - endedSince >= QueueLimits.batchMilliseconds
    let isWanted =
      !lines.isEmpty || record != nil || isOld || ended.count >= QueueLimits.batchRows
      || !ended.isEmpty && transport.inFlight == 0 && !hasMoved
    if isWanted {
      var batch = Batch()
      batch.lines = lines.map {
        IncomingLine(
          id: $0.id, body: $0.body, customer: $0.customer, source: $0.place.source,
          line: $0.place.line)
      }
      batch.outcomes = ended.map(\.attempt)
      batch.endpoint = record
      batch.lastError = lastError
      let result: BatchResult
      do throws(Failure) {
        result = try role.queue.apply(batch, now: Clock.unixMilliseconds())
      } catch {
        throw giveUp(error)
      }
      acknowledge(result)
      if result.clockWasSetBack { try takeNews(at: Clock.unixMilliseconds()) }
    }
    for note in notes { receipts.append(QueueReceipt.endpoint(note)) }
  }

  /// What is told once it is true.
  private mutating func acknowledge(_ result: BatchResult) {
    hasMoved = true
    for (line, acceptance) in zip(lines, result.acceptances) {
      let origin = Receipt.Origin(
        id: line.id, source: session.inputs[line.place.source].inputName, line: line.place.line)
      tally.note(acceptance)
      switch acceptance {
      case .accepted:
        lastAccepted = line.place
        receipts.append(QueueReceipt.accepted(origin))
      case .duplicate(let isSame, _):
        if !isSame && tally.changed == 1 {
          session.diagnostics.warn(
            "the line of id \(line.id) has other bytes than the one accepted before under that id, "
              + "which is what counts; others of its kind are marked \"same\":false")
        }
        receipts.append(QueueReceipt.duplicate(origin, isSame: isSame))
      }
    }
    for (one, stands) in zip(ended, result.stands) {
      sending.settle(one.attempt.row)
      if stands {
        tally.note(one.attempt.result)
        receipts.append(receipt(of: one))
      }
    }
    lines.removeAll(keepingCapacity: true)
    ended.removeAll(keepingCapacity: true)
    lastError = nil
    sending.lookAgain()
  }

  private func receipt(of one: Ended) -> LineBuffer {
    let row = one.attempt.row
    let origin = Receipt.Origin(
      id: row.id, source: row.source.map { session.inputs[$0].inputName }, line: row.line)
    switch (one.outcome, one.attempt.result) {
    case (.delivered(let delivered), _):
      return QueueReceipt.delivered(origin, attempt: row.attempts + 1, delivered)
    case (.failed(let failed), .retry(let due, _, _, _)):
      return QueueReceipt.retrying(origin, attempt: row.attempts + 1, failed, next: due)
    case (.failed(let failed), .dead(_, _, _, let isCharged)):
      return QueueReceipt.dead(origin, attempts: row.attempts + (isCharged ? 1 : 0), failed)
    case (.failed, .delivered):
      preconditionFailure("a failed attempt was recorded as delivered")
    }
  }

  /// What could not be accepted goes to `--rejects`, and is told of.
  private mutating func giveUp(_ failure: Failure) -> Ending {
    var failure = failure
    if let first = lines.first {
      failure.message +=
        "; \(lines.count) lines from \(session.inputs[first.place.source].inputName):"
        + "\(first.place.line) on were not accepted"
    }
    for line in lines {
      if let text = line.line { try? session.keep(text.span, 0..<text.count) }
    }
    lines.removeAll()
    return .failed(failure)
  }
}
