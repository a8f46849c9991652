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

    static let empty = Slot(head: 0, tail: 0, length: -1, key: 0, member: 0)
  }

  /// The last one is empty: the inside of what has no name.
  let nodes: [Node]
  /// All nodes' slots; an empty one ends each search.
  let slots: [Slot]
  private let keys: [UInt8]

  /// The members of all nodes, each node's in the order in which the selection names them.
  let trail: [TrailMember]

  init(_ selection: JSONSelection) {
    // Most nodes are the inside of what has none that is picked, as that of what has no name.
    let places = Self.places(of: selection.nodes)
    let unnamed = places.unnamed
    let keys = selection.keys
    var nodes: [Node] = []
    var slots: [Slot] = []
    // Nothing is expected at the first one.
    var trail: [TrailMember] = [.unwritten]
    for (members, index) in zip(selection.nodes, places.all) where index != unnamed {
      // Open addressing: a power of two, at most half full.
      var room = 2
      while room < 2 * members.order.count { room *= 2 }
      let (base, head) = (slots.count, trail.count)
      nodes.append(
        Node(
          base: base, mask: room - 1, head: head,
          hasMembers: members.order.contains { $0.field != 0 },
          reportsUnknown: members.reportsUnknown,
          elements: Pick(field: members.elementField, node: places.all[members.elementNode])))
      slots.append(contentsOf: repeatElement(.empty, count: room))
      trail.append(.head(of: index))
      for member in members.order {
        let slot = Slot(member, keys, trail.count)
        var place = JSONSelection.slot(length: slot.length, word: slot.head) & (room - 1)
        while slots[base + place].length >= 0 {
          precondition(
            !slot.hasKey(of: slots[base + place], keys), "a selection names a key twice")
          place = (place + 1) & (room - 1)
        }
        slots[base + place] = slot
        let pick = Pick(field: member.field, node: member.node.map { places.all[$0] } ?? unnamed)
        trail.append(TrailMember(keys[member.key], pick, of: index))
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

  /// Where each node of a selection stands in the table; the last place is for all that have no
  /// members, but for the first, which is the root.
  private static func places(
    of nodes: [JSONSelection.Members]
  ) -> (all: [Int32], unnamed: Int32) {
    var all = [Int32](repeating: -1, count: nodes.count)
    var next: Int32 = 0
    for index in nodes.indices where index == 0 || !nodes[index].isEmpty {
      all[index] = next
      next += 1
    }
    for index in nodes.indices where all[index] < 0 { all[index] = next }
    return (all, next)
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

extension SelectionTable.Slot {
  /// The slot of a member whose key is one of `keys`.
  fileprivate init(_ named: JSONSelection.Member, _ keys: [UInt8], _ member: Int) {
    let key = keys[named.key]
    self.init(
      head: named.word, tail: key.count > 8 ? JSONSelection.word(of: key.suffix(8)) : 0,
      length: key.count, key: key.startIndex, member: member)
  }

  fileprivate func hasKey(of other: Self, _ keys: [UInt8]) -> Bool {
    length == other.length && head == other.head
      && keys[key..<key + length] == keys[other.key..<other.key + length]
  }
}
