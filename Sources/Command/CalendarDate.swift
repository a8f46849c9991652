package import JSONText

/// A day of the proleptic Gregorian calendar, as days since 1970-01-01.
package struct CalendarDate: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  package var days: Int64

  package init(days: Int64) { self.days = days }

  package static func < (first: CalendarDate, second: CalendarDate) -> Bool {
    first.days < second.days
  }

  /// The day of a year (1 to 9999), month and day of the month; nil where the calendar has none.
  package init?(year: Int64, month: Int64, day: Int64) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, in: year)
    else { return nil }
    self.init(days: Self.days(year, month, day))
  }

  /// Reads `2025-03-15`.
  package init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    let start = range.lowerBound
    guard range.count == 10, bytes[start + 4] == UInt8(ascii: "-"),
      bytes[start + 7] == UInt8(ascii: "-"),
      let year = Self.digits(bytes, start..<start + 4),
      let month = Self.digits(bytes, start + 5..<start + 7),
      let day = Self.digits(bytes, start + 8..<start + 10)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Its year, month and day of the month.
  package var civil: (year: Int64, month: Int64, day: Int64) {
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, so that
    // the leap day is the last of its year; an era is 400 years, 146,097 days.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  /// The same day of the month so many months later, the month's last day where it has no such day.
  package func adding(months: Int64) -> CalendarDate {
    let civil = civil
    let index = civil.year * 12 + civil.month - 1 + months
    let year = index / 12
    let month = index % 12 + 1
    return CalendarDate(
      days: Self.days(year, month, min(civil.day, Self.length(ofMonth: month, in: year))))
  }

  /// Appends `2025-03-15`.
  package func append(to buffer: inout LineBuffer) {
    buffer.append(written.span, 0..<10)
  }

  /// The ten bytes of `2025-03-15`.
  package var written: InlineArray<10, UInt8> {
    var text = InlineArray<10, UInt8>(repeating: UInt8(ascii: "-"))
    write(to: &text)
    return text
  }

  /// Writes `2025-03-15` over the first ten bytes, which hold the hyphens.
  func write<let length: Int>(to text: inout InlineArray<length, UInt8>) {
    let civil = civil
    Self.write(civil.year, digits: 4, at: 0, of: &text)
    Self.write(civil.month, digits: 2, at: 5, of: &text)
    Self.write(civil.day, digits: 2, at: 8, of: &text)
  }

  /// The day as `2025-03-15`.
  package var text: String {
    var buffer = LineBuffer()
    append(to: &buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  /// Writes so many decimal digits over those at `start`.
  @inline(__always)
  static func write<let length: Int>(
    _ value: Int64, digits: Int, at start: Int, of text: inout InlineArray<length, UInt8>
  ) {
    var rest = UInt32(truncatingIfNeeded: value)
    var index = start + digits
    while index > start {
      index &-= 1
      text[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  static func digits(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    var value: Int64 = 0
    for index in range {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
    }
    return value
  }

  private static func length(ofMonth month: Int64, in year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
