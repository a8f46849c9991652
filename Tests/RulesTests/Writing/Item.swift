/// One item of a subscription, in no dialect.
struct Item: Sendable, Equatable {
  var id = "si_1"
  /// The plan's name: `plan_name` in a native record, the price's nickname on Stripe.
  var plan: String?
  /// The price's id, and in a native record the plan's.
  var price: String
  var product: String
  /// The price of one unit and interval: a whole number of minor units, or nil with ``decimal``.
  var amount: Int?
  /// The unit price as a decimal string.
  var decimal: String?
  var quantity: Int? = 1
  var interval = "month"
  var count = 1
  /// The currency of the price; on a native record left to the subscription.
  var currency = "usd"
  var isMetered = false
  var tiers: [Tier]?
  var tiersMode: String?
  var transform: Transform?
  var discounts: [Discount] = []
  var periodEnd: Instant?

  init(
    _ plan: String, _ amount: Int, quantity: Int? = 1, per interval: String = "month",
    count: Int = 1, currency: String = "usd", id: String = "si_1", price: String? = nil
  ) {
    self.plan = plan
    self.amount = amount
    self.quantity = quantity
    self.interval = interval
    self.count = count
    self.currency = currency
    self.id = id
    self.price = price ?? "price_\(plan)_\(currency)_\(interval)\(count)_\(amount)"
    product = "prod_\(plan)"
  }

  /// The same item with something else.
  func with(_ change: (inout Item) -> Void) -> Item {
    var copy = self
    change(&copy)
    return copy
  }
}

/// One step of a tiered price; ``upTo`` is nil for the last.
struct Tier: Sendable, Equatable {
  var upTo: Int?
  var unit: Int
  var flat: Int?

  init(upTo: Int?, unit: Int, flat: Int? = nil) {
    self.upTo = upTo
    self.unit = unit
    self.flat = flat
  }
}

/// Packages: the quantity is divided and rounded before it is priced.
struct Transform: Sendable, Equatable {
  var divideBy: Int
  var round: String
}

/// A discount, in no dialect.
struct Discount: Sendable, Equatable {
  var id: String
  /// Its coupon's id.
  var coupon: String
  /// Per cent as the text of a number, or nil with ``amount``.
  var percent: String?
  var amount: Int?
  var currency = "usd"
  /// Amounts in other currencies, as a coupon's `currency_options` has them.
  var otherCurrencies: [String: Int] = [:]
  var duration = "forever"
  var months: Int?
  var start: Instant?
  var end: Instant?

  static func percent(_ percent: String, _ duration: String = "forever", id: String = "di_1")
    -> Discount
  {
    Discount(id: id, coupon: "co_\(id)", percent: percent, duration: duration)
  }

  static func amount(
    _ amount: Int, _ currency: String = "usd", _ duration: String = "forever", id: String = "di_1"
  ) -> Discount {
    Discount(id: id, coupon: "co_\(id)", amount: amount, currency: currency, duration: duration)
  }

  /// The same discount with something else.
  func with(_ change: (inout Discount) -> Void) -> Discount {
    var copy = self
    change(&copy)
    return copy
  }
}
