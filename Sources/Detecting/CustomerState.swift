import Billing

/// What is known of one customer.
struct CustomerState {
  /// How its last payment ended (rules.md, R21).
  enum PaymentState: UInt8, CaseIterable {
    case none, succeeded, failed
  }

  var id: Symbol
  var name = Symbol.none
  var email = Symbol.none
  /// The first of its subscriptions, a list through ``SubscriptionState/next``; -1 for none.
  var firstSubscription: Int32 = -1
  /// Its open batch, -1 for none.
  var batch: Int32 = -1
  /// Whether it ever had MRR, at the close of a batch or as an opening balance.
  var everHadMRR = false
  var payment = PaymentState.none
  /// Whether something of it changed since it was last saved.
  var isTouched = false
  /// When the names were given.
  var namedAt = Int64.min
  /// The opening time of the last batch that wrote, and how many of that time did.
  var lastOpening = Int64.min
  var openings: Int64 = 0
  /// What was entered as opening balance and written as movements, by currency: its MRR at the
  /// close of its last batch (rules.md, R13).
  var booked = Sums()
  /// The newest payment applied of each of its subscriptions.
  var payments: [PaymentMark] = []
  /// One or none: hardly any customer needs it, and an empty array is eight bytes.
  private var rarities: [Rarities] = []

  /// What is known of few customers.
  private struct Rarities {
    var discountedAt = Int64.min
    var discounts = PoolSlice.empty
    /// In the order of their numbers, to be searched by halves: where payments fail for years there
    /// are many.
    var reported: [Symbol] = []
    var earlierOpenings: [Opening] = []
  }

  init(id: Symbol) { self.id = id }

  /// Adds to what is booked.
  mutating func book(_ amount: Int64, _ currency: Currency) {
    booked.add(amount, currency)
  }
}

extension CustomerState {
  /// Its own discounts, and when they were set.
  var discounts: PoolSlice {
    get { rarities.isEmpty ? .empty : rarities[0].discounts }
    set { if newValue != .empty || !rarities.isEmpty { rare.discounts = newValue } }
  }

  var discountedAt: Int64 {
    get { rarities.first?.discountedAt ?? .min }
    set { if newValue != .min || !rarities.isEmpty { rare.discountedAt = newValue } }
  }

  /// The invoices that were reported as failed.
  var reported: [Symbol] {
    get { rarities.first?.reported ?? [] }
    set {
      if newValue.isEmpty && rarities.isEmpty { return }
      rare.reported = newValue.sorted { $0.index < $1.index }
    }
  }

  /// Notes that an invoice is reported as failed; gives whether it was not before.
  mutating func report(_ invoice: Symbol) -> Bool {
    // In place: a list that is taken out and put back is copied.
    if rarities.isEmpty { rarities.append(Rarities()) }
    var low = 0
    var high = rarities[0].reported.count
    while low < high {
      let middle = (low + high) / 2
      if rarities[0].reported[middle].index < invoice.index {
        low = middle + 1
      } else {
        high = middle
      }
    }
    if low < rarities[0].reported.count, rarities[0].reported[low] == invoice { return false }
    rarities[0].reported.insert(invoice, at: low)
    return true
  }

  /// The opening times of some batches before the last one, the oldest first: a late record may come
  /// to one of their times.
  var earlierOpenings: [Opening] {
    get { rarities.first?.earlierOpenings ?? [] }
    set { if !newValue.isEmpty || !rarities.isEmpty { rare.earlierOpenings = newValue } }
  }

  private var rare: Rarities {
    get { rarities.first ?? Rarities() }
    set {
      if rarities.isEmpty { rarities.append(newValue) } else { rarities[0] = newValue }
    }
  }
}

/// An opening time of batches that wrote, and how many of that time did.
struct Opening {
  var time: Int64
  var count: Int64
}

extension CustomerState {
  /// How many earlier opening times are remembered.
  private static let keptOpenings = 8

  /// Notes that a batch of that opening time writes; gives its number among those of that time.
  mutating func noteOpening(at time: Int64) -> Int64 {
    if time == lastOpening {
      openings += 1
      return openings
    }
    if time > lastOpening {
      if openings > 0 {
        // In place: a list that is taken out and put back is copied.
        if rarities.isEmpty { rarities.append(Rarities()) }
        rarities[0].earlierOpenings.append(Opening(time: lastOpening, count: openings))
        if rarities[0].earlierOpenings.count > Self.keptOpenings {
          rarities[0].earlierOpenings.removeFirst()
        }
      }
      lastOpening = time
      openings = 1
      return 1
    } else if let known = earlierOpenings.firstIndex(where: { $0.time == time }) {
      earlierOpenings[known].count += 1
      return earlierOpenings[known].count
    } else {
      let place = earlierOpenings.firstIndex { $0.time > time } ?? earlierOpenings.count
      earlierOpenings.insert(Opening(time: time, count: 1), at: place)
    }
    if earlierOpenings.count > Self.keptOpenings { earlierOpenings.removeFirst() }
    return 1
  }
}

/// The newest payment of one subscription that was applied.
struct PaymentMark {
  var subscription: Symbol
  var time: Int64
  var succeeded: Bool
}
