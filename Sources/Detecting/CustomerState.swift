import Billing

/// What is known of one customer.
///
/// ``CustomerStates`` keeps it in fewer bytes: there are millions of these.
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
  /// What few customers have more of than fits a ``PackedCustomer``.
  var rest = CustomerRest()
  /// The newest payment applied of each of its subscriptions.
  var payments: [PaymentMark] = []

  init(id: Symbol) { self.id = id }
}

extension CustomerState {
  /// When the names were given.
  var namedAt: Int64 {
    get { rest.namedAt }
    set { rest.namedAt = newValue }
  }

  /// The opening time of the last batch that wrote, and how many of that time did.
  var lastOpening: Int64 {
    get { rest.lastOpening }
    set { rest.lastOpening = newValue }
  }

  var openings: Int64 {
    get { rest.openings }
    set { rest.openings = newValue }
  }

  /// What was entered as opening balance and written as movements, by currency: its MRR at the
  /// close of its last batch (rules.md, R13).
  var booked: Sums {
    get { rest.booked }
    set { rest.booked = newValue }
  }

  /// Its own discounts, and when they were set.
  var discounts: PoolSlice {
    get { rest.discounts }
    set { rest.discounts = newValue }
  }

  var discountedAt: Int64 {
    get { rest.discountedAt }
    set { rest.discountedAt = newValue }
  }

  /// The invoices that were reported as failed.
  var reported: [Symbol] {
    get { rest.reported }
    set { rest.reported = newValue.sorted { $0.index < $1.index } }
  }

  /// The opening times of some batches before the last one, the oldest first: a late record may come
  /// to one of their times.
  var earlierOpenings: [Opening] {
    get { rest.earlierOpenings }
    set { rest.earlierOpenings = newValue }
  }
}

/// What of a customer's state may be too much for a ``PackedCustomer``.
struct CustomerRest {
  var namedAt = Int64.min
  var lastOpening = Int64.min
  var openings: Int64 = 0
  var booked = Sums()
  var discountedAt = Int64.min
  var discounts = PoolSlice.empty
  /// In the order of their numbers, to be searched by halves: where payments fail for years there
  /// are many.
  var reported: [Symbol] = []
  var earlierOpenings: [Opening] = []
}

extension CustomerRest {
  /// Notes that an invoice is reported as failed; gives whether it was not before.
  mutating func report(_ invoice: Symbol) -> Bool {
    var low = 0
    var high = reported.count
    while low < high {
      let middle = (low + high) / 2
      if reported[middle].index < invoice.index {
        low = middle + 1
      } else {
        high = middle
      }
    }
    if low < reported.count, reported[low] == invoice { return false }
    reported.insert(invoice, at: low)
    return true
  }

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
        earlierOpenings.append(Opening(time: lastOpening, count: openings))
        if earlierOpenings.count > Self.keptOpenings { earlierOpenings.removeFirst() }
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

/// An opening time of batches that wrote, and how many of that time did.
struct Opening {
  var time: Int64
  var count: Int64
}

/// The newest payment of one subscription that was applied.
struct PaymentMark {
  var time: Int64
  var subscription: Symbol
  var succeeded: Bool

  init(subscription: Symbol, time: Int64, succeeded: Bool) {
    self.time = time
    self.subscription = subscription
    self.succeeded = succeeded
  }
}
