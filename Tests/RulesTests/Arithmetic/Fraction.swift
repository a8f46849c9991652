/// An exact fraction, not negative, never reduced.
struct Fraction: Comparable {
  var numerator: BigNumber
  var denominator: BigNumber

  static let zero = Fraction(0)

  init(_ numerator: BigNumber, _ denominator: BigNumber) {
    self.numerator = numerator
    self.denominator = numerator.isZero ? BigNumber(1) : denominator
  }

  init(_ value: Int, over denominator: Int = 1) {
    self.init(BigNumber(value), BigNumber(denominator))
  }

  /// Reads `4900`, `0.5`, `33.33`.
  init(decimal text: some StringProtocol) {
    var number = BigNumber(0)
    var scale = BigNumber(1)
    var isFraction = false
    for character in text {
      guard let digit = character.wholeNumberValue else {
        isFraction = true
        continue
      }
      number = number * BigNumber(10) + BigNumber(digit)
      if isFraction { scale = scale * BigNumber(10) }
    }
    self.init(number, scale)
  }

  var isZero: Bool { numerator.isZero }

  static func == (a: Fraction, b: Fraction) -> Bool {
    a.numerator * b.denominator == b.numerator * a.denominator
  }
  static func < (a: Fraction, b: Fraction) -> Bool {
    a.numerator * b.denominator < b.numerator * a.denominator
  }
  static func + (a: Fraction, b: Fraction) -> Fraction {
    Fraction(
      a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
  }
  /// The difference, 0 where it would be below.
  static func - (a: Fraction, b: Fraction) -> Fraction {
    Fraction(
      a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator)
  }
  static func * (a: Fraction, b: Fraction) -> Fraction {
    Fraction(a.numerator * b.numerator, a.denominator * b.denominator)
  }
  static func / (a: Fraction, b: Fraction) -> Fraction {
    Fraction(a.numerator * b.denominator, a.denominator * b.numerator)
  }

  /// The whole part, and what is left.
  var split: (whole: BigNumber, rest: Fraction) {
    let (quotient, rest) = BigNumber.divide(numerator, by: denominator)
    return (quotient, Fraction(rest, denominator))
  }

  /// To the nearest whole number, half up (the numbers are not negative: away from zero).
  var rounded: BigNumber {
    BigNumber.divide(
      numerator * BigNumber(2) + denominator, by: denominator * BigNumber(2)
    ).quotient
  }
}
