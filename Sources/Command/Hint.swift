/// What a line that is no JSON probably is.
enum Hint {
  /// A clause to put behind the reason; empty where nothing is suspected.
  static func afterword(
    for rejection: Rejection, _ framing: Framing, _ bytes: Span<UInt8>, _ range: Range<Int>
  ) -> String {
    if framing == .lines && rejection.isIncomplete && isOpenBracket(bytes, range) {
      return " (pretty-printed? one value a line is read: jq -c .)"
    }
    guard rejection.offset == 0, range.count >= 2 else { return "" }
    switch (bytes[range.lowerBound], bytes[range.lowerBound + 1]) {
    case (0x1F, 0x8B): return " (compressed? gunzip it first)"
    case (0xFF, 0xFE), (0xFE, 0xFF): return " (UTF-16? iconv -t UTF-8 makes it readable)"
    default: return looksLikeCSV(bytes, range) ? " (CSV? JSON Lines are read)" : ""
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
