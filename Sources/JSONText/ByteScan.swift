/// The byte-level steps of scanning: each takes an index and gives the next one.
///
/// All rely on one promise (see `Stage`): behind the text stands a control character and then
/// ``Padding/length`` readable bytes. So no step asks for the end: a control character ends every
/// token. A failed step gives the complement (`~`) of the index of the byte that is wrong.
enum ByteScan {
  /// The index of the first byte from `start` on that is a quote, a backslash, a control character
  /// or no ASCII.
  ///
  /// Compared as signed bytes, both control characters and bytes from 0x80 on are less than a space.
  @inline(__always)
  static func plainEnd(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    let quote = SIMD16<Int8>(repeating: 0x22)
    let backslash = SIMD16<Int8>(repeating: 0x5C)
    let space = SIMD16<Int8>(repeating: 0x20)
    var index = start
    while true {
      let chunk = load(bytes, index, as: SIMD16<Int8>.self)
      let special = words(of: (chunk .== quote) .| (chunk .== backslash) .| (chunk .< space))
      if special[0] != 0 { return index &+ (special[0].trailingZeroBitCount &>> 3) }
      if special[1] != 0 { return index &+ 8 &+ (special[1].trailingZeroBitCount &>> 3) }
      index &+= 16
    }
  }

  /// The index of the quote that closes the string whose first content byte is at `start`.
  ///
  /// Checks escapes and UTF-8; clears `isPlain` if there was an escape.
  @inline(__always)
  static func stringEnd(_ bytes: Span<UInt8>, _ start: Int, _ isPlain: inout Bool) -> Int {
    let index = plainEnd(bytes, start)
    if bytes[index] == UInt8(ascii: "\"") { return index }
    let rest = stringRest(bytes, index)
    if rest.isEscaped { isPlain = false }
    return rest.end
  }

  /// The same from `start` on, where the first byte stands that is not plain.
  ///
  /// A function of its own, so that the usual case stays small where it is inlined.
  @inline(never)
  static func stringRest(_ bytes: Span<UInt8>, _ start: Int) -> (end: Int, isEscaped: Bool) {
    var isEscaped = false
    var index = start
    while true {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") { return (index, isEscaped) }
      if byte >= 0x80 {
        index = multibyteEnd(bytes, index)
      } else {
        guard byte == UInt8(ascii: "\\") else { return (~index, isEscaped) }
        isEscaped = true
        index = escapeEnd(bytes, index)
      }
      if index < 0 { return (index, isEscaped) }
      index = plainEnd(bytes, index)
    }
  }

  /// Whether a JSON string must escape the byte.
  @inline(__always)
  static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// Whether any of eight bytes is a quote, a backslash or a control character; sometimes true where
  /// the lowest such byte is followed by one that only looks like it.
  @inline(__always)
  static func hasEscaped(_ word: UInt64) -> Bool {
    // Of a byte, `x - 1 & ~x` has the highest bit set exactly where x is 0 (or a borrow came from a
    // byte below that is); `x - 0x20 & ~x` where it is below 0x20.
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    let found =
      ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
      | ((word &- ones &* 0x20) & ~word)
    return found & (ones &* 0x80) != 0
  }

  /// The index behind the escape whose backslash is at `start`.
  @inline(__always)
  static func escapeEnd(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    switch bytes[start &+ 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return start &+ 2
    case UInt8(ascii: "u"):
      for index in start &+ 2..<start &+ 6 where !isHexadecimal(bytes[index]) { return ~index }
      return start &+ 6
    default:
      return ~(start &+ 1)
    }
  }

  /// The index behind a run of non-ASCII UTF-8 sequences (RFC 3629, section 4).
  @inline(never)
  static func multibyteEnd(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var index = start
    while true {
      let first = bytes[index]
      if first < 0x80 { return index }
      let second = bytes[index &+ 1]
      guard first >= 0xC2, first <= 0xF4, isContinuation(second) else { return ~index }
      if first < 0xE0 {
        index &+= 2
        continue
      }
      guard isContinuation(bytes[index &+ 2]) else { return ~index }
      if first < 0xF0 {
        // Overlong forms and surrogates.
        if (first == 0xE0 && second < 0xA0) || (first == 0xED && second >= 0xA0) { return ~index }
        index &+= 3
        continue
      }
      // Overlong forms and code points above U+10FFFF.
      if (first == 0xF0 && second < 0x90) || (first == 0xF4 && second >= 0x90) { return ~index }
      guard isContinuation(bytes[index &+ 3]) else { return ~index }
      index &+= 4
    }
  }

  /// The index behind the number that begins at `start` with a digit or a minus sign.
  ///
  /// Clears `isPlain` if it is anything but an integer of up to 18 digits, or is 0.
  @inline(__always)
  static func numberEnd(_ bytes: Span<UInt8>, _ start: Int, _ isPlain: inout Bool) -> Int {
    let digits = bytes[start] == UInt8(ascii: "-") ? start &+ 1 : start
    var index = digits
    // Without a leading zero, a fraction or an exponent: the usual case.
    if bytes[index] &- UInt8(ascii: "1") < 9 {
      index &+= 1
      // Times have ten digits.
      if bytes[index &+ 7] &- UInt8(ascii: "0") < 10
        && areDigits(load(bytes, index, as: UInt64.self))
      {
        index &+= 8
      }
      while bytes[index] &- UInt8(ascii: "0") < 10 { index &+= 1 }
      let isInteger = bytes[index] != UInt8(ascii: ".") && bytes[index] | 0x20 != UInt8(ascii: "e")
      if isInteger && index &- digits <= 18 { return index }
    }
    isPlain = false
    return anyNumberEnd(bytes, start)
  }

  /// Whether eight bytes are all digits: of others either sum or difference has the highest bit, or
  /// one below them does.
  @inline(__always)
  static func areDigits(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    return ((word &+ ones &* 0x46) | (word &- ones &* 0x30)) & (ones &* 0x80) == 0
  }

  @inline(never)
  private static func anyNumberEnd(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var index = start
    if bytes[index] == UInt8(ascii: "-") { index &+= 1 }
    if bytes[index] == UInt8(ascii: "0") {
      index &+= 1
    } else {
      index = digitsEnd(bytes, index)
      if index < 0 { return index }
    }
    if bytes[index] == UInt8(ascii: ".") {
      index = digitsEnd(bytes, index &+ 1)
      if index < 0 { return index }
    }
    if bytes[index] | 0x20 == UInt8(ascii: "e") {
      index &+= 1
      if bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index &+= 1 }
      index = digitsEnd(bytes, index)
    }
    return index
  }

  /// The index behind one or more digits.
  @inline(__always)
  static func digitsEnd(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var index = start
    while bytes[index] &- UInt8(ascii: "0") < 10 { index &+= 1 }
    return index == start ? ~index : index
  }

  /// The index of the first byte from `start` on that is no white space, `end` at most.
  @inline(never)
  static func spaceEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var index = start
    while index < end && isSpace(bytes[index]) { index &+= 1 }
    return index
  }

  /// The index behind `true`, `false` or `null`, whichever begins at `start`.
  @inline(__always)
  static func literalEnd(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    switch load(bytes, start, as: UInt32.self) {
    case 0x6575_7274, 0x6C6C_756E: return start &+ 4  // "true", "null", little-endian
    case 0x736C_6166 where bytes[start &+ 4] == UInt8(ascii: "e"): return start &+ 5  // "fals"
    default: return ~start
    }
  }

  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  @inline(__always)
  static func isHexadecimal(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
  }

  @inline(__always)
  static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
