/// A whole number from 0 on, of any size: what comparing exact decimals needs, and no more.
struct Natural: Sendable, Equatable {
  /// Digits to the base 2^32, the lowest first, the highest not 0; none for 0.
  private(set) var limbs: [UInt32] = []

  init(_ value: UInt64) {
    limbs = [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
    trim()
  }

  /// Multiplies by `factor` and adds `summand`.
  mutating func multiply(by factor: UInt32, adding summand: UInt32 = 0) {
    var carry = UInt64(summand)
    for index in limbs.indices {
      let product = UInt64(limbs[index]) * UInt64(factor) + carry
      limbs[index] = UInt32(truncatingIfNeeded: product)
      carry = product >> 32
    }
    if carry > 0 { limbs.append(UInt32(carry)) }
    trim()
  }

  /// Multiplies by 10 so many times.
  mutating func multiply(byPowerOfTen exponent: Int) {
    for _ in 0..<exponent { multiply(by: 10) }
  }

  static func * (left: Natural, right: Natural) -> Natural {
    var product = Natural(0)
    product.limbs = [UInt32](repeating: 0, count: left.limbs.count + right.limbs.count)
    for (place, digit) in left.limbs.enumerated() {
      var carry: UInt64 = 0
      for (offset, other) in right.limbs.enumerated() {
        // At most (2^32 - 1)^2 + 2 (2^32 - 1) = 2^64 - 1.
        let sum = UInt64(digit) * UInt64(other) + UInt64(product.limbs[place + offset]) + carry
        product.limbs[place + offset] = UInt32(truncatingIfNeeded: sum)
        carry = sum >> 32
      }
      product.limbs[place + right.limbs.count] = UInt32(carry)
    }
    product.trim()
    return product
  }

  static func <= (left: Natural, right: Natural) -> Bool {
    if left.limbs.count != right.limbs.count { return left.limbs.count < right.limbs.count }
    for (digit, other) in zip(left.limbs.reversed(), right.limbs.reversed()) where digit != other {
      return digit < other
    }
    return true
  }

  private mutating func trim() {
    while limbs.last == 0 { limbs.removeLast() }
  }
}
