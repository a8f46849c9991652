/// How many elements a block holds, as a power of two.
private let blockShift = 14
private let blockMask = 1 << blockShift - 1

/// A list in blocks of equal size.
///
/// A list of millions grows without copying what it holds, and never takes room for twice as many.
struct Blocks<Element> {
  /// All but the last one are full.
  private var blocks: [[Element]] = []
  /// How many elements there are.
  private(set) var count = 0

  /// The element at a place below ``count``.
  subscript(place: Int) -> Element {
    @inline(__always) get { blocks[place &>> blockShift][place & blockMask] }
    @inline(__always) _modify { yield &blocks[place &>> blockShift][place & blockMask] }
  }

  /// Adds an element behind the last one.
  mutating func append(_ element: Element) {
    let block = count &>> blockShift
    if block == blocks.count {
      blocks.append([])
      // The first one grows as it must: most lists are short.
      if block > 0 { blocks[block].reserveCapacity(1 << blockShift) }
    }
    blocks[block].append(element)
    count += 1
  }
}
