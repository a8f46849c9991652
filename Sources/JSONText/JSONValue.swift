/// Reading the values that a scan picked out, from the same bytes.
package enum JSONValue {
  /// The number's value if it is written as an integer (no fraction, no exponent) that fits 64
  /// bits; nil otherwise, and for other kinds.
  package static func integer(_ bytes: Span<UInt8>, _ found: JSONFound) -> Int64? {
    guard case .number = found.kind else { return nil }
    return integer(bytes, number: found.range)
  }

  /// The same of `bytes[number]`, which was found to be a number.
  package static func integer(_ bytes: Span<UInt8>, number: Range<Int>) -> Int64? {
    let end = number.upperBound
    var index = number.lowerBound
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative { index &+= 1 }
    // As many digits as cannot overflow.
    if end &- index > 18 { return longInteger(bytes, index..<end, isNegative) }
    var value: Int64 = 0
    if end &- index >= 8 {
      let word = load(bytes, index, as: UInt64.self)
      if !ByteScan.areDigits(word) { return nil }
      value = value &* 100_000_000 &+ eightDigits(word)
      index &+= 8
    }
    while index < end {
      let digit = bytes[index] &- UInt8(ascii: "0")
      if digit > 9 { return nil }
      value = value &* 10 &+ Int64(truncatingIfNeeded: digit)
      index &+= 1
    }
    return isNegative ? 0 &- value : value
  }

  /// What eight digits make, the first of them in the lowest byte: each step joins two neighbours.
  @inline(__always)
  private static func eightDigits(_ word: UInt64) -> Int64 {
    let ones = word &- 0x3030_3030_3030_3030
    let pairs = (ones &* 10 &+ ones &>> 8) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 100 &+ pairs &>> 16) & 0x0000_FFFF_0000_FFFF
    return Int64((fours &* 10_000 &+ fours &>> 32) & 0xFFFF_FFFF)
  }

  private static func longInteger(
    _ bytes: Span<UInt8>, _ digits: Range<Int>, _ isNegative: Bool
  ) -> Int64? {
    var value: Int64 = 0
    for index in digits {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      let (shifted, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, exceeded) =
        isNegative
        ? shifted.subtractingReportingOverflow(Int64(digit))
        : shifted.addingReportingOverflow(Int64(digit))
      if overflowed || exceeded { return nil }
      value = sum
    }
    return value
  }

  /// The string's text as UTF-8, escapes resolved.
  ///
  /// Nil for other kinds, and for what is no text: a lone surrogate or U+0000 (lines.md, section 4).
  package static func text(_ bytes: Span<UInt8>, _ found: JSONFound) -> [UInt8]? {
    guard case .string = found.kind else { return nil }
    if found.isEscaped {
      guard let text = unescaped(bytes, found.content), !text.contains(0) else { return nil }
      return text
    }
    var text: [UInt8] = []
    appendBytes(of: bytes, found.content, to: &text)
    return text
  }

  /// The string's text for messages and counts; empty for what is no text.
  package static func string(_ bytes: Span<UInt8>, _ found: JSONFound) -> String {
    String(decoding: text(bytes, found) ?? [], as: UTF8.self)
  }

  /// Whether the string's text is `literal`; false for other kinds.
  package static func equals(
    _ bytes: Span<UInt8>, _ found: JSONFound, _ literal: StaticString
  ) -> Bool {
    guard case .string = found.kind else { return false }
    if found.isEscaped {
      guard let text = unescaped(bytes, found.content) else { return false }
      return isEqual(text.span, 0..<text.count, literal)
    }
    return isEqual(bytes, found.content, literal)
  }

  /// Whether `bytes[range]` and the other span's `otherRange` are the same bytes.
  package static func isSame(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ other: Span<UInt8>, _ otherRange: Range<Int>
  ) -> Bool {
    guard range.count == otherRange.count else { return false }
    var offset = 0
    if range.count >= 8 {
      while offset &+ 8 < range.count {
        let word = load(bytes, range.lowerBound &+ offset, as: UInt64.self)
        guard load(other, otherRange.lowerBound &+ offset, as: UInt64.self) == word else {
          return false
        }
        offset &+= 8
      }
      // The last eight bytes, some of them a second time.
      return load(bytes, range.upperBound &- 8, as: UInt64.self)
        == load(other, otherRange.upperBound &- 8, as: UInt64.self)
    }
    while offset < range.count {
      guard bytes[range.lowerBound &+ offset] == other[otherRange.lowerBound &+ offset] else {
        return false
      }
      offset &+= 1
    }
    return true
  }

  /// Whether `bytes` holds from `start` on what `other[range]` is; behind both stands
  /// ``Padding/length`` more.
  package static func isHeld(
    _ bytes: Span<UInt8>, _ start: Int, _ other: Span<UInt8>, _ range: Range<Int>
  ) -> Bool { JSONText.isHeld(bytes, start, other, range.lowerBound, range.count) }

  /// Whether `bytes[range]` is the UTF-8 of `literal`.
  package static func isEqual(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ literal: StaticString
  ) -> Bool {
    range.count == literal.utf8CodeUnitCount && isPrefix(literal, of: bytes, at: range.lowerBound)
  }

  /// The content of a checked string with its escapes resolved; nil if it holds a lone surrogate.
  static func unescaped(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8]? {
    var text: [UInt8] = []
    text.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        index += 1
        continue
      }
      let letter = bytes[index + 1]
      index += 2
      if letter != UInt8(ascii: "u") {
        text.append(plain(escape: letter))
        continue
      }
      var code = UInt32(hexadecimal(bytes, index))
      index += 4
      if (0xD800..<0xDC00).contains(code) {
        guard index + 6 <= range.upperBound, bytes[index] == UInt8(ascii: "\\"),
          bytes[index + 1] == UInt8(ascii: "u")
        else { return nil }
        let low = UInt32(hexadecimal(bytes, index + 2))
        guard (0xDC00..<0xE000).contains(low) else { return nil }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        index += 6
      }
      // A lone low surrogate is no scalar.
      guard let scalar = Unicode.Scalar(code) else { return nil }
      text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    }
    return text
  }

  private static func plain(escape letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: letter  // A quote, a backslash, a slash.
    }
  }

  private static func hexadecimal(_ bytes: Span<UInt8>, _ start: Int) -> UInt16 {
    var value: UInt16 = 0
    for index in start..<start + 4 {
      let byte = bytes[index]
      let digit = byte < 0x3A ? byte - 0x30 : (byte | 0x20) - 0x57
      value = value << 4 | UInt16(digit)
    }
    return value
  }
}
