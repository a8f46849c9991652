import JSONText
import Testing

@Suite struct SelectionTests {
  static let selection: JSONSelection = {
    var selection = JSONSelection()
    selection.pick("event", as: 1, in: selection.root)
    let customer = selection.pick("customer", as: 2, in: selection.root)
    selection.pick("id", as: 3, in: customer)
    let movements = selection.pick("movements", as: 4, in: selection.root)
    let movement = selection.pickElements(as: 5, in: movements)
    selection.pick("type", as: 6, in: movement)
    selection.pick("cancel_at_period_end", as: 7, in: movement)
    selection.pick("cancel_at_period_enq", as: 8, in: movement)
    selection.pick("subscription", as: 9, in: movement)
    return selection
  }()

  /// `field=value` of every found value, with its depth as indentation.
  func picked(_ text: String, _ selection: JSONSelection = Self.selection) throws -> [String] {
    let bytes = [UInt8](text.utf8)
    let found = try scan(bytes, selection)
    return found.dropFirst().map { value in
      var depth = 0
      var parent = value.parent
      while parent > 0 {
        depth += 1
        parent = found[Int(parent)].parent
      }
      return String(repeating: " ", count: depth) + "\(value.field)="
        + String(decoding: bytes[value.range], as: UTF8.self)
    }
  }

  @Test func picksInOrder() throws {
    let text = #"""
      {"x":[{"event":0}],"event":"e","customer":{"y":{"id":9},"id":"c"},"movements":[{"type":"new",
      "cancel_at_period_end":true,"cancel_at_period_enx":1,"subscription":{"a":[1]}},7,"s"]}
      """#
    let got = try picked(text)
    #expect(
      got == [
        #"1="e""#, #"2={"y":{"id":9},"id":"c"}"#, #" 3="c""#,
        #"4=[{"type":"new","# + "\n"
          + #""cancel_at_period_end":true,"cancel_at_period_enx":1,"subscription":{"a":[1]}},7,"s"]"#,
        #" 5={"type":"new","# + "\n"
          + #""cancel_at_period_end":true,"cancel_at_period_enx":1,"subscription":{"a":[1]}}"#,
        #"  6="new""#, "  7=true", #"  9={"a":[1]}"#, " 5=7", #" 5="s""#,
      ])
  }

  @Test func nextSkipsTheInside() throws {
    let found = try scan(
      [UInt8](#"{"movements":[{"type":1},{}],"event":2}"#.utf8), Self.selection)
    #expect(found.map(\.next) == [6, 5, 4, 4, 5, 6])
    #expect(found.map(\.parent) == [-1, 0, 1, 2, 1, 0])
  }

  @Test func otherKindsThanExpected() throws {
    #expect(
      try picked(#"{"movements":{"type":1},"customer":[{"id":1}],"event":null}"#)
        == [#"4={"type":1}"#, #"2=[{"id":1}]"#, "1=null"])
    #expect(try scan([UInt8]("[1]".utf8), Self.selection).count == 1)
  }

  @Test func escapedAndRepeatedKeys() throws {
    #expect(
      try picked(#"{"\u0065vent":1,"event":2,"e\u0076en\/":3,"\ud800":4}"#) == ["1=1", "1=2"])
  }

  @Test func unknownKeysAreReported() throws {
    var selection = JSONSelection()
    selection.pick("a", as: 1, in: selection.root)
    selection.reportUnknown(in: selection.root)
    #expect(
      try picked(#"{"b":{"a":1},"a":2,"":[]}"#, selection)
        == [#"65535={"a":1}"#, "1=2", "65535=[]"])
  }

  @Test func sharedInside() throws {
    var selection = JSONSelection()
    let object = selection.pick("object", as: 1, in: selection.root)
    selection.pick("id", as: 2, in: object)
    selection.pick("previous", as: 3, in: selection.root, inside: object)
    #expect(
      try picked(#"{"object":{"id":1},"previous":{"id":2}}"#, selection)
        == [#"1={"id":1}"#, " 2=1", #"3={"id":2}"#, " 2=2"])
  }

  @Test func keyPlaces() throws {
    let found = try scan([UInt8](#"{ "event" : 1}"#.utf8), Self.selection)
    #expect(found[1].keyStart == 2)
    #expect(found[1].range == 12..<13)
    #expect(found[0].keyStart == -1)
  }

  /// Many keys at one place, long and short ones, each of which is told from all others.
  @Test func manyKeys() throws {
    var selection = JSONSelection()
    let inner = selection.pick("inside", as: 999, in: selection.root)
    let keys = (1...200).map { number in
      number % 2 == 0 ? "k\(number)" : "a_key_of_some_length_\(number)_and_more"
    }
    for (index, key) in keys.enumerated() {
      selection.pick(key, as: UInt16(index + 1), in: selection.root)
      selection.pick(key, as: UInt16(index + 301), in: inner)
    }
    let members = keys.reversed().map { "\"\($0)\":0" }.joined(separator: ",")
    let others = keys.map { "\"\($0)_\":0,\"_\($0)\":0" }.joined(separator: ",")
    #expect(
      try picked("{\(members),\(others),\"inside\":{\(members)}}", selection)
        == (1...200).reversed().map { "\($0)=0" }
        + ["999={\(members)}"] + (301...500).reversed().map { " \($0)=0" })
  }

  /// What has nothing picked inside is passed over, whatever it is, and wherever it is named.
  @Test func nothingInside() throws {
    var selection = JSONSelection()
    let node = selection.detachedNode()
    selection.pick("leaf", as: 1, in: selection.root)
    let list = selection.pick("list", as: 2, in: selection.root)
    selection.pickElements(as: 3, in: list, inside: node)
    selection.pick("empty", as: 4, in: selection.root, inside: node)
    let text = #"{"leaf":{"leaf":1,"list":[2]},"list":[{"leaf":3},[4]],"empty":[{"leaf":5}]}"#
    #expect(
      try picked(text, selection)
        == [
          #"1={"leaf":1,"list":[2]}"#, #"2=[{"leaf":3},[4]]"#, #" 3={"leaf":3}"#, " 3=[4]",
          #"4=[{"leaf":5}]"#,
        ])
    #expect(try picked(#"{"leaf":{"leaf":[1]}}"#, JSONSelection()) == [])
  }
}
