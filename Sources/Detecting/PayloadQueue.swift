/// Open batches and failed payments in the order of their times: the order of the output.
struct PayloadQueue {
  enum Payload {
    case batch(Int32)
    case failedPayment(FailedPayment)
  }

  struct Entry: Prioritized {
    var time: Int64
    var customer: Int32
    var payload: Payload

    /// The order of one customer's payloads of one time.
    var rank: Int {
      switch payload {
      case .batch: 0
      case .failedPayment: 1
      }
    }

    var isBatch: Bool { rank == 0 }

    func comes(before other: Entry) -> Bool { (time, rank) < (other.time, other.rank) }
  }

  /// Those that came in the order of their times, from ``head`` on.
  private var entries: [Entry] = []
  private var head = 0
  /// The others, as late records under `--stream` make them.
  private var late = BinaryHeap<Entry>()

  var isEmpty: Bool { head == entries.count && late.isEmpty }

  mutating func add(_ entry: Entry) {
    if head < entries.count, entries[entries.count - 1].time > entry.time {
      late.add(entry)
    } else {
      entries.append(entry)
    }
  }

  /// The time of the oldest entries; nil when there are none.
  private var oldestTime: Int64? {
    let first = head < entries.count ? entries[head].time : nil
    guard let other = late.first?.time else { return first }
    return min(first ?? other, other)
  }

  /// The time from which on the oldest entries may be written; nil when there are none.
  func nextClosing(window: Int64) -> Int64? {
    guard let time = oldestTime else { return nil }
    // Of one time a batch is the first of the late ones.
    var hasBatch = late.first.map { $0.time == time && $0.isBatch } ?? false
    var index = head
    while !hasBatch, index < entries.count, entries[index].time == time {
      hasBatch = entries[index].isBatch
      index += 1
    }
    return hasBatch ? time.addingReportingOverflow(window).0 : time + 1
  }

  /// The failed payments that wait, each with its customer, in the order of their times.
  var failedPayments: [(customer: Int32, failure: FailedPayment)] {
    var all = entries[head...]
    if !late.isEmpty {
      all += late.elements
      all.sort { ($0.time, $0.customer) < ($1.time, $1.customer) }
    }
    return all.compactMap { entry in
      if case .failedPayment(let failure) = entry.payload { (entry.customer, failure) } else { nil }
    }
  }

  /// Moves all entries of the oldest time to the end of `oldest`.
  mutating func takeOldest(into oldest: inout [Entry]) {
    guard let time = oldestTime else { return }
    while let first = late.first, first.time == time { oldest.append(late.removeFirst()) }
    while head < entries.count, entries[head].time == time {
      oldest.append(entries[head])
      head += 1
    }
    if head > 1024 && head * 2 > entries.count {
      entries.removeSubrange(..<head)
      head = 0
    }
  }
}
