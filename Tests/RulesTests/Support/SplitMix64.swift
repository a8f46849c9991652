import Foundation

/// Steele, Lea and Flood's generator: the same numbers from the same seed, everywhere.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  /// The seeds are fixed; `RULES_SEED=n` in the environment moves them all, to look further.
  private static let offset =
    ProcessInfo.processInfo.environment["RULES_SEED"].flatMap { UInt64($0) } ?? 0

  init(seed: UInt64) { state = seed &+ Self.offset &* 1_000_003 }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number of the range; the standard library's way of bounding is not promised to stay.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func between(_ low: Int, _ high: Int) -> Int { low + below(high - low + 1) }

  /// Whether something that happens in so many of a hundred cases happens.
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }

  /// Fisher and Yates's shuffle.
  mutating func shuffled<T>(_ values: [T]) -> [T] {
    var result = values
    for index in stride(from: result.count - 1, to: 0, by: -1) {
      result.swapAt(index, below(index + 1))
    }
    return result
  }
}
