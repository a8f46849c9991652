/// An exact fraction of 128-bit integers, always in lowest terms, its denominator positive.
///
/// Every operation gives nil where the result does not fit: nothing is ever rounded on the way.
struct Fraction: Equatable {
  let numerator: Int128
  let denominator: Int128

  init(_ whole: Int64) {
    numerator = Int128(whole)
    denominator = 1
  }

  init(_ numerator: Int128, over denominator: Int128) {
    precondition(denominator > 0, "a denominator is positive")
    let divisor = Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    self.numerator = numerator / Int128(divisor)
    self.denominator = denominator / Int128(divisor)
  }

  /// `digits` / 10^`scale`; nil for a scale beyond 38.
  init?(digits: Int64, scale: UInt8) {
    var power: Int128 = 1
    for _ in 0..<scale {
      let (product, overflowed) = power.multipliedReportingOverflow(by: 10)
      if overflowed { return nil }
      power = product
    }
    self.init(Int128(digits), over: power)
  }

  static let zero = Fraction(0)

  var isPositive: Bool { numerator > 0 }

  func adding(_ other: Fraction) -> Fraction? { combined(with: other, subtracting: false) }

  func subtracting(_ other: Fraction) -> Fraction? { combined(with: other, subtracting: true) }

  private func combined(with other: Fraction, subtracting: Bool) -> Fraction? {
    let (first, firstOverflowed) = numerator.multipliedReportingOverflow(by: other.denominator)
    let (second, secondOverflowed) = other.numerator.multipliedReportingOverflow(by: denominator)
    let (below, belowOverflowed) = denominator.multipliedReportingOverflow(by: other.denominator)
    let (sum, sumOverflowed) =
      subtracting
      ? first.subtractingReportingOverflow(second) : first.addingReportingOverflow(second)
    if firstOverflowed || secondOverflowed || belowOverflowed || sumOverflowed { return nil }
    return Fraction(sum, over: below)
  }

  /// The product with `factor` / `divisor`, which is positive.
  func multiplied(by factor: Int128, over divisor: Int128) -> Fraction? {
    // Crosswise in lowest terms first, so that only a result that is too large overflows.
    let other = Fraction(factor, over: divisor)
    let first = Fraction(numerator, over: other.denominator)
    let second = Fraction(other.numerator, over: denominator)
    let (above, overflowed) = first.numerator.multipliedReportingOverflow(by: second.numerator)
    let (below, exceeded) = first.denominator.multipliedReportingOverflow(by: second.denominator)
    if overflowed || exceeded { return nil }
    return Fraction(above, over: below)
  }

  func multiplied(by other: Fraction) -> Fraction? {
    multiplied(by: other.numerator, over: other.denominator)
  }

  /// Whether it is less than the other, exactly; both must not be negative.
  ///
  /// Like Euclid's algorithm: the whole parts decide, else the fractions behind them turned upside
  /// down, so that nothing is multiplied and nothing can overflow.
  func isLess(than other: Fraction) -> Bool {
    var (first, firstBelow) = (numerator, denominator)
    var (second, secondBelow) = (other.numerator, other.denominator)
    while true {
      let (firstWhole, firstRest) = first.quotientAndRemainder(dividingBy: firstBelow)
      let (secondWhole, secondRest) = second.quotientAndRemainder(dividingBy: secondBelow)
      if firstWhole != secondWhole { return firstWhole < secondWhole }
      if firstRest == 0 || secondRest == 0 { return firstRest == 0 && secondRest != 0 }
      (first, firstBelow, second, secondBelow) = (secondBelow, secondRest, firstBelow, firstRest)
    }
  }

  /// The whole number below or at it; for what is not negative.
  var floor: Int128 { numerator / denominator }

  /// Rounded to a whole number, half away from zero; nil where it does not fit 64 bits.
  var rounded: Int64? {
    let whole = numerator / denominator
    let rest = (numerator % denominator).magnitude
    let isUp = rest >= denominator.magnitude - rest
    return Int64(exactly: isUp ? whole + (numerator < 0 ? -1 : 1) : whole)
  }

  private static func greatestCommonDivisor(_ first: UInt128, _ second: UInt128) -> UInt128 {
    // Whole numbers are the usual case, and 128-bit division is slow.
    if second == 1 { return 1 }
    if let small = UInt64(exactly: first), let other = UInt64(exactly: second) {
      var (larger, smaller) = (small, other)
      while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
      return UInt128(larger)
    }
    var (larger, smaller) = (first, second)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
  }
}
