import Command
import JSONText
import Posting
import Testing

@Suite struct DeliveryReaderTests {
  static func read(_ line: String) throws(Rejection) -> Delivery {
    let bytes = Padding.padded([UInt8](line.utf8))
    var reader = DeliveryReader(keepsLines: true)
    return try reader.read(
      bytes.span, 0..<line.utf8.count, at: Place(source: 0, line: 7))
  }

  /// Lines and their bodies.
  @Test(arguments: [
    (#"{"a":1}"#, #"{"a":1}"#),
    (#"{}"#, #"{}"#),
    (#"  { "a" : 1 }  "#, #"{ "a" : 1 }"#),
    (#"{"a":1,"meta":{}}"#, #"{"a":1}"#),
    (#"{"a":1 , "meta" : {} }"#, #"{"a":1  }"#),
    (#"{ "meta":{}}"#, #"{ }"#),
    (#"{ "meta":{} }"#, #"{  }"#),
    (#"{"meta":{},"a":1}"#, #"{"a":1}"#),
    (#"{ "meta":{} , "a":1}"#, #"{  "a":1}"#),
    (#"{"a":1,"meta":{},"b":2}"#, #"{"a":1,"b":2}"#),
    ("{\"a\":1\t,\r \"meta\":{}\t, \"b\":2}", "{\"a\":1\t\t, \"b\":2}"),
    (#"{"meta":{},"meta":{}}"#, #"{}"#),
    (#"{"meta":{} , "meta":{} , "a":1}"#, #"{  "a":1}"#),
    (#"{"a":1,"meta":{},"meta":{}}"#, #"{"a":1}"#),
    (#"{"meta":{},"a":1,"meta":{}}"#, #"{"a":1}"#),
    (#"{"meta":1,"a":1,"meta":{}}"#, #"{"a":1}"#),
    (#"{"a":1,"m\u0065ta":{}}"#, #"{"a":1}"#),
    (#"{"a":{"meta":1},"b":["meta",{"meta":2}]}"#, #"{"a":{"meta":1},"b":["meta",{"meta":2}]}"#),
    (#"{"Meta":1,"meta ":2,"a":"meta"}"#, #"{"Meta":1,"meta ":2,"a":"meta"}"#),
    (
      #"{"a":1.0e+05,"a":-0,"é":"\u00e9\/","meta":{"x":[1,{"y":","}]}}"#,
      #"{"a":1.0e+05,"a":-0,"é":"\u00e9\/"}"#
    ),
    (#"{"a":"\",","meta":{"id":"x"}}"#, #"{"a":"\","}"#),
  ]) func cutsMeta(_ line: String, _ body: String) throws {
    let delivery = try Self.read(line)
    #expect(String(decoding: delivery.body, as: UTF8.self) == body)
    #expect(delivery.line == [UInt8](line.utf8))
  }

  @Test(arguments: [
    (#"{"meta":{"id":"mrr_7da75ce7"}}"#, "mrr_7da75ce7"),
    (#"{"meta":{"id":"a-B_9","part":1,"last":false}}"#, "a-B_9"),
    (#"{"meta":{"id":"a","part":2,"last":true}}"#, "a-2"),
    (#"{"meta":{"part":10,"id":"a"}}"#, "a-10"),
    (#"{"meta":{"id":"first"},"meta":{"id":"last"}}"#, "last"),
    (#"{"meta":[],"meta":{"id":"last"}}"#, "last"),
    (#"{"meta":{"id":"first","id":"last","part":0,"part":3}}"#, "last-3"),
    (#"{"meta":{"id":"\u0061b"}}"#, "ab"),
    (#"{"meta":{"id":"a","more":{"id":"b","part":9}}}"#, "a"),
  ]) func takesTheID(_ line: String, _ id: String) throws {
    #expect(try Self.read(line).id == id)
  }

  @Test func longestID() throws {
    let id = String(repeating: "x", count: 120)
    #expect(try Self.read(#"{"meta":{"id":"\#(id)"}}"#).id == id)
    #expect(throws: Rejection.self) { try Self.read(#"{"meta":{"id":"\#(id)x"}}"#) }
  }

  @Test(arguments: [#"{"a":1}"#, #"{"meta":{}}"#, #"{"meta":{"part":2}}"#])
  func givesARandomID(_ line: String) throws {
    let ids = try (0..<2).map { _ in try Self.read(line).id }
    #expect(ids[0] != ids[1])
    for id in ids {
      #expect(id.hasPrefix("mrr_"))
      #expect(id.utf8.count == 36)
      #expect(id.dropFirst(4).allSatisfy { "0123456789abcdef".contains($0) })
    }
  }

  @Test(arguments: [
    (#"{"meta":5}"#, 8, "meta: expected an object, found 5"),
    (#" {"meta":null}"#, 9, "meta: expected an object, found null"),
    (#"{"meta":{"id":"x"},"meta":"y"}"#, 26, "meta: expected an object, found a string"),
    (#"{"meta":{"id":""}}"#, 14, "meta.id: expected 1 to 120 of A-Z a-z 0-9 _ -, found a string"),
    (
      #"{"meta":{"id":"a.b"}}"#, 14, "meta.id: expected 1 to 120 of A-Z a-z 0-9 _ -, found a string"
    ),
    (#"{"meta":{"id":"é"}}"#, 14, "meta.id: expected 1 to 120 of A-Z a-z 0-9 _ -, found a string"),
    (
      #"{"meta":{"id":"a\n"}}"#, 14, "meta.id: expected 1 to 120 of A-Z a-z 0-9 _ -, found a string"
    ),
    (#"{"meta":{"id":7}}"#, 14, "meta.id: expected 1 to 120 of A-Z a-z 0-9 _ -, found 7"),
    (#"{"meta":{"id":null}}"#, 14, "meta.id: expected 1 to 120 of A-Z a-z 0-9 _ -, found null"),
    (#"{"meta":{"part":0}}"#, 16, "meta.part: expected a positive integer, found 0"),
    (#"{"meta":{"part":-1}}"#, 16, "meta.part: expected a positive integer, found -1"),
    (#"{"meta":{"part":1.5}}"#, 16, "meta.part: expected a positive integer, found 1.5"),
    (#"{"meta":{"part":"1"}}"#, 16, "meta.part: expected a positive integer, found a string"),
    ("[1]", 0, "expected an object, found an array"),
    (" 12", 1, "expected an object, found a number"),
    ("\"x\"", 0, "expected an object, found a string"),
  ]) func refuses(_ line: String, _ offset: Int, _ message: String) {
    #expect(throws: Rejection(message, offset: offset)) { try Self.read(line) }
  }

  @Test(arguments: ["{", "{\"a\":1}}", "{'a':1}", "{\"meta\":{}", "nonsense"])
  func refusesWhatIsNotJSON(_ line: String) {
    #expect(throws: Rejection.self) { try Self.read(line) }
  }
}
