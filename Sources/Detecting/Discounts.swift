import Billing
import Command

/// Which discounts count, until when, and what they take off (rules.md, R6).
enum Discounts {
  /// One item while a discount is shared out: what it costs an interval.
  struct Share {
    var amount: Fraction
    var item: Item
  }

  /// The terms of those uses that count at `time`, in order.
  static func counting(
    _ slice: PoolSlice, at time: Int64, _ memory: borrowing BillingMemory
  ) throws(Rejection) -> [DiscountTerms] {
    if slice.count == 0 { return [] }
    var counting: [DiscountTerms] = []
    for index in slice.range {
      let (terms, start, end) = try described(memory.pool.discounts[index], memory)
      if terms.duration == .once { continue }
      if let start, start > time { continue }
      if let end, end <= time { continue }
      counting.append(terms)
    }
    return counting
  }

  /// The first moment after `time` at which one of the uses begins or ends; nil for none.
  static func nextChange(
    _ slice: PoolSlice, after time: Int64, _ memory: borrowing BillingMemory
  ) -> Int64? {
    var next: Int64?
    for index in slice.range {
      guard let (terms, start, end) = try? described(memory.pool.discounts[index], memory),
        terms.duration != .once
      else { continue }
      if let start, start > time { next = min(next ?? start, start) }
      if let end, end > time { next = min(next ?? end, end) }
    }
    return next
  }

  /// The terms of a use, when it begins and when it ends; throws where it is not described.
  private static func described(
    _ use: DiscountUse, _ memory: borrowing BillingMemory
  ) throws(Rejection) -> (terms: DiscountTerms, start: Int64?, end: Int64?) {
    let full = memory.catalog.resolved(use)
    guard full.terms >= 0 else {
      let id = full.coupon.isNone ? full.discount : full.coupon
      throw Rejection(
        "the \(full.coupon.isNone ? "discount" : "coupon") \(memory.symbols.string(of: id))"
          + " is described nowhere; "
          + (full.coupon.isNone
            ? "export it expanded (expand[]=data.discounts), or add the discount's events"
            : "add the coupons to the input"))
    }
    let terms = memory.catalog.terms[Int(full.terms)]
    if terms.duration != .repeating || full.end != nil { return (terms, full.start, full.end) }
    guard let start = full.start, terms.months > 0 else {
      throw Rejection("a repeating discount without its end, or its start and duration_in_months")
    }
    let date = Timestamp(seconds: start).utcDate
    // Ten thousand years are as good as more, and can be reckoned with.
    let months = min(terms.months, 120_000)
    let end = date.adding(months: months).days * 86_400 + start - date.days * 86_400
    return (terms, start, end)
  }

  /// What is left of one amount, not below 0.
  static func applied(
    _ terms: DiscountTerms, to amount: Fraction, currency: Currency
  ) throws(Rejection) -> Fraction {
    if let percent = terms.percent { return try reduced(amount, by: percent) }
    guard let off = terms.amount(in: currency) else { throw otherCurrency(terms, currency) }
    guard let rest = amount.subtracting(Fraction(off)) else { throw MonthlyValue.overflow }
    return rest.isPositive ? rest : .zero
  }

  /// Takes a subscription's or a customer's discount off its items.
  ///
  /// An amount goes to the items with MRR of the shortest interval, pro rata in whole minor units,
  /// the largest remainder first, then the item listed first.
  static func apply(
    _ terms: DiscountTerms, to shares: inout [Share], isCustomers: Bool
  ) throws(Rejection) {
    if let percent = terms.percent {
      for index in shares.indices {
        shares[index].amount = try reduced(shares[index].amount, by: percent)
      }
      return
    }
    let bearing = shares.indices.filter { shares[$0].amount.isPositive }
    guard let shortest = bearing.map({ length(shares[$0].item) }).min(by: { $0.isLess(than: $1) })
    else { return }
    let bearers = bearing.filter { length(shares[$0].item) == shortest }
    // All bearers of one subscription normally share a currency; each is asked for its own.
    for currency in Set(bearers.map { shares[$0].item.currency }) {
      guard let off = terms.amount(in: currency) else {
        if isCustomers { continue }
        throw otherCurrency(terms, currency)
      }
      try share(
        off, over: bearers.filter { shares[$0].item.currency == currency }, of: &shares)
    }
  }

  private static func share(
    _ off: Int64, over bearers: [Int], of shares: inout [Share]
  ) throws(Rejection) {
    var total = Fraction.zero
    for index in bearers {
      guard let sum = total.adding(shares[index].amount) else { throw MonthlyValue.overflow }
      total = sum
    }
    if !Fraction(off).isLess(than: total) {
      for index in bearers { shares[index].amount = .zero }
      return
    }
    var parts: [(index: Int, whole: Int128, rest: Fraction)] = []
    var left = Int128(off)
    for index in bearers {
      guard
        let scaled = shares[index].amount.multiplied(by: Int128(off), over: 1),
        let exact = scaled.multiplied(by: total.denominator, over: total.numerator),
        let rest = exact.subtracting(Fraction(exact.floor, over: 1))
      else { throw MonthlyValue.overflow }
      parts.append((index, exact.floor, rest))
      left -= exact.floor
    }
    let order = parts.indices.sorted {
      parts[$1].rest.isLess(than: parts[$0].rest)
        || (parts[$0].rest == parts[$1].rest && $0 < $1)
    }
    for place in order where left > 0 {
      parts[place].whole += 1
      left -= 1
    }
    for part in parts {
      guard let rest = shares[part.index].amount.subtracting(Fraction(part.whole, over: 1)) else {
        throw MonthlyValue.overflow
      }
      shares[part.index].amount = rest.isPositive ? rest : .zero
    }
  }

  private static func reduced(
    _ amount: Fraction, by percent: Decimal
  ) throws(Rejection) -> Fraction {
    guard let part = Fraction(digits: percent.digits, scale: percent.scale),
      let rest = Fraction(100).subtracting(part)?.multiplied(by: 1, over: 100),
      let reduced = amount.multiplied(by: rest)
    else { throw MonthlyValue.overflow }
    return reduced
  }

  /// An item's interval in months.
  private static func length(_ item: Item) -> Fraction {
    let months = item.interval.months
    return Fraction(
      Int128(months.numerator) * Int128(item.intervalCount), over: Int128(months.denominator))
  }

  private static func otherCurrency(
    _ terms: DiscountTerms, _ currency: Currency
  ) -> Rejection {
    Rejection(
      "an amount_off in \(terms.amounts.first?.currency.string ?? "no currency")"
        + " cannot be taken off a price in \(currency.string)")
  }
}
