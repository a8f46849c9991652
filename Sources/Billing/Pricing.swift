import Command

/// What an item costs an interval, before discounts (rules.md, R3 and R5).
enum Pricing {
  /// The exact amount in minor units.
  static func gross(of item: borrowing ItemDraft, quantity: Int64) throws(Rejection) -> Decimal {
    if quantity < 0 { throw Rejection("quantity: expected no negative number, found \(quantity)") }
    let units = try transformed(quantity, item)
    if item.isTiered || item.tiersMode != nil || !item.tiers.isEmpty {
      return try tiered(item, units: units)
    }
    guard let unitAmount = item.unitAmount ?? item.unitAmountDecimal else {
      throw Rejection("item: no unit amount")
    }
    return try fitting(unitAmount.multiplied(by: units))
  }

  private static func transformed(
    _ quantity: Int64, _ item: borrowing ItemDraft
  ) throws(Rejection) -> Int64 {
    guard let divideBy = item.divideBy else { return quantity }
    guard divideBy >= 1 else {
      throw Rejection("transform_quantity.divide_by: expected 1 or more, found \(divideBy)")
    }
    guard let roundsUp = item.roundsUp else {
      throw Rejection("transform_quantity.round: expected up or down")
    }
    let whole = quantity / divideBy
    return roundsUp && quantity % divideBy != 0 ? whole + 1 : whole
  }

  private static func tiered(_ item: borrowing ItemDraft, units: Int64) throws(Rejection) -> Decimal
  {
    guard !item.tiers.isEmpty else {
      throw Rejection("tiers: missing; a tiered price cannot be counted without them")
    }
    guard let mode = item.tiersMode else {
      throw Rejection("tiers_mode: expected graduated or volume")
    }
    let tiers = try ascending(item.tiers)
    if units == 0 { return .zero }
    var total = Decimal.zero
    var below: Int64 = 0
    for tier in tiers {
      let top = min(tier.upTo ?? units, units)
      let isLast = (tier.upTo ?? units) >= units
      switch mode {
      case .graduated: total = try fitting(total.adding(try price(of: tier, units: top - below)))
      case .volume where isLast: return try price(of: tier, units: units)
      case .volume: break
      }
      if isLast { return total }
      below = top
    }
    throw Rejection("tiers: none for a quantity of \(units)")
  }

  private static func ascending(
    _ tiers: [ItemDraft.Tier]
  ) throws(Rejection) -> [ItemDraft.Tier] {
    let sorted = tiers.sorted { ($0.upTo ?? .max) < ($1.upTo ?? .max) }
    for (first, second) in zip(sorted, sorted.dropFirst())
    where first.upTo == second.upTo || first.upTo == nil {
      throw Rejection("tiers: two of them end at the same quantity")
    }
    return sorted
  }

  private static func price(
    of tier: ItemDraft.Tier, units: Int64
  ) throws(Rejection) -> Decimal {
    let unit = tier.unitAmount ?? tier.unitAmountDecimal
    let flat = tier.flatAmount ?? tier.flatAmountDecimal
    if unit == nil && flat == nil { throw Rejection("tiers: a tier without an amount") }
    let perUnits = try fitting((unit ?? .zero).multiplied(by: units))
    return try fitting(perUnits.adding(flat ?? .zero))
  }

  private static func fitting(_ amount: Decimal?) throws(Rejection) -> Decimal {
    guard let amount else { throw Rejection("the amount does not fit 64 bits") }
    return amount
  }
}
