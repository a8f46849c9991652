import Command
import JSONText

/// Reads Stripe's prices, and the plans of the older API versions.
enum StripePrice {
  /// An item with nothing but the price or plan at `index`, which has this number of
  /// ``PriceNumbers``.
  static func item(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, number: Int64,
    _ header: RecordHeader, _ memory: inout BillingMemory
  ) throws(Rejection) -> ItemDraft {
    if let known = memory.prices.find(number) { return memory.prices.items[known] }
    var item = ItemDraft()
    try read(bytes, found, index, header, into: &item, &memory)
    memory.prices.keep(item, number)
    return item
  }

  /// Takes the members of the price or plan at `index` over those of `item`.
  static func read(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    into item: inout ItemDraft, _ memory: inout BillingMemory
  ) throws(Rejection) {
    var child = index + 1
    while child < found[index].next {
      let value = found[child]
      switch Field.of(value.field) {
      case .id: item.price = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .nickname: item.nickname = try FoundReader.symbol(bytes, found, child, &memory.symbols)
      case .product:
        item.product = try FoundReader.id(bytes, found, child, &memory.symbols)
        try describeProduct(bytes, found, child, header, product: item.product, &memory)
      case .currency: item.currency = try FoundReader.currency(bytes, found, child)
      case .unitAmount, .amount: item.unitAmount = try FoundReader.money(bytes, found, child)
      case .unitAmountDecimal, .amountDecimal:
        item.unitAmountDecimal = try FoundReader.money(bytes, found, child)
      case .interval: item.interval = try interval(bytes, found, child)
      case .intervalCount: item.intervalCount = try FoundReader.integer(bytes, found, child)
      case .usageType: item.isMetered = try isMetered(bytes, found, child)
      case .type: item.isOneTime = JSONValue.equals(bytes, value, "one_time")
      case .billingScheme: item.isTiered = try isTiered(bytes, found, child)
      case .tiersMode: item.tiersMode = try tiersMode(bytes, found, child)
      case .tiers: item.tiers = try TierReader.tiers(bytes, found, child)
      case .transformQuantity:
        (item.divideBy, item.roundsUp) = try TierReader.transform(bytes, found, child)
      case .recurring:
        var inner = child + 1
        while inner < found[child].next {
          switch Field.of(found[inner].field) {
          case .interval: item.interval = try interval(bytes, found, inner)
          case .intervalCount: item.intervalCount = try FoundReader.integer(bytes, found, inner)
          case .usageType: item.isMetered = try isMetered(bytes, found, inner)
          default: break
          }
          inner = Int(found[inner].next)
        }
      default: break
      }
      child = Int(found[child].next)
    }
  }

  /// The billing interval of that name; an unknown one rejects the record.
  static func interval(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> BillingInterval? {
    let value = found[index]
    if value.isNull { return nil }
    guard value.isString, let interval = BillingInterval(bytes, value.content) else {
      throw FoundReader.expected(
        "an interval (day, week, month, quarter, year)", bytes, found, index)
    }
    return interval
  }

  /// Whether a usage type is metered; an unknown one rejects the record.
  static func isMetered(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> Bool {
    let value = found[index]
    if value.isNull { return false }
    if JSONValue.equals(bytes, value, "licensed") { return false }
    if JSONValue.equals(bytes, value, "metered") { return true }
    throw FoundReader.expected("licensed or metered", bytes, found, index)
  }

  /// How tiers are applied; an unknown mode rejects the record.
  static func tiersMode(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> ItemDraft.TiersMode? {
    let value = found[index]
    if value.isNull { return nil }
    if JSONValue.equals(bytes, value, "graduated") { return .graduated }
    if JSONValue.equals(bytes, value, "volume") { return .volume }
    throw FoundReader.expected("graduated or volume", bytes, found, index)
  }

  private static func isTiered(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> Bool {
    let value = found[index]
    if value.isNull { return false }
    if JSONValue.equals(bytes, value, "per_unit") { return false }
    if JSONValue.equals(bytes, value, "tiered") { return true }
    throw FoundReader.expected("per_unit or tiered", bytes, found, index)
  }

  private static func describeProduct(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    product: Symbol, _ memory: inout BillingMemory
  ) throws(Rejection) {
    guard found[index].isObject, !product.isNone else { return }
    var child = index + 1
    while child < found[index].next {
      if Field.of(found[child].field) == .name {
        let name = try FoundReader.symbol(bytes, found, child, &memory.symbols)
        memory.catalog.describe(
          product: product, name: name, time: header.time, digest: header.digest)
      }
      child = Int(found[child].next)
    }
  }
}
