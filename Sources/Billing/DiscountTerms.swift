/// What a coupon takes off, and for how long.
package struct DiscountTerms: Hashable, Sendable {
  /// How long a discount counts (rules.md, R6).
  package enum Duration: UInt8, Sendable, CaseIterable {
    case once, `repeating`, forever

    /// Stripe's word for it.
    package var name: String {
      switch self {
      case .once: "once"
      case .repeating: "repeating"
      case .forever: "forever"
      }
    }
  }

  /// An amount in minor units of a currency.
  package struct Amount: Hashable, Sendable {
    /// The currency whose minor units are counted.
    package var currency: Currency
    package var amount: Int64

    package init(currency: Currency, amount: Int64) {
      self.currency = currency
      self.amount = amount
    }
  }

  /// Per cent off each item, 0 to 100; nil for an amount.
  package var percent: Decimal?
  /// The amount off one interval, by currency: the coupon's own first.
  package var amounts: [Amount] = []
  package var duration: Duration
  /// Months a repeating discount lasts, 0 where it is not said.
  package var months: Int64 = 0

  package init(percent: Decimal?, amounts: [Amount], duration: Duration, months: Int64) {
    self.percent = percent
    self.amounts = amounts
    self.duration = duration
    self.months = months
  }

  /// The amount off in a currency; nil where the coupon has none.
  package func amount(in currency: Currency) -> Int64? {
    amounts.first { $0.currency == currency }?.amount
  }
}
