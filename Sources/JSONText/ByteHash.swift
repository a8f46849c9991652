/// A hash for tables in memory, eight bytes at a time.
///
/// The same in every run, but nothing to be kept: whatever is written down takes a hash of its own.
package enum ByteHash {
  /// The hash of `bytes[range]`.
  ///
  /// Without knowing the seed nobody can choose texts that share a hash: it is to be random.
  package static func hash(
    _ bytes: Span<UInt8>, _ range: Range<Int>, seed: UInt64
  ) -> UInt64 {
    let count = range.count
    var state = UInt64(truncatingIfNeeded: count) ^ seed
    guard count >= 8 else {
      var word: UInt64 = 0
      for index in range { word = word &<< 8 | UInt64(bytes[index]) }
      return mixed(state, word)
    }
    var index = range.lowerBound
    if count >= 64 {
      // Four at a time, none of which waits for another.
      var (one, two, three, four) = (state, ~state, state &<< 1, ~state &<< 1)
      while index &+ 32 < range.upperBound {
        one = (one ^ load(bytes, index, as: UInt64.self)) &* 0xE703_7ED1_A0B4_28DB
        two = (two ^ load(bytes, index &+ 8, as: UInt64.self)) &* 0x8EBC_6AF0_9C88_C6E3
        three = (three ^ load(bytes, index &+ 16, as: UInt64.self)) &* 0x5899_65CC_7537_4CC3
        four = (four ^ load(bytes, index &+ 24, as: UInt64.self)) &* 0xA076_1D64_78BD_642F
        // What the upper bits hold is to count for the lower ones, too.
        one ^= one &>> 32
        two ^= two &>> 32
        three ^= three &>> 32
        four ^= four &>> 32
        index &+= 32
      }
      state = mixed(mixed(one, two), mixed(three, four))
    }
    while index &+ 8 < range.upperBound {
      state = mixed(state, load(bytes, index, as: UInt64.self))
      index &+= 8
    }
    // The last eight bytes, some of them a second time.
    return mixed(state, load(bytes, range.upperBound &- 8, as: UInt64.self))
  }

  /// A hash of every other eight bytes of `bytes[range]` and of the last ones, at a fraction of the cost:
  /// texts that differ elsewhere alone share it, and whoever wants to can make others that do.
  package static func sample(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    if range.count < 64 { return hash(bytes, range, seed: 0) }
    let (one, two) = sampleWords(of: bytes, range)
    return mixed(mixed(one, two), load(bytes, range.upperBound &- 8, as: UInt64.self))
  }

  /// Both halves of the product, so that every bit counts for every bit.
  @inline(__always)
  private static func mixed(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word ^ 0xA076_1D64_78BD_642F)
      .multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }
}
