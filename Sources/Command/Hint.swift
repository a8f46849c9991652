/// What a line that is no JSON probably is.
enum Hint: Equatable {
  case prettyPrinted, compressed, utf16, csv

  /// What is suspected; nil where nothing is.
  init?(
    of rejection: Rejection, _ framing: Framing, _ bytes: Span<UInt8>, _ range: Range<Int>
  ) {
    if framing == .lines && rejection.isIncomplete && Self.isOpenBracket(bytes, range) {
      self = .prettyPrinted
      return
    }
    guard rejection.offset == 0, range.count >= 2 else { return nil }
    switch (bytes[range.lowerBound], bytes[range.lowerBound + 1]) {
    case (0x1F, 0x8B): self = .compressed
    case (0xFF, 0xFE), (0xFE, 0xFF): self = .utf16
    default:
      guard Self.looksLikeCSV(bytes, range) else { return nil }
      self = .csv
    }
  }

  /// A clause to put behind the reason.
  var afterword: String {
    switch self {
    case .prettyPrinted: " (pretty-printed? one value a line is read: jq -c .)"
    case .compressed: " (compressed? gunzip it first)"
    case .utf16: " (UTF-16? iconv -t UTF-8 makes it readable)"
    case .csv: " (CSV? JSON Lines are read)"
    }
  }

  /// Whether a later line of the same input, refused too, says nothing new: it would be told of the
  /// same thing again and again.
  func covers(_ hint: Hint?, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    switch self {
    case .compressed, .utf16: return true
    case .csv: return hint == .csv
    case .prettyPrinted:
      guard let first = range.first else { return false }
      return hint == .prettyPrinted || [0x20, 0x09, 0x5D, 0x7D].contains(bytes[first])
    }
  }

  /// Whether the line is `{` or `[` alone.
  private static func isOpenBracket(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard let first = range.first else { return false }
    guard bytes[first] == UInt8(ascii: "{") || bytes[first] == UInt8(ascii: "[") else {
      return false
    }
    for index in range.dropFirst() where bytes[index] > 0x20 { return false }
    return true
  }

  /// Whether the line begins with a bare word and has commas or semicolons.
  private static func looksLikeCSV(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard let first = range.first else { return false }
    let letter = bytes[first] | 0x20
    guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) else { return false }
    var hasSeparator = false
    for index in range.prefix(1000) {
      // Random bytes hold a comma too.
      if bytes[index] < 0x20 && bytes[index] != 0x09 && bytes[index] != 0x0D { return false }
      if bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: ";") {
        hasSeparator = true
      }
    }
    return hasSeparator
  }
}
