import JSONText

/// What a run counts, for `--summary` and the status line.
package struct SessionCounts {
  /// Records that were read, the refused ones included.
  package var read = 0
  /// By reason, in the order in which the reasons first came.
  package var skipped: [Figure] = []
  /// Lines that were written.
  package var written = 0
  /// The stage's own.
  package var figures: [Figure] = []
  /// Whether something was not done that is no refused record: a notification not delivered.
  package var isIncomplete = false

  package init() {}

  /// One JSON line with its `\n`.
  func line(program: String, rejected: Int, milliseconds: Int) -> [UInt8] {
    var text = LineBuffer()
    text.append("{\"stage\":")
    text.append(string: program)
    text.append(",\"read\":")
    text.append(integer: Int64(read))
    text.append(",\"skipped\":{")
    Self.append(skipped, to: &text)
    text.append("},\"rejected\":")
    text.append(integer: Int64(rejected))
    text.append(",\"written\":")
    text.append(integer: Int64(written))
    if !figures.isEmpty { text.append(UInt8(ascii: ",")) }
    Self.append(figures, to: &text)
    text.append(",\"seconds\":")
    text.append(integer: Int64(milliseconds / 1000))
    text.append(UInt8(ascii: "."))
    text.append(String(String(1000 + milliseconds % 1000).dropFirst()))
    text.append("}\n")
    return text.bytes
  }

  private static func append(_ figures: [Figure], to text: inout LineBuffer) {
    for (index, figure) in figures.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      text.append(string: figure.name)
      text.append(UInt8(ascii: ":"))
      text.append(integer: Int64(figure.count))
    }
  }
}
