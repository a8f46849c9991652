/// What becomes due without a record: the earliest first (a binary heap).
struct DueQueue {
  private struct Due {
    var time: Int64
    var subscription: Int32
  }

  private var heap: [Due] = []

  /// When the first is due; nil for none.
  var next: Int64? { heap.first?.time }

  mutating func add(_ subscription: Int32, at time: Int64) {
    heap.append(Due(time: time, subscription: subscription))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard comes(child, before: parent) else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the first out, together with its repetitions.
  mutating func take() -> (time: Int64, subscription: Int32) {
    let first = removeFirst()
    while let next = heap.first, next.time == first.time, next.subscription == first.subscription {
      _ = removeFirst()
    }
    return (first.time, first.subscription)
  }

  private mutating func removeFirst() -> Due {
    let first = heap[0]
    heap[0] = heap[heap.count - 1]
    heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && comes(child, before: least) {
        least = child
      }
      if least == parent { return first }
      heap.swapAt(parent, least)
      parent = least
    }
  }

  private func comes(_ first: Int, before second: Int) -> Bool {
    (heap[first].time, heap[first].subscription) < (heap[second].time, heap[second].subscription)
  }
}
