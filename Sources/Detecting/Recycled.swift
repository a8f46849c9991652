/// Elements at places that stay theirs until they are given back; then others come there.
struct Recycled<Element> {
  private var elements = Blocks<Element>()
  /// The places that were given back.
  private var free: [Int32] = []

  /// How many elements there are.
  var count: Int { elements.count - free.count }

  /// The element at a place that ``add(_:)`` gave.
  subscript(place: Int32) -> Element {
    @inline(__always) get { elements[Int(place)] }
    @inline(__always) _modify { yield &elements[Int(place)] }
  }

  /// Keeps an element; gives its place.
  mutating func add(_ element: Element) -> Int32 {
    if let place = free.popLast() {
      elements[Int(place)] = element
      return place
    }
    elements.append(element)
    return Int32(elements.count - 1)
  }

  /// Gives a place back.
  ///
  /// What its element holds of memory stays until another one comes there.
  mutating func remove(_ place: Int32) { free.append(place) }
}
