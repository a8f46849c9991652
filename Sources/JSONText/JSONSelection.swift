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

  /// What is known of one node: its members, and what its elements are.
  struct Members: Sendable {
    /// The members in the order in which they were named: the one in which texts are expected to
    /// have them.
    var order: [Member] = []
    /// The field of array elements, 0 for none, and the node inside them.
    var elementField: UInt16 = 0
    var elementNode = 0
    var reportsUnknown = false

    var isEmpty: Bool { order.isEmpty && elementField == 0 && !reportsUnknown }
  }

  struct Member: Sendable {
    /// Where its key stands in ``keys``.
    var key: Range<Int>
    /// The first eight bytes of the key, little-endian, zeros behind a shorter one.
    var word: UInt64
    var field: UInt16
    /// Nil for one that is passed.
    var node: Int?
  }

  /// The field of a member whose key the selection does not name, where such are asked for.
  package static let unknownField = UInt16.max

  var nodes: [Members] = [Members()]
  /// The bytes of all keys, one behind the other.
  private(set) var keys: [UInt8] = []

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
    name(key, as: field, inside: inner, in: node)
    return Node(index: inner)
  }

  /// Says that objects at `node` have a member `key` that is not picked.
  ///
  /// It changes nothing of what is found, but for ``reportUnknown(in:)``, to which the key has a
  /// name. Texts whose members come in the order in which a selection names them, picked or passed,
  /// are scanned faster.
  package mutating func pass(_ key: String, in node: Node) {
    name(key, as: 0, inside: nil, in: node)
  }

  private mutating func name(_ key: String, as field: UInt16, inside: Int?, in node: Node) {
    let start = keys.count
    keys.append(contentsOf: key.utf8)
    nodes[node.index].order.append(
      Member(
        key: start..<keys.count, word: Self.word(of: keys[start...]), field: field, node: inside))
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
