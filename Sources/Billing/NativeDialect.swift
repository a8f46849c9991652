import Command
import JSONText

/// Reads native records: the plain form that any system's export can be turned into.
enum NativeDialect {
  /// What all native records have.
  struct Common {
    var record = -1
    var at: Int64?
    var id = -1
    var eventID = -1
    var isLive = true
    var hasLivemode = false
    /// The index of the first member that no native record has, -1 for none.
    var unknown = -1
  }

  static func common(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>
  ) throws(Rejection) -> Common {
    var common = Common()
    var child = 1
    while child < found[0].next {
      switch Field.of(found[child].field) {
      case .record: common.record = child
      case .at: common.at = try FoundReader.time(bytes, found, child)
      case .id: common.id = child
      case .eventID where !found[child].isNull: common.eventID = child
      case .livemode where !found[child].isNull:
        common.hasLivemode = true
        common.isLive = try FoundReader.flag(bytes, found, child)
      default: break
      }
      child = Int(found[child].next)
    }
    for index in 1..<max(1, found.count) where found[index].field == JSONSelection.unknownField {
      common.unknown = index
      break
    }
    return common
  }

  static func subscription(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ header: RecordHeader,
    _ memory: inout BillingMemory
  ) throws(Rejection) -> SubscriptionDraft {
    var draft = SubscriptionDraft()
    var child = 1
    while child < found[0].next {
      switch Field.of(found[child].field) {
      case .id: draft.id = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .customer: try readCustomer(bytes, found, child, header, into: &draft, &memory)
      case .status: draft.status = try StripeSubscription.status(bytes, found, child)
      case .currency: draft.currency = try FoundReader.currency(bytes, found, child)
      case .start: draft.start = try FoundReader.time(bytes, found, child)
      case .trialEnd: draft.trialEnd = try FoundReader.time(bytes, found, child)
      case .cancelAt: draft.cancelAt = try FoundReader.time(bytes, found, child)
      case .cancelAtPeriodEnd: draft.cancelAtPeriodEnd = try FoundReader.flag(bytes, found, child)
      case .currentPeriodEnd: draft.currentPeriodEnd = try FoundReader.time(bytes, found, child)
      case .endedAt: draft.endedAt = try FoundReader.time(bytes, found, child)
      case .discounts:
        draft.discounts = try DiscountReader.nativeDiscounts(
          bytes, found, child, header, &memory)
      case .items: try readItems(bytes, found, child, header, into: &draft, &memory)
      default: break
      }
      child = Int(found[child].next)
    }
    if !draft.hasItems { throw Rejection("items: missing") }
    return draft
  }

  static func payment(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, time: Int64, origin: RecordOrigin,
    _ memory: inout BillingMemory
  ) throws(Rejection) -> PaymentRecord {
    var payment = PaymentRecord(
      time: time, succeeded: false, customer: .none, subscription: .none, invoice: .none,
      amount: 0, currency: .none, attempts: 0, reason: .none, origin: origin)
    var status = -1
    var invoice = -1
    var amount: Int64?
    var child = 1
    while child < found[0].next {
      switch Field.of(found[child].field) {
      case .customer: payment.customer = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .subscriptionID:
        payment.subscription = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .invoiceID: invoice = found[child].isNull ? -1 : child
      case .amount: amount = try FoundReader.amount(bytes, found, child)
      case .currency: payment.currency = try FoundReader.currency(bytes, found, child) ?? .none
      case .status: status = child
      case .failureReason:
        payment.reason = try FoundReader.symbol(bytes, found, child, &memory.symbols)
      case .attemptCount: payment.attempts = try FoundReader.amount(bytes, found, child) ?? 0
      default: break
      }
      child = Int(found[child].next)
    }
    guard status >= 0 else { throw Rejection("status: missing") }
    payment.succeeded = JSONValue.equals(bytes, found[status], "succeeded")
    let failed = JSONValue.equals(bytes, found[status], "failed")
    guard payment.succeeded || failed else {
      throw FoundReader.expected("succeeded or failed", bytes, found, status)
    }
    guard let amount else { throw Rejection("amount: missing") }
    payment.amount = amount
    if payment.customer.isNone { throw Rejection("customer.id: missing") }
    if payment.currency == .none { throw Rejection("currency: missing") }
    // As of Stripe's invoices: of a success only that there is one.
    if invoice >= 0 {
      payment.invoice =
        payment.succeeded
        ? payment.customer : try FoundReader.id(bytes, found, invoice, &memory.symbols)
    }
    return payment
  }

