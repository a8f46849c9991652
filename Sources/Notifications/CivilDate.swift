package import JSONText

/// A day of the proleptic Gregorian calendar, years 0000 to 9999.
package struct CivilDate: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01.
  package let days: Int

  package init(days: Int) { self.days = days }

  /// The day `seconds` (Unix time) falls on in UTC.
  package init(secondsUTC seconds: Int64) {
    days = Int((seconds - (seconds % 86400 + 86400) % 86400) / 86400)
  }

  /// Nil where the calendar has no such day.
  package init?(year: Int, month: Int, day: Int) {
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    let date = CivilDate(days: Self.days(year, month, day))
    let (_, sameMonth, sameDay) = date.parts
    guard sameMonth == month, sameDay == day else { return nil }
    self = date
  }

  /// Reads `YYYY-MM-DD`; nil for anything else.
  package init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    let start = range.lowerBound
    guard range.count == 10, bytes[start + 4] == UInt8(ascii: "-"),
      bytes[start + 7] == UInt8(ascii: "-"),
      let year = Digits.read(bytes, start..<start + 4),
      let month = Digits.read(bytes, start + 5..<start + 7),
      let day = Digits.read(bytes, start + 8..<start + 10)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  package static func < (left: Self, right: Self) -> Bool { left.days < right.days }

  /// Year, month and day (from 1).
  ///
  /// After Howard Hinnant, "chrono-compatible low-level date algorithms": years that begin in
  /// March put the leap day last, eras of 400 years make every division exact.
  package var parts: (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension LineBuffer {
  /// Appends `YYYY-MM-DD`, without quotes.
  package mutating func append(_ date: CivilDate) {
    let (year, month, day) = date.parts
    append(year, digits: 4)
    append(UInt8(ascii: "-"))
    append(month, digits: 2)
    append(UInt8(ascii: "-"))
    append(day, digits: 2)
  }

  /// Appends `value` (not negative) with zeros in front.
  mutating func append(_ value: Int, digits: Int) {
    var divisor = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }
}
