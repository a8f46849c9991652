/// An exact decimal number from 0 on: `digits` × 10^-`scale`.
package struct Decimal: Sendable {
  let digits: Natural
  /// How many of the digits stand behind the point; negative where zeros follow the digits.
  let scale: Int

  /// What a scale is kept within, so that a number cannot ask for unbounded work.
  private static let scales = -400...400

  static let one = Decimal(digits: Natural(1), scale: 0)

  private init(digits: Natural, scale: Int) {
    self.digits = digits
    self.scale = scale
  }

  /// Reads digits with at most one point between them (`1.0889`) and, if `exponent` is allowed,
  /// an exponent as JSON writes it; nil for anything else, signs included.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>, exponent: Bool) {
    guard let form = Form(bytes, range, exponent: exponent) else { return nil }
    var digits = Natural(0)
    // Nine digits at a time: as many as fit a limb.
    var chunk: UInt32 = 0
    var weight: UInt32 = 1
    for index in form.mantissa where bytes[index] != UInt8(ascii: ".") {
      chunk = chunk * 10 + UInt32(bytes[index] - UInt8(ascii: "0"))
      weight *= 10
      if weight == 1_000_000_000 {
        digits.multiply(by: weight, adding: chunk)
        (chunk, weight) = (0, 1)
      }
    }
    digits.multiply(by: weight, adding: chunk)
    self.digits = digits
    scale = form.scale
  }

  /// Reads an option's value: whole or decimal, without sign and exponent.
  package init?(_ text: String) {
    let bytes = [UInt8](text.utf8)
    self.init(bytes.span, 0..<bytes.count, exponent: false)
  }

  /// Whether the text is a number that can be read, and above 0.
  static func isPositive(_ bytes: Span<UInt8>, _ range: Range<Int>, exponent: Bool) -> Bool {
    guard let form = Form(bytes, range, exponent: exponent) else { return false }
    return !form.isZero
  }

  /// How a number is written: checked, not yet computed.
  private struct Form {
    var mantissa: Range<Int>
    var scale = 0
    var isZero = true

    init?(_ bytes: Span<UInt8>, _ range: Range<Int>, exponent: Bool) {
      var index = range.lowerBound
      var point: Int?
      scanning: while index < range.upperBound {
        switch bytes[index] {
        case UInt8(ascii: "0"): break
        case UInt8(ascii: "1")...UInt8(ascii: "9"): isZero = false
        case UInt8(ascii: ".") where point == nil && index > range.lowerBound: point = index
        default: break scanning
        }
        index += 1
      }
      guard index > range.lowerBound, point != index - 1 else { return nil }
      mantissa = range.lowerBound..<index
      if let point { scale = index - point - 1 }
      if exponent, index < range.upperBound, bytes[index] | 0x20 == UInt8(ascii: "e") {
        guard let power = Self.power(bytes, index + 1..<range.upperBound) else { return nil }
        scale -= power
        index = range.upperBound
      }
      guard index == range.upperBound, scales.contains(scale) else { return nil }
    }

    private static func power(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
      guard let first = range.first else { return nil }
      let isNegative = bytes[first] == UInt8(ascii: "-")
      let start = isNegative || bytes[first] == UInt8(ascii: "+") ? first + 1 : first
      guard start < range.upperBound else { return nil }
      var power = 0
      for index in start..<range.upperBound {
        let digit = bytes[index] &- UInt8(ascii: "0")
        guard digit < 10 else { return nil }
        power = min(power * 10 + Int(digit), scales.upperBound * 2)
      }
      return isNegative ? -power : power
    }
  }
}
