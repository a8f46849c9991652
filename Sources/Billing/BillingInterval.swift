/// How often an item is billed, before its count.
///
/// The raw values order intervals by name as the payload's order asks for (rules.md, R11).
package enum BillingInterval: UInt8, Sendable, CaseIterable {
  case day, month, quarter, week, year

  /// Months in one interval, as a fraction (rules.md, R3, inverted).
  package var months: (numerator: Int64, denominator: Int64) {
    switch self {
    case .day: (12, 365)
    case .week: (12, 52)
    case .month: (1, 1)
    case .quarter: (3, 1)
    case .year: (12, 1)
    }
  }

  /// The interval of that name; nil for an unknown one, which is never guessed.
  package init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    for candidate in Self.allCases where candidate.isNamed(bytes, range) {
      self = candidate
      return
    }
    return nil
  }

  private func isNamed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let name = name
    guard name.utf8.count == range.count else { return false }
    var index = range.lowerBound
    for byte in name.utf8 {
      if bytes[index] != byte { return false }
      index += 1
    }
    return true
  }

  /// The name in billing systems.
  package var name: String {
    switch self {
    case .day: "day"
    case .week: "week"
    case .month: "month"
    case .quarter: "quarter"
    case .year: "year"
    }
  }
}
