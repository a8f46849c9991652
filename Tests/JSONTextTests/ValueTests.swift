import JSONText
import Testing

@Suite struct ValueTests {
  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("4900", 4900), ("-4900", -4900),
      ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
      ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1.0", nil), ("1e3", nil),
      ("99999999999999999999", nil), ("\"1\"", nil), ("null", nil),
    ] as [(String, Int64?)])
  func integers(_ text: String, _ value: Int64?) throws {
    let bytes = [UInt8](text.utf8)
    let found = try scan(bytes)
    #expect(JSONValue.integer(bytes.span, found[0]) == value)
  }

  @Test(
    arguments: [
      (#""""#, ""), (#""abc""#, "abc"), (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{C}\n\r\tz"),
      (#""\u00e9\uD834\uDD1Eé""#, "é𝄞é"), (#""\u0000""#, nil), (#""\ud834""#, nil),
      (#""\ud834x""#, nil), (#""\ud834\u0041""#, nil), (#""\udd1e""#, nil), ("1", nil),
    ] as [(String, String?)])
  func texts(_ text: String, _ value: String?) throws {
    let bytes = [UInt8](text.utf8)
    let found = try scan(bytes)
    let got = JSONValue.text(bytes.span, found[0])
    #expect(got.map { String(decoding: $0, as: UTF8.self) } == value)
  }

  @Test func equality() throws {
    let bytes = [UInt8](#"["new","n\u0065w","newer",1]"#.utf8)
    var selection = JSONSelection()
    selection.pickElements(as: 1, in: selection.root)
    let found = try scan(bytes, selection)
    #expect(
      found.dropFirst().map { JSONValue.equals(bytes.span, $0, "new") }
        == [true, true, false, false])
  }

  @Test func writing() {
    var buffer = LineBuffer()
    for value in [0, 7, -1, 10, 4900, Int64.max, Int64.min] {
      buffer.append(integer: value)
      buffer.append(UInt8(ascii: " "))
    }
    buffer.append(string: "a\"\\/\u{8}\t\n\u{C}\r\u{1}é")
    #expect(
      String(decoding: buffer.bytes, as: UTF8.self)
        == "0 7 -1 10 4900 9223372036854775807 -9223372036854775808 "
        + #""a\"\\/\b\t\n\f\r\u0001é""#)
    buffer.truncate(to: 1)
    #expect(buffer.bytes == [UInt8(ascii: "0")])
  }

  // Eight digits are read at once, and the others one by one.

  @Test(arguments: 1...21)
  func integersOfEveryLength(count: Int) {
    for first in 0..<10 {
      let digits = (0..<count).map { UInt8(ascii: "0") + UInt8((first + 7 * $0) % 10) }
      for text in [digits, [UInt8(ascii: "-")] + digits] {
        let value = JSONValue.integer(text.span, number: 0..<text.count)
        #expect(value == Int64(String(decoding: text, as: UTF8.self)))
        for place in text.indices.dropFirst() {
          for other in ".eE+-/:".utf8 {
            var changed = text
            changed[place] = other
            let none = JSONValue.integer(changed.span, number: 0..<text.count)
            #expect(none == nil)
          }
        }
      }
    }
  }

  // Several bytes are compared and written at once, and the last ones a second time.

  static let literals: [StaticString] = [
    "", "a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh", "abcdefghi",
    "abcdefghij", "abcdefghijk", "abcdefghijkl", "abcdefghijklm", "abcdefghijklmn",
    "abcdefghijklmno", "abcdefghijklmnop", "abcdefghijklmnopq",
  ]

  @Test(arguments: ValueTests.literals.indices)
  func literalsOfEveryLength(count: Int) {
    let text = [UInt8]("\(Self.literals[count])".utf8)
    for (other, literal) in Self.literals.enumerated() {
      let isEqual = JSONValue.isEqual(text.span, 0..<text.count, literal)
      #expect(isEqual == (other == count))
    }
    for place in text.indices {
      var changed = text
      changed[place] ^= 0x20
      let isEqual = JSONValue.isEqual(changed.span, 0..<text.count, Self.literals[count])
      #expect(!isEqual)
    }
  }

  @Test(arguments: 0...33)
  func stringsOfEveryLength(count: Int) {
    let plain = (0..<count).map { UInt8(ascii: "a") + UInt8($0 % 26) }
    let escapes = [
      (UInt8(ascii: "\""), "\\\""), (UInt8(ascii: "\\"), "\\\\"), (0x0A, "\\n"),
      (0x1F, "\\u001f"), (0x7F, "\u{7F}"), (UInt8(ascii: "!"), "!"),
    ].map { (byte: $0, text: [UInt8]($1.utf8)) }
    for escape in escapes {
      for place in plain.indices {
        var text = plain
        text[place] = escape.byte
        var buffer = LineBuffer()
        buffer.append(string: text.span, 0..<count)
        var expected = [UInt8(ascii: "\"")]
        for index in plain.indices { expected += index == place ? escape.text : [plain[index]] }
        expected.append(UInt8(ascii: "\""))
        #expect(buffer.bytes == expected)
      }
    }
  }

  @Test(arguments: [0..<0, 0..<3, 2..<5, 4..<10, 10..<10, 0..<10])
  func aLineWithoutAPart(cut: Range<Int>) {
    let text = [UInt8]("..0123456789..".utf8)
    var buffer = LineBuffer()
    buffer.append(line: text.span, 2..<12, without: cut.lowerBound + 2..<cut.upperBound + 2)
    let line = text[2..<12]
    let expected = line[..<(cut.lowerBound + 2)] + line[(cut.upperBound + 2)...]
    #expect(buffer.bytes == expected + [UInt8(ascii: "\n")])
  }
}
