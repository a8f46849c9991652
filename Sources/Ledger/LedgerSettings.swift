/// What makes the numbers, fixed when a ledger is made (rules.md, L6).
package struct LedgerSettings: Equatable, Sendable {
  /// The options in the order in which they are compared, without `--`, with their values as they
  /// would be written; nil for the option left out.
  package private(set) var values: [(name: String, value: String?)]

  /// The names of the options that are fixed.
  package static let names = ["window", "tz", "account", "basis", "grace", "livemode"]

  /// The values by the names of the options.
  package init(_ values: [String: String]) {
    self.values = Self.names.map { ($0, values[$0]) }
  }

  /// The value of an option.
  package subscript(name: String) -> String? { values.first { $0.name == name }?.value }

  package static func == (first: LedgerSettings, second: LedgerSettings) -> Bool {
    zip(first.values, second.values).allSatisfy { $0.name == $1.name && $0.value == $1.value }
  }
}
