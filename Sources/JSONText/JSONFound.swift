/// The kinds of JSON values.
package enum JSONKind: UInt8, Sendable {
  case object, array, string, number, `true`, `false`, null

  // Written out: the one that Swift makes is called through a table from other modules.
  @inline(__always)
  package static func == (first: JSONKind, second: JSONKind) -> Bool {
    first.rawValue == second.rawValue
  }
}

/// One value that a scan picked out: its field, its kind, and where it stands.
///
/// The values come in the order of the text, an object or array before what is inside it, so that
/// `found[index + 1 ..< found[index].next]` is what was picked inside `found[index]`. Where a text
/// repeats a key, both are there: the last one counts.
package struct JSONFound: Sendable, Equatable {
  /// The number the selection gave it; 0 for the outermost value.
  package var field: UInt16
  package var kind: JSONKind
  /// Whether a string holds no escapes, a number is an integer of up to 18 digits; true for others.
  package var isPlain: Bool
  /// The index of the value it was picked inside; -1 for the outermost value.
  package var parent: Int32
  /// The index of the first picked value that is not inside this one.
  package var next: Int32
  /// The index of its key's opening quote in the scanned bytes; -1 where it has no key.
  package var keyStart: Int32
  /// Where the value begins, the quote of a string included.
  package var start: Int32
  /// Behind its last byte.
  package var end: Int32

  /// Whether it is a string that holds escapes.
  package var isEscaped: Bool {
    if case .string = kind { !isPlain } else { false }
  }

  /// The value's bytes: quotes, braces and brackets included.
  package var range: Range<Int> { Int(start)..<Int(end) }

  /// What stands between a string's quotes.
  package var content: Range<Int> { Int(start) + 1..<Int(end) - 1 }
}
