internal import Command
internal import Outbox

/// Whether the endpoint may be sent to, learnt from one attempt after the other.
///
/// A value without a clock: it is told the time, Unix time in milliseconds.
struct EndpointWatch {
  /// A change that is to be told of, with the reason where there is one.
  struct Note: Equatable {
    var state: EndpointState
    var reason: String?
    var message: String
  }

  /// As it is to stand in the file.
  private(set) var record: EndpointRecord
  /// Whether it differs from what stands there.
  private(set) var isChanged = false
  private var notes: [Note] = []
  private var state: EndpointState

  init(_ record: EndpointRecord, at now: Int64) {
    self.record = record
    state = record.state(at: now)
  }

  /// Whether anything but a probe may go out.
  func isOpen(at now: Int64) -> Bool { record.state(at: now) == .active }

  /// When something may go out that may not now; nil where no time will bring it about.
  func opens(after now: Int64) -> Int64? {
    if record.isGone { return nil }
    let breaker = record.breaker.isOpen ? record.breaker.until : now
    return max(breaker, record.pausedUntil)
  }

  /// Whether a probe is wanted.
  func wantsProbe(at now: Int64) -> Bool {
    !record.isGone && record.pausedUntil <= now && record.breaker.wantsProbe(at: now)
  }

  // MARK: Learning

  mutating func noteDelivered(at now: Int64) { noteReached(at: now, "it answers again") }

  /// Learns from a failure; whether the attempt counts as one of the notification's.
  mutating func note(_ failed: Outcome.Failed, isProbe: Bool, at now: Int64) -> Bool {
    if failed.reason == .gone {
      guard !record.isGone else { return false }
      record.isGone = true
      explain(failed.reason, failed.message)
      tell(at: now)
      return false
    }
    if failed.isUnreached { return noteUnreached(failed, isProbe: isProbe, at: now) }
    // These say nothing about the endpoint.
    if failed.reason != .internal && failed.reason != .blockedAddress {
      noteReached(at: now, "it answers again")
    }
    if failed.reason == .throttled, let wait = RetryAfter.wait(failed.retryAfter, at: now) {
      let until = now + Int64(min(wait, RetrySchedule.longestRetryAfter))
      if until > record.pausedUntil {
        record.pausedUntil = until
        explain(
          failed.reason, "\(failed.message): nothing is sent until \(Self.time(until))")
        tell(at: now)
      }
    }
    return true
  }

  private mutating func noteUnreached(
    _ failed: Outcome.Failed, isProbe: Bool, at now: Int64
  ) -> Bool {
    let before = record.breaker
    let isCharged = record.breaker.noteUnreachable(isProbe: isProbe, at: now)
    isChanged = true
    if record.breaker.isOpen, record.breaker.until != before.until {
      explain(
        failed.reason,
        "not reached \(record.breaker.failures) times in a row (\(failed.message)): next try at "
          + Self.time(record.breaker.until))
      tell(at: now)
    }
    return isCharged
  }

  private mutating func noteReached(at now: Int64, _ message: String) {
    if record.breaker == Breaker() { return }
    isChanged = true
    if record.breaker.noteReached() {
      explain(nil, message)
      tell(at: now)
    }
  }

  /// Looks whether a pause is over; whether it has just ended.
  mutating func tick(at now: Int64) -> Bool {
    guard state == .paused, record.state(at: now) == .active else { return false }
    // What ended with an answer was told already.
    explain(nil, "the pause is over")
    tell(at: now)
    return true
  }

  /// Takes what another process has written, an operator's word say.
  mutating func take(_ record: EndpointRecord, at now: Int64) {
    guard !isChanged, record != self.record else { return }
    self.record = record
    guard record.state(at: now) != state else { return }
    if record.state(at: now) == .active { explain(nil, "resumed by an operator") }
    isChanged = false
    tell(at: now)
    isChanged = false
  }

  /// Hands out what is to be written, and what is to be told once it is.
  mutating func takeChanges() -> (record: EndpointRecord?, notes: [Note]) {
    defer {
      isChanged = false
      notes = []
    }
    return (isChanged ? record : nil, notes)
  }

  // MARK: Words

  private mutating func explain(_ reason: Reason?, _ message: String) {
    record.reason = reason?.rawValue
    record.message = message
    isChanged = true
  }

  private mutating func tell(at now: Int64) {
    state = record.state(at: now)
    notes.append(Note(state: state, reason: record.reason, message: record.message ?? ""))
  }

  private static func time(_ milliseconds: Int64) -> String {
    // Rounded up, as in receipts.
    Timestamp(seconds: (milliseconds + 999) / 1000).text
  }
}
