import JSONText

/// What the types of Stripe's events mean for MRR.
enum StripeEventType: Int32 {
  case subscriptionCreated, subscriptionUpdated, subscriptionDeleted
  case subscriptionPaused, subscriptionResumed
  case customerChanged, customerDeleted, discountSet, discountDeleted
  case paymentSucceeded, paymentFailed, chargeFailed, description
  /// Only with `--basis invoices`.
  case invoiceChanged

  private static let names: [(StaticString, StripeEventType)] = [
    ("customer.subscription.updated", .subscriptionUpdated),
    ("customer.subscription.created", .subscriptionCreated),
    ("customer.subscription.deleted", .subscriptionDeleted),
    ("invoice.paid", .paymentSucceeded), ("invoice.payment_succeeded", .paymentSucceeded),
    ("invoice.payment_failed", .paymentFailed), ("charge.failed", .chargeFailed),
    ("customer.created", .customerChanged), ("customer.updated", .customerChanged),
    ("customer.deleted", .customerDeleted),
    ("customer.subscription.paused", .subscriptionPaused),
    ("customer.subscription.resumed", .subscriptionResumed),
    ("customer.discount.created", .discountSet), ("customer.discount.updated", .discountSet),
    ("customer.discount.deleted", .discountDeleted),
    ("coupon.created", .description), ("coupon.updated", .description),
    ("coupon.deleted", .description), ("product.created", .description),
    ("product.updated", .description), ("price.created", .description),
    ("price.updated", .description), ("plan.created", .description),
    ("plan.updated", .description),
  ]

  /// Nil for a type that has nothing to do with MRR.
  init?(_ bytes: Span<UInt8>, _ value: JSONFound) {
    for (name, type) in Self.names where JSONValue.equals(bytes, value, name) {
      self = type
      return
    }
    return nil
  }

  /// The types that bear on MRR only where it is taken from invoices.
  init?(invoice bytes: Span<UInt8>, _ value: JSONFound) {
    for name in Self.invoiceNames where JSONValue.equals(bytes, value, name) {
      self = .invoiceChanged
      return
    }
    return nil
  }

  private static let invoiceNames: [StaticString] = [
    "invoice.finalized", "invoice.updated", "invoice.voided", "invoice.marked_uncollectible",
  ]

  /// The place among the records of one second; nil where the content decides.
  var rank: RecordRank? {
    switch self {
    case .subscriptionCreated: .created
    case .subscriptionUpdated: .updated
    case .subscriptionPaused, .subscriptionResumed: .pausedOrResumed
    case .subscriptionDeleted: .ended
    default: nil
    }
  }

  /// Whether it is about a subscription.
  var isOfSubscription: Bool {
    switch self {
    case .subscriptionCreated, .subscriptionUpdated, .subscriptionDeleted, .subscriptionPaused,
      .subscriptionResumed:
      true
    default: false
    }
  }

  /// Whether `previous_attributes` tell what was before.
  var mayPutBack: Bool {
    self == .subscriptionUpdated || self == .subscriptionPaused || self == .subscriptionResumed
  }
}
