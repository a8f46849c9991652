import JSONText
import TestSupport
import Testing

/// A scan that learns the order of members finds what one finds that does not.
@Suite struct TrailTests {
  /// Keys of every length up to past what is looked for at once; one in three is named.
  private static let keys = (1...40).map { String(repeating: "k", count: $0) }

  private static let selection: JSONSelection = {
    var selection = JSONSelection()
    let inner = selection.pick("inner", as: 100, in: selection.root)
    selection.reportUnknown(in: inner)
    for (place, key) in keys.enumerated() where place % 3 == 0 {
      selection.pick(key, as: UInt16(key.utf8.count), in: selection.root)
      selection.pick(key, as: UInt16(key.utf8.count), in: inner)
    }
    return selection
  }()

  private static func object(_ numbers: inout SplitMix64, depth: Int) -> String {
    let values = ["1", "null", "true", "[]", "{}", #""a\"b""#, #"{"k":[{}]}"#, "[1, 2]"]
    var members: [String] = []
    for key in keys where numbers.below(3) > 0 {
      members.append("\"\(key)\":\(values[numbers.below(values.count)])")
    }
    if depth > 0 { members.append("\"inner\":\(object(&numbers, depth: depth - 1))") }
    if numbers.below(4) == 0 { members.reverse() }
    if numbers.below(4) == 0 {
      members = members.map { $0.replacing(":", with: " : ", maxReplacements: 1) }
    }
    return "{" + members.joined(separator: numbers.below(4) == 0 ? " ,\t" : ",") + "}"
  }

  private func expectSame(
    _ texts: [String], _ scanner: JSONScanner, _ trail: inout JSONTrail
  ) throws {
    var found: [JSONFound] = []
    var learnt: [JSONFound] = []
    for text in texts {
      let bytes = [UInt8](text.utf8)
      let padded = Padding.padded(bytes)
      try scanner.scan(padded.span, 0..<bytes.count, into: &found)
      let count = try scanner.scan(
        padded.span, 0..<bytes.count, over: &learnt, learning: &trail)
      #expect(Array(learnt.prefix(count)) == found, "\(text)")
    }
  }

  @Test func whateverTheOrder() throws {
    let scanner = JSONScanner(Self.selection)
    var trail = scanner.trail
    var numbers = SplitMix64(seed: 1)
    try expectSame((0..<300).map { _ in Self.object(&numbers, depth: 2) }, scanner, &trail)
  }

  /// More names than are learnt.
  @Test func namesThatNeverComeAgain() throws {
    let scanner = JSONScanner(Self.selection)
    var trail = scanner.trail
    let texts = (0..<3000).map {
      #"{"name\#($0)":1,"kkkk":\#($0),"inner":{"other\#($0)":null,"k":2}}"#
    }
    try expectSame(texts + texts.prefix(5), scanner, &trail)
  }

  /// What is wrong is found wherever it stands, also where another member was expected.
  @Test func aBadTextIsBadToBoth() throws {
    let scanner = JSONScanner(Self.selection)
    var trail = scanner.trail
    let good = #"{"k":1,"unknown":[],"kkkk":{"x":1},"inner":{"k":"a","other":null}}"#
    try expectSame([good, good], scanner, &trail)
    var found: [JSONFound] = []
    for cut in 1..<good.utf8.count {
      let bytes = Array(good.utf8.prefix(cut))
      let padded = Padding.padded(bytes)
      var plain: JSONError?
      do throws(JSONError) {
        try scanner.scan(padded.span, 0..<cut, into: &found)
      } catch {
        plain = error
      }
      var learnt: JSONError?
      do throws(JSONError) {
        _ = try scanner.scan(padded.span, 0..<cut, over: &found, learning: &trail)
      } catch {
        learnt = error
      }
      #expect(plain != nil)
      #expect(learnt == plain, "cut at \(cut)")
    }
  }
}

/// Strings are written as JSON wherever what must be escaped stands.
@Suite struct StringWritingTests {
  @Test func everyPlaceOfEveryByte() {
    for length in 0...20 {
      for place in 0..<max(1, length) {
        for byte: UInt8 in [0x00, 0x1F, 0x22, 0x5C, 0x20, 0x7F, 0x21, 0x23, 0x5B, 0x5D, 0x0A] {
          var text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
          if length > 0 { text[place] = byte }
          var buffer = LineBuffer()
          buffer.append(string: text.span, 0..<length)
          let expected = text.map(Self.escaped).joined()
          #expect(String(decoding: buffer.bytes, as: UTF8.self) == "\"\(expected)\"")
        }
      }
    }
  }

  @Test func aStringAtTheEndOfItsMemory() {
    let text = [UInt8]("Ünïcødé \"東京\"".utf8)
    for start in 0..<text.count {
      var buffer = LineBuffer()
      buffer.append(string: text.span, start..<text.count)
      let expected = text[start...].flatMap { $0 == 0x22 ? [0x5C, 0x22] : [$0] }
      #expect(buffer.bytes == [0x22] + expected + [0x22])
    }
  }

  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case 0x22: "\\\""
    case 0x5C: "\\\\"
    case 0x0A: "\\n"
    case 0..<0x20: "\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    default: String(decoding: [byte], as: UTF8.self)
    }
  }
}
