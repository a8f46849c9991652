import Billing

/// What makes items of a subscription one line (rules.md, R2).
struct LineKey: Hashable {
  var name: Symbol
  var currency: Currency
  var interval: BillingInterval
  var intervalCount: Int32
}

/// A line of a subscription at one moment.
struct Line {
  var key: LineKey
  /// Its MRR in minor units, never negative; 0 where it is free.
  var amount: Int64
  /// What was bought in all, and what it costs before discounts: the reasons of a change.
  var quantity: Int64
  var gross: Fraction
  /// How the amount was worked out, for `--explain`.
  var arithmetic: String?
}

extension [Line] {
  /// The line of that key, if there is one.
  func line(_ key: LineKey) -> Line? { first { $0.key == key } }

  /// The MRR of that key; 0 where there is none.
  func amount(_ key: LineKey) -> Int64 { line(key)?.amount ?? 0 }

  /// Whether any of the lines has MRR.
  var haveMRR: Bool { contains { $0.amount > 0 } }
}
