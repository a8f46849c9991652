import Billing
import Command

/// Works out the MRR of a subscription's lines at one moment (rules.md, section 2).
struct MonthlyValue {
  /// An item on the way from its price to its part of a line: exact, an interval.
  private struct Part {
    var amount: Fraction
    var item: Item
    /// The arithmetic so far, when it is asked for.
    var steps: Arithmetic?
  }

  /// The lines of `content` at `time`, free ones included; none while its status does not count.
  ///
  /// With `explains` each tells its arithmetic.
  ///
  /// Throws where a discount is not described, or a result does not fit 64 bits.
  static func lines(
    of content: SubscriptionContent, customerDiscounts: PoolSlice, at time: Int64,
    explains: Bool = false, _ memory: borrowing BillingMemory
  ) throws(Rejection) -> Lines {
    guard content.status.counts else { return .none }
    if memory.isPending(content) {
      throw Rejection("tiers: missing; a tiered price cannot be counted without them")
    }
    let own = try Discounts.counting(content.discounts, at: time, memory)
    // The customer's discounts stand in only where the subscription has none that counts.
    let isOwn = !own.isEmpty
    let shared = isOwn ? own : try Discounts.counting(customerDiscounts, at: time, memory)
    let count = Int(content.items.count)
    if count == 1 && !explains && shared.isEmpty {
      let item = memory.pool.item(0, of: content)
      if item.discounts.count == 0 && item.gross.scale == 0 {
        return Lines(try plainLine(item, memory))
      }
    }
    var parts: [Part] = []
    for place in 0..<count {
      let item = memory.pool.item(place, of: content)
      guard var amount = Fraction(digits: item.gross.digits, scale: item.gross.scale) else {
        throw Self.overflow
      }
      var steps = explains ? Arithmetic(item) : nil
      for terms in try Discounts.counting(item.discounts, at: time, memory) {
        amount = try Discounts.applied(terms, to: amount, currency: item.currency)
        steps?.takeOff(terms, item.currency)
      }
      parts.append(Part(amount: amount, item: item, steps: steps))
    }
    for terms in shared {
      var amounts = parts.map { Discounts.Share(amount: $0.amount, item: $0.item) }
      try Discounts.apply(terms, to: &amounts, isCustomers: !isOwn)
      for index in parts.indices {
        let part = parts[index]
        parts[index].steps?.takeOff(
          terms, part.item.currency, share: (part.amount, amounts[index].amount))
        parts[index].amount = amounts[index].amount
      }
    }
    return try sums(of: parts, memory)
  }

  /// The usual subscription: one item, no discount, a whole amount.
  private static func plainLine(
    _ item: Item, _ memory: borrowing BillingMemory
  ) throws(Rejection) -> Line {
    let gross = Fraction(item.gross.digits)
    let amount: Int64
    if item.interval == .month && item.intervalCount == 1 {
      amount = item.gross.digits
    } else {
      guard let rounded = monthly(gross, item)?.rounded else { throw overflow }
      amount = rounded
    }
    return Line(key: key(of: item, memory), amount: amount, quantity: item.quantity, gross: gross)
  }

  private static func sums(
    of parts: [Part], _ memory: borrowing BillingMemory
  ) throws(Rejection) -> Lines {
    // Lines are compared with each other.
    guard parts.count <= mostItems else { throw Rejection("more than \(mostItems) items") }
    var lines: [Line] = []
    var arithmetic: [String] = []
    var exact: [Fraction] = []
    for part in parts {
      let key = key(of: part.item, memory)
      let gross = Fraction(digits: part.item.gross.digits, scale: part.item.gross.scale) ?? .zero
      if let index = lines.firstIndex(where: { $0.key == key }) {
        guard let sum = exact[index].adding(part.amount),
          let grossSum = lines[index].gross.adding(gross)
        else { throw overflow }
        exact[index] = sum
        lines[index].gross = grossSum
        lines[index].quantity = lines[index].quantity.addingReportingOverflow(part.item.quantity).0
        if let steps = part.steps { arithmetic[index] += " + \(steps.text)" }
      } else {
        lines.append(Line(key: key, amount: 0, quantity: part.item.quantity, gross: gross))
        if let steps = part.steps { arithmetic.append(steps.text) }
        exact.append(part.amount)
      }
    }
    for index in lines.indices {
      let months = lines[index].key.interval.months
      guard
        let value = exact[index].multiplied(
          by: Int128(months.denominator),
          over: Int128(months.numerator) * Int128(lines[index].key.intervalCount))?.rounded
      else { throw overflow }
      lines[index].amount = value
      if !arithmetic.isEmpty {
        arithmetic[index] = Arithmetic.monthly(arithmetic[index], lines[index].key, value)
      }
    }
    return Lines(lines, arithmetic: arithmetic)
  }

  private static func monthly(_ amount: Fraction, _ item: Item) -> Fraction? {
    let months = item.interval.months
    return amount.multiplied(
      by: Int128(months.denominator),
      over: Int128(months.numerator) * Int128(item.intervalCount))
  }

  /// The line that an item belongs to.
  static func key(of item: Item, _ memory: borrowing BillingMemory) -> LineKey {
    LineKey(
      name: memory.catalog.name(of: item.plan), currency: item.currency,
      interval: item.interval, intervalCount: item.intervalCount)
  }

  /// So many items a subscription may have; billing systems allow a hundredth of it.
  private static let mostItems = 2000

  static let overflow = Rejection("the amount does not fit 64 bits")
}
