/// Where a byte stands, for people.
package enum TextPosition {
  /// How many lines below the first one of the record `bytes[range]` its byte at `offset` stands,
  /// and in which column: in bytes, from 1.
  package static func of(
    _ offset: Int, in bytes: Span<UInt8>, _ range: Range<Int>
  ) -> (line: Int, column: Int) {
    var line = 0
    var column = offset + 1
    for index in range.lowerBound..<min(range.lowerBound + offset, range.upperBound)
    where bytes[index] == UInt8(ascii: "\n") {
      line += 1
      column = offset - (index - range.lowerBound)
    }
    return (line, column)
  }
}
