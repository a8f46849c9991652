/// A subscription as it stands at some moment, in no dialect.
struct Sub: Sendable, Equatable {
  var id = "sub_1"
  var customer = "cus_1"
  /// Written into native records; Stripe's subscriptions have no name.
  var name: String?
  var email: String?
  var status = "active"
  var items: [Item]
  var discounts: [Discount] = []
  var start: Instant?
  var periodStart: Instant?
  var periodEnd: Instant?
  var cancelAt: Instant?
  var cancelAtPeriodEnd = false
  var trialEnd: Instant?
  var ended: Instant?
  var isCollectionPaused = false
  var livemode: Bool?
  var sendsInvoices = false
  /// Something in the metadata, which never counts.
  var note = "Grüße \\ \"x\""

  init(
    _ items: Item..., id: String = "sub_1", customer: String = "cus_1", status: String = "active",
    discounts: [Discount] = [], start: Instant? = nil, periodEnd: Instant? = nil,
    cancelAt: Instant? = nil, cancelAtPeriodEnd: Bool = false, trialEnd: Instant? = nil,
    ended: Instant? = nil
  ) {
    self.items = items
    self.id = id
    self.customer = customer
    self.status = status
    self.discounts = discounts
    self.start = start
    self.periodEnd = periodEnd
    self.cancelAt = cancelAt
    self.cancelAtPeriodEnd = cancelAtPeriodEnd
    self.trialEnd = trialEnd
    self.ended = ended
  }

  var currency: String { items.first?.currency ?? "usd" }

  /// The same subscription with something else.
  func with(_ change: (inout Sub) -> Void) -> Sub {
    var copy = self
    change(&copy)
    return copy
  }
}
