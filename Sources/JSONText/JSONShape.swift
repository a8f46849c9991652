/// Which values a scan picked out, in their order, but not what they are.
///
/// Texts from one source mostly have the same shape: what was found out about where things stand in
/// one of them holds for all of its shape. `true` and `false` are the same here.
package struct JSONShape: Sendable {
  private var heads: [UInt32] = []

  package init() {}

  /// Takes the shape of what was found.
  package mutating func take(_ found: [JSONFound]) {
    heads.removeAll(keepingCapacity: true)
    for value in found { heads.append(value.head) }
  }

  /// Forgets the shape: nothing has it.
  package mutating func forget() { heads.removeAll(keepingCapacity: true) }

  /// Whether what was found has this shape.
  package func isShared(by found: [JSONFound]) -> Bool {
    guard found.count == heads.count else { return false }
    let heads = heads.span
    let found = found.span
    for index in heads.indices where found[index].head != heads[index] { return false }
    return true
  }
}
