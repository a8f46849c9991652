/// What becomes due without a record: the earliest first.
struct DueQueue {
  private struct Due: Prioritized {
    var time: Int64
    var subscription: Int32

    func comes(before other: Due) -> Bool {
      (time, subscription) < (other.time, other.subscription)
    }
  }

  private var heap = BinaryHeap<Due>()

  /// When the first is due; nil for none.
  var next: Int64? { heap.first?.time }

  mutating func add(_ subscription: Int32, at time: Int64) {
    heap.add(Due(time: time, subscription: subscription))
  }

  /// Takes the first out, together with its repetitions.
  mutating func take() -> (time: Int64, subscription: Int32) {
    let first = heap.removeFirst()
    while let next = heap.first, next.time == first.time, next.subscription == first.subscription {
      _ = heap.removeFirst()
    }
    return (first.time, first.subscription)
  }
}
