/// A second of time, for the tests: written short (`03-15`, `03-15 10:00`, `2024-11-02 10:00:05`).
///
/// Without a year it is in 2025, without a time of day at noon UTC.
struct Instant: Sendable, Hashable, Comparable, ExpressibleByStringLiteral {
  /// Seconds since 1970-01-01T00:00:00Z.
  var seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  init(stringLiteral text: String) { self.init(text) }

  init(_ text: String) {
    let halves = text.split(separator: " ")
    let day = halves[0].split(separator: "-").map { Int($0) ?? 0 }
    let clock = halves.count > 1 ? halves[1].split(separator: ":").map { Int($0) ?? 0 } : [12]
    let date = day.count == 3 ? day : [2025] + day
    seconds =
      Self.days(date[0], date[1], date[2]) * 86400
      + clock[0] * 3600 + (clock.count > 1 ? clock[1] : 0) * 60 + (clock.count > 2 ? clock[2] : 0)
  }

  /// Days since 1970-01-01 of a civil date (Howard Hinnant's `days_from_civil`).
  static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146097 + dayOfEra - 719468
  }

  /// The civil date in UTC.
  var civil: (year: Int, month: Int, day: Int) {
    let z = Int((Double(seconds) / 86400).rounded(.down)) + 719468
    let era = (z >= 0 ? z : z - 146096) / 146097
    let dayOfEra = z - era * 146097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    let month = m < 10 ? m + 3 : m - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * m + 2) / 5 + 1)
  }

  /// `2025-03-15`, in UTC.
  var date: String {
    let (year, month, day) = civil
    return "\(year)-\(Self.two(month))-\(Self.two(day))"
  }

  /// `2025-03-15T14:30:00Z`.
  var rfc3339: String {
    let second = ((seconds % 86400) + 86400) % 86400
    return "\(date)T\(Self.two(second / 3600)):\(Self.two(second / 60 % 60)):"
      + "\(Self.two(second % 60))Z"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }
  static func + (a: Instant, seconds: Int) -> Instant { Instant(seconds: a.seconds + seconds) }
}
