/// Reads JSON whose keys, their order and the absence of white space are known: what this program
/// wrote itself.
///
/// Anything else is an error, with its offset: such a text was changed or damaged.
package struct JSONCursor: Sendable {
  private let bytes: [UInt8]
  private var index = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads exactly these bytes.
  package mutating func expect(_ literal: StaticString) throws(JSONError) {
    if !take(literal) { throw error("expected \(literal)") }
  }

  /// Reads these bytes if they come next.
  package mutating func take(_ literal: StaticString) -> Bool {
    let end = index + literal.utf8CodeUnitCount
    guard end <= bytes.count, isPrefix(literal, of: bytes.span, at: index) else { return false }
    index = end
    return true
  }

  /// Reads an integer of 64 bits.
  package mutating func integer() throws(JSONError) -> Int64 {
    let isNegative = take("-")
    let start = index
    var value: UInt64 = 0
    while index < bytes.count, bytes[index] &- 0x30 < 10 {
      let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, exceeded) = product.addingReportingOverflow(UInt64(bytes[index] &- 0x30))
      if overflowed || exceeded { throw error("an integer that does not fit") }
      value = sum
      index += 1
    }
    if index == start { throw error("expected an integer") }
    if isNegative {
      guard value <= UInt64(Int64.max) + 1 else { throw error("an integer that does not fit") }
      return Int64(truncatingIfNeeded: 0 &- value)
    }
    guard let result = Int64(exactly: value) else { throw error("an integer that does not fit") }
    return result
  }

  /// Reads an integer, or null.
  package mutating func optionalInteger() throws(JSONError) -> Int64? {
    take("null") ? nil : try integer()
  }

  /// Reads true or false.
  package mutating func boolean() throws(JSONError) -> Bool {
    if take("true") { return true }
    try expect("false")
    return false
  }

  /// Reads a string and gives its text to `body`, which may not keep it.
  package mutating func string<Result>(
    _ body: (Span<UInt8>, Range<Int>) -> Result
  ) throws(JSONError) -> Result {
    try expect("\"")
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      if bytes[index] == UInt8(ascii: "\\") {
        let text = try escaped(from: start)
        return body(text.span, 0..<text.count)
      }
      index += 1
    }
    let end = index
    try expect("\"")
    return body(bytes.span, start..<end)
  }

  /// Reads a string, or null.
  package mutating func optionalString<Result>(
    _ body: (Span<UInt8>, Range<Int>) -> Result
  ) throws(JSONError) -> Result? {
    take("null") ? nil : try string(body)
  }

  /// Reads a string as it is.
  package mutating func text() throws(JSONError) -> String {
    try string { bytes, range in
      var copy = LineBuffer()
      copy.append(bytes, range)
      return String(decoding: copy.bytes, as: UTF8.self)
    }
  }

  /// Reads an array, `element` called for each of its elements.
  package mutating func array(
    _ element: (inout JSONCursor) throws(JSONError) -> Void
  ) throws(JSONError) {
    try expect("[")
    if take("]") { return }
    repeat { try element(&self) } while take(",")
    try expect("]")
  }

  /// Reads a key and an array, `element` called for each of its elements; nothing where the key
  /// does not come next.
  package mutating func optionalArray(
    _ key: StaticString, _ element: (inout JSONCursor) throws(JSONError) -> Void
  ) throws(JSONError) {
    if take(key) { try array(element) }
  }

  /// Makes sure that nothing follows.
  package func expectEnd() throws(JSONError) {
    if index != bytes.count { throw error("expected the end") }
  }

  /// The error of something that is not what it should be here.
  package func error(_ reason: String) -> JSONError { JSONError(offset: index, reason: reason) }

  /// Reads the rest of a string with escapes, as ``LineBuffer`` writes them.
  private mutating func escaped(from start: Int) throws(JSONError) -> [UInt8] {
    var text = [UInt8](bytes[start..<index])
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") { return text }
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard index < bytes.count else { break }
      index += 1
      switch bytes[index - 1] {
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "u"):
        let digits = String(decoding: bytes.dropFirst(index).prefix(4), as: UTF8.self)
        guard let value = UInt8(digits, radix: 16), digits.utf8.count == 4 else {
          throw error("an escape that is never written")
        }
        text.append(value)
        index += 4
      case let other: text.append(other)
      }
    }
    throw error("a string without an end")
  }
}
