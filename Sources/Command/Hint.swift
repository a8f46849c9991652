/// What a line that is no JSON probably is.
enum Hint {
  /// A clause to put behind the reason; empty where nothing is suspected.
  static func afterword(
    for rejection: Rejection, _ framing: Framing, _ bytes: Span<UInt8>, _ range: Range<Int>
  ) -> String {
    guard framing == .lines else { return "" }
    if rejection.isIncomplete && isOpenBracket(bytes, range) {
      return " (pretty-printed? one value a line is read: jq -c .)"
    }
    if rejection.offset == 0 && looksLikeCSV(bytes, range) { return " (CSV? JSON Lines are read)" }
    return ""
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
    for index in range.prefix(1000)
    where bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: ";") {
      return true
    }
    return false
  }
}
