/// The header blocks of an answer, read line by line as they come.
///
/// Only a block that is complete decides: libcurl reports the status as soon as it has read the
/// first line, and success for an answer that breaks off behind it.
package struct AnswerHead: Equatable, Sendable {
  /// The largest header blocks that are read, in bytes, all of one answer together.
  package static let maximumSize = 300 * 1024

  /// The status of the final answer, once the blank line that ends its block came.
  package private(set) var status: Int?
  /// Whether any line of an answer came.
  package private(set) var hasBegun = false
  /// Why what came cannot be an answer, where it cannot.
  package private(set) var brokenness: String?
  /// The value of `Location`.
  package private(set) var location: String?
  /// The values of `Retry-After`, in their order.
  package private(set) var retryAfter: [String] = []

  private var size = 0
  private var pending: Int?

  package init() {}

  /// Whether the final block is complete.
  package var isComplete: Bool { status != nil }

  /// Takes one line with its line end; whether reading is to go on.
  package mutating func take(_ line: Span<UInt8>) -> Bool {
    // What comes behind the block are trailers.
    if isComplete { return true }
    hasBegun = true
    size += line.count
    if size > Self.maximumSize { brokenness = "its headers are over 300 KB" }
    if brokenness != nil { return false }
    var end = line.count
    while end > 0, line[end - 1] == UInt8(ascii: "\n") || line[end - 1] == UInt8(ascii: "\r") {
      end -= 1
    }
    if end == 0 {
      endBlock()
    } else if let status = Self.status(of: line, 0..<end) {
      pending = status
      (location, retryAfter) = (nil, [])
      if !(100..<600).contains(status) {
        brokenness = "its status is none"
      } else if status == 101 {
        brokenness = "HTTP 101, which nobody asked for"
      }
    } else if location == nil, let value = Self.value(of: "location", line, 0..<end) {
      location = value
    } else if let value = Self.value(of: "retry-after", line, 0..<end) {
      retryAfter.append(value)
    }
    return brokenness == nil
  }

  private mutating func endBlock() {
    // Blocks of 1xx come before the answer.
    if let pending, pending >= 200 { status = pending }
    pending = nil
  }

  /// The three digits of `HTTP/1.1 204 No Content`; 0 where they are none.
  private static func status(of line: Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard starts(line, range, with: "http/") else { return nil }
    var index = range.lowerBound
    while index < range.upperBound, line[index] != UInt8(ascii: " ") { index += 1 }
    var status = 0
    var digits = 0
    index += 1
    while index < range.upperBound, digits < 4, isDigit(line[index]) {
      status = status * 10 + Int(line[index] - UInt8(ascii: "0"))
      digits += 1
      index += 1
    }
    return digits == 3 ? status : 0
  }

  /// What stands behind `name:`, if the line is that field.
  private static func value(
    of name: String, _ line: Span<UInt8>, _ range: Range<Int>
  ) -> String? {
    guard starts(line, range, with: name) else { return nil }
    var start = range.lowerBound + name.utf8.count
    guard start < range.upperBound, line[start] == UInt8(ascii: ":") else { return nil }
    start += 1
    var end = range.upperBound
    while start < end, isBlank(line[start]) { start += 1 }
    while start < end, isBlank(line[end - 1]) { end -= 1 }
    return String(decoding: (start..<end).map { line[$0] }, as: UTF8.self)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Whether the line starts with the letters of `text`, which is in lower case.
  private static func starts(
    _ line: Span<UInt8>, _ range: Range<Int>, with text: String
  ) -> Bool {
    var index = range.lowerBound
    for byte in text.utf8 {
      guard index < range.upperBound else { return false }
      let letter = isLetter(line[index]) ? line[index] | 0x20 : line[index]
      guard letter == byte else { return false }
      index += 1
    }
    return true
  }
}
