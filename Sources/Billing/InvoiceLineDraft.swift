package import Command

/// A line of an invoice while it is read.
struct InvoiceLineDraft {
  var subscription: Symbol
  var item = ItemDraft()
  var currency = Currency.none
  var amount: Int64?
  /// Discounts and inclusive tax, in minor units.
  var taken: Int64 = 0
  var start: Int64?
  var end: Int64?
  var isProration = false
  var isRecurring = true

  init(subscription: Symbol) { self.subscription = subscription }

  /// Takes off so much more.
  mutating func take(_ amount: Int64) throws(Rejection) {
    taken = try Self.sum(taken, amount)
  }

  /// Two amounts together; an invoice whose amounts do not fit is refused (rules.md, R3).
  static func sum(_ first: Int64, _ second: Int64) throws(Rejection) -> Int64 {
    let (sum, overflowed) = first.addingReportingOverflow(second)
    if overflowed { throw Rejection("lines: the amounts together do not fit 64 bits") }
    return sum
  }

  /// The line as far as it recurs; nil for one that never counts (rules.md, R23).
  func line(_ memory: inout BillingMemory) throws(Rejection) -> InvoiceLine? {
    if subscription.isNone || isProration || !isRecurring || item.isMetered { return nil }
    guard let start, let end else { throw Rejection("lines: a line without its period") }
    guard let amount else { throw Rejection("lines: a line without an amount") }
    guard item.intervalCount >= 1, item.intervalCount <= 10_000 else {
      throw Rejection("lines: interval_count: expected 1 or more, found \(item.intervalCount)")
    }
    let (net, overflowed) = amount.subtractingReportingOverflow(taken)
    if overflowed || net < 0 { return nil }
    guard currency != .none else { throw Rejection("currency: missing from the invoice") }
    if item.nickname.isNone && item.product.isNone && item.price.isNone {
      throw Rejection("lines: a line without a plan name, product or plan id")
    }
    let plan = memory.catalog.reference(
      to: Catalog.Plan(nickname: item.nickname, product: item.product, price: item.price),
      memory.symbols)
    return InvoiceLine(
      subscription: subscription,
      item: Item(
        id: item.id, quantity: item.quantity ?? 1, gross: Decimal(digits: net),
        interval: item.interval ?? .month, intervalCount: Int32(item.intervalCount), plan: plan,
        currency: currency, discounts: .empty),
      start: start, end: end, price: item.interval == nil ? item.price : .none)
  }
}

extension InvoiceLine {
  /// The line with its price's interval, once all prices are known; nil for one whose period is
  /// shorter than the interval by more than a day.
  package func resolved(_ memory: borrowing BillingMemory) throws(Rejection) -> InvoiceLine? {
    var line = self
    if !price.isNone {
      guard let rhythm = memory.catalog.rhythm(of: price) else {
        throw Rejection(
          "lines: the interval of the price \(memory.symbols.string(of: price)) is told nowhere;"
            + " add the prices to the input")
      }
      line.item.interval = rhythm.interval
      line.item.intervalCount = Int32(clamping: rhythm.count)
    }
    let whole = Self.end(of: start, line.item.interval, Int64(line.item.intervalCount))
    return end < whole - 86_400 ? nil : line
  }

  /// When a whole interval that begins at `start` ends.
  private static func end(of start: Int64, _ interval: BillingInterval, _ count: Int64) -> Int64 {
    let date = Timestamp(seconds: start).utcDate
    let time = start - date.days * 86_400
    let months: Int64
    switch interval {
    case .day: return start + count * 86_400
    case .week: return start + count * 7 * 86_400
    case .month: months = count
    case .quarter: months = 3 * count
    case .year: months = 12 * count
    }
    return date.adding(months: months).days * 86_400 + time
  }
}
