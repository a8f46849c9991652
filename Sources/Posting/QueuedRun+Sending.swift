internal import Command
internal import Outbox
internal import Streams

/// The sending side of a run with a queue.
extension QueuedRun {
  /// Begins as many attempts as there may be now.
  mutating func startWhatCanBe(at now: Int64) throws(Ending) {
    guard mayBegin else { return }
    if endpoint.tick(at: now) { sending.recover() }
    if endpoint.record.breaker.isOpen || !endpoint.isOpen(at: now) {
      if endpoint.wantsProbe(at: now), !sending.isProbing { try startProbe(at: now) }
      return
    }
    while sending.hasRoom(at: Clock.monotonicMilliseconds()), mayBegin,
      ended.count < QueueLimits.batchRows
    {
      let row: QueuedRow?
      do throws(Failure) {
        row = try sending.next(role.queue, at: now)
      } catch {
        throw .failed(error)
      }
      guard let row else { return }
      start(row, isProbe: false, at: now)
    }
  }

  private mutating func startProbe(at now: Int64) throws(Ending) {
    let row: QueuedRow?
    do throws(Failure) {
      row = try sending.probe(role.queue)
    } catch {
      throw .failed(error)
    }
    if let row { start(row, isProbe: true, at: now) }
  }

  private mutating func start(_ row: QueuedRow, isProbe: Bool, at now: Int64) {
    guard row.isSound else {
      let failed = Outcome.Failed(
        milliseconds: 0, reason: .corrupt,
        message: "the body in the queue is not the one that was accepted; it is not sent")
      record(row, .failed(failed), Self.death(failed, isCharged: false))
      return
    }
    sending.noteBegun(row, isProbe: isProbe, at: Clock.monotonicMilliseconds())
    hasMoved = true
    let delivery = Delivery(
      id: row.id, body: row.body, place: Place(source: row.source ?? 0, line: row.line ?? 0))
    if !transport.start(delivery, at: Int(now / 1000)) {
      let failed = Outcome.Failed(
        milliseconds: 0, reason: .internal, message: "libcurl did not take the request")
      finish(row.id, .failed(failed), at: now)
    }
  }

  /// Decides what becomes of a row whose attempt ended.
  mutating func finish(_ id: String, _ outcome: Outcome, at now: Int64) {
    let one = sending.noteEnded(id, outcome)
    let wasPaused = endpoint.record.breaker.isOpen
    hasMoved = true
    switch outcome {
    case .delivered(let delivered):
      endpoint.noteDelivered(at: now)
      notice.reason = nil
      record(one.row, outcome, .delivered(status: delivered.status))
    case .failed(let failed):
      let isCharged = endpoint.note(failed, isProbe: one.isProbe, at: now)
      notice.reason = failed.message
      lastError = QueueStatus.LastError(
        reason: failed.reason.rawValue, message: failed.message, time: now)
      if isCharged {
        record(one.row, outcome, result(of: failed, for: one.row, at: now))
      } else {
        // It is due as it was.
        sending.settle(one.row)
        sending.lookAgain()
      }
    }
    if wasPaused && !endpoint.record.breaker.isOpen { sending.recover() }
    if !wasPaused && endpoint.record.breaker.isOpen { sending.forgetReady() }
  }

  private func result(
    of failed: Outcome.Failed, for row: QueuedRow, at now: Int64
  ) -> FinishedAttempt.Result {
    let due = settings.schedule.due(
      afterAttempt: row.attempts + 1, at: now,
      retryAfter: RetryAfter.wait(failed.retryAfter, at: now), jitter: Double.random(in: 0...1))
    guard let due else { return Self.death(failed, isCharged: true) }
    return .retry(
      due: due, status: failed.status, reason: failed.reason.rawValue, message: failed.message)
  }

  private static func death(_ failed: Outcome.Failed, isCharged: Bool) -> FinishedAttempt.Result {
    .dead(
      status: failed.status, reason: failed.reason.rawValue, message: failed.message,
      isCharged: isCharged)
  }

  private mutating func record(
    _ row: QueuedRow, _ outcome: Outcome, _ result: FinishedAttempt.Result
  ) {
    var row = row
    // It is not needed any more, and there may be many.
    row.body = []
    if ended.isEmpty { endedSince = Clock.monotonicMilliseconds() }
    ended.append(Ended(attempt: FinishedAttempt(row, result), outcome: outcome))
  }
}
