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
}
