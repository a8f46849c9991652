package import Command

/// What came of a run's notifications, in numbers.
package struct Tally: Equatable, Sendable {
  /// How many were delivered.
  package private(set) var delivered = 0
  private var failures: [Reason: Int] = [:]

  package init() {}

  /// Counts one outcome.
  package mutating func note(_ outcome: Outcome) {
    switch outcome {
    case .delivered: delivered += 1
    case .failed(let failed): failures[failed.reason, default: 0] += 1
    }
  }

  /// How many were not, for whatever reason.
  package var failed: Int { failures.values.reduce(0, +) }

  /// For `--summary`: the two totals, then each reason that there was, in the order of the reasons.
  package var figures: [Figure] {
    [Figure("delivered", delivered), Figure("failed", failed)] + byReason
  }

  /// For people; nil where everything was delivered.
  package var sentence: String? {
    if failed == 0 { return nil }
    let reasons = byReason.map { "\($0.count) × \($0.name)" }.joined(separator: ", ")
    return "\(failed) of \(delivered + failed) notifications not delivered: \(reasons)"
  }

  private var byReason: [Figure] {
    Reason.allCases.compactMap { reason in
      failures[reason].map { Figure(reason.rawValue, $0) }
    }
  }
}
