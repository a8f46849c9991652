import JSONText

/// Scans `text` as one whole text; gives what was found, or the error.
func scan(
  _ text: [UInt8], _ selection: JSONSelection = JSONSelection()
) throws(JSONError) -> [JSONFound] {
  var found: [JSONFound] = []
  let padded = Padding.padded(text)
  try JSONScanner(selection).scan(padded.span, 0..<text.count, into: &found)
  return found
}

func isAccepted(_ text: [UInt8]) -> Bool {
  do {
    _ = try scan(text)
    return true
  } catch {
    return false
  }
}

/// The text without its mark `^`, and the mark's place: where an error is expected.
func unmark(_ marked: String) -> (text: [UInt8], mark: Int?) {
  var text: [UInt8] = []
  var mark: Int?
  for byte in marked.utf8 {
    if byte == UInt8(ascii: "^") { mark = text.count } else { text.append(byte) }
  }
  return (text, mark)
}
