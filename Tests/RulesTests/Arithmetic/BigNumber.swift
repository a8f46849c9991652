// A second implementation of the arithmetic, on purpose a naive one: it shares nothing with the
// programs, and imports nothing.

/// A whole number of any size, not negative: limbs of nine decimal digits, the lowest first.
struct BigNumber: Comparable {
  private static let base: UInt64 = 1_000_000_000
  /// Without leading zeros; empty is 0.
  private var limbs: [UInt64] = []

  init(_ value: Int) {
    var rest = UInt64(value)
    while rest > 0 {
      limbs.append(rest % Self.base)
      rest /= Self.base
    }
  }

  private init(limbs: [UInt64]) {
    self.limbs = limbs
    while self.limbs.last == 0 { self.limbs.removeLast() }
  }

  var isZero: Bool { limbs.isEmpty }

  /// The number as an `Int`, nil where it does not fit.
  var small: Int? {
    var result = 0
    for limb in limbs.reversed() {
      let (product, tooBig) = result.multipliedReportingOverflow(by: Int(Self.base))
      let (sum, overflows) = product.addingReportingOverflow(Int(limb))
      if tooBig || overflows { return nil }
      result = sum
    }
    return result
  }

  static func < (a: BigNumber, b: BigNumber) -> Bool {
    if a.limbs.count != b.limbs.count { return a.limbs.count < b.limbs.count }
    for (x, y) in zip(a.limbs, b.limbs).reversed() where x != y { return x < y }
    return false
  }

  static func + (a: BigNumber, b: BigNumber) -> BigNumber {
    var result: [UInt64] = []
    var carry: UInt64 = 0
    for index in 0..<max(a.limbs.count, b.limbs.count) {
      let x = index < a.limbs.count ? a.limbs[index] : 0
      let y = index < b.limbs.count ? b.limbs[index] : 0
      let sum = x + y + carry
      result.append(sum % base)
      carry = sum / base
    }
    return BigNumber(limbs: result + [carry])
  }

  /// The difference, 0 where it would be below.
  static func - (a: BigNumber, b: BigNumber) -> BigNumber {
    guard a > b else { return BigNumber(0) }
    var result: [UInt64] = []
    var borrow: UInt64 = 0
    for index in 0..<a.limbs.count {
      let take = (index < b.limbs.count ? b.limbs[index] : 0) + borrow
      borrow = a.limbs[index] < take ? 1 : 0
      result.append(a.limbs[index] + borrow * base - take)
    }
    return BigNumber(limbs: result)
  }

  static func * (a: BigNumber, b: BigNumber) -> BigNumber {
    var result = [UInt64](repeating: 0, count: a.limbs.count + b.limbs.count + 1)
    for (i, x) in a.limbs.enumerated() {
      var carry: UInt64 = 0
      for (j, y) in b.limbs.enumerated() {
        let sum = result[i + j] + x * y + carry
        result[i + j] = sum % base
        carry = sum / base
      }
      result[i + b.limbs.count] += carry
    }
    return BigNumber(limbs: result)
  }

  /// Long division, each digit found by halving.
  static func divide(_ a: BigNumber, by b: BigNumber) -> (quotient: BigNumber, rest: BigNumber) {
    precondition(!b.isZero, "division by zero")
    var quotient: [UInt64] = []
    var rest = BigNumber(0)
    for limb in a.limbs.reversed() {
      rest = BigNumber(limbs: [limb] + rest.limbs)
      var low: UInt64 = 0
      var high = base
      while high - low > 1 {
        let middle = (low + high) / 2
        if BigNumber(limbs: [middle]) * b <= rest { low = middle } else { high = middle }
      }
      rest = rest - BigNumber(limbs: [low]) * b
      quotient.append(low)
    }
    return (BigNumber(limbs: quotient.reversed()), rest)
  }
}
