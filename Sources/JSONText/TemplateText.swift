/// A checked text as a template sees it: where its values stand, and what is picked between them.
struct TemplateText {
  /// A string, number or literal; or an object or array that is not picked.
  struct Value {
    var start: Int
    var end: Int
    /// Its mark; -1 where it is not picked.
    var mark: Int
    /// How many containers it stands in.
    var depth: Int
  }

  /// Where something picked begins, or a picked container ends.
  struct Mark {
    var position: Int
    /// Its place in what was found.
    var found: Int
    var closes: Bool
  }

  private(set) var values: [Value] = []
  private(set) var marks: [Mark] = []

  /// Walks through the text that `found` was picked out of, whose outermost value is an object or an
  /// array.
  init(_ bytes: Span<UInt8>, _ found: Span<JSONFound>) {
    let end = Int(found[0].end)
    var index = Int(found[0].start)
    var next = 0
    // The picked containers around.
    var open: [Int] = []
    var expectsKey = false
    while index < end {
      let byte = bytes[index]
      let isPicked = next < found.count && Int(found[next].start) == index
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if isPicked {
          marks.append(Mark(position: index, found: next, closes: false))
          open.append(next)
          next += 1
          expectsKey = byte == UInt8(ascii: "{")
          index += 1
        } else {
          let behind = JSONTemplates.containerEnd(bytes, index, end, depth: open.count)
          values.append(Value(start: index, end: behind, mark: -1, depth: open.count))
          index = behind
        }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        marks.append(Mark(position: index, found: open.removeLast(), closes: true))
        index += 1
      case UInt8(ascii: ","):
        if let last = open.last { expectsKey = found[last].kind == .object }
        index += 1
      case UInt8(ascii: ":"): index += 1
      case UInt8(ascii: "\"") where expectsKey:
        var isPlain = true
        index = ByteScan.stringEnd(bytes, index + 1, &isPlain) + 1
        expectsKey = false
      case _ where ByteScan.isSpace(byte): index += 1
      default:
        var kind = JSONKind.string
        var isPlain = true
        var why = Fault.cut
        let behind = JSONScanner.scalarEnd(bytes, index, byte, &kind, &isPlain, &why)
        precondition(behind > index, "only a text that was checked is learnt")
        values.append(
          Value(
            start: index, end: behind, mark: isPicked ? marks.count : -1, depth: open.count))
        if isPicked {
          marks.append(Mark(position: index, found: next, closes: false))
          next += 1
        }
        index = behind
      }
    }
  }

  /// The place of the value that begins at `index`; nil where none does.
  func value(at index: Int) -> Int? {
    let place = Self.first(values.count) { values[$0].start >= index }
    return place < values.count && values[place].start == index ? place : nil
  }

  /// The place of the first value, and of the first mark, from `index` on.
  func rest(from index: Int) -> (value: Int, mark: Int) {
    (
      Self.first(values.count) { values[$0].start >= index },
      Self.first(marks.count) { marks[$0].position >= index }
    )
  }

  /// The first of `count` places for which `holds` is true, as it is for all behind it.
  private static func first(_ count: Int, _ holds: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
