import Command
import JSONText

/// Reads Stripe's subscription objects, and `previous_attributes` into a copy of one.
enum StripeSubscription {
  /// Takes the members of the object at `index` over those of `draft`.
  static func read(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    into draft: inout SubscriptionDraft, _ memory: inout BillingMemory
  ) throws(Rejection) {
    var plan = -1
    var child = index + 1
    while child < found[index].next {
      let value = found[child]
      switch Field.of(value.field) {
      case .id: draft.id = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .customer:
        draft.customer = try FoundReader.id(bytes, found, child, &memory.symbols)
        try CustomerReader.names(
          bytes, found, child, name: &draft.customerName, email: &draft.customerEmail,
          &memory.symbols)
      case .status: draft.status = try status(bytes, found, child)
      case .currency: draft.currency = try FoundReader.currency(bytes, found, child)
      case .cancelAt: draft.cancelAt = try FoundReader.time(bytes, found, child)
      case .cancelAtPeriodEnd: draft.cancelAtPeriodEnd = try FoundReader.flag(bytes, found, child)
      case .currentPeriodEnd: draft.currentPeriodEnd = try FoundReader.time(bytes, found, child)
      case .endedAt: draft.endedAt = try FoundReader.time(bytes, found, child)
      case .canceledAt: draft.canceledAt = try FoundReader.time(bytes, found, child)
      case .trialEnd: draft.trialEnd = try FoundReader.time(bytes, found, child)
      case .startDate: draft.start = try FoundReader.time(bytes, found, child)
      case .created: draft.created = try FoundReader.time(bytes, found, child)
      case .quantity: draft.quantity = try FoundReader.amount(bytes, found, child)
      case .discount:
        draft.discount = try DiscountReader.discount(bytes, found, child, header, &memory)
      case .discounts:
        draft.discounts = try DiscountReader.discounts(bytes, found, child, header, &memory)
      case .plan: plan = child
      case .items: try readItems(bytes, found, child, header, into: &draft, &memory)
      default: break
      }
      child = Int(found[child].next)
    }
    // Beside items the subscription's plan only repeats the first one's.
    if plan >= 0, !draft.hasItems {
      draft.plan = nil
      if found[plan].isObject {
        var item = try StripePrice.item(bytes, found, plan, header, &memory)
        item.offset = Int(found[plan].start - found[0].start)
        draft.plan = item
      }
    }
  }

  /// What was before an `updated` record: the draft with `previous_attributes` put back.
  ///
  /// False where they hold nothing that bears on MRR or on the end.
  static func readPrevious(
    of draft: borrowing SubscriptionDraft, _ bytes: Span<UInt8>, _ found: Span<JSONFound>,
    _ index: Int,
    _ header: RecordHeader, into previous: inout SubscriptionDraft, _ memory: inout BillingMemory
  ) throws(Rejection) -> Bool {
    var changesPlan = false
    var changesQuantity = false
    var changesItems = false
    var changesAnything = false
    var child = index + 1
    while child < found[index].next {
      switch Field.of(found[child].field) {
      case .plan: changesPlan = true
      case .quantity: changesQuantity = true
      case .items: changesItems = true
      case .status, .currency, .cancelAt, .cancelAtPeriodEnd, .discount, .discounts, .trialEnd,
        .endedAt:
        changesAnything = true
      case .currentPeriodEnd:
        // All that most renewals tell of: without a cancellation it bears on nothing.
        _ = try FoundReader.time(bytes, found, child)
        if draft.cancelAtPeriodEnd { changesAnything = true }
      default: break
      }
      child = Int(found[child].next)
    }
    guard changesPlan || changesQuantity || changesItems || changesAnything else { return false }
    previous.become(copy draft)
    try read(bytes, found, index, header, into: &previous, &memory)
    if !changesItems && draft.hasItems && (changesPlan || changesQuantity) {
      // The older API versions tell of the one item by the subscription's plan and quantity.
      guard previous.items.count == 1 else {
        throw Rejection("previous_attributes: a plan without items cannot be put back")
      }
      if changesPlan {
        try putBackPlan(bytes, found, index, header, into: &previous.items[0], &memory)
      }
      if changesQuantity { previous.items[0].quantity = previous.quantity }
    }
    return true
  }

