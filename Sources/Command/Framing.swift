/// How an input is cut into records.
package enum Framing: Sendable, Equatable {
  /// One record a line.
  case lines
  /// One JSON text a record, which may spread over lines (lines.md, section 2).
  case texts

  /// What the records are called.
  package var unit: String {
    switch self {
    case .lines: "lines"
    case .texts: "texts"
    }
  }
}
