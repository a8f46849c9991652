/// What happened to one customer, in no dialect.
struct History: Sendable {
  enum Step: Sendable {
    /// A subscription as it is from now on; `was` is what it was before, nil at its creation.
    case sub(Instant, Sub, was: Sub?)
    /// An attempt to be paid.
    case payment(Instant, Payment)
    /// The customer's own discount from now on.
    case discount(Instant, Discount?, was: Discount?)
    case name(Instant, String, email: String)
    /// The customer is gone, and with it all its subscriptions.
    case gone(Instant)
  }

  struct Payment: Sendable {
    var invoice: String
    var sub: String
    var amount: Int
    var currency: String
    var attempt: Int
    /// Why it failed; nil when it succeeded.
    var failure: String?
  }

  var customer: String
  var steps: [Step] = []
}

extension History.Step {
  var at: Instant {
    switch self {
    case .sub(let at, _, _), .payment(let at, _), .discount(let at, _, _), .name(let at, _, _),
      .gone(let at):
      at
    }
  }
}

extension History.Step {
  /// What comes first of one second.
  var rank: Int {
    switch self {
    case .name, .discount, .gone: 0
    case .sub(_, _, nil): 1
    case .sub(_, let sub, _): sub.status == "canceled" ? 3 : 2
    case .payment(_, let payment): payment.failure == nil ? 4 : 5
    }
  }
}

extension History {
  /// In which form a history is written down.
  enum Dialect: String, CaseIterable, Sendable {
    case native, stripeOld, stripeNew

    var api: API { self == .stripeOld ? .old : .new }
  }

  /// The records, in the order in which things happened.
  func lines(_ dialect: Dialect) -> [String] {
    let records = steps.flatMap { dialect == .native ? nativeLines($0) : stripeLines($0) }
    // A record may be some lines (a coupon and the event that speaks of it).
    return records.flatMap { $0.text(dialect.api).split(separator: "\n").map { String($0) } }
  }

  private func nativeLines(_ step: Step) -> [Line] {
    switch step {
    case .sub(let at, let sub, _): [native(at, sub)]
    case .payment(let at, let it):
      [
        payment(
          at, it.invoice, it.amount, failed: it.failure, attempt: it.attempt, customer: customer,
          sub: it.sub, currency: it.currency)
      ]
    case .discount(let at, let discount, _):
      [nativeCustomer(at, customer, discounts: discount.map { [$0] } ?? [])]
    case .name(let at, let name, let email):
      [nativeCustomer(at, customer, name: name, email: email)]
    case .gone(let at): [nativeCustomer(at, customer, deleted: true)]
    }
  }

  private func stripeLines(_ step: Step) -> [Line] {
    switch step {
    case .sub(let at, let sub, nil): descriptions(at, sub) + [created(at, sub)]
    case .sub(let at, let sub, let was?) where sub.status == "canceled":
      // Stripe's last event shows the subscription as it was, but for its end.
      descriptions(at, was) + [deleted(at, sub)]
    case .sub(let at, let sub, let was?):
      descriptions(at, sub) + descriptions(at, was) + [updated(at, sub, was: was)]
    case .payment(let at, let it):
      attempt(
        at, it,
        Invoice(
          it.invoice, it.amount, customer: customer, sub: it.sub, currency: it.currency,
          attempt: it.attempt))
    case .discount(let at, let discount?, _):
      [customerDiscount("created", at, discount, customer: customer)]
    case .discount(let at, nil, let was):
      was.map { [customerDiscount("deleted", at, $0, customer: customer)] } ?? []
    case .name(let at, let name, let email):
      [customerEvent("updated", at, customer, name: name, email: email)]
    case .gone(let at): [customerEvent("deleted", at, customer)]
    }
  }

  private func attempt(_ at: Instant, _ payment: Payment, _ invoice: Invoice) -> [Line] {
    guard let failure = payment.failure else {
      return [paid(at, invoice), paid(at, invoice, type: "invoice.payment_succeeded")]
    }
    return [chargeFailed(at, invoice, code: failure), failed(at, invoice)]
  }

  /// The discounts of the newer API's events are ids: what they are stands elsewhere, and before
  /// them, as a stream needs it.
  private func descriptions(_ at: Instant, _ sub: Sub) -> [Line] {
    sub.discounts.map { described(at, $0, of: sub) }
      + sub.items.flatMap { item in
        item.discounts.map { described(at, $0, of: sub, item: item.id) }
      }
  }
}
