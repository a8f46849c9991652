/// Text from outside, made fit for a terminal.
package enum Printable {
  /// `text` with its control characters (C0, DEL, C1) and line or paragraph separators written as
  /// escapes, so that input cannot speak to the terminal.
  package static func escaped(_ text: String) -> String {
    if !text.unicodeScalars.contains(where: isControl) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where isControl(scalar): result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether a terminal may take it for more than a character to be shown.
  package static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
    // The bidirectional overrides turn a line's reading order around.
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
