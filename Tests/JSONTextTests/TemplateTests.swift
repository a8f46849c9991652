import TestSupport
import Testing

@testable import JSONText

/// A text that repeats an earlier one with other values is read as any text is.
@Suite struct TemplateTests {
  private static let selection: JSONSelection = {
    var selection = JSONSelection()
    selection.pick("id", as: 1, in: selection.root)
    selection.pick("amount", as: 2, in: selection.root)
    let list = selection.pick("list", as: 3, in: selection.root)
    let element = selection.pickElements(as: 4, in: list)
    selection.pick("id", as: 5, in: element)
    selection.pick("name", as: 6, in: element)
    let options = selection.pick("options", as: 7, in: element)
    selection.reportUnknown(in: options)
    selection.pick("empty", as: 8, in: selection.root)
    return selection
  }()

  private static let scalars = [
    "1", "12", "123", "-1", "0", "1.5", "1e5", "123456789012345678901", "null", "true", "false",
    #""""#, #""a""#, #""a\"b""#, #""\u0041""#, #""Grüße""#, #""a text of more than sixteen bytes""#,
  ]

  /// What a byte of a text is replaced with.
  private static let others: [UInt8] = [
    0x20, 0x22, 0x2C, 0x5C, 0x7D, 0x5B, 0x31, 0x2D, 0x00, 0x80, 0xC3, 0x0A,
  ]

  private static let containers = [
    "{}", "[]", "[1]", #"{"k":[{}],"l":"]}"}"#, #"{"id":7,"name":[]}"#, "[[[[]]]]",
  ]

