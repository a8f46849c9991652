import Billing

/// What makes items of a subscription one line (rules.md, R2).
struct LineKey: Hashable {
  var name: Symbol
  var currency: Currency
  var interval: BillingInterval
  var intervalCount: Int32

  // The numbers themselves: lines are told apart several times for each record.
  static func == (first: LineKey, second: LineKey) -> Bool {
    first.name.index == second.name.index && first.currency.code == second.currency.code
      && first.interval == second.interval && first.intervalCount == second.intervalCount
  }
}

/// A line of a subscription at one moment.
struct Line {
  var key: LineKey
  /// Its MRR in minor units, never negative; 0 where it is free.
  var amount: Int64
  /// What was bought in all, and what it costs before discounts: the reasons of a change.
  var quantity: Int64
  var gross: Fraction
}
