internal import Command

/// `Retry-After` (RFC 9110, section 10.2.3): a number of seconds, or a date in any of the three
/// forms of HTTP.
enum RetryAfter {
  /// How long to wait from `now` (Unix time in milliseconds): the longest of `values`, in
  /// milliseconds; nil where none of them is a number or a date that is still to come.
  static func wait(_ values: [String], at now: Int64) -> Int? {
    let waits = values.compactMap { value -> Int? in
      if value.utf8.allSatisfy({ isDigit($0) }) {
        guard !value.isEmpty else { return nil }
        // A number with more digits than fit is longer than anything.
        return Int(value).map { min($0, longest) * 1000 } ?? longest * 1000
      }
      return date(value).map { Int(clamping: $0 * 1000 - now) }
    }
    return waits.max().flatMap { $0 > 0 ? $0 : nil }
  }

  /// More seconds than any wait may have.
  private static let longest = 1_000_000_000

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// Unix seconds of `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or
  /// `Sun Nov  6 08:49:37 1994`.
  static func date(_ text: String) -> Int64? {
    let words = text.lowercased().split { " ,-".contains($0) }.map(String.init)
    let parts: (day: String, month: String, year: String, time: String)
    switch words.count {
    case 6 where words[5] == "gmt": parts = (words[1], words[2], words[3], words[4])
    case 5: parts = (words[2], words[1], words[4], words[3])
    default: return nil
    }
    let clock = parts.time.split(separator: ":", omittingEmptySubsequences: false).map {
      number($0)
    }
    guard let month = months.firstIndex(of: parts.month), let day = number(parts.day[...]),
      var year = number(parts.year[...]), clock.count == 3, let hour = clock[0],
      let minute = clock[1], let second = clock[2], hour < 24, minute < 60, second <= 60
    else { return nil }
    if parts.year.utf8.count == 2 { year += year < 70 ? 2000 : 1900 }
    guard let date = CalendarDate(year: year, month: Int64(month + 1), day: day) else { return nil }
    return date.days * 86_400 + hour * 3600 + minute * 60 + second
  }

  private static func number(_ text: Substring) -> Int64? {
    guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ isDigit($0) }) else {
      return nil
    }
    return Int64(text)
  }
}
