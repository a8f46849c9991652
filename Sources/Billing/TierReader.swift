import Command
import JSONText

/// Reads `tiers` and `transform_quantity`, the same in Stripe's objects and native records.
enum TierReader {
  static func tiers(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> [ItemDraft.Tier] {
    if found[index].isNull { return [] }
    guard found[index].kind == .array else {
      throw FoundReader.expected("an array of tiers", bytes, found, index)
    }
    var tiers: [ItemDraft.Tier] = []
    var element = index + 1
    while element < found[index].next {
      guard found[element].isObject else {
        throw FoundReader.expected("a tier", bytes, found, element)
      }
      var tier = ItemDraft.Tier()
      var child = element + 1
      while child < found[element].next {
        switch Field.of(found[child].field) {
        case .upTo: tier.upTo = try upTo(bytes, found, child)
        case .unitAmount, .amount: tier.unitAmount = try FoundReader.money(bytes, found, child)
        case .unitAmountDecimal:
          tier.unitAmountDecimal = try FoundReader.money(bytes, found, child)
        case .flatAmount: tier.flatAmount = try FoundReader.money(bytes, found, child)
        case .flatAmountDecimal:
          tier.flatAmountDecimal = try FoundReader.money(bytes, found, child)
        default: break
        }
        child = Int(found[child].next)
      }
      tiers.append(tier)
      element = Int(found[element].next)
    }
    return tiers
  }

  /// `divide_by` and whether `round` is `up`; nils for null.
  static func transform(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> (divideBy: Int64?, roundsUp: Bool?) {
    if found[index].isNull { return (nil, nil) }
    guard found[index].isObject else {
      throw FoundReader.expected("an object", bytes, found, index)
    }
    var divideBy: Int64?
    var roundsUp: Bool?
    var child = index + 1
    while child < found[index].next {
      switch Field.of(found[child].field) {
      case .divideBy: divideBy = try FoundReader.integer(bytes, found, child)
      case .round:
        if JSONValue.equals(bytes, found[child], "up") {
          roundsUp = true
        } else if JSONValue.equals(bytes, found[child], "down") {
          roundsUp = false
        } else {
          throw FoundReader.expected("up or down", bytes, found, child)
        }
      default: break
      }
      child = Int(found[child].next)
    }
    guard divideBy != nil else {
      throw FoundReader.refusal(bytes, found, index, "no divide_by")
    }
    return (divideBy, roundsUp)
  }

  private static func upTo(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> Int64? {
    if JSONValue.equals(bytes, found[index], "inf") { return nil }
    return try FoundReader.amount(bytes, found, index)
  }
}
