import JSONText
import Testing

@Suite struct GrammarTests {
  @Test(arguments: [
    "{}", "[]", "0", "-0", "1", "-12.5e+3", "1E9", "0.1", "\"\"", "true", "false", "null",
    " { } ", "\t[\n1 , 2\r\n]", "{\"a\":{\"b\":[{},[],\"\"]}}", "{\"\":0}", "{\"a\":1,\"a\":2}",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD834\\uDD1E\"", "\"\\u0000\\ud800\"", "[[[[]]],{}]",
    "\"é€𝄞\u{7F}\"", "[-0.0, 0e1, 1e-1]", "{\"a\" : 1 , \"b\" : [ ] }",
  ])
  func accepts(_ text: String) {
    #expect(isAccepted([UInt8](text.utf8)))
  }

  /// The mark stands before the byte that the error must name.
  @Test(arguments: [
    ("^", "the text ends too early"),
    ("{^", "the text ends too early"),
    ("{\"a\":1,^", "the text ends too early"),
    ("{\"a\"^", "the text ends too early"),
    ("[1,^", "the text ends too early"),
    ("{^1:2}", "expected a key or '}'"),
    ("{\"a\":1,^}", "expected a key after ','"),
    ("{\"a\":1,^1", "expected a key after ','"),
    ("{\"a\"^1}", "expected ':' after a key"),
    ("{\"a\" ^1}", "expected ':' after a key"),
    ("{\"a\":^}", "expected a value"),
    ("{\"a\":1 ^2}", "expected ',' or '}'"),
    ("[1 ^2]", "expected ',' or ']'"),
    ("[1^}", "expected ',' or ']'"),
    ("{\"a\":1^]", "expected ',' or '}'"),
    ("[^,1]", "expected a value"),
    ("[1,^]", "expected a value"),
    ("[^NaN]", "expected a value"),
    ("[^'a']", "expected a value"),
    ("^tru", "expected a value"),
    ("^falsy", "expected a value"),
    ("null^1", "more text after the value"),
    ("{}^{}", "more text after the value"),
    ("1 ^2", "more text after the value"),
    ("0^1", "more text after the value"),
    ("-^", "the number is cut off"),
    ("-^a", "bad number"),
    ("1.^e", "bad number"),
    ("1e^x", "bad number"),
    ("[^.5]", "expected a value"),
    ("\"abc^", "the string is not closed"),
    ("\"a\\^x\"", "bad escape in a string"),
    ("\"\\u12^g4\"", "bad escape in a string"),
  ])
  func refuses(_ marked: String, _ reason: String) throws {
    let (text, mark) = unmark(marked)
    let error = #expect(throws: JSONError.self) { try scan(text) }
    #expect(error?.reason == reason)
    #expect(error?.offset == mark)
  }

  /// Inside a picked container the errors are the same as outside.
  @Test(arguments: [
    "{\"a\":1,^}", "{^1:2}", "{\"a\"^1}", "{\"a\":^}", "{\"a\":1 ^2}", "{\"a\":[1 ^2]}",
    "{\"a\":[1,^]}", "{\"a\":{\"b\":^]}}",
  ])
  func refusesInsidePicked(_ marked: String) throws {
    var selection = JSONSelection()
    let inner = selection.pick("a", as: 1, in: selection.root)
    selection.pick("b", as: 2, in: inner)
    selection.pickElements(as: 3, in: inner)
    let (text, mark) = unmark(marked)
    let error = #expect(throws: JSONError.self) { try scan(text, selection) }
    #expect(error?.offset == mark)
    #expect(error?.isIncomplete == false)
  }

  @Test(arguments: 0...0x1F)
  func refusesControlByte(_ byte: Int) {
    let text = [UInt8]("\"ab".utf8) + [UInt8(byte)] + [UInt8]("c\"".utf8)
    let error = #expect(throws: JSONError.self) { try scan(text) }
    #expect(error?.offset == 3)
    // Outside a string, white space alone is allowed.
    #expect(isAccepted([0x5B, UInt8(byte), 0x5D]) == [0x09, 0x0A, 0x0D].contains(byte))
  }

  @Test func depthLimit() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      for depth in [1, 127, 128, 129, 200] {
        let core = open == "[" ? "" : "1"
        let text =
          String(repeating: open, count: depth) + core + String(repeating: close, count: depth)
        #expect(isAccepted([UInt8](text.utf8)) == (depth <= 128))
      }
    }
    let hostile = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(throws: JSONError.self) { try scan(hostile) }
  }

  /// Well-formed and ill-formed sequences at the edges of RFC 3629.
  @Test(
    arguments: [
      ([0xC2, 0x80], true), ([0xDF, 0xBF], true), ([0xE0, 0xA0, 0x80], true),
      ([0xED, 0x9F, 0xBF], true), ([0xEE, 0x80, 0x80], true), ([0xEF, 0xBF, 0xBF], true),
      ([0xF0, 0x90, 0x80, 0x80], true), ([0xF4, 0x8F, 0xBF, 0xBF], true),
      ([0x80], false), ([0xBF], false), ([0xC0, 0x80], false), ([0xC1, 0xBF], false),
      ([0xC2], false), ([0xC2, 0x41], false), ([0xE0, 0x9F, 0xBF], false), ([0xE1, 0x80], false),
      ([0xED, 0xA0, 0x80], false), ([0xED, 0xBF, 0xBF], false), ([0xF0, 0x8F, 0xBF, 0xBF], false),
      ([0xF1, 0x80, 0x80], false), ([0xF4, 0x90, 0x80, 0x80], false),
      ([0xF5, 0x80, 0x80, 0x80], false),
      ([0xFF], false), ([0xFE], false),
    ] as [([UInt8], Bool)])
  func utf8(_ sequence: [UInt8], _ isValid: Bool) {
    // At every place relative to the 16-byte step.
    for shift in 0..<20 {
      let text = [0x22] + [UInt8](repeating: 0x61, count: shift) + sequence + [0x22]
      #expect(isAccepted(text) == isValid)
    }
  }

  /// The verdict and the place of a quote do not depend on where the vector steps fall.
  @Test func everyAlignment() throws {
    for length in 0..<70 {
      let text =
        [UInt8](repeating: 0x20, count: length % 17) + [0x22]
        + [UInt8](repeating: 0x61, count: length) + [0x22]
      let found = try scan(text)
      #expect(found[0].content.count == length)
      #expect(found[0].range == length % 17..<text.count)
    }
  }
}
