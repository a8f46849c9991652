/// Reads JSON texts and picks out of them what a ``JSONSelection`` names, without building a tree.
///
/// The whole text is checked: grammar (RFC 8259), UTF-8, nesting to 128 levels. A scanner keeps
/// nothing of a text; it may be used for any number of them.
package struct JSONScanner: Sendable {
  private let table: SelectionTable

  package init(_ selection: JSONSelection) {
    table = SelectionTable(selection)
  }

  /// What is expected before the first text.
  package var trail: JSONTrail { JSONTrail(table.trail) }

  /// Scans the text `bytes[range]`, which is one JSON value and white space around it.
  ///
  /// `found` is emptied first; `found[0]` is the outermost value. Behind the text must stand a
  /// control character (the line's end) and ``Padding/length`` readable bytes, and its length must
  /// fit 31 bits. On an error `found` holds nothing of use.
  package func scan(
    _ bytes: Span<UInt8>, _ range: Range<Int>, into found: inout [JSONFound]
  ) throws(JSONError) {
    var trail = trail
    var run = Run(bytes, range)
    var index = 0
    // Values are written to memory that is there already; if it is not enough, from the start
    // again with more, which the next text then finds.
    var room = max(found.capacity, 64)
    repeat {
      found.removeAll(keepingCapacity: true)
      found.append(addingCapacity: room) { found in
        index = outermost(bytes, &run, &found, &trail)
      }
      room *= 2
    } while run.isAgain
    try run.conclude(bytes, index)
  }

  /// Scans a text like ``scan(_:_:into:)``, and learns what its texts have in common: for many texts.
  ///
  /// What was found is written over the elements of `found` from `start` on, for emptying an array
  /// counts where texts are small; returns how many were written, behind which stand those of earlier
  /// texts.
  package func scan(
    _ bytes: Span<UInt8>, _ range: Range<Int>, over found: inout [JSONFound], from start: Int = 0,
    learning trail: inout JSONTrail
  ) throws(JSONError) -> Int {
    var run = Run(bytes, range)
    run.learns = true
    var index = 0
    var count = 0
    let isWorthwhile = trail.comparesTexts && trail.templates.isWorthwhile(length: range.count)
    if isWorthwhile {
      count = trail.templates.match(bytes, run.start, run.end, over: &found, from: start)
      if count > 0 {
        trail.templates.noteMatch()
        return count
      }
    }
    repeat {
      if start + count >= found.count {
        found.append(contentsOf: repeatElement(.none, count: max(found.count, 64)))
      }
      count = overwrite(&found, from: start) { found in
        index = outermost(bytes, &run, &found, &trail)
      }
    } while run.isAgain
    try run.conclude(bytes, index)
    if isWorthwhile {
      trail.templates.noteMismatch(bytes, found.span.extracting(start..<start + count))
    }
    return count
  }

  /// What stays the same through a text, and what its errors say.
  private struct Run {
    /// Where the text ends.
    let end: Int
    var why = Fault.cut
    /// How many picked containers are open.
    var depth = 0
    /// Whether the trail may be written to.
    var learns = false

    /// Where the value begins.
    let start: Int

    @inline(__always)
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
      precondition(bytes[range.upperBound] < 0x20, "a control character must follow a text")
      precondition(range.upperBound <= Int32.max, "a text's end must fit 31 bits")
      end = range.upperBound
      let first = range.lowerBound
      start = bytes[first] <= 0x20 ? ByteScan.spaceEnd(bytes, first, end) : first
    }

    /// Whether there was too little room; then everything is as before.
    var isAgain: Bool {
      mutating get {
        if why != .full { return false }
        why = .cut
        return true
      }
    }

    /// Takes up the index that the outermost value gave.
    @inline(__always)
    mutating func conclude(_ bytes: Span<UInt8>, _ end: Int) throws(JSONError) {
      if end != self.end { try concludeElsewhere(bytes, end) }
    }

    /// The same where the value does not end with the text.
    @inline(never)
    private mutating func concludeElsewhere(
      _ bytes: Span<UInt8>, _ end: Int
    ) throws(JSONError) {
      var index = end
      if index >= 0 {
        index = ByteScan.spaceEnd(bytes, index, self.end)
        if index == self.end { return }
        why = .trailing
        index = ~index
      } else if ~index == self.end && why != .string && why != .number {
        why = .cut
      }
      throw why.error(bytes, at: ~index, end: self.end)
    }
  }

  // The functions below take the index of a byte and give the index behind what they read, or the
  // complement (`~`) of the index of the byte that is wrong. A picked container is entered by
  // recursion, how deep is bounded by `Nesting.limit`; anything else is walked through in one step.

  @inline(__always)
  private func outermost(
    _ bytes: Span<UInt8>, _ run: inout Run, _ found: inout OutputSpan<JSONFound>,
    _ trail: inout JSONTrail
  ) -> Int {
    let start = run.start
    let root = SelectionTable.Pick(field: 0, node: 0)
    let first = bytes[start]
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      return container(bytes, at: start, as: root, key: -1, in: -1, &run, &found, &trail)
    }
    return scalar(bytes, at: start, as: root, in: -1, &run, &found)
  }

  /// Reads the object or array at `start`, the value of the key at `key` (-1 for none) in `parent`.
  @inline(__always)
  private func container(
    _ bytes: Span<UInt8>, at start: Int, as pick: SelectionTable.Pick, key: Int, in parent: Int,
    _ run: inout Run, _ found: inout OutputSpan<JSONFound>,
    _ trail: inout JSONTrail
  ) -> Int {
    let isObject = bytes[start] == UInt8(ascii: "{")
    let isPicked = pick.field != 0 || parent < 0
    let index = found.count
    if isPicked {
      if found.isFull {
        run.why = .full
        return ~start
      }
      found.append(
        JSONFound(
          kind: isObject ? .object : .array, isPlain: true, pick: pick, parent: parent,
          index: index, key: key, start: start, end: start))
    }
    var end: Int
    if isPicked && table.nodes[Int(pick.node)].picks(objects: isObject) {
      if run.depth == Nesting.limit {
        run.why = .depth
        return ~start
      }
      run.depth &+= 1
      end =
        isObject
        ? members(bytes, from: start &+ 1, of: index, at: pick.node, &run, &found, &trail)
        : elements(bytes, from: start &+ 1, of: index, at: pick.node, &run, &found, &trail)
      run.depth &-= 1
    } else if bytes[start &+ 1] == bytes[start] &+ 2 && run.depth < Nesting.limit {
      // Empty: a closing brace or bracket comes two behind its opening one in ASCII.
      end = start &+ 2
    } else {
      var nesting = Nesting()
      nesting.depth = run.depth
      end = nesting.walk(bytes, from: start, to: run.end, floor: run.depth, why: &run.why)
    }
    if isPicked {
      found[index].end = Int32(truncatingIfNeeded: end)
      found[index].next = Int32(truncatingIfNeeded: found.count)
    }
    return end
  }

  /// Reads the members of the picked object whose first byte behind the brace is at `start`.
  @inline(never)
  private func members(
    _ bytes: Span<UInt8>, from start: Int, of object: Int, at node: Int32, _ run: inout Run,
    _ found: inout OutputSpan<JSONFound>, _ trail: inout JSONTrail
  ) -> Int {
    // The member that was read last.
    var member = UInt32(truncatingIfNeeded: table.nodes[Int(node)].head)
    var index = start
    if bytes[index] <= 0x20 { index = ByteScan.spaceEnd(bytes, index, run.end) }
    if bytes[index] == UInt8(ascii: "}") { return index &+ 1 }
    run.why = .keyOrBrace
    while true {
      // The key.
      let keyStart = index
      var pick = trail.expected[Int(member)].member.pick
      if trail.expected[Int(member)].member.isNext(bytes, index) {
        index &+= Int(trail.expected[Int(member)].member.length)
        member = trail.expected[Int(member)].place
      } else {
        let key = anyKey(bytes, at: index, node, behind: Int(member), &run, &trail)
        index = key.end
        if index < 0 { return index }
        pick = key.pick
        member = UInt32(truncatingIfNeeded: key.member)
      }

      // The value.
      var first = bytes[index]
      if first <= 0x20 {
        index = ByteScan.spaceEnd(bytes, index, run.end)
        first = bytes[index]
      }
      if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
        index = container(
          bytes, at: index, as: pick, key: keyStart, in: object, &run, &found, &trail)
        if index < 0 { return index }
      } else {
        let start = index
        var kind = JSONKind.string
        var isPlain = true
        index = Self.scalarEnd(bytes, start, first, &kind, &isPlain, &run.why)
        if index < 0 { return index }
        if pick.field != 0 {
          if found.isFull {
            run.why = .full
            return ~start
          }
          found.append(
            JSONFound(
              kind: kind, isPlain: isPlain, pick: pick, parent: object, index: found.count,
              key: keyStart, start: start, end: index))
        }
      }

      // As a rule a comma and the next key follow at once.
      if load(bytes, index, as: UInt16.self) == Self.commaAndQuote {
        index &+= 1
        continue
      }
      var byte = bytes[index]
      if byte <= 0x20 {
        index = ByteScan.spaceEnd(bytes, index, run.end)
        byte = bytes[index]
      }
      if byte == UInt8(ascii: "}") { return index &+ 1 }
      guard byte == UInt8(ascii: ",") else {
        run.why = .commaOrBrace
        return ~index
      }
      index &+= 1
      if bytes[index] <= 0x20 { index = ByteScan.spaceEnd(bytes, index, run.end) }
      run.why = .keyAfterComma
    }
  }

  /// `,"`, read as a little-endian number.
  private static let commaAndQuote: UInt16 = 0x222C

  /// What a key is picked as, where its colon ends, and its place in the trail.
  private struct Key {
    var end: Int
    var pick = SelectionTable.Pick(field: 0, node: 0)
    var member = 0
  }

  /// Reads the key at `start`, which is not the one that was expected behind `member`, and its colon.
  @inline(never)
  private func anyKey(
    _ bytes: Span<UInt8>, at start: Int, _ number: Int32, behind member: Int, _ run: inout Run,
    _ trail: inout JSONTrail
  ) -> Key {
    guard bytes[start] == UInt8(ascii: "\"") else { return Key(end: ~start) }
    let other = trail.other(bytes, start, behind: member)
    if other >= 0 {
      let (pick, length) = trail.pick(of: other)
      return Key(end: start &+ length, pick: pick, member: other)
    }
    var isPlain = true
    let end = ByteScan.stringEnd(bytes, start &+ 1, &isPlain)
    if end < 0 {
      run.why = .string
      return Key(end: end)
    }
    var colon = end &+ 1
    if bytes[colon] <= 0x20 { colon = ByteScan.spaceEnd(bytes, colon, run.end) }
    guard bytes[colon] == UInt8(ascii: ":") else {
      run.why = .colon
      return Key(end: ~colon)
    }
    let node = table.nodes[Int(number)]
    var found =
      isPlain
      ? table.member(bytes, start &+ 1, end, in: node)
      : table.member(unescaping: bytes, start &+ 1..<end, in: node)
    let pick = found < 0 ? table.unknown(in: node) : trail.pick(of: found).pick
    if run.learns {
      if found < 0 && isPlain && colon == end &+ 1 {
        found = trail.member(bytes, start..<colon &+ 1, as: pick, of: number)
      }
      if found >= 0 { trail.learn(found, behind: member) }
    }
    // Behind a key without a place the same is expected as before it.
    return Key(end: colon &+ 1, pick: pick, member: found < 0 ? member : found)
  }

  /// Reads the elements of the picked array whose first byte behind the bracket is at `start`.
  @inline(never)
  private func elements(
    _ bytes: Span<UInt8>, from start: Int, of array: Int, at node: Int32, _ run: inout Run,
    _ found: inout OutputSpan<JSONFound>, _ trail: inout JSONTrail
  ) -> Int {
    let pick = table.nodes[Int(node)].elements
    let end = run.end
    var index = start
    if bytes[index] <= 0x20 { index = ByteScan.spaceEnd(bytes, index, end) }
    if bytes[index] == UInt8(ascii: "]") { return index &+ 1 }
    while true {
      let first = bytes[index]
      if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
        index = container(
          bytes, at: index, as: pick, key: -1, in: array, &run, &found, &trail)
      } else {
        index = scalar(bytes, at: index, as: pick, in: array, &run, &found)
      }
      if index < 0 { return index }
      var byte = bytes[index]
      if byte <= 0x20 {
        index = ByteScan.spaceEnd(bytes, index, end)
        byte = bytes[index]
      }
      if byte == UInt8(ascii: "]") { return index &+ 1 }
      guard byte == UInt8(ascii: ",") else {
        run.why = .commaOrBracket
        return ~index
      }
      index &+= 1
      if bytes[index] <= 0x20 { index = ByteScan.spaceEnd(bytes, index, end) }
    }
  }

  /// The index behind the string, number or literal at `start`.
  @inline(__always)
  static func scalarEnd(
    _ bytes: Span<UInt8>, _ start: Int, _ first: UInt8, _ kind: inout JSONKind,
    _ isPlain: inout Bool, _ why: inout Fault
  ) -> Int {
    if first == UInt8(ascii: "\"") {
      let end = ByteScan.stringEnd(bytes, start &+ 1, &isPlain)
      if end >= 0 { return end &+ 1 }
      why = .string
      return end
    }
    let end = unquotedEnd(bytes, start, first, &kind, &isPlain)
    if end < 0 {
      if case .number = kind { why = .number } else { why = .value }
    }
    return end
  }

  /// The index behind the number or literal at `start`.
  @inline(__always)
  static func unquotedEnd(
    _ bytes: Span<UInt8>, _ start: Int, _ first: UInt8, _ kind: inout JSONKind,
    _ isPlain: inout Bool
  ) -> Int {
    if first &- UInt8(ascii: "0") < 10 || first == UInt8(ascii: "-") {
      kind = .number
      return ByteScan.numberEnd(bytes, start, &isPlain)
    }
    kind = Self.kind(ofLiteral: first)
    return ByteScan.literalEnd(bytes, start)
  }

  /// Reads a string, number or literal that is picked as an element or as the outermost value.
  @inline(never)
  private func scalar(
    _ bytes: Span<UInt8>, at start: Int, as pick: SelectionTable.Pick, in parent: Int,
    _ run: inout Run, _ found: inout OutputSpan<JSONFound>
  ) -> Int {
    var kind = JSONKind.string
    var isPlain = true
    let end = Self.scalarEnd(bytes, start, bytes[start], &kind, &isPlain, &run.why)
    if end < 0 { return end }
    if found.isFull {
      run.why = .full
      return ~start
    }
    found.append(
      JSONFound(
        kind: kind, isPlain: isPlain, pick: pick, parent: parent, index: found.count, key: -1,
        start: start, end: end))
    return end
  }

  @inline(__always)
  private static func kind(ofLiteral first: UInt8) -> JSONKind {
    switch first {
    case UInt8(ascii: "t"): .true
    case UInt8(ascii: "f"): .false
    default: .null
    }
  }
}

extension JSONFound {
  /// What stands where nothing was found yet.
  package static let none = JSONFound(
    kind: .null, isPlain: true, pick: SelectionTable.Pick(field: 0, node: 0), parent: -1, index: 0,
    key: -1, start: 0, end: 0)

  @inline(__always)
  init(
    kind: JSONKind, isPlain: Bool, pick: SelectionTable.Pick, parent: Int, index: Int, key: Int,
    start: Int, end: Int
  ) {
    self.init(
      field: pick.field, kind: kind, isPlain: isPlain, parent: Int32(truncatingIfNeeded: parent),
      next: Int32(truncatingIfNeeded: index &+ 1),
      keyStart: Int32(truncatingIfNeeded: key), start: Int32(truncatingIfNeeded: start),
      end: Int32(truncatingIfNeeded: end))
  }

  /// Becomes another value in the same place.
  @inline(__always)
  mutating func become(_ kind: JSONKind, _ isPlain: Bool) {
    self.kind = kind
    self.isPlain = isPlain
  }
}
