import Command
import JSONText

/// Reads Stripe's invoices for what they bill (rules.md, R23).
enum StripeInvoice {
  /// The invoice at `index` as it stood at `time` (of a bare object: when it came to its status).
  ///
  /// Nil for a draft.
  static func record(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, time: Int64?,
    _ origin: RecordOrigin, _ memory: inout BillingMemory
  ) throws(Rejection) -> InvoiceRecord? {
    let invoice = try StripePayment.invoice(bytes, found, index, &memory)
    var status: InvoiceRecord.Status?
    var moments: [Field: Int64] = [:]
    var lines = -1
    var child = index + 1
    while child < found[index].next {
      let value = found[child]
      switch Field.of(value.field) {
      case .status: status = try self.status(bytes, found, child)
      case .created: moments[.created] = try FoundReader.time(bytes, found, child)
      case .statusTransitions:
        for inner in child + 1..<max(child + 1, Int(value.next)) {
          guard let field = Field.of(found[inner].field) else { continue }
          moments[field] = try FoundReader.time(bytes, found, inner)
        }
      case .lines: lines = child
      default: break
      }
      child = Int(found[child].next)
    }
    guard let status else { return nil }
    if invoice.customer.isNone { throw Rejection("customer: missing from the invoice") }
    let own: Int64?
    switch status {
    case .paid: own = moments[.paidAt]
    case .void: own = moments[.voidedAt] ?? moments[.markedUncollectibleAt]
    case .open: own = moments[.finalizedAt]
    }
    guard let moment = time ?? own ?? moments[.created] else {
      throw Rejection("created: missing from the invoice")
    }
    var record = InvoiceRecord(
      time: moment, id: invoice.id, customer: invoice.customer, status: status, lines: [],
      origin: origin)
    if lines >= 0 {
      record.lines = try readLines(bytes, found, lines, invoice, &memory)
    }
    return record
  }

  /// The status; nil for a draft.
  static func status(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> InvoiceRecord.Status? {
    let value = found[index]
    if value.isNull { return nil }
    if JSONValue.equals(bytes, value, "draft") { return nil }
    if JSONValue.equals(bytes, value, "open") { return .open }
    if JSONValue.equals(bytes, value, "paid") { return .paid }
    if JSONValue.equals(bytes, value, "void") { return .void }
    if JSONValue.equals(bytes, value, "uncollectible") { return .void }
    throw FoundReader.expected("open, paid, void or uncollectible", bytes, found, index)
  }

  private static func readLines(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int,
    _ invoice: StripePayment.Invoice, _ memory: inout BillingMemory
  ) throws(Rejection) -> [InvoiceLine] {
    var lines: [InvoiceLine] = []
    var child = index + 1
    while child < found[index].next {
      switch Field.of(found[child].field) {
      case .hasMore:
        if try FoundReader.flag(bytes, found, child) {
          throw Rejection("lines: the list is cut off (has_more); export it with all its lines")
        }
      case .data:
        var element = child + 1
        while element < found[child].next {
          let line = try line(bytes, found, element, invoice, &memory)
          if let line { lines.append(line) }
          element = Int(found[element].next)
        }
      default: break
      }
      child = Int(found[child].next)
    }
    return lines
  }

  private static func line(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int,
    _ invoice: StripePayment.Invoice, _ memory: inout BillingMemory
  ) throws(Rejection) -> InvoiceLine? {
    guard found[index].isObject else {
      throw FoundReader.expected("a line", bytes, found, index)
    }
    let header = RecordHeader(time: .min, digest: 0)
    var draft = InvoiceLineDraft(subscription: invoice.subscription)
    draft.currency = invoice.currency
    var isOneTime = false
    var child = index + 1
    while child < found[index].next {
      let value = found[child]
      switch Field.of(value.field) {
      case .amount: draft.amount = try FoundReader.integer(bytes, found, child)
      case .quantity: draft.item.quantity = try FoundReader.amount(bytes, found, child)
      case .currency: draft.currency = try FoundReader.currency(bytes, found, child) ?? .none
      case .proration: draft.isProration = try FoundReader.flag(bytes, found, child)
      case .type: isOneTime = JSONValue.equals(bytes, value, "invoiceitem")
      case .subscription where !value.isNull:
        draft.subscription = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .id where value.isString:
        draft.item.id = SymbolTable.hash(bytes, value.content)
      case .plan where value.isObject, .price where value.isObject:
        try StripePrice.read(bytes, found, child, header, into: &draft.item, &memory)
      case .period, .pricing, .parent:
        try readInside(bytes, found, child, into: &draft, &memory)
      case .amounts: try draft.take(sum(bytes, found, child, inclusiveOnly: false))
      case .taxAmounts: try draft.take(sum(bytes, found, child, inclusiveOnly: true))
      default: break
      }
      child = Int(found[child].next)
    }
    if isOneTime || draft.item.isOneTime { return nil }
    return try draft.line(&memory)
  }

  private static func readInside(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int,
    into draft: inout InvoiceLineDraft, _ memory: inout BillingMemory
  ) throws(Rejection) {
    for inner in index + 1..<max(index + 1, Int(found[index].next)) {
      let value = found[inner]
      if value.isNull { continue }
      switch Field.of(value.field) {
      case .start: draft.start = try FoundReader.time(bytes, found, inner)
      case .end: draft.end = try FoundReader.time(bytes, found, inner)
      case .price: draft.item.price = try FoundReader.id(bytes, found, inner, &memory.symbols)
      case .product:
        draft.item.product = try FoundReader.id(bytes, found, inner, &memory.symbols)
      case .subscription:
        draft.subscription = try FoundReader.id(bytes, found, inner, &memory.symbols)
      case .id: draft.item.id = SymbolTable.hash(bytes, value.content)
      case .proration: draft.isProration = try FoundReader.flag(bytes, found, inner)
      default: break
      }
    }
  }

  /// What discounts, or inclusive taxes, take off a line.
  private static func sum(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, inclusiveOnly: Bool
  ) throws(Rejection) -> Int64 {
    var sum: Int64 = 0
    var element = index + 1
    while element < found[index].next {
      var amount: Int64 = 0
      var isInclusive = !inclusiveOnly
      var child = element + 1
      while child < found[element].next {
        let value = found[child]
        switch Field.of(value.field) {
        case .amount: amount = try FoundReader.integer(bytes, found, child)
        case .inclusive:
          isInclusive = value.kind == .true
          if JSONValue.equals(bytes, value, "inclusive") { isInclusive = true }
        default: break
        }
        child = Int(found[child].next)
      }
      if isInclusive { sum = try InvoiceLineDraft.sum(sum, amount) }
      element = Int(found[element].next)
    }
    return sum
  }
}