  private static func putBackPlan(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    into item: inout ItemDraft, _ memory: inout BillingMemory
  ) throws(Rejection) {
    var child = index + 1
    while child < found[index].next {
      let value = found[child]
      if Field.of(value.field) == .plan && value.isObject {
        // The members are those that changed, so they go over those of the item.
        item.unitAmountDecimal = nil
        try StripePrice.read(bytes, found, child, header, into: &item, &memory)
      }
      child = Int(found[child].next)
    }
  }

  private static func readItems(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    into draft: inout SubscriptionDraft, _ memory: inout BillingMemory
  ) throws(Rejection) {
    draft.items.removeAll(keepingCapacity: true)
    draft.hasItems = false
    draft.hasMoreItems = false
    var child = index + 1
    while child < found[index].next {
      switch Field.of(found[child].field) {
      case .hasMore: draft.hasMoreItems = try FoundReader.flag(bytes, found, child)
      case .data:
        draft.items.removeAll(keepingCapacity: true)
        draft.hasItems = true
        var element = child + 1
        while element < found[child].next {
          try addItem(bytes, found, element, header, to: &draft.items, &memory)
          element = Int(found[element].next)
        }
      default: break
      }
      child = Int(found[child].next)
    }
  }

  /// Adds the item at `index`, if it is not one that was taken away.
  private static func addItem(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    to items: inout [ItemDraft], _ memory: inout BillingMemory
  ) throws(Rejection) {
    var id: UInt64 = 0
    var quantity: Int64?
    var currentPeriodEnd: Int64?
    var discounts: [DiscountUse] = []
    var price = -1
    var plan = -1
    var isDeleted = false
    var child = index + 1
    while child < found[index].next {
      let value = found[child]
      switch Field.of(value.field) {
      case .id:
        if value.isString { id = SymbolTable.hash(bytes, value.content) }
      case .quantity: quantity = try FoundReader.amount(bytes, found, child)
      case .currentPeriodEnd: currentPeriodEnd = try FoundReader.time(bytes, found, child)
      case .deleted: isDeleted = try FoundReader.flag(bytes, found, child)
      case .price: price = value.isNull ? -1 : child
      case .plan: plan = value.isObject ? child : -1
      case .discounts:
        discounts = try DiscountReader.discounts(bytes, found, child, header, &memory)
      default: break
      }
      child = Int(found[child].next)
    }
    if isDeleted { return }
    if price >= 0, !found[price].isObject {
      throw FoundReader.refusal(bytes, found, price, "the price is not expanded")
    }
    let source = price >= 0 ? price : plan
    guard source >= 0 else {
      throw FoundReader.refusal(bytes, found, index, "an item without a price")
    }
    // Added first, and told of in its place: added last, it would be copied.
    items.append(try StripePrice.item(bytes, found, source, header, &memory))
    let place = items.count - 1
    items[place].offset = Int(found[index].start - found[0].start)
    items[place].id = id
    items[place].quantity = quantity
    items[place].currentPeriodEnd = currentPeriodEnd
    items[place].discounts = discounts
    if items[place].nickname.isNone && price >= 0 && plan >= 0 {
      items[place].nickname = try StripePrice.nickname(bytes, found, plan, &memory.symbols)
    }
  }

  static func status(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> SubscriptionStatus {
    guard let status = SubscriptionStatus(bytes, found[index]) else {
      let names = SubscriptionStatus.allCases.map(\.name).joined(separator: ", ")
      throw FoundReader.expected("one of \(names)", bytes, found, index)
    }
    return status
  }
}
