import JSONText
import Testing

@Suite struct ContinuationTests {
  /// Feeds the lines one by one; gives the number of lines taken, or the error's place.
  func feed(_ text: String) -> String {
    var continuation = JSONContinuation()
    let bytes = [UInt8](text.utf8)
    let padded = Padding.padded(bytes)
    var start = 0
    var lines = 0
    while start <= bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      lines += 1
      do {
        if try continuation.advance(padded.span, start..<end) { return "complete after \(lines)" }
      } catch {
        return "line \(lines): \(error.reason)"
      }
      start = end + 1
    }
    return "incomplete"
  }

  @Test(arguments: [
    ("{}", "complete after 1"),
    ("{\n\"a\"\n:\n1\n,\n\"b\"\n:\n[\n1\n,\n{\n}\n]\n}\n", "complete after 14"),
    ("{\n  \"a\": {\n    \"b\": [ ]\n  }\n}", "complete after 5"),
    ("[\n{\"a\":1},\n{\"b\":2}\n]", "complete after 4"),
    ("{\"a\":1,\n{\"b\":2}", "line 2: expected a key after ','"),
    ("[1\n2]", "line 2: expected ',' or ']'"),
    ("{\"a\n\":1}", "line 1: the string is not closed"),
    ("{\n} x", "line 2: more text after the value"),
    ("{\n\n", "incomplete"),
  ])
  func lines(_ text: String, _ outcome: String) {
    #expect(feed(text) == outcome)
  }

  /// What the continuation says of a text is what a scan of the whole says.
  @Test func agreesWithScan() {
    let pieces = ["{", "}", "[", "]", "\"a\"", ":", ",", "1", "\n", "null", " "]
    var state: UInt64 = 42
    var accepted = 0
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<(state >> 40) % 6 + 1 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(state >> 33) % pieces.count]
      }
      let whole = isAccepted([UInt8](text.utf8))
      if whole { accepted += 1 }
      // A complete text followed by blank lines is still that text.
      #expect(feed(text).hasPrefix("complete") || !whole, "\(text)")
      if !whole && feed(text).hasPrefix("complete") {
        // Only because what follows the complete text stands on a later line.
        #expect(text.contains("\n"))
      }
    }
    #expect(accepted > 500)
  }
}
