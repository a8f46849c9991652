import Command
import JSONText

/// Reads native invoices: what was paid, and under `--basis invoices` what they bill.
extension BillingReader {
  mutating func readNativeInvoice(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, time: Int64, _ origin: RecordOrigin
  ) throws(Rejection) {
    var invoice = InvoiceRecord(
      time: time, id: .none, customer: .none, status: .open, lines: [], origin: origin)
    var names = CustomerRecord(time: time, customer: .none, origin: origin)
    names.isEmbedded = true
    var currency = Currency.none
    var status = -1
    var lines = -1
    var child = 1
    while child < found[0].next {
      switch Field.of(found[child].field) {
      case .id: invoice.id = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .customer:
        invoice.customer = try FoundReader.id(bytes, found, child, &memory.symbols)
        try CustomerReader.names(
          bytes, found, child, name: &names.name, email: &names.email, &memory.symbols)
      case .currency: currency = try FoundReader.currency(bytes, found, child) ?? .none
      case .status: status = child
      case .lines: lines = child
      default: break
      }
      child = Int(found[child].next)
    }
    if invoice.customer.isNone { throw Rejection("customer.id: missing") }
    if currency == .none { throw Rejection("currency: missing") }
    guard status >= 0 else { throw Rejection("status: missing") }
    guard let known = try StripeInvoice.status(bytes, found, status) else {
      throw FoundReader.expected("open, paid, void or uncollectible", bytes, found, status)
    }
    invoice.status = known
    guard lines >= 0, found[lines].kind == .array else { throw Rejection("lines: missing") }
    let total = try readLines(bytes, found, lines, currency, into: &invoice)
    names.customer = invoice.customer
    if case .absent = names.name, case .absent = names.email {
    } else {
      records.append(.customer(names))
    }
    if readsInvoices { records.append(.invoice(invoice)) }
    guard invoice.status == .paid else {
      if !readsInvoices { records.append(.skipped("invoice without a payment")) }
      return
    }
    let subscription = invoice.lines.first?.subscription ?? .none
    records.append(
      .payment(
        PaymentRecord(
          time: time, succeeded: true, customer: invoice.customer, subscription: subscription,
          invoice: invoice.id, amount: total, currency: currency, attempts: 1, reason: .none,
          origin: origin)))
  }

  /// Reads the lines into the invoice; gives what they cost in all.
  private mutating func readLines(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ currency: Currency,
    into invoice: inout InvoiceRecord
  ) throws(Rejection) -> Int64 {
    var total: Int64 = 0
    var element = index + 1
    while element < found[index].next {
      guard found[element].isObject else {
        throw FoundReader.expected("a line", bytes, found, element)
      }
      var draft = InvoiceLineDraft(subscription: .none)
      draft.currency = currency
      var hasEmptyName = false
      var child = element + 1
      while child < found[element].next {
        let value = found[child]
        switch Field.of(value.field) {
        case .subscriptionID:
          draft.subscription = try FoundReader.id(bytes, found, child, &memory.symbols)
        case .planID: draft.item.price = try FoundReader.id(bytes, found, child, &memory.symbols)
        case .planName:
          draft.item.nickname = try FoundReader.symbol(bytes, found, child, &memory.symbols)
          hasEmptyName = value.isString && draft.item.nickname.isNone
        case .amount: draft.amount = try FoundReader.integer(bytes, found, child)
        case .tax, .discount:
          try draft.take(FoundReader.amount(bytes, found, child) ?? 0)
        case .quantity: draft.item.quantity = try FoundReader.amount(bytes, found, child)
        case .interval where !value.isNull:
          draft.item.interval = try StripePrice.interval(bytes, found, child)
        case .intervalCount where !value.isNull:
          draft.item.intervalCount = try FoundReader.integer(bytes, found, child)
        case .periodStart: draft.start = try FoundReader.time(bytes, found, child)
        case .periodEnd: draft.end = try FoundReader.time(bytes, found, child)
        case .proration: draft.isProration = try FoundReader.flag(bytes, found, child)
        case .recurring: draft.isRecurring = try FoundReader.flag(bytes, found, child)
        default: break
        }
        child = Int(found[child].next)
      }
      if hasEmptyName { draft.item.takeEmptyName(&memory.symbols) }
      total = try InvoiceLineDraft.sum(total, draft.amount ?? 0)
      // A line without an interval is a one-off; of others it must be known.
      if draft.item.interval == nil && draft.item.price.isNone { draft.isRecurring = false }
      let line = readsInvoices ? try draft.line(&memory) : nil
      if let line { invoice.lines.append(line) }
      element = Int(found[element].next)
    }
    return total
  }
}
