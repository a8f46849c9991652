/// Which values a scan picked out, in their order, but not what they are.
///
/// Texts from one source mostly have the same shape: what was found out about where things stand in
/// one of them holds for all of its shape. `true` and `false` are the same here.
package struct JSONShape: Sendable {
  private var heads: [UInt32] = []

  package init() {}

  /// Takes the shape of the first `count` of what was found.
  package mutating func take(_ found: [JSONFound], _ count: Int) {
    heads.removeAll(keepingCapacity: true)
    for value in found.prefix(count) { heads.append(value.head) }
  }

  /// Forgets the shape: nothing has it.
  package mutating func forget() { heads.removeAll(keepingCapacity: true) }

  /// Whether the first `count` of what was found have this shape.
  package func isShared(by found: [JSONFound], _ count: Int) -> Bool {
    guard count == heads.count else { return false }
    let heads = heads.span
    let found = found.span.extracting(0..<count)
    // All of them, without a branch for each: mostly none differs.
    var differing: UInt32 = 0
    for index in 0..<count { differing |= heads[index] ^ found[index].head }
    return differing == 0
  }
}

extension JSONFound {
  /// Field, kind and whether it is plain in one word; true and false alike.
  @inline(__always)
  fileprivate var head: UInt32 {
    // `true` is 4 and `false` is 5: of the kinds from 4 on the lowest bit is set.
    let kind = UInt32(kind.rawValue)
    return UInt32(field) | (kind | kind &>> 2) &<< 16 | (isPlain ? 1 &<< 24 : 0)
  }
}
