/// A 64-bit hash that is the same in every run and on every machine (never Swift's `Hasher`).
package struct Digest {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  package init() {}

  /// Adds one byte (FNV-1a).
  @inline(__always)
  package mutating func add(byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  /// Adds a number.
  package mutating func add(_ value: some FixedWidthInteger) {
    state = Self.mixed(state ^ UInt64(truncatingIfNeeded: value)) &* 0x9E37_79B9_7F4A_7C15
  }

  /// The hash, its bits mixed.
  package var value: UInt64 { Self.mixed(state) }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed &>> 32)) &* 0xD6E8_FEB8_6659_FD93
    mixed = (mixed ^ (mixed &>> 32)) &* 0xD6E8_FEB8_6659_FD93
    return mixed ^ (mixed &>> 32)
  }
}
