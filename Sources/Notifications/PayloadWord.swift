package import JSONText

/// A closed set of words of the payload; raw values count from 0.
package protocol PayloadWord: CaseIterable, RawRepresentable, Sendable where RawValue == UInt8 {
  /// The word as it is written.
  var word: StaticString { get }
}

extension PayloadWord {
  /// The case that a string names; nil for other words and for what is no string.
  package init?(_ bytes: Span<UInt8>, _ found: JSONFound) {
    var raw: UInt8 = 0
    while let value = Self(rawValue: raw) {
      if JSONValue.equals(bytes, found, value.word) {
        self = value
        return
      }
      raw &+= 1
    }
    return nil
  }

  /// The case that `word` names.
  package init?(word: String) {
    guard let value = Self.allCases.first(where: { "\($0.word)" == word }) else { return nil }
    self = value
  }

  /// All words, for people: `new, churn or expansion`.
  package static var words: String {
    let words = allCases.map { "\($0.word)" }
    return words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
  }
}
