internal import Command
internal import JSONText
internal import Outbox
internal import Streams

/// What a run with a queue writes, and what it tells once that is in the file for good.
extension QueuedRun {
  /// Writes what is at hand: lines at once, outcomes when they are due, or nothing else is on its way
  /// or can be.
  mutating func commit() throws(Ending) {
    // What is synchronised anyway takes lines along.
    if outcomesAreDue { takeLines() }
    let (record, notes) = endpoint.takeChanges()
    let isWanted =
      !lines.isEmpty || record != nil || outcomesAreDue
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
      let (start, wereDue) = (Clock.monotonicMilliseconds(), outcomesAreDue)
      do throws(Failure) {
        result = try role.queue.apply(batch, now: Clock.unixMilliseconds())
      } catch {
        throw giveUp(error)
      }
      pace.noteWritten(
        lines: lines.count, outcomes: ended.count, wereDue: wereDue, from: start,
        to: Clock.monotonicMilliseconds())
      acknowledge(result)
      if result.clockWasSetBack { try takeNews(at: Clock.unixMilliseconds()) }
    }
    for note in notes { receipts.append(QueueReceipt.endpoint(note)) }
  }

  /// Whether there are many outcomes, or they are old.
  private var outcomesAreDue: Bool {
    if ended.isEmpty { return false }
    return ended.count >= QueueLimits.batchRows
      || Clock.monotonicMilliseconds() - endedSince >= QueueLimits.batchMilliseconds
  }

  /// How long lines are left where they are, to be written together with outcomes, in milliseconds;
  /// nil where they are to be taken now.
  ///
  /// They are taken before there is too little to send, and with a batch of outcomes where they can be
  /// handed over to be sent.
  var linesWait: Int? {
    let now = Clock.unixMilliseconds()
    guard mayBegin, endpoint.isOpen(at: now) else { return nil }
    let isEnough = outcomesAreDue ? !sending.hasRoomForLines(at: now) : sending.hasPlenty(at: now)
    return isEnough ? pace.wait(at: Clock.monotonicMilliseconds()) : nil
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
      if case .retry(let due, _, _, _) = one.attempt.result { sending.look(at: due) }
      if stands {
        tally.note(one.attempt.result)
        receipts.append(receipt(of: one))
      }
    }
    lines.removeAll(keepingCapacity: true)
    ended.removeAll(keepingCapacity: true)
    lastError = nil
    let now = Clock.unixMilliseconds()
    // Where order is kept, a customer's next row may be due now.
    if settings.isOrdered || result.hasOthers || !mayBegin || !endpoint.isOpen(at: now) {
      sending.lookAgain()
    }
    sending.take(result.rows, at: now)
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
