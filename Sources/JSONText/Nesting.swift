/// Where a walk through one JSON value stands between two tokens: everything that must be known to
/// go on, which is why a text can be walked through line by line.
struct Nesting {
  enum Expectation: UInt8 {
    case value, firstElement, firstKey, key, colon, after
  }

  /// The deepest nesting that is read (lines.md, section 4).
  static let limit = 128

  /// One bit for each open container, the innermost lowest: 1 for an object.
  var objects: UInt128 = 0
  var depth = 0
  var expects = Expectation.value

  /// Walks on from `start`, checking the whole grammar and all UTF-8, to the end of the value.
  ///
  /// Gives the index behind the value when it is complete (`depth` is then 0), or the complement of
  /// the index where it stopped: of `end` with `why` ``Fault/cut`` if more bytes may complete it.
  mutating func walk(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, floor: Int, why: inout Fault
  ) -> Int {
    var index = start
    var objects = self.objects
    var depth = self.depth
    var expects = self.expects
    let outermost = floor
    var isPlain = true

    walking: while true {
      var byte = bytes[index]
      if byte <= 0x20 {
        index = ByteScan.spaceEnd(bytes, index, end)
        byte = bytes[index]
      }
      if index == end {
        self.objects = objects
        self.depth = depth
        self.expects = expects
        why = .cut
        return ~index
      }
      switch expects {
      case .firstKey, .key:
        guard byte == UInt8(ascii: "\"") else {
          if byte == UInt8(ascii: "}") && expects == .firstKey { break }
          why = expects == .key ? .keyAfterComma : .keyOrBrace
          return ~index
        }
        let close = ByteScan.stringEnd(bytes, index &+ 1, &isPlain)
        if close < 0 {
          why = .string
          return close
        }
        index = close &+ 1
        // The usual case, without another turn of the loop.
        if bytes[index] != UInt8(ascii: ":") {
          expects = .colon
          continue walking
        }
        index &+= 1
        expects = .value
        continue walking
      case .colon:
        guard byte == UInt8(ascii: ":") else {
          why = .colon
          return ~index
        }
        index &+= 1
        expects = .value
        continue walking
      case .value, .firstElement:
        switch byte {
        case UInt8(ascii: "\""):
          let close = ByteScan.stringEnd(bytes, index &+ 1, &isPlain)
          if close < 0 {
            why = .string
            return close
          }
          index = close &+ 1
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          if depth == Self.limit {
            why = .depth
            return ~index
          }
          let isObject = byte == UInt8(ascii: "{")
          objects = objects &<< 1 | (isObject ? 1 : 0)
          depth &+= 1
          index &+= 1
          expects = isObject ? .firstKey : .firstElement
          continue walking
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
          index = ByteScan.numberEnd(bytes, index, &isPlain)
          if index < 0 {
            why = .number
            return index
          }
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
          index = ByteScan.literalEnd(bytes, index)
          if index < 0 {
            why = .value
            return index
          }
        default:
          if byte == UInt8(ascii: "]") && expects == .firstElement { break }
          why = .value
          return ~index
        }
        if byte != UInt8(ascii: "]") || expects != .firstElement {
          if depth == outermost { return index }
          expects = .after
          continue walking
        }
      case .after:
        if byte == UInt8(ascii: ",") {
          index &+= 1
          expects = objects & 1 == 1 ? .key : .value
          continue walking
        }
        guard byte == (objects & 1 == 1 ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
          why = objects & 1 == 1 ? .commaOrBrace : .commaOrBracket
          return ~index
        }
      }
      // A closing brace or bracket.
      index &+= 1
      objects = objects &>> 1
      depth &-= 1
      if depth == outermost {
        self.depth = depth
        return index
      }
      expects = .after
    }
  }
}
