/// How many deliveries may be on their way at once: few at first, more as answers come.
///
/// An endpoint that was idle gets two connections to begin with, and one more for each answer,
/// which doubles them with each round (the slow start of TCP, RFC 5681). An answer that asks to
/// slow down earns none; neither does silence.
package struct Allowance: Equatable, Sendable {
  /// How many there may be now.
  package private(set) var current: Int
  private let limit: Int

  /// An allowance that never exceeds `limit`, at least 1.
  package init(limit: Int) {
    self.limit = limit
    current = min(2, limit)
  }

  /// Learns from one attempt.
  package mutating func note(_ outcome: Outcome) {
    guard current < limit else { return }
    switch outcome {
    case .delivered: current += 1
    case .failed(let failed) where failed.status != nil && failed.reason != .throttled: current += 1
    case .failed: break
    }
  }
}
