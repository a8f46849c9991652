/// A ``JSONSelection`` laid out for looking keys up: two flat arrays of plain values.
struct SelectionTable: Sendable {
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
    var hasMembers: Bool
    var reportsUnknown: Bool
    var elements: Pick

    static let none = Node(
      base: 0, mask: 0, hasMembers: false, reportsUnknown: false,
      elements: Pick(field: 0, node: 0))

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
  }

  /// The last one is empty: the inside of what has no name.
  let nodes: [Node]
  /// All nodes' slots; an empty one ends each search.
  let slots: [Slot]
  private let keys: [UInt8]

  init(_ selection: JSONSelection) {
    var nodes: [Node] = []
    var slots: [Slot] = []
    var keys: [UInt8] = []
    for members in selection.nodes {
      nodes.append(
        Node(
          base: slots.count, mask: members.slots.count - 1, hasMembers: members.count > 0,
          reportsUnknown: members.reportsUnknown,
          elements: Pick(field: members.elementField, node: Int32(members.elementNode))))
      for member in members.slots {
        guard let member else {
          slots.append(
            Slot(head: 0, tail: 0, length: -1, key: 0, pick: Pick(field: 0, node: 0)))
          continue
        }
        slots.append(
          Slot(
            head: member.word,
            tail: member.key.count > 8 ? JSONSelection.word(of: member.key.suffix(8)) : 0,
            length: member.key.count, key: keys.count,
            pick: Pick(field: member.field, node: Int32(member.node))))
        keys += member.key
      }
    }
    nodes.append(.none)
    self.nodes = nodes
    self.slots = slots
    self.keys = keys
  }

  /// What the key `bytes[start..<end]`, which has no escapes, is picked as at `node`; `slots` are
  /// this table's, lent once for a whole text.
  @inline(__always)
  func pick(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, in node: Node, _ slots: Span<Slot>
  ) -> Pick {
    let length = end &- start
    var head = load(bytes, start, as: UInt64.self)
    if length < 8 { head &= (1 &<< UInt64(truncatingIfNeeded: 8 &* length)) &- 1 }
    var place = JSONSelection.slot(length: length, word: head) & node.mask
    while true {
      let slot = slots[node.base &+ place]
      if slot.length < 0 { return unknown(in: node) }
      if slot.length == length && slot.head == head
        && (length <= 8 || isRest(bytes, start, end, equalTo: slot))
      {
        return slot.pick
      }
      place = (place &+ 1) & node.mask
    }
  }

  @inline(never)
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
  func pick(unescaping bytes: Span<UInt8>, _ range: Range<Int>, in node: Node) -> Pick {
    guard let key = JSONValue.unescaped(bytes, range) else { return unknown(in: node) }
    let padded = Padding.padded(key)
    return pick(padded.span, 0, key.count, in: node, slots.span)
  }

  @inline(__always)
  private func unknown(in node: Node) -> Pick {
    Pick(
      field: node.reportsUnknown ? JSONSelection.unknownField : 0,
      node: Int32(truncatingIfNeeded: nodes.count &- 1))
  }
}
