/// An exact decimal number: `digits` / 10^`scale`, not negative.
package struct Decimal: Hashable, Sendable {
  /// All digits, without the point.
  package var digits: Int64
  package var scale: UInt8

  package init(digits: Int64, scale: UInt8 = 0) {
    self.digits = digits
    self.scale = scale
  }

  /// The number 0.
  package static let zero = Decimal(digits: 0)

  /// Reads digits with an optional fraction; zeros at the end of the fraction are dropped.
  ///
  /// Nil for signs, exponents, anything else, and what needs more than 18 digits.
  package init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var end = range.upperBound
    var point: Int?
    for index in range where bytes[index] == UInt8(ascii: ".") {
      guard point == nil else { return nil }
      point = index
    }
    if let point {
      guard point > range.lowerBound, point + 1 < range.upperBound else { return nil }
      while bytes[end - 1] == UInt8(ascii: "0") { end -= 1 }
      if end - 1 == point { end = point }
    }
    guard end > range.lowerBound else { return nil }
    var digits: Int64 = 0
    for index in range.lowerBound..<range.upperBound where index != point {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      guard index < end else { continue }
      guard digits < 100_000_000_000_000_000 else { return nil }
      digits = digits * 10 + Int64(digit)
    }
    let places = point.map { end > $0 ? end - $0 - 1 : 0 } ?? 0
    guard places <= 18 else { return nil }
    self.digits = digits
    scale = UInt8(places)
  }

  /// The number as text: `0.5`.
  package var text: String {
    if scale == 0 { return String(digits) }
    let padded = String(repeating: "0", count: max(0, Int(scale) + 1 - String(digits).count))
    var text = padded + String(digits)
    text.insert(".", at: text.index(text.endIndex, offsetBy: -Int(scale)))
    return text
  }

  /// The product with a whole number; nil when it does not fit.
  package func multiplied(by factor: Int64) -> Decimal? {
    let (product, overflowed) = digits.multipliedReportingOverflow(by: factor)
    return overflowed ? nil : Decimal(digits: product, scale: scale)
  }

  /// The sum; nil when it does not fit.
  package func adding(_ other: Decimal) -> Decimal? {
    let common = max(scale, other.scale)
    guard let first = shifted(to: common), let second = other.shifted(to: common) else {
      return nil
    }
    let (sum, overflowed) = first.addingReportingOverflow(second)
    return overflowed ? nil : Decimal(digits: sum, scale: common)
  }

  private func shifted(to scale: UInt8) -> Int64? {
    var digits = self.digits
    for _ in self.scale..<scale {
      let (product, overflowed) = digits.multipliedReportingOverflow(by: 10)
      if overflowed { return nil }
      digits = product
    }
    return digits
  }
}