  /// A text that has mostly the same members, and mostly values of one kind in one place.
  private static func text(_ numbers: inout SplitMix64, varies: Int) -> String {
    func any(_ usual: String) -> String {
      switch numbers.below(varies) {
      case 0: numbers.pick(scalars)
      case 1: numbers.pick(containers)
      default: usual.replacing("#", with: "\(numbers.below(2000))")
      }
    }
    var elements: [String] = []
    for _ in 0..<(numbers.below(3) == 0 ? numbers.below(4) : 1) {
      let key = "a\(numbers.below(3))"
      elements.append(
        #"{"id":\#(any("#")),"other":\#(any("\"#\"")),"name":\#(any("\"x\"")),"#
          + #""options":{"\#(key)":\#(any("1"))}}"#)
    }
    var text = #"{"id":\#(any("\"id_#\"")),"kind":"same","passed":\#(any("null")),"#
    text += #""list":[\#(elements.joined(separator: ","))],"#
    if numbers.below(3) == 0 { text += #""extra":\#(any("#")),"# }
    if numbers.below(9) == 0 { text += #""id":\#(any("#")),"# }
    text += #""empty":\#(any("{}")), "amount": \#(any("#"))}"#
    return numbers.below(20) == 0 ? text.replacing(",", with: ", ") : text
  }

  /// A text that is long enough to be compared, its bytes behind white space.
  private static func bytes(_ text: String) -> [UInt8] {
    [UInt8](repeating: 0x20, count: JSONTemplates.shortest) + Array(text.utf8)
  }

  private func plain(_ text: [UInt8]) throws -> [JSONFound] {
    var found: [JSONFound] = []
    let padded = Padding.padded(text)
    try JSONScanner(Self.selection).scan(padded.span, 0..<text.count, into: &found)
    return found
  }

  /// What the templates of a trail alone find; nil for a text that is none of them.
  private func matched(_ text: [UInt8], _ trail: JSONTrail) -> [JSONFound]? {
    var found = [JSONFound](repeating: .none, count: 200)
    let padded = Padding.padded(text)
    let count = trail.templates.match(
      padded.span, JSONTemplates.shortest, text.count, over: &found)
    return count > 0 ? Array(found.prefix(count)) : nil
  }

  @Test(arguments: [3, 8, 30, 100]) func findsWhatAScanFinds(varies: Int) throws {
    let scanner = JSONScanner(Self.selection)
    var trail = scanner.trail
    trail.comparesTexts = true
    var numbers = SplitMix64(seed: UInt64(varies))
    var learnt: [JSONFound] = []
    var matches = 0
    for _ in 0..<3000 {
      let text = Self.bytes(Self.text(&numbers, varies: varies))
      let expected = try plain(text)
      if let found = matched(text, trail) {
        matches += 1
        #expect(found == expected, "\(String(decoding: text, as: UTF8.self))")
      }
      let padded = Padding.padded(text)
      let count = try scanner.scan(
        padded.span, 0..<text.count, over: &learnt, learning: &trail)
      #expect(Array(learnt.prefix(count)) == expected, "\(String(decoding: text, as: UTF8.self))")
    }
    if varies == 100 { #expect(matches > 2000, "most of them are alike") }
  }

  /// Every text that departs from a template at one byte is refused as a scan refuses it, or found as
  /// a scan finds it.
  @Test func everyByteOtherwise() throws {
    let scanner = JSONScanner(Self.selection)
    var trail = scanner.trail
    trail.comparesTexts = true
    var numbers = SplitMix64(seed: 5)
    var learnt: [JSONFound] = []
    for _ in 0..<40 {
      let text = Self.bytes(Self.text(&numbers, varies: 30))
      _ = try scanner.scan(
        Padding.padded(text).span, 0..<text.count, over: &learnt, learning: &trail)
    }
    let text = Self.bytes(Self.text(&numbers, varies: 1000))
    for place in JSONTemplates.shortest..<text.count {
      for byte in Self.others {
        var other = text
        other[place] = byte
        let expected = try? plain(other)
        let found = matched(other, trail)
        if found != nil { #expect(found == expected, "byte \(byte) at \(place)") }
        let padded = Padding.padded(other)
        var isRefused = false
        var count = 0
        do throws(JSONError) {
          count = try scanner.scan(
            padded.span, 0..<other.count, over: &learnt, learning: &trail)
        } catch {
          isRefused = true
        }
        #expect(isRefused == (expected == nil), "byte \(byte) at \(place)")
        if let expected {
          #expect(Array(learnt.prefix(count)) == expected, "byte \(byte) at \(place)")
        }
      }
    }
  }

  /// What is not picked may be anything, but no deeper than a text may be.
  @Test func depthInASlot() throws {
    let scanner = JSONScanner(Self.selection)
    var trail = scanner.trail
    trail.comparesTexts = true
    var found: [JSONFound] = []
    func text(_ depth: Int) -> [UInt8] {
      let value =
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      return Self.bytes(#"{"passed":\#(value),"id":1}"#)
    }
    for depth in 0...130 {
      let bytes = depth == 0 ? Self.bytes(#"{"passed":0,"id":1}"#) : text(depth)
      let isGood = depth < 128
      #expect((try? plain(bytes)) == nil || isGood)
      var isRead = true
      do throws(JSONError) {
        _ = try scanner.scan(
          Padding.padded(bytes).span, 0..<bytes.count, over: &found, learning: &trail)
      } catch {
        isRead = false
      }
      #expect(isRead == isGood, "depth \(depth)")
      if depth > 3 && isGood { #expect(matched(bytes, trail) != nil, "depth \(depth)") }
    }
  }

  /// Texts that have nothing in common do not fill the memory, and those that have are matched again
  /// later.
  @Test func othersThanBefore() throws {
    let scanner = JSONScanner(Self.selection)
    var trail = scanner.trail
    trail.comparesTexts = true
    var found: [JSONFound] = []
    for number in 0..<3000 {
      let text = Self.bytes(#"{"name\#(number)":{"id\#(number)":1},"id":\#(number)}"#)
      _ = try scanner.scan(
        Padding.padded(text).span, 0..<text.count, over: &found, learning: &trail)
    }
    #expect(trail.templates.text.count < 300_000)
    let text = Self.bytes(#"{"id":1,"amount":2}"#)
    for _ in 0..<70_000 {
      _ = try scanner.scan(
        Padding.padded(text).span, 0..<text.count, over: &found, learning: &trail)
    }
    #expect(matched(Self.bytes(#"{"id":1,"amount":2}"#), trail) != nil)
  }

  /// Scanned over an array that is too small, the first text of a kind included.
  @Test func manyValues() throws {
    let scanner = JSONScanner(Self.selection)
    var trail = scanner.trail
    trail.comparesTexts = true
    var found: [JSONFound] = []
    for count in [1, 500, 500, 3, 500] {
      let elements = (0..<count).map { #"{"id":\#($0)}"# }.joined(separator: ",")
      let text = Self.bytes(#"{"id":\#(count),"list":[\#(elements)]}"#)
      let written = try scanner.scan(
        Padding.padded(text).span, 0..<text.count, over: &found, learning: &trail)
      #expect(Array(found.prefix(written)) == (try plain(text)))
    }
  }
}
