/// A subscription as a record gives it, before anything is computed: Stripe's `previous_attributes`
/// are put back into a copy of it.
struct SubscriptionDraft {
  var id = Symbol.none
  var customer = Symbol.none
  var customerName = CustomerRecord.Attribute.absent
  var customerEmail = CustomerRecord.Attribute.absent
  var customerDiscounts: [DiscountUse]?
  var status: SubscriptionStatus?
  var currency: Currency?
  var cancelAt: Int64?
  var cancelAtPeriodEnd = false
  var currentPeriodEnd: Int64?
  var endedAt: Int64?
  var canceledAt: Int64?
  var trialEnd: Int64?
  var start: Int64?
  var created: Int64?
  var items: [ItemDraft] = []
  var hasItems = false
  var hasMoreItems = false
  /// The one plan of the older API versions, beside the items or in place of them.
  var plan: ItemDraft?
  var quantity: Int64?
  /// Stripe's `discount` of the older API versions, and `discounts`.
  var discount: DiscountUse?
  var discounts: [DiscountUse] = []

  /// Becomes as new; the memory of its lists is kept.
  mutating func reset() {
    items.removeFew()
    if plan != nil { plan = nil }
    if customerDiscounts != nil { customerDiscounts = nil }
    if !discounts.isEmpty { discounts = [] }
    id = .none
    customer = .none
    customerName = .absent
    customerEmail = .absent
    status = nil
    currency = nil
    cancelAt = nil
    cancelAtPeriodEnd = false
    currentPeriodEnd = nil
    endedAt = nil
    canceledAt = nil
    trialEnd = nil
    start = nil
    created = nil
    hasItems = false
    hasMoreItems = false
    quantity = nil
    discount = nil
  }

  /// Becomes the same as another; the memory of its items is kept.
  mutating func become(_ other: SubscriptionDraft) {
    var items: [ItemDraft] = []
    swap(&items, &self.items)
    items.removeFew()
    items.append(contentsOf: other.items)
    self = other
    self.items = items
  }

  /// The discounts that hold, in the order listed.
  var allDiscounts: [DiscountUse] {
    if discounts.isEmpty, let discount { return [discount] }
    return discounts
  }

  /// The latest period end of the subscription and its items.
  var periodEnd: Int64? {
    var latest = currentPeriodEnd
    for item in items {
      if let end = item.currentPeriodEnd { latest = max(latest ?? end, end) }
    }
    return latest
  }

  /// When it will end as things stand (rules.md, R16).
  var effectiveEnd: Int64? { cancelAt ?? (cancelAtPeriodEnd ? periodEnd : nil) }
}

/// An item as a record gives it.
struct ItemDraft {
  /// How an item with tiers is priced.
  enum TiersMode: Sendable { case graduated, volume }

  /// One tier: up to how many units (nil for the last), and its prices.
  struct Tier: Sendable {
    var upTo: Int64?
    var unitAmount: Decimal?
    var unitAmountDecimal: Decimal?
    var flatAmount: Decimal?
    var flatAmountDecimal: Decimal?
  }

  /// Where the item begins in the record, for messages.
  var offset = 0
  var id: UInt64 = 0
  var quantity: Int64?
  var nickname = Symbol.none
  var product = Symbol.none
  var price = Symbol.none
  var currency: Currency?
  var interval: BillingInterval?
  var intervalCount: Int64 = 1
  var isMetered = false
  var isOneTime = false
  var isTiered = false
  var tiersMode: TiersMode?
  var tiers: [Tier] = []
  var unitAmount: Decimal?
  var unitAmountDecimal: Decimal?
  var divideBy: Int64?
  var roundsUp: Bool?
  var currentPeriodEnd: Int64?
  var discounts: [DiscountUse] = []

  /// Takes a plan's name that is given, and empty: it counts where nothing else names the plan.
  mutating func takeEmptyName(_ symbols: inout SymbolTable) {
    if nickname.isNone && product.isNone && price.isNone { nickname = symbols.intern([]) }
  }
}
