package import JSONText

/// An id that something is said of.
package enum DescribedID: Hashable, Sendable {
  case product(Symbol)
  case nickname(Symbol)
  case coupon(Symbol)
  case discount(Symbol)
  case tiers(Symbol)
  case rhythm(Symbol)

  /// The id itself.
  package var symbol: Symbol {
    switch self {
    case .product(let id), .nickname(let id), .coupon(let id), .discount(let id), .tiers(let id),
      .rhythm(let id):
      id
    }
  }
}

extension BillingMemory {
  /// Appends what the catalog says of an id as JSON, and gives the description's time and digest;
  /// nil, and nothing appended, where it says nothing.
  package func append(
    _ id: DescribedID, to text: inout LineBuffer
  ) -> (time: Int64, digest: UInt64)? {
    switch id {
    case .product(let id):
      guard let named = catalog.products[id] else { return nil }
      StoredText.append(named.name, symbols, to: &text)
      return (named.time, named.digest)
    case .nickname(let id):
      guard let named = catalog.nicknames[id] else { return nil }
      StoredText.append(named.name, symbols, to: &text)
      return (named.time, named.digest)
    case .coupon(let id):
      guard let described = catalog.coupons[id] else { return nil }
      StoredText.append(described.use, self, to: &text)
      return (described.time, described.digest)
    case .discount(let id):
      guard let described = catalog.discounts[id] else { return nil }
      StoredText.append(described.use, self, to: &text)
      return (described.time, described.digest)
    case .tiers(let id):
      guard let tiers = catalog.tiersOfPrices[id] else { return nil }
      append(tiers, to: &text)
      return (tiers.time, tiers.digest)
    case .rhythm(let id):
      guard let rhythm = catalog.rhythms[id] else { return nil }
      text.append(literal: "[\"")
      text.append(rhythm.interval.name)
      text.append(literal: "\",")
      text.append(integer: rhythm.count)
      text.append(literal: "]")
      return (rhythm.time, rhythm.digest)
    }
  }

  /// Takes what ``append(_:to:)`` wrote as a description of that time; the newer of two counts.
  package mutating func describe(
    _ id: DescribedID, _ text: [UInt8], time: Int64, digest: UInt64
  ) throws(JSONError) {
    var cursor = JSONCursor(text)
    switch id {
    case .product(let id):
      let name = try StoredTextReader.symbol(&cursor, &symbols)
      catalog.describe(product: id, name: name, time: time, digest: digest)
    case .nickname(let id):
      let name = try StoredTextReader.symbol(&cursor, &symbols)
      catalog.describe(price: id, nickname: name, time: time, digest: digest)
    case .coupon(let id):
      let use = try StoredTextReader.use(&cursor, &self)
      catalog.describe(coupon: id, terms: use.terms, time: time, digest: digest)
    case .discount:
      let use = try StoredTextReader.use(&cursor, &self)
      catalog.describe(discount: use, time: time, digest: digest)
    case .tiers(let id):
      let (tiers, mode) = try readTiers(&cursor)
      catalog.describe(
        price: id, tiers: Catalog.Tiers(tiers: tiers, mode: mode, time: time, digest: digest))
    case .rhythm(let id):
      try cursor.expect("[")
      guard let interval = try cursor.string({ BillingInterval($0, $1) }) else {
        throw cursor.error("expected an interval")
      }
      try cursor.expect(",")
      let count = try cursor.integer()
      try cursor.expect("]")
      catalog.describe(price: id, interval: interval, count: count, time: time, digest: digest)
    }
    try cursor.expectEnd()
  }

  /// All ids that plans, discounts and tiers refer to and that may be described elsewhere.
  package var references: [DescribedID] {
    var ids: [DescribedID] = []
    for plan in catalog.plans {
      if !plan.price.isNone { ids.append(.nickname(plan.price)) }
      if !plan.product.isNone { ids.append(.product(plan.product)) }
    }
    for pending in pendingTiers.values { ids.append(.tiers(pending.price)) }
    return ids + references(of: PoolSlice(start: 0, count: Int32(pool.discounts.count)))
  }

  /// The ids that contents, tiers and invoice lines refer to and that may be described elsewhere.
  package func references(of content: SubscriptionContent) -> [DescribedID] {
    var ids: [DescribedID] = []
    for place in 0..<Int(content.items.count) {
      let item = pool.item(place, of: content)
      ids += references(of: item)
      if let pending = pendingTiers(of: place, in: content) { ids.append(.tiers(pending.price)) }
      ids += references(of: item.discounts)
    }
    return ids + references(of: content.discounts)
  }

  /// The ids under which an item's plan may be named.
  package func references(of item: Item) -> [DescribedID] {
    let plan = catalog.plans[Int(item.plan.index)]
    var ids: [DescribedID] = []
    if !plan.price.isNone { ids.append(.nickname(plan.price)) }
    if !plan.product.isNone { ids.append(.product(plan.product)) }
    return ids
  }

  /// The ids under which discounts may be described that are not told where they are used.
  package func references(of slice: PoolSlice) -> [DescribedID] {
    var ids: [DescribedID] = []
    for use in pool.discounts[slice.range] where use.terms < 0 {
      if !use.discount.isNone { ids.append(.discount(use.discount)) }
      if !use.coupon.isNone { ids.append(.coupon(use.coupon)) }
      // A description of a discount may itself name a coupon.
      let coupon = catalog.resolved(use).coupon
      if !coupon.isNone && coupon != use.coupon { ids.append(.coupon(coupon)) }
    }
    return ids
  }

  private func append(_ tiers: Catalog.Tiers, to text: inout LineBuffer) {
    text.append(literal: "{\"mode\":")
    StoredText.append(tiers.mode, to: &text)
    text.append(literal: ",\"tiers\":")
    StoredText.append(tiers.tiers, to: &text) { tier, text in
      text.append(literal: "[")
      StoredText.append(tier.upTo, to: &text)
      for value in [
        tier.unitAmount, tier.unitAmountDecimal, tier.flatAmount, tier.flatAmountDecimal,
      ] {
        text.append(UInt8(ascii: ","))
        StoredText.append(value, to: &text)
      }
      text.append(literal: "]")
    }
    text.append(literal: "}")
  }

  private func readTiers(
    _ cursor: inout JSONCursor
  ) throws(JSONError) -> ([ItemDraft.Tier], ItemDraft.TiersMode?) {
    try cursor.expect("{\"mode\":")
    let mode = try StoredTextReader.tiersMode(&cursor)
    try cursor.expect(",\"tiers\":")
    var tiers: [ItemDraft.Tier] = []
    try cursor.array { (cursor) throws(JSONError) in
      try cursor.expect("[")
      let upTo = try cursor.optionalInteger()
      var values: [Decimal?] = []
      for _ in 0..<4 {
        try cursor.expect(",")
        values.append(try StoredTextReader.decimal(&cursor))
      }
      try cursor.expect("]")
      tiers.append(
        ItemDraft.Tier(
          upTo: upTo, unitAmount: values[0], unitAmountDecimal: values[1], flatAmount: values[2],
          flatAmountDecimal: values[3]))
    }
    try cursor.expect("}")
    return (tiers, mode)
  }
}
