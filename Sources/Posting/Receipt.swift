internal import Command
package import JSONText

/// What is written about a notification: one JSON object a line, its keys in fixed order.
package enum Receipt {
  /// Appends the receipt of a direct attempt, with its line end.
  ///
  /// `source` is the name of the input that the delivery came from. `attempt` is 1, or 0 for a
  /// delivery that was never begun.
  package static func append(
    _ outcome: Outcome, of delivery: Delivery, source: String, attempt: Int,
    to lines: inout LineBuffer
  ) {
    switch outcome {
    case .delivered(let delivered):
      open("delivered", delivery, source, attempt, delivered.status, to: &lines)
      append("ms", delivered.milliseconds, to: &lines)
      if let note = delivered.note { append("note", note.rawValue, to: &lines) }
    case .failed(let failed):
      open("failed", delivery, source, attempt, failed.status, to: &lines)
      append("ms", failed.milliseconds, to: &lines)
      append("reason", failed.reason.rawValue, to: &lines)
      append("message", failed.message, to: &lines)
      if !failed.response.isEmpty { append("response", text(of: failed.response), to: &lines) }
    }
    lines.append(literal: "}\n")
  }

  /// What both kinds begin with.
  private static func open(
    _ kind: StaticString, _ delivery: Delivery, _ source: String, _ attempt: Int, _ status: Int?,
    to lines: inout LineBuffer
  ) {
    begin(kind, Origin(id: delivery.id, source: source, line: delivery.place.line), to: &lines)
    append("attempt", attempt, to: &lines)
    append("status", status, to: &lines)
  }

  /// What a receipt is about: the `webhook-id`, and where it stood; nil where another run read it.
  struct Origin {
    var id: String
    var source: String?
    var line: Int?
  }

  /// What most receipts are shorter than, in bytes.
  static let usualCount = 240

  static func begin(_ kind: StaticString, _ origin: Origin, to lines: inout LineBuffer) {
    lines.append(literal: "{\"receipt\":\"")
    lines.append(literal: kind)
    lines.append(UInt8(ascii: "\""))
    append("id", origin.id, to: &lines)
    append("source", origin.source, to: &lines)
    append("line", origin.line, to: &lines)
  }

  private static func append(key: StaticString, to lines: inout LineBuffer) {
    lines.append(literal: ",\"")
    lines.append(literal: key)
    lines.append(literal: "\":")
  }

  static func append(_ key: StaticString, _ value: String, to lines: inout LineBuffer) {
    append(key: key, to: &lines)
    append(string: value, to: &lines)
  }

  /// Appends a text, which may be a stranger's, as a JSON string that cannot speak to a terminal:
  /// what JSON would let stand (DEL, the controls above it, what turns the reading order) is escaped.
  private static func append(string text: String, to lines: inout LineBuffer) {
    func speaks(_ scalar: Unicode.Scalar) -> Bool {
      scalar.value >= 0x7F && Printable.isControl(scalar)
    }
    if text.utf8.allSatisfy({ $0 < 0x7F }) || !text.unicodeScalars.contains(where: speaks) {
      return lines.append(string: text)
    }
    lines.append("\"")
    for part in text.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: speaks)
    {
      if part.startIndex != text.startIndex {
        let scalar = text.unicodeScalars[text.unicodeScalars.index(before: part.startIndex)]
        let digits = String(scalar.value, radix: 16)
        lines.append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      }
      var quoted = LineBuffer()
      quoted.append(string: String(part))
      lines.append(Array(quoted.bytes.dropFirst().dropLast()))
    }
    lines.append("\"")
  }

  static func append(_ key: StaticString, _ value: String?, to lines: inout LineBuffer) {
    if let value { append(key, value, to: &lines) } else { append(key, Int?.none, to: &lines) }
  }

  static func append(_ key: StaticString, _ value: Int?, to lines: inout LineBuffer) {
    append(key: key, to: &lines)
    if let value { lines.append(integer: Int64(value)) } else { lines.append(literal: "null") }
  }

  /// The bytes of a response as text; what is no UTF-8 becomes U+FFFD, and a character that was cut
  /// off at the end is left out.
  static func text(of response: [UInt8]) -> String {
    var end = response.count
    var start = end
    while start > 0, end - start < 4, response[start - 1] & 0xC0 == 0x80 { start -= 1 }
    if start > 0, response[start - 1] >= 0xC0 {
      let lead = response[start - 1]
      let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
      if end - start + 1 < length { end = start - 1 }
    }
    return String(decoding: response[..<end], as: UTF8.self)
  }
}
