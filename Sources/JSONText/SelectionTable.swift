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
    /// The place in a trail that stands before the first member.
    var head: Int
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
    /// Its place in a trail.
    var member: Int
  }

  /// The last one is empty: the inside of what has no name.
  let nodes: [Node]
  /// All nodes' slots; an empty one ends each search.
  let slots: [Slot]
  private let keys: [UInt8]

  /// The members of all nodes, each node's in the order in which the selection names them.
  let trail: [TrailMember]

  init(_ selection: JSONSelection) {
    let unnamed = Int32(selection.nodes.count)
    var nodes: [Node] = []
    var slots: [Slot] = []
    var keys: [UInt8] = []
    // Nothing is expected at the first one.
    var trail: [TrailMember] = [.unwritten]
    for (index, members) in selection.nodes.enumerated() {
      let head = trail.count
      nodes.append(
        Node(
          base: slots.count, mask: members.slots.count - 1, head: head,
          hasMembers: members.order.contains { $0.field != 0 },
          reportsUnknown: members.reportsUnknown,
          elements: Pick(field: members.elementField, node: Int32(members.elementNode))))
      trail.append(.head(of: Int32(index)))
      for member in members.order {
        let pick = Pick(field: member.field, node: member.node.map(Int32.init) ?? unnamed)
        trail.append(TrailMember(member.key, pick, of: Int32(index)))
      }
      for member in members.slots {
        guard let member else {
          slots.append(Slot(head: 0, tail: 0, length: -1, key: 0, member: 0))
          continue
        }
        let place = members.order.firstIndex { $0.key == member.key } ?? 0
        slots.append(
          Slot(
            head: member.word,
            tail: member.key.count > 8 ? JSONSelection.word(of: member.key.suffix(8)) : 0,
            length: member.key.count, key: keys.count, member: head + 1 + place))
        keys += member.key
      }
    }
    nodes.append(
      Node(
        base: 0, mask: 0, head: 0, hasMembers: false, reportsUnknown: false,
        elements: Pick(field: 0, node: unnamed)))
    self.nodes = nodes
    self.slots = slots
    self.keys = keys
    self.trail = trail
  }

  /// The place in a trail of the key `bytes[start..<end]`, which has no escapes, at `node`; -1 where
  /// the selection does not name it.
  @inline(__always)
  func member(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, in node: Node) -> Int {
    let length = end &- start
    var head = load(bytes, start, as: UInt64.self)
    if length < 8 { head &= (1 &<< UInt64(truncatingIfNeeded: 8 &* length)) &- 1 }
    var place = JSONSelection.slot(length: length, word: head) & node.mask
    while true {
      let slot = slots[node.base &+ place]
      if slot.length < 0 { return -1 }
      if slot.length == length && slot.head == head
        && (length <= 8 || isRest(bytes, start, end, equalTo: slot))
      {
        return slot.member
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
  func member(unescaping bytes: Span<UInt8>, _ range: Range<Int>, in node: Node) -> Int {
    guard let key = JSONValue.unescaped(bytes, range) else { return -1 }
    let padded = Padding.padded(key)
    return member(padded.span, 0, key.count, in: node)
  }

  /// What a key is picked as that the selection does not name.
  @inline(__always)
  func unknown(in node: Node) -> Pick {
    Pick(
      field: node.reportsUnknown ? JSONSelection.unknownField : 0,
      node: Int32(truncatingIfNeeded: nodes.count &- 1))
  }
}
