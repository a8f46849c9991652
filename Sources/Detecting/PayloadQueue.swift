/// Open batches and failed payments in the order of their times: the order of the output.
struct PayloadQueue {
  enum Payload {
    case batch(Int32)
    case failedPayment(FailedPayment)
  }

  struct Entry {
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
  }

  private var entries: [Entry] = []
  private var head = 0

  var isEmpty: Bool { head == entries.count }

  /// Adds an entry behind all of its time or earlier.
  mutating func add(_ entry: Entry) {
    var place = entries.count
    // Only late records under `--stream` are out of order.
    while place > head, entries[place - 1].time > entry.time { place -= 1 }
    entries.insert(entry, at: place)
  }

  /// The time from which on the oldest entries may be written; nil when there are none.
  func nextClosing(window: Int64) -> Int64? {
    guard head < entries.count else { return nil }
    let time = entries[head].time
    var index = head
    while index < entries.count, entries[index].time == time {
      if entries[index].isBatch { return time.addingReportingOverflow(window).0 }
      index += 1
    }
    return time + 1
  }

  /// The failed payments that wait, each with its customer, in their order.
  var failedPayments: [(customer: Int32, failure: FailedPayment)] {
    entries[head...].compactMap { entry in
      if case .failedPayment(let failure) = entry.payload { (entry.customer, failure) } else { nil }
    }
  }

  /// Moves all entries of the oldest time to the end of `oldest`.
  mutating func takeOldest(into oldest: inout [Entry]) {
    let time = entries[head].time
    var end = head
    while end < entries.count, entries[end].time == time {
      oldest.append(entries[end])
      end += 1
    }
    head = end
    if head > 1024 && head * 2 > entries.count {
      entries.removeSubrange(..<head)
      head = 0
    }
  }
}
