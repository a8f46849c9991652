import Billing

/// What is known of one customer.
struct CustomerState {
  /// How its last payment ended (rules.md, R21).
  enum PaymentState: UInt8 {
    case none, succeeded, failed
  }

  var id: Symbol
  var name = Symbol.none
  var email = Symbol.none
  /// When the names were given, and the discounts set.
  var namedAt = Int64.min
  var discountedAt = Int64.min
  var discounts = PoolSlice.empty
  /// The first of its subscriptions, a list through ``SubscriptionState/next``; -1 for none.
  var firstSubscription: Int32 = -1
  /// Its open batch, -1 for none.
  var batch: Int32 = -1
  /// Whether it ever had MRR, at the close of a batch or as an opening balance.
  var everHadMRR = false
  var payment = PaymentState.none
  /// The opening time of the last batch that wrote, and how many of that time did.
  var lastOpening = Int64.min
  var openings: Int64 = 0

  init(id: Symbol) { self.id = id }
}

/// What is known of one subscription.
struct SubscriptionState {
  var id: Symbol
  var customer: Int32
  /// The customer's next subscription; -1 for none.
  var next: Int32
  var content: SubscriptionContent
  /// The last record applied.
  var time: Int64
  var rank: RecordRank
  /// Whether its lines have MRR now.
  var hasMRR = false
  /// When the effective end was set, and which one was written last (rules.md, R16 and R18).
  var endSetAt: Int64?
  var writtenEnd: Int64?
}
