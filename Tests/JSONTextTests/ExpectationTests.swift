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
    var found: [JSONFound] = []
    for count in [0, 1, 62, 63, 64, 65, 1000, 3] {
      let text = [UInt8]("[\(repeatElement("{}", count: count).joined(separator: ","))]".utf8)
      try scanner.scan(Padding.padded(text).span, 0..<text.count, into: &found)
      #expect(found.count == count + 1)
      #expect(found[0].next == Int32(count + 1))
      #expect(found[0].range == 0..<text.count)
    }
  }
}
