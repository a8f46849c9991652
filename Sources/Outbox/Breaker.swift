/// Keeps attempts from an endpoint that cannot be reached, so that none are used up.
///
/// Ten failures in a row at the level of the connection open it. While it is open there is one
/// probe after each pause, and the pauses double. Any answer closes it. All times are Unix time in
/// milliseconds.
package struct Breaker: Equatable, Sendable {
  /// How many failures in a row open it.
  package static let threshold = 10
  /// The first pause and the longest, in milliseconds.
  package static let firstPause = 30_000
  package static let longestPause = 600_000

  /// Failures in a row at the level of the connection.
  package private(set) var failures: Int
  /// The pause that it is in, in milliseconds; 0 while it is closed.
  package private(set) var pause: Int
  /// When the next probe may go out, while it is open.
  package private(set) var until: Int64

  /// A breaker as it was left; a closed one unless told.
  package init(failures: Int = 0, pause: Int = 0, until: Int64 = 0) {
    self.failures = failures
    self.pause = pause
    self.until = until
  }

  /// Whether nothing but probes may go out.
  package var isOpen: Bool { pause > 0 }

  /// Whether it is time for a probe.
  package func wantsProbe(at now: Int64) -> Bool { isOpen && now >= until }

  /// Learns that an attempt failed before the endpoint could be asked; whether the attempt counts
  /// as one of the notification's.
  ///
  /// Only a probe's failure makes the pause longer: what was on its way when it opened says
  /// nothing new.
  package mutating func noteUnreachable(isProbe: Bool, at now: Int64) -> Bool {
    failures += 1
    if isOpen {
      if isProbe {
        pause = min(pause * 2, Self.longestPause)
        until = now + Int64(pause)
      }
      return false
    }
    if failures >= Self.threshold {
      pause = Self.firstPause
      until = now + Int64(pause)
    }
    return true
  }

  /// Learns that the endpoint was reached, whatever it answered; whether that closed it.
  package mutating func noteReached() -> Bool {
    defer { self = Breaker() }
    return isOpen
  }
}
