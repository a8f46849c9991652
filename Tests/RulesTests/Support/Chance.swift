import Foundation
import TestSupport

extension SplitMix64 {
  private static let offset =
    ProcessInfo.processInfo.environment["RULES_SEED"].flatMap { UInt64($0) } ?? 0

  /// The seeds are fixed; `RULES_SEED=n` in the environment moves them all, to look further.
  init(movable seed: UInt64) { self.init(seed: seed &+ Self.offset &* 1_000_003) }

  mutating func between(_ low: Int, _ high: Int) -> Int { low + below(high - low + 1) }

  /// Whether something that happens in so many of a hundred cases happens.
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// Fisher and Yates's shuffle.
  mutating func shuffled<T>(_ values: [T]) -> [T] {
    var result = values
    for index in stride(from: result.count - 1, to: 0, by: -1) {
      result.swapAt(index, below(index + 1))
    }
    return result
  }
}
