import JSONText
import Testing

/// Keys are looked for first where the selection's order expects them: that must change nothing.
@Suite struct ExpectationTests {
  /// Keys of every length up to past what is compared as words, each a beginning of the next.
  static let keys = (1...40).map { String(repeating: "k", count: $0) }

  private func selection(order: [String], passing passed: Set<String> = []) -> JSONSelection {
    var selection = JSONSelection()
    for key in order {
      if passed.contains(key) {
        selection.pass(key, in: selection.root)
      } else {
        selection.pick(key, as: UInt16(key.utf8.count), in: selection.root)
      }
    }
    return selection
  }

  private func fields(_ text: String, _ selection: JSONSelection) throws -> [UInt16] {
    try scan([UInt8](text.utf8), selection).dropFirst().map(\.field)
  }

  @Test func anyOrderFindsTheSame() throws {
    let expected = Self.keys.map { UInt16($0.utf8.count) }
    for order in [Self.keys, Self.keys.reversed(), Self.keys.filter { $0.count % 3 != 0 }] {
      let selection = selection(order: order)
      let named = Set(order.map { UInt16($0.utf8.count) })
      for colon in [":", " :", ": ", "\t:\t"] {
        let text = "{" + Self.keys.map { "\"\($0)\"\(colon)1" }.joined(separator: ",") + "}"
        #expect(try fields(text, selection) == expected.filter(named.contains))
        let backwards =
          "{" + Self.keys.reversed().map { "\"\($0)\"\(colon)\"\"" }.joined(separator: " , ") + "}"
        #expect(try fields(backwards, selection) == expected.reversed().filter(named.contains))
      }
    }
  }

  @Test func aKeyThatIsPassedIsNotFoundButHasAName() throws {
    var selection = selection(order: ["a", "bb", "ccc"], passing: ["bb"])
    selection.reportUnknown(in: selection.root)
    let text = #"{"a":1,"bb":[{"a":1}],"ccc":2,"bb":3,"dddd":4}"#
    #expect(try fields(text, selection) == [1, 3, JSONSelection.unknownField])
  }

  @Test func aKeyThatOnlyBeginsLikeTheExpectedOneIsAnother() throws {
    let selection = selection(order: ["aaaaaaa", "aaaaaaaa"])
    for key in ["aaaaaa", "aaaaaaaaa", #"aaaaaaa\""#, "aaaaaaab", #"aaaaaa\u0061a"#] {
      let found = try fields(#"{"\#(key)":1}"#, selection)
      #expect(found == (key.contains("u0061") ? [8] : []))
    }
  }

  @Test func aKeyThatMustBeEscapedIsNeverExpectedUnescaped() throws {
    var selection = JSONSelection()
    selection.pick("a\"b", as: 1, in: selection.root)
    #expect(try fields(#"{"a\"b":1}"#, selection) == [1])
  }

  /// More values than memory was made for at first; and the next text after that.
  @Test func anyNumberOfValuesIsFound() throws {
    var selection = JSONSelection()
    selection.pickElements(as: 1, in: selection.root)
    let scanner = JSONScanner(selection)
    var trail = scanner.trail
    var found: [JSONFound] = []
    var over: [JSONFound] = []
    for count in [0, 1, 62, 63, 64, 65, 1000, 3] {
      let text = [UInt8]("[\(repeatElement("{}", count: count).joined(separator: ","))]".utf8)
      try scanner.scan(Padding.padded(text).span, 0..<text.count, into: &found)
      let written = try scanner.scan(
        Padding.padded(text).span, 0..<text.count, over: &over, learning: &trail)
      #expect(Array(over.prefix(written)) == found)
      #expect(found.count == count + 1)
      #expect(found[0].next == Int32(count + 1))
      #expect(found[0].range == 0..<text.count)
    }
  }

  @Test func writingOverFindsTheSame() throws {
    let scanner = JSONScanner(selection(order: Self.keys))
    var trail = scanner.trail
    var found: [JSONFound] = []
    var over: [JSONFound] = []
    for count in [0, 40, 3, 1, 40, 0] {
      let members = Self.keys.prefix(count).map { "\"\($0)\":[\(count),{}]" }
      let text = [UInt8]("{\(members.joined(separator: ","))} ".utf8)
      let bytes = Padding.padded(text)
      try scanner.scan(bytes.span, 0..<text.count, into: &found)
      let written = try scanner.scan(bytes.span, 0..<text.count, over: &over, learning: &trail)
      #expect(Array(over.prefix(written)) == found)
      let cut = Padding.padded(Array(text.dropLast(2)))
      #expect(throws: JSONError.self) {
        try scanner.scan(cut.span, 0..<text.count - 2, over: &over, learning: &trail)
      }
    }
  }
}
