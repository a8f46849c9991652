/// A ``JSONSelection`` laid out for looking keys up: flat arrays of plain values.
///
/// A class only to be handed on as one word; nothing of it ever changes.
final class SelectionTable: Sendable {
  /// What a key or an element is picked as; field 0 is not picked.
  struct Pick: Sendable {
    var field: UInt16
    /// The index of the node of its inside.
    var node: Int32
  }

  struct Node: Sendable {
    /// Where the node's slots begin, and how many there are less one (a power of two).
    var base: Int
    var mask: Int
    /// The index of the first member that is expected; the last one's is behind it.
    var expected: Int
    var hasMembers: Bool
    var reportsUnknown: Bool
    var elements: Pick

    /// Whether anything is picked inside an object (or an array) at this node.
    @inline(__always)
    func picks(objects: Bool) -> Bool {
      objects ? hasMembers || reportsUnknown : elements.field != 0
    }
  }

  struct Slot: Sendable {
    /// The key's first eight bytes (zeros behind a shorter one) and, of a longer one, its last.
    var head: UInt64
    var tail: UInt64
    /// The key's length in bytes; -1 for an empty slot.
    var length: Int
    /// Where its bytes stand in `keys`.
    var key: Int
    var pick: Pick
    /// The index of the member that is expected behind it.
    var following: Int
  }

  /// A member as it is written without white space and escapes: `"key":`.
  ///
  /// Members mostly come in the order in which a selection names them, so the next one is looked
  /// for first: comparing up to three words tells where the key ends and what it is picked as.
  struct Expectation: Sendable {
    var words: (UInt64, UInt64, UInt64)
    var masks: (UInt64, UInt64, UInt64)
    var length: Int
    var pick: Pick

    /// Its longest form.
    static let limit = 24

    /// What no text equals: the end of a node's members, or one that is too long.
    static let none = Expectation(
      words: (0, 0, 0), masks: (~0, ~0, ~0), length: 0, pick: Pick(field: 0, node: 0))
  }

  /// The last one is empty: the inside of what has no name.
  let nodes: [Node]
  /// All nodes' slots; an empty one ends each search.
  let slots: [Slot]
  private let keys: [UInt8]

  /// Each node's members in their order, and ``Expectation/none`` behind them.
  let expectations: [Expectation]

  init(_ selection: JSONSelection) {
    let unnamed = Int32(selection.nodes.count)
    var nodes: [Node] = []
    var slots: [Slot] = []
    var keys: [UInt8] = []
    var expectations: [Expectation] = []
    for members in selection.nodes {
      nodes.append(
        Node(
          base: slots.count, mask: members.slots.count - 1, expected: expectations.count,
          hasMembers: members.order.contains { $0.field != 0 },
          reportsUnknown: members.reportsUnknown,
          elements: Pick(field: members.elementField, node: Int32(members.elementNode))))
      for member in members.slots {
        guard let member else {
          slots.append(
            Slot(
              head: 0, tail: 0, length: -1, key: 0, pick: Pick(field: 0, node: unnamed),
              following: 0))
          continue
        }
        let place = members.order.firstIndex { $0.key == member.key } ?? 0
        slots.append(
          Slot(
            head: member.word,
            tail: member.key.count > 8 ? JSONSelection.word(of: member.key.suffix(8)) : 0,
            length: member.key.count, key: keys.count,
            pick: Pick(field: member.field, node: member.node.map(Int32.init) ?? unnamed),
            following: expectations.count + place + 1))
        keys += member.key
      }
      for member in members.order {
        expectations.append(
          Self.expectation(
            of: member.key,
            Pick(field: member.field, node: member.node.map(Int32.init) ?? unnamed)))
      }
      expectations.append(.none)
    }
    nodes.append(
      Node(
        base: 0, mask: 0, expected: 0, hasMembers: false, reportsUnknown: false,
        elements: Pick(field: 0, node: unnamed)))
    self.nodes = nodes
    self.slots = slots
    self.keys = keys
    self.expectations = expectations
  }

  private static func expectation(of key: [UInt8], _ pick: Pick) -> Expectation {
    let written = [UInt8(ascii: "\"")] + key + [UInt8(ascii: "\""), UInt8(ascii: ":")]
    // A key that must be escaped is never written like this.
    let isPlain = key.allSatisfy {
      $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    guard isPlain, written.count <= Expectation.limit else { return .none }
    var words: [UInt64] = []
    var masks: [UInt64] = []
    for start in stride(from: 0, to: Expectation.limit, by: 8) {
      let part = written.dropFirst(start).prefix(8)
      words.append(JSONSelection.word(of: part))
      masks.append(part.count == 8 ? ~0 : 1 << UInt64(8 * part.count) - 1)
    }
    return Expectation(
      words: (words[0], words[1], words[2]), masks: (masks[0], masks[1], masks[2]),
      length: written.count, pick: pick)
  }

  /// What the key `bytes[start..<end]`, which has no escapes, is picked as at `node`, and which
  /// member is expected behind it.
  @inline(__always)
  func pick(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, in node: Node, expected: Int
  ) -> (pick: Pick, following: Int) {
    let length = end &- start
    var head = load(bytes, start, as: UInt64.self)
    if length < 8 { head &= (1 &<< UInt64(truncatingIfNeeded: 8 &* length)) &- 1 }
    var place = JSONSelection.slot(length: length, word: head) & node.mask
    while true {
      let slot = slots[node.base &+ place]
      if slot.length < 0 { return (unknown(in: node), expected) }
      if slot.length == length && slot.head == head
        && (length <= 8 || isRest(bytes, start, end, equalTo: slot))
      {
        return (slot.pick, slot.following)
      }
      place = (place &+ 1) & node.mask
    }
  }

  private func isRest(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, equalTo slot: Slot) -> Bool {
    guard load(bytes, end &- 8, as: UInt64.self) == slot.tail else { return false }
    var offset = 8
    while offset < slot.length &- 8 {
      guard bytes[start &+ offset] == keys[slot.key &+ offset] else { return false }
      offset &+= 1
    }
    return true
  }

  /// The same for a key with escapes: rare, so plain.
  @inline(never)
  func pick(
    unescaping bytes: Span<UInt8>, _ range: Range<Int>, in node: Node, expected: Int
  ) -> (pick: Pick, following: Int) {
    guard let key = JSONValue.unescaped(bytes, range) else { return (unknown(in: node), expected) }
    let padded = Padding.padded(key)
    return pick(padded.span, 0, key.count, in: node, expected: expected)
  }

  @inline(__always)
  private func unknown(in node: Node) -> Pick {
    Pick(
      field: node.reportsUnknown ? JSONSelection.unknownField : 0,
      node: Int32(truncatingIfNeeded: nodes.count &- 1))
  }
}

extension SelectionTable.Expectation {
  /// Whether it stands in `bytes` from `start` on.
  @inline(__always)
  func isNext(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
    guard (load(bytes, start, as: UInt64.self) ^ words.0) & masks.0 == 0 else { return false }
    if length <= 8 { return true }
    guard (load(bytes, start &+ 8, as: UInt64.self) ^ words.1) & masks.1 == 0 else { return false }
    if length <= 16 { return true }
    return (load(bytes, start &+ 16, as: UInt64.self) ^ words.2) & masks.2 == 0
  }
}
