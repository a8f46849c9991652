/// Reads JSON texts and picks out of them what a ``JSONSelection`` names, without building a tree.
///
/// The whole text is checked: grammar (RFC 8259), UTF-8, nesting to 128 levels. A scanner keeps
/// nothing of a text; it may be used for any number of them.
package struct JSONScanner: Sendable {
  private let table: SelectionTable

  package init(_ selection: JSONSelection) {
    table = SelectionTable(selection)
  }

  /// Scans the text `bytes[range]`, which is one JSON value and white space around it.
  ///
  /// `found` is emptied first; `found[0]` is the outermost value. Behind the text must stand a
  /// control character (the line's end) and ``Padding/length`` readable bytes, and its length must
  /// fit 31 bits. On an error `found` holds nothing of use.
  package func scan(
    _ bytes: Span<UInt8>, _ range: Range<Int>, into found: inout [JSONFound]
  ) throws(JSONError) {
    precondition(bytes[range.upperBound] < 0x20, "a control character must follow a text")
    precondition(range.upperBound <= Int32.max, "a text's end must fit 31 bits")
    found.removeAll(keepingCapacity: true)
    var why = Fault.cut
    let end = range.upperBound
    var index = run(bytes, from: range.lowerBound, to: end, into: &found, why: &why)
    if index >= 0 {
      index = ByteScan.spaceEnd(bytes, index, end)
      if index == end { return }
      why = .trailing
      index = ~index
    }
    throw why.error(bytes, at: ~index, end: end)
  }

  /// The loop: a picked container is entered, everything else is walked through in one step.
  ///
  /// All state is in locals; the parent chain of `found` is the stack.
  private func run(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, into found: inout [JSONFound],
    why: inout Fault
  ) -> Int {
    let nodes = table.nodes.span
    var index = start
    var depth = 0
    var container: Int32 = -1  // The innermost picked container, an index into `found`.
    var node = SelectionTable.Node.none
    var isObject = false
    var pick = SelectionTable.Pick(field: 0, node: 0)
    var keyStart = -1
    var expects = Nesting.Expectation.value

    while true {
      var byte = bytes[index]
      if byte <= 0x20 {
        index = ByteScan.spaceEnd(bytes, index, end)
        byte = bytes[index]
        if index == end { return ~index }
      }
      switch expects {
      case .firstKey, .key:
        if byte == UInt8(ascii: "}") && expects == .firstKey { break }
        guard byte == UInt8(ascii: "\"") else {
          why = expects == .key ? .keyAfterComma : .keyOrBrace
          return ~index
        }
        keyStart = index
        var isEscaped = false
        let close = ByteScan.stringEnd(bytes, index &+ 1, &isEscaped)
        if close < 0 {
          why = .string
          return close
        }
        pick =
          isEscaped
          ? table.pick(unescaping: bytes, index &+ 1..<close, in: node)
          : table.pick(bytes, index &+ 1, close, in: node)
        index = close &+ 1
        if bytes[index] != UInt8(ascii: ":") {
          index = ByteScan.spaceEnd(bytes, index, end)
          guard bytes[index] == UInt8(ascii: ":") else {
            why = index == end ? .cut : .colon
            return ~index
          }
        }
        index &+= 1
        expects = .value
        continue
      case .value, .firstElement:
        if byte == UInt8(ascii: "]") && expects == .firstElement { break }
        if !isObject && container >= 0 { pick = node.elements }
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
          if depth == Nesting.limit {
            why = .depth
            return ~index
          }
          let inner = nodes[Int(pick.node)]
          let opensObject = byte == UInt8(ascii: "{")
          if (pick.field != 0 || container < 0) && inner.picks(objects: opensObject) {
            let entry = JSONFound(
              field: pick.field, kind: opensObject ? .object : .array, isEscaped: false,
              node: pick.node, parent: container, next: 0,
              keyStart: Int32(truncatingIfNeeded: keyStart),
              start: Int32(truncatingIfNeeded: index), end: 0)
            container = Int32(truncatingIfNeeded: found.count)
            found.append(entry)
            node = inner
            isObject = opensObject
            depth &+= 1
            index &+= 1
            keyStart = -1
            expects = opensObject ? .firstKey : .firstElement
            continue
          }
        }
        let valueStart = index
        var isEscaped = false
        switch byte {
        case UInt8(ascii: "\""):
          index = ByteScan.stringEnd(bytes, index &+ 1, &isEscaped)
          if index < 0 {
            why = .string
            return index
          }
          index &+= 1
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
          index = ByteScan.numberEnd(bytes, index)
          if index < 0 {
            why = .number
            return index
          }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          var nesting = Nesting()
          nesting.depth = depth
          index = nesting.walk(bytes, from: index, to: end, floor: depth, why: &why)
          if index < 0 { return index }
        default:
          index = ByteScan.literalEnd(bytes, index)
          if index < 0 {
            why = .value
            return index
          }
        }
        if pick.field != 0 || container < 0 {
          found.append(
            JSONFound(
              field: pick.field, kind: Self.kind(of: byte), isEscaped: isEscaped,
              node: pick.node, parent: container,
              next: Int32(truncatingIfNeeded: found.count &+ 1),
              keyStart: Int32(truncatingIfNeeded: keyStart),
              start: Int32(truncatingIfNeeded: valueStart),
              end: Int32(truncatingIfNeeded: index)))
        }
        if container < 0 { return index }
        expects = .after
        continue
      default:
        if byte == UInt8(ascii: ",") {
          index &+= 1
          keyStart = -1
          expects = isObject ? .key : .value
          continue
        }
        guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
          why = isObject ? .commaOrBrace : .commaOrBracket
          return ~index
        }
      }
      // A closing brace or bracket of a picked container.
      index &+= 1
      depth &-= 1
      found[Int(container)].end = Int32(truncatingIfNeeded: index)
      found[Int(container)].next = Int32(truncatingIfNeeded: found.count)
      container = found[Int(container)].parent
      if container < 0 { return index }
      isObject = found[Int(container)].kind == .object
      node = nodes[Int(found[Int(container)].node)]
      expects = .after
    }
  }

  @inline(__always)
  private static func kind(of first: UInt8) -> JSONKind {
    switch first {
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "t"): .true
    case UInt8(ascii: "f"): .false
    case UInt8(ascii: "n"): .null
    default: .number
    }
  }
}
