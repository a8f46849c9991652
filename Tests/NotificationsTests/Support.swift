import JSONText

/// Texts of a line under test, one after the other in one span.
struct Texts {
  var bytes: [UInt8] = []

  mutating func add(_ text: String) -> Range<Int> {
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    return start..<bytes.count
  }
}

func text(_ lines: LineBuffer) -> String { String(decoding: lines.bytes, as: UTF8.self) }