  static func customer(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ header: RecordHeader,
    origin: RecordOrigin, _ memory: inout BillingMemory
  ) throws(Rejection) -> CustomerRecord {
    var record = CustomerRecord(time: header.time, customer: .none, origin: origin)
    var child = 1
    while child < found[0].next {
      switch Field.of(found[child].field) {
      case .id: record.customer = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .name: record.name = .given(try FoundReader.symbol(bytes, found, child, &memory.symbols))
      case .email:
        record.email = .given(try FoundReader.symbol(bytes, found, child, &memory.symbols))
      case .deleted: record.isDeleted = try FoundReader.flag(bytes, found, child)
      case .discounts:
        let uses = try DiscountReader.nativeDiscounts(bytes, found, child, header, &memory)
        record.discounts = memory.pool.add(discounts: uses)
      default: break
      }
      child = Int(found[child].next)
    }
    if record.customer.isNone { throw Rejection("id: missing") }
    return record
  }

  private static func readCustomer(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    into draft: inout SubscriptionDraft, _ memory: inout BillingMemory
  ) throws(Rejection) {
    draft.customer = try FoundReader.id(bytes, found, index, &memory.symbols)
    try CustomerReader.names(
      bytes, found, index, name: &draft.customerName, email: &draft.customerEmail,
      &memory.symbols)
    guard found[index].isObject else { return }
    var child = index + 1
    while child < found[index].next {
      if Field.of(found[child].field) == .discounts {
        draft.customerDiscounts = try DiscountReader.nativeDiscounts(
          bytes, found, child, header, &memory)
      }
      child = Int(found[child].next)
    }
  }

  private static func readItems(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    into draft: inout SubscriptionDraft, _ memory: inout BillingMemory
  ) throws(Rejection) {
    guard found[index].kind == .array else {
      throw FoundReader.expected("an array of items", bytes, found, index)
    }
    draft.items.removeAll(keepingCapacity: true)
    draft.hasItems = true
    var element = index + 1
    while element < found[index].next {
      guard found[element].isObject else {
        throw FoundReader.expected("an item", bytes, found, element)
      }
      draft.items.append(try item(bytes, found, element, header, &memory))
      element = Int(found[element].next)
    }
  }

  private static func item(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    _ memory: inout BillingMemory
  ) throws(Rejection) -> ItemDraft {
    var item = ItemDraft()
    item.offset = Int(found[index].start - found[0].start)
    var hasEmptyName = false
    var child = index + 1
    while child < found[index].next {
      let value = found[child]
      switch Field.of(value.field) {
      case .id:
        if value.isString { item.id = SymbolTable.hash(bytes, value.content) }
      case .planID: item.price = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .planName:
        item.nickname = try FoundReader.symbol(bytes, found, child, &memory.symbols)
        hasEmptyName = value.isString && item.nickname.isNone
      case .productID: item.product = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .unitAmount: item.unitAmount = try FoundReader.money(bytes, found, child)
      case .quantity: item.quantity = try FoundReader.amount(bytes, found, child)
      case .interval: item.interval = try StripePrice.interval(bytes, found, child)
      case .intervalCount where !value.isNull:
        item.intervalCount = try FoundReader.integer(bytes, found, child)
      case .currency: item.currency = try FoundReader.currency(bytes, found, child)
      case .usageType: item.isMetered = try StripePrice.isMetered(bytes, found, child)
      case .tiersMode: item.tiersMode = try StripePrice.tiersMode(bytes, found, child)
      case .tiers: item.tiers = try TierReader.tiers(bytes, found, child)
      case .transformQuantity:
        (item.divideBy, item.roundsUp) = try TierReader.transform(bytes, found, child)
      case .currentPeriodEnd: item.currentPeriodEnd = try FoundReader.time(bytes, found, child)
      case .discounts:
        item.discounts = try DiscountReader.nativeDiscounts(bytes, found, child, header, &memory)
      default: break
      }
      child = Int(found[child].next)
    }
    if hasEmptyName { item.takeEmptyName(&memory.symbols) }
    return item
  }
}
