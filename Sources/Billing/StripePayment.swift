import Command
import JSONText

/// Reads Stripe's invoices and charges, as far as failed payments need them (rules.md, section 5).
enum StripePayment {
  /// What an invoice says, in the older and the newer shapes.
  struct Invoice {
    var id = Symbol.none
    var customer = Symbol.none
    var subscription = Symbol.none
    var customerName = CustomerRecord.Attribute.absent
    var customerEmail = CustomerRecord.Attribute.absent
    var currency = Currency.none
    var amountDue: Int64 = 0
    var amountPaid: Int64 = 0
    var attempts: Int64 = 0
    var paidAt: Int64?
    var isPaid = false
    var failureCode = Symbol.none
    var declineReason = Symbol.none
  }

  /// The invoice at `index`.
  ///
  /// Without `keepsID` its id is only checked, and the customer's stands for it: of the payments
  /// that succeed nobody asks which they were, and there is no end of them under `--stream`.
  static func invoice(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, keepsID: Bool = true,
    _ memory: inout BillingMemory
  ) throws(Rejection) -> Invoice {
    var invoice = Invoice()
    var hasID = false
    var child = index + 1
    while child < found[index].next {
      let value = found[child]
      switch Field.of(value.field) {
      case .id:
        hasID = value.isString
        if keepsID { invoice.id = try FoundReader.id(bytes, found, child, &memory.symbols) }
      case .customer: invoice.customer = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .customerName:
        invoice.customerName = .given(
          try FoundReader.symbol(bytes, found, child, &memory.symbols))
      case .customerEmail:
        invoice.customerEmail = .given(
          try FoundReader.symbol(bytes, found, child, &memory.symbols))
      case .subscription where !value.isNull:
        invoice.subscription = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .parent:
        if let subscription = try parentSubscription(bytes, found, child, &memory.symbols) {
          invoice.subscription = subscription
        }
      case .currency: invoice.currency = try FoundReader.currency(bytes, found, child) ?? .none
      case .amountDue: invoice.amountDue = try FoundReader.integer(bytes, found, child)
      case .amountPaid: invoice.amountPaid = try FoundReader.integer(bytes, found, child)
      case .attemptCount: invoice.attempts = try FoundReader.amount(bytes, found, child) ?? 0
      case .status: invoice.isPaid = JSONValue.equals(bytes, value, "paid")
      case .statusTransitions:
        for inner in child + 1..<Int(value.next)
        where Field.of(found[inner].field) == .paidAt {
          invoice.paidAt = try FoundReader.time(bytes, found, inner)
        }
      case .charge, .paymentIntent:
        try readFailure(bytes, found, child, into: &invoice, &memory.symbols)
      default: break
      }
      child = Int(found[child].next)
    }
    if !keepsID && hasID { invoice.id = invoice.customer }
    return invoice
  }

  /// A failed charge: what a failed payment's reason is joined from.
  static func charge(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    _ memory: inout BillingMemory
  ) throws(Rejection) -> ChargeRecord? {
    var invoice = Invoice()
    var charge = ChargeRecord(
      time: header.time, customer: .none, invoice: .none, amount: 0, currency: .none,
      reason: .none, digest: header.digest)
    var failed = false
    var child = index + 1
    while child < found[index].next {
      let value = found[child]
      switch Field.of(value.field) {
      case .customer: charge.customer = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .invoice: charge.invoice = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .amount: charge.amount = try FoundReader.amount(bytes, found, child) ?? 0
      case .currency: charge.currency = try FoundReader.currency(bytes, found, child) ?? .none
      case .status: failed = JSONValue.equals(bytes, value, "failed")
      default: break
      }
      child = Int(found[child].next)
    }
    try readFailure(bytes, found, index, into: &invoice, &memory.symbols)
    charge.reason = invoice.failureCode.isNone ? invoice.declineReason : invoice.failureCode
    return failed ? charge : nil
  }

  /// The codes of a charge (`failure_code`, `outcome.reason`) or of a payment intent
  /// (`last_payment_error.code`, `.decline_code`).
  private static func readFailure(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, into invoice: inout Invoice,
    _ symbols: inout SymbolTable
  ) throws(Rejection) {
    var inner = index + 1
    while inner < found[index].next {
      let parent = Field.of(found[Int(found[inner].parent)].field)
      switch Field.of(found[inner].field) {
      case .failureCode where found[inner].parent == index,
        .code where parent == .lastPaymentError:
        if invoice.failureCode.isNone {
          invoice.failureCode = try FoundReader.symbol(bytes, found, inner, &symbols)
        }
      case .reason where parent == .outcome, .declineCode where parent == .lastPaymentError:
        if invoice.declineReason.isNone {
          invoice.declineReason = try FoundReader.symbol(bytes, found, inner, &symbols)
        }
      default: break
      }
      inner += 1
    }
  }

  private static func parentSubscription(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ symbols: inout SymbolTable
  ) throws(Rejection) -> Symbol? {
    for inner in index + 1..<max(index + 1, Int(found[index].next)) {
      let value = found[inner]
      guard Field.of(value.field) == .subscription && !value.isNull else { continue }
      return try FoundReader.id(bytes, found, inner, &symbols)
    }
    return nil
  }
}
