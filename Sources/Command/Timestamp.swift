package import JSONText

/// A moment, in whole seconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Hashable, Comparable, Sendable {
  /// Unix time: negative before 1970.
  package var seconds: Int64

  package init(seconds: Int64) { self.seconds = seconds }

  /// The seconds of the years 1 to 9999, the ones that RFC 3339 can write.
  package static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  package static func < (first: Timestamp, second: Timestamp) -> Bool {
    first.seconds < second.seconds
  }

  /// Reads RFC 3339 (`2025-03-15T14:30:00Z`, with any offset; fractions of a second are cut off)
  /// or a date (midnight UTC); nil for anything else, and for days that are not in the calendar.
  package init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard range.count >= 10,
      let date = CalendarDate(bytes, range.lowerBound..<range.lowerBound + 10)
    else { return nil }
    seconds = date.days * 86_400
    if range.count == 10 { return }
    var index = range.lowerBound + 10
    guard range.count >= 20, [0x54, 0x74, 0x20].contains(bytes[index]),
      bytes[index + 3] == UInt8(ascii: ":"), bytes[index + 6] == UInt8(ascii: ":"),
      let hour = Self.digits(bytes, index + 1), let minute = Self.digits(bytes, index + 4),
      let second = Self.digits(bytes, index + 7), hour < 24, minute < 60, second <= 60
    else { return nil }
    // A leap second is the last moment of its minute: Unix time has no place for it.
    seconds += hour * 3600 + minute * 60 + min(second, 59)
    index += 9
    if bytes[index] == UInt8(ascii: ".") {
      let point = index
      index += 1
      while index < range.upperBound, bytes[index] &- 0x30 < 10 { index += 1 }
      guard index > point + 1 else { return nil }
    }
    guard index < range.upperBound, let offset = Self.offset(bytes, index..<range.upperBound)
    else { return nil }
    seconds -= offset
    guard Self.range.contains(seconds) else { return nil }
  }

  /// Reads an option's value: RFC 3339, a date, or Unix seconds.
  package init?(_ text: String) {
    let bytes = [UInt8](text.utf8)
    if let time = Timestamp(bytes.span, 0..<bytes.count) {
      self = time
    } else if let seconds = Int64(text), Self.range.contains(seconds) {
      self.init(seconds: seconds)
    } else {
      return nil
    }
  }

  /// RFC 3339 in UTC, to the second: `2025-03-15T14:30:00Z`.
  package var text: String {
    var buffer = LineBuffer()
    append(to: &buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  /// Appends RFC 3339 in UTC, to the second.
  package func append(to buffer: inout LineBuffer) {
    buffer.append(written.span, 0..<20)
  }

  /// The twenty bytes of RFC 3339 in UTC, to the second.
  package var written: InlineArray<20, UInt8> {
    let date = utcDate
    let second = seconds - date.days * 86_400
    // `----------T--:--:--Z`, digits written over the hyphens that are to be none.
    var text = InlineArray<20, UInt8>(repeating: UInt8(ascii: "-"))
    date.write(to: &text)
    text[10] = UInt8(ascii: "T")
    CalendarDate.write(second / 3600, digits: 2, at: 11, of: &text)
    text[13] = UInt8(ascii: ":")
    CalendarDate.write(second / 60 % 60, digits: 2, at: 14, of: &text)
    text[16] = UInt8(ascii: ":")
    CalendarDate.write(second % 60, digits: 2, at: 17, of: &text)
    text[19] = UInt8(ascii: "Z")
    return text
  }

  /// The calendar day in UTC.
  package var utcDate: CalendarDate {
    CalendarDate(days: seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
  }

  private static func digits(_ bytes: Span<UInt8>, _ index: Int) -> Int64? {
    CalendarDate.digits(bytes, index..<index + 2)
  }

  private static func offset(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    let sign = bytes[range.lowerBound]
    if sign | 0x20 == UInt8(ascii: "z") { return range.count == 1 ? 0 : nil }
    guard range.count == 6, bytes[range.lowerBound + 3] == UInt8(ascii: ":"),
      let hours = digits(bytes, range.lowerBound + 1),
      let minutes = digits(bytes, range.lowerBound + 4), hours < 24, minutes < 60
    else { return nil }
    switch sign {
    case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
    case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
    default: return nil
    }
  }
}
