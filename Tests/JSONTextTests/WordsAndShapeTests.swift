import JSONText
import Testing

@Suite struct WordsAndShapeTests {
  static let words: [StaticString] = [
    "a", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghijklmnop", "abcdefghijklmnopq",
    "abcdefgh_middle__qrstuvwxyz", "abcdefgh_other___qrstuvwxyz",
  ]

  private func index(_ text: String) throws -> Int? {
    let bytes = [UInt8](text.utf8)
    return JSONWords(Self.words).index(Padding.padded(bytes).span, try scan(bytes)[0])
  }

  @Test func everyWordIsItself() throws {
    for (number, word) in Self.words.enumerated() {
      #expect(try index("\"\(word)\"") == number)
      let escaped = "\(word)".utf8.map { "\\u00" + String($0, radix: 16) }.joined()
      #expect(try index("\"\(escaped)\"") == number)
    }
  }

  @Test(arguments: [
    #""""#, #""b""#, #""ab""#, #""abcdefghj""#, #""abcdefgh_another_qrstuvwxyz""#, "1", "null",
    "[]",
    #""a\u0000""#,
  ])
  func othersAreNone(text: String) throws {
    #expect(try index(text) == nil)
  }

  @Test func aShapeIsKindsAndPlacesButNotValues() throws {
    var selection = JSONSelection()
    selection.pick("a", as: 1, in: selection.root)
    selection.pick("b", as: 2, in: selection.root)
    func found(_ text: String) throws -> [JSONFound] { try scan([UInt8](text.utf8), selection) }
    var shape = JSONShape()
    func isShared(_ text: String) throws -> Bool {
      let found = try found(text)
      return shape.isShared(by: found, found.count)
    }
    #expect(try isShared("{}") == false)
    shape.take(try found(#"{"a":"x","b":true}"#), 3)
    #expect(try isShared(#"{ "a":"yy","c":0,"b":false}"#))
    for other in [
      #"{"b":true,"a":"x"}"#, #"{"a":"x"}"#, #"{"a":1,"b":true}"#, #"{"a":"x","b":null}"#,
      #"{"a":"\n","b":true}"#, #"{"a":"x","b":true,"b":true}"#, #"["a","b"]"#,
    ] {
      #expect(try isShared(other) == false)
    }
    shape.forget()
    #expect(try isShared(#"{"a":"x","b":true}"#) == false)
  }
}
