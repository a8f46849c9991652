/// What has a place in a ``BinaryHeap``.
protocol Prioritized {
  func comes(before other: Self) -> Bool
}

/// Elements in any order, the first one at hand.
struct BinaryHeap<Element: Prioritized> {
  private(set) var elements: [Element] = []

  var isEmpty: Bool { elements.isEmpty }
  var first: Element? { elements.first }

  mutating func add(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard elements[child].comes(before: elements[parent]) else { break }
      elements.swapAt(child, parent)
      child = parent
    }
  }

  mutating func removeFirst() -> Element {
    let first = elements[0]
    elements[0] = elements[elements.count - 1]
    elements.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < elements.count && elements[child].comes(before: elements[least]) {
        least = child
      }
      if least == parent { return first }
      elements.swapAt(parent, least)
      parent = least
    }
  }
}
