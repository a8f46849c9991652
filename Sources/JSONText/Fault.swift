/// What a scan found wrong; the sentence is made only when it is told.
enum Fault {
  case cut, value, string, number, depth, colon
  case keyAfterComma, keyOrBrace, commaOrBrace, commaOrBracket, trailing
  /// Not of the text: there is no room for another value that was picked out.
  case full

  /// The error at `offset`, in the words of its kind.
  func error(_ bytes: Span<UInt8>, at offset: Int, end: Int) -> JSONError {
    let isEnd = offset >= end
    return JSONError(
      offset: offset, reason: isEnd ? atEnd : sentence(for: bytes[offset]),
      isIncomplete: self == .cut)
  }

  private var atEnd: String {
    switch self {
    case .string: "the string is not closed"
    case .number: "the number is cut off"
    default: "the text ends too early"
    }
  }

  private func sentence(for byte: UInt8) -> String {
    switch self {
    case .cut: "the text ends too early"
    case .value: "expected a value"
    case .number: "bad number"
    case .depth: "nested deeper than \(Nesting.limit) levels"
    case .colon: "expected ':' after a key"
    case .keyAfterComma: "expected a key after ','"
    case .keyOrBrace: "expected a key or '}'"
    case .commaOrBrace: "expected ',' or '}'"
    case .commaOrBracket: "expected ',' or ']'"
    case .trailing: "more text after the value"
    case .full: "too many values"
    case .string: Self.stringSentence(for: byte)
    }
  }

  private static func stringSentence(for byte: UInt8) -> String {
    if byte >= 0x80 { return "invalid UTF-8" }
    if byte < 0x20 { return "a control character in a string must be escaped" }
    return "bad escape in a string"
  }
}
