/// What is to be picked out of JSON texts: which members, at which places.
///
/// A selection is a graph of nodes. A node stands for the inside of an object or an array; node
/// ``root`` for the inside of the text's outermost value. What no node names is checked for its
/// grammar and passed over.
///
///     var selection = JSONSelection()
///     selection.pick("event", as: 1, in: selection.root)
///     let movements = selection.pick("movements", as: 2, in: selection.root)
///     let movement = selection.pickElements(as: 3, in: movements)
///     selection.pick("type", as: 4, in: movement)
package struct JSONSelection: Sendable {
  /// The inside of one object or array.
  package struct Node: Sendable, Equatable {
    var index: Int
  }

  /// What is known of one node: its members by key, and what its elements are.
  struct Members: Sendable {
    /// Open addressing by `slot(length:word:)`; a power of two, at most half full.
    var slots: [Member?] = [nil, nil]
    var count = 0
    /// The members in the order in which they were named: the one in which texts are expected to
    /// have them.
    var order: [Member] = []
    /// The field of array elements, 0 for none, and the node inside them.
    var elementField: UInt16 = 0
    var elementNode = 0
    var reportsUnknown = false
  }

  struct Member: Sendable {
    var key: [UInt8]
    /// The first eight bytes of the key, little-endian, zeros behind a shorter one.
    var word: UInt64
    var field: UInt16
    /// Nil for one that is passed.
    var node: Int?
  }

  /// The field of a member whose key the selection does not name, where such are asked for.
  package static let unknownField = UInt16.max

  var nodes: [Members] = [Members()]

  package init() {}

  /// The inside of the outermost value.
  package var root: Node { Node(index: 0) }

  /// Picks the member `key` of the objects at `node`, under the number `field` (1 to 65,534);
  /// returns the node of its inside, or takes `inside` for it, so that places of one shape share
  /// one description.
  @discardableResult
  package mutating func pick(
    _ key: String, as field: UInt16, in node: Node, inside: Node? = nil
  ) -> Node {
    let inner = inside?.index ?? addNode()
    let bytes = [UInt8](key.utf8)
    nodes[node.index].name(
      Member(key: bytes, word: Self.word(of: bytes), field: field, node: inner))
    return Node(index: inner)
  }

  /// Says that objects at `node` have a member `key` that is not picked.
  ///
  /// It changes nothing of what is found, but for ``reportUnknown(in:)``, to which the key has a
  /// name. Texts whose members come in the order in which a selection names them, picked or passed,
  /// are scanned faster.
  package mutating func pass(_ key: String, in node: Node) {
    let bytes = [UInt8](key.utf8)
    nodes[node.index].name(Member(key: bytes, word: Self.word(of: bytes), field: 0, node: nil))
  }

  /// Picks each element of the arrays at `node`; returns the node of an element's inside.
  @discardableResult
  package mutating func pickElements(
    as field: UInt16, in node: Node, inside: Node? = nil
  ) -> Node {
    let inner = inside?.index ?? addNode()
    nodes[node.index].elementField = field
    nodes[node.index].elementNode = inner
    return Node(index: inner)
  }

  /// A node that no value leads to yet: give it as `inside` where values of its shape stand.
  package mutating func detachedNode() -> Node { Node(index: addNode()) }

  /// Asks for the members of the objects at `node` that have no name here, as
  /// ``unknownField``, with their keys' places and nothing of their insides.
  package mutating func reportUnknown(in node: Node) {
    nodes[node.index].reportsUnknown = true
  }

  private mutating func addNode() -> Int {
    nodes.append(Members())
    return nodes.count - 1
  }

  static func word(of key: some Sequence<UInt8>) -> UInt64 {
    var word: UInt64 = 0
    for (place, byte) in key.prefix(8).enumerated() { word |= UInt64(byte) << UInt64(8 * place) }
    return word
  }
}

extension JSONSelection {
  /// Where the search for a key begins, before the table's mask.
  ///
  /// The multiplication spreads keys that share a beginning.
  @inline(__always)
  static func slot(length: Int, word: UInt64) -> Int {
    let mixed = (word ^ UInt64(truncatingIfNeeded: length)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed &>> 40)
  }
}

extension JSONSelection.Members {
  mutating func name(_ member: JSONSelection.Member) {
    order.append(member)
    insert(member)
  }

  mutating func insert(_ member: JSONSelection.Member) {
    if (count + 1) * 2 > slots.count {
      let old = slots
      slots = [JSONSelection.Member?](repeating: nil, count: slots.count * 2)
      count = 0
      for case .some(let known) in old { insert(known) }
    }
    let mask = slots.count - 1
    var place = JSONSelection.slot(length: member.key.count, word: member.word) & mask
    while let known = slots[place] {
      precondition(known.key != member.key, "a selection names a key twice")
      place = (place + 1) & mask
    }
    slots[place] = member
    count += 1
  }
}
