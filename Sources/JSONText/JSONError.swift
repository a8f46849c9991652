/// Why some bytes are not JSON, and where.
package struct JSONError: Error, Equatable, Sendable {
  /// The index of the first byte that is wrong, in the scanned bytes.
  package var offset: Int
  /// One phrase for people: `expected a key after ','`.
  package var reason: String
  /// Whether nothing is wrong but that the text ends too early: more bytes could complete it.
  package var isIncomplete: Bool

  package init(offset: Int, reason: String, isIncomplete: Bool = false) {
    self.offset = offset
    self.reason = reason
    self.isIncomplete = isIncomplete
  }
}
