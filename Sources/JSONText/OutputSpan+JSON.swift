/// JSON text written to room that was made for it, which costs a third of growing with each piece: see
/// ``LineBuffer/append(upTo:_:)``.
extension OutputSpan where Element == UInt8 {
  /// Appends text that is known when the program is built.
  package mutating func append(literal text: StaticString) { appendBytes(of: text, to: &self) }

  /// Appends `source[range]` as it is.
  package mutating func append(_ source: Span<UInt8>, _ range: Range<Int>) {
    appendBytes(of: source, range, to: &self)
  }

  /// Appends eight bytes, the lowest first.
  package mutating func append(word: UInt64) { appendWord(word, to: &self) }

  /// Appends the decimal digits of `value`.
  package mutating func append(integer value: Int64) {
    let digits = DecimalDigits(value)
    append(digits.text.span, digits.range)
  }

  /// Appends `text` (UTF-8) as a JSON string with its quotes; only what must be escaped is
  /// (RFC 8259, section 7).
  ///
  /// It needs six bytes for each of the text's, and two, at most.
  package mutating func append(string text: Span<UInt8>, _ range: Range<Int>) {
    append(UInt8(ascii: "\""))
    var plain = range.lowerBound
    while true {
      plain = appendPlain(of: text, plain..<range.upperBound, to: &self)
      if plain == range.upperBound { break }
      appendEscape(of: text[plain])
      plain += 1
    }
    append(UInt8(ascii: "\""))
  }

  /// Appends `text[range]` as a JSON string; `null` for no range.
  package mutating func append(_ text: Span<UInt8>, orNull range: Range<Int>?) {
    if let range { append(string: text, range) } else { append(literal: "null") }
  }

  private mutating func appendEscape(of byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append(literal: "\\\"")
    case UInt8(ascii: "\\"): append(literal: "\\\\")
    case 0x08: append(literal: "\\b")
    case 0x09: append(literal: "\\t")
    case 0x0A: append(literal: "\\n")
    case 0x0C: append(literal: "\\f")
    case 0x0D: append(literal: "\\r")
    default:
      append(literal: "\\u00")
      append(Self.hexadecimal(byte >> 4))
      append(Self.hexadecimal(byte & 15))
    }
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
  }
}
