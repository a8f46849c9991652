import Foundation

/// A time zone, as Foundation knows it.
struct Zone: Sendable {
  var name: String

  static let utc = Zone(name: "UTC")
  static let newYork = Zone(name: "America/New_York")
  static let kolkata = Zone(name: "Asia/Kolkata")

  /// The calendar day of an instant there.
  func date(_ instant: Instant) -> String {
    let zone = TimeZone(identifier: name)
    return
      (instant
      + (zone?.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.seconds))) ?? 0))
      .date
  }
}
