import Synchronization

/// Counts the rows that ran, and says at the last one how many cases that makes.
final class Tally: Sendable {
  static let shared = Tally()

  private struct State {
    var ran: Set<String> = []
    var waiting: [String: RuleCase.Need] = [:]
  }

  private let state = Mutex(State())

  func count(_ row: RuleCase, ran: Bool) {
    let sentence: String? = state.withLock { state in
      if ran {
        state.ran.insert(row.name)
      } else {
        state.waiting[row.name] = row.need
      }
      let rows = RuleCase.all
      guard state.ran.count + state.waiting.count == rows.count else { return nil }
      return Self.sentence(rows, state.waiting)
    }
    if let sentence { print(sentence) }
  }

  /// Such as `rules: 118 of 124 cases ran (171 rows); waiting for --state: E65, E66`.
  private static func sentence(_ rows: [RuleCase], _ waiting: [String: RuleCase.Need]) -> String {
    let numbered = rows.filter { RuleCase.numbers.contains($0.number) }
    let notRun = Set(numbered.filter { waiting[$0.name] != nil }.map(\.number))
    let there = Set(numbered.map(\.number))
    var text =
      "rules: \(there.subtracting(notRun).count) of \(RuleCase.numbers.count) cases ran"
      + " (\(rows.count - waiting.count) rows)"
    for need in [RuleCase.Need.ledger, .invoices] {
      let names = rows.filter { waiting[$0.name] == need }.map(\.name)
      if !names.isEmpty {
        text += "; waiting for \(need.rawValue): " + names.joined(separator: ", ")
      }
    }
    let missing = RuleCase.numbers.filter { !there.contains($0) }
    if !missing.isEmpty { text += "; without a row: " + missing.joined(separator: " ") }
    return text
  }
}

extension RuleCase {
  /// Every number of section 8 of the rules.
  static let numbers: [String] =
    (1...95).map { "E\($0)" } + (1...9).map { "P\($0)" } + (1...12).map { "Q\($0)" }
    + (1...8).map { "W\($0)" }
}
