/// Reading runs of decimal digits.
enum Digits {
  /// The value of `bytes[range]` if it is one to eighteen digits and nothing else.
  static func read(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard (1...18).contains(range.count) else { return nil }
    var value = 0
    for index in range {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }
}
