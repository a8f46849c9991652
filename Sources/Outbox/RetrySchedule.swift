package import Command

/// When a notification that was not delivered is tried again, and when it is given up.
///
/// All times are in milliseconds; moments are Unix time.
package struct RetrySchedule: Equatable, Sendable {
  /// The pauses between the attempts: one attempt more than there are pauses.
  package let delays: [Int]

  package init(delays: [Int]) { self.delays = delays }

  /// Ten attempts over 75.6 hours, the sample of Standard Webhooks 1.0.0.
  package static let standard = RetrySchedule(
    delays: [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400].map { $0 * 1000 })

  /// The longest list, and the longest pause in it.
  private static let maximumCount = 100
  private static let maximumDelay = 366 * 86_400_000

  /// No pause that an endpoint asks for is longer.
  package static let longestRetryAfter = 86_400_000

  /// Reads `--retry`: durations with commas between them, or `none`.
  package init(parsing text: String) throws(UsageError) {
    if text == "none" {
      self.init(delays: [])
      return
    }
    let items = try OptionValue.list(text)
    guard items.count <= Self.maximumCount else {
      throw UsageError("expected at most \(Self.maximumCount) durations, found \(items.count)")
    }
    var delays: [Int] = []
    for item in items {
      let delay = try OptionValue.milliseconds(item)
      guard (1...Self.maximumDelay).contains(delay) else {
        throw UsageError("expected durations from 1ms to 366d, found '\(item)'")
      }
      delays.append(delay)
    }
    self.init(delays: delays)
  }

  /// When the next attempt is due after attempt `attempt` (from 1) failed at `now`; nil where that
  /// was the last one.
  ///
  /// `jitter`, 0 to 1, spreads it over 80 to 120 per cent of the pause. Where the endpoint asked
  /// for a pause (`retryAfter`) it is the later of the two.
  package func due(
    afterAttempt attempt: Int, at now: Int64, retryAfter: Int? = nil, jitter: Double
  ) -> Int64? {
    guard attempt >= 1, attempt <= delays.count else { return nil }
    let delay = delays[attempt - 1]
    let spread = Int((Double(delay) * (0.8 + 0.4 * jitter)).rounded())
    let asked = min(retryAfter ?? 0, Self.longestRetryAfter)
    return now + Int64(max(spread, asked))
  }
}
