package import JSONText

/// A moment: whole seconds of Unix time, UTC.
package struct Timestamp: Sendable, Hashable, Comparable {
  package let seconds: Int64

  package init(seconds: Int64) { self.seconds = seconds }

  /// Midnight of the day, UTC.
  package init(_ date: CivilDate) { seconds = Int64(date.days) * 86400 }

  package static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }

  /// Reads an RFC 3339 date-time (`2025-03-15T14:30:00Z`, an offset, a fraction that is cut off);
  /// nil for anything else.
  package init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    let start = range.lowerBound
    guard range.count >= 20, let date = CivilDate(bytes, start..<start + 10),
      bytes[start + 10] | 0x20 == UInt8(ascii: "t") || bytes[start + 10] == UInt8(ascii: " "),
      let clock = Self.clock(bytes, start + 11),
      bytes[start + 16] == UInt8(ascii: ":"),
      let second = Digits.read(bytes, start + 17..<start + 19), second <= 60
    else { return nil }
    var index = start + 19
    if bytes[index] == UInt8(ascii: ".") {
      let fraction = index + 1
      index = fraction
      while index < range.upperBound, bytes[index] &- UInt8(ascii: "0") < 10 { index += 1 }
      if index == fraction || index == range.upperBound { return nil }
    }
    var offset = 0
    if bytes[index] | 0x20 == UInt8(ascii: "z") {
      guard index + 1 == range.upperBound else { return nil }
    } else {
      let isWest = bytes[index] == UInt8(ascii: "-")
      guard index + 6 == range.upperBound, isWest || bytes[index] == UInt8(ascii: "+"),
        let ahead = Self.clock(bytes, index + 1)
      else { return nil }
      offset = isWest ? -ahead : ahead
    }
    seconds = Timestamp(date).seconds + Int64(clock + second - offset)
  }

  /// The seconds of `HH:MM`.
  private static func clock(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
    guard let hour = Digits.read(bytes, start..<start + 2), hour < 24,
      bytes[start + 2] == UInt8(ascii: ":"),
      let minute = Digits.read(bytes, start + 3..<start + 5), minute < 60
    else { return nil }
    return hour * 3600 + minute * 60
  }
}

extension LineBuffer {
  /// Appends `YYYY-MM-DDTHH:MM:SSZ`, without quotes.
  package mutating func append(_ time: Timestamp) {
    let date = CivilDate(secondsUTC: time.seconds)
    let second = Int(time.seconds - Timestamp(date).seconds)
    append(date)
    append(UInt8(ascii: "T"))
    append(second / 3600, digits: 2)
    append(UInt8(ascii: ":"))
    append(second / 60 % 60, digits: 2)
    append(UInt8(ascii: ":"))
    append(second % 60, digits: 2)
    append(UInt8(ascii: "Z"))
  }
}
