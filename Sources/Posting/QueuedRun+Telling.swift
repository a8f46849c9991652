internal import Command
internal import Outbox
internal import Streams

/// What a run with a queue says of itself while it goes on.
extension QueuedRun {
  /// The line of `--progress`, and a notice where nothing can be done for a while.
  mutating func tellOfWaiting(at now: Int64) throws(Ending) {
    let pending = role.queue.pending
    if intake.isOver {
      let delivered = tally.delivered
      session.noteProgress { "\(delivered) delivered, \(pending) waiting" }
    }
    guard role.isSender, stop == nil, pending > 0, transport.inFlight == 0, ended.isEmpty,
      !session.options.isQuiet, let next = try nextStart(at: now)
    else { return }
    // While there is input a single notification's next attempt holds nobody up.
    guard intake.isOver || !endpoint.isOpen(at: now) else { return }
    let monotonic = Clock.monotonicMilliseconds()
    let deadline = drainDeadline.flatMap { $0 == Int.max ? nil : now + Int64($0 - monotonic) }
    // A run that ends before the next attempt says so at its end.
    if let deadline, next > deadline { return }
    guard notice.isDue(waiting: next - now, at: monotonic) else { return }
    let sentence = notice.sentence(
      pending: pending, next: Self.time(next), until: deadline.map(Self.time))
    session.tell(sentence)
  }

  private static func time(_ milliseconds: Int64) -> String {
    // Rounded up, as in receipts.
    Timestamp(seconds: (milliseconds + 999) / 1000).text
  }
}
