package import JSONText

/// Reads what ``StoredText`` wrote.
package enum StoredTextReader {
  /// Reads a string, or null for none.
  package static func symbol(
    _ cursor: inout JSONCursor, _ symbols: inout SymbolTable
  ) throws(JSONError) -> Symbol {
    try cursor.optionalString { bytes, range in symbols.intern(bytes, range) } ?? .none
  }

  /// Reads a currency.
  package static func currency(_ cursor: inout JSONCursor) throws(JSONError) -> Currency {
    guard let currency = try cursor.string({ Currency($0, $1) }) else {
      throw cursor.error("expected a currency")
    }
    return currency
  }

  /// Reads a content into the memory's pool.
  package static func content(
    _ cursor: inout JSONCursor, _ memory: inout BillingMemory
  ) throws(JSONError) -> SubscriptionContent {
    try cursor.expect("\"status\":")
    let status = try cursor.string { SubscriptionStatus($0, $1) }
    guard let status else { throw cursor.error("expected a status") }
    try cursor.expect(",\"items\":")
    var items: [(item: Item, pending: PendingTiers?)] = []
    try cursor.array { (cursor) throws(JSONError) in
      items.append(try item(&cursor, &memory))
    }
    let start = memory.pool.items.count
    for (item, pending) in items {
      memory.pendingTiers[memory.pool.items.count] = pending
      memory.pool.items.append(item)
    }
    let discounts =
      cursor.take(",\"discounts\":") ? try self.discounts(&cursor, &memory) : .empty
    let end = cursor.take(",\"end\":") ? try cursor.integer() : nil
    try cursor.expect(",\"digest\":")
    let digest = UInt64(bitPattern: try cursor.integer())
    var content = SubscriptionContent(
      status: status, items: PoolSlice(start: Int32(start), count: Int32(items.count)),
      discounts: discounts, effectiveEnd: end, digest: digest)
    memory.share(&content)
    return content
  }

  /// Reads an item.
  package static func item(
    _ cursor: inout JSONCursor, _ memory: inout BillingMemory
  ) throws(JSONError) -> (item: Item, pending: PendingTiers?) {
    try cursor.expect("{\"id\":")
    let id = UInt64(bitPattern: try cursor.integer())
    let nickname = cursor.take(",\"nickname\":") ? try symbol(&cursor, &memory.symbols) : .none
    let product = cursor.take(",\"product\":") ? try symbol(&cursor, &memory.symbols) : .none
    let price = cursor.take(",\"price\":") ? try symbol(&cursor, &memory.symbols) : .none
    try cursor.expect(",\"currency\":")
    let currency = try self.currency(&cursor)
    var interval = BillingInterval.month
    if cursor.take(",\"interval\":") {
      guard let named = try cursor.string({ BillingInterval($0, $1) }) else {
        throw cursor.error("expected an interval")
      }
      interval = named
    }
    let count = cursor.take(",\"interval_count\":") ? try cursor.integer() : 1
    guard let intervalCount = Int32(exactly: count), count > 0 else {
      throw cursor.error("expected an interval count")
    }
    try cursor.expect(",\"gross\":")
    guard let gross = try decimal(&cursor) else { throw cursor.error("expected a number") }
    let quantity = cursor.take(",\"quantity\":") ? try cursor.integer() : 1
    let discounts =
      cursor.take(",\"discounts\":") ? try self.discounts(&cursor, &memory) : .empty
    let plan = Catalog.Plan(nickname: nickname, product: product, price: price)
    let item = Item(
      id: id, quantity: quantity, gross: gross, interval: interval, intervalCount: intervalCount,
      plan: memory.catalog.reference(to: plan, memory.symbols), currency: currency,
      discounts: discounts)
    var pending: PendingTiers?
    if cursor.take(",\"tiers_of\":") {
      pending = try self.pending(&cursor, quantity, &memory.symbols)
    }
    try cursor.expect("}")
    return (item, pending)
  }

  private static func pending(
    _ cursor: inout JSONCursor, _ quantity: Int64, _ symbols: inout SymbolTable
  ) throws(JSONError) -> PendingTiers {
    let price = try symbol(&cursor, &symbols)
    try cursor.expect(",\"tiers_mode\":")
    let mode = try tiersMode(&cursor)
    try cursor.expect(",\"divide_by\":")
    let divideBy = try cursor.optionalInteger()
    try cursor.expect(",\"rounds_up\":")
    let roundsUp = try cursor.optionalInteger()
    return PendingTiers(
      price: price, mode: mode, quantity: quantity, divideBy: divideBy,
      roundsUp: roundsUp.map { $0 != 0 })
  }

  /// Reads discounts into the memory's pool.
  package static func discounts(
    _ cursor: inout JSONCursor, _ memory: inout BillingMemory
  ) throws(JSONError) -> PoolSlice {
    var uses: [DiscountUse] = []
    try cursor.array { (cursor) throws(JSONError) in uses.append(try use(&cursor, &memory)) }
    return memory.pool.add(discounts: uses)
  }

  static func use(
    _ cursor: inout JSONCursor, _ memory: inout BillingMemory
  ) throws(JSONError) -> DiscountUse {
    try cursor.expect("{\"discount\":")
    let discount = try symbol(&cursor, &memory.symbols)
    try cursor.expect(",\"coupon\":")
    let coupon = try symbol(&cursor, &memory.symbols)
    try cursor.expect(",\"start\":")
    let start = try cursor.optionalInteger()
    try cursor.expect(",\"end\":")
    let end = try cursor.optionalInteger()
    try cursor.expect(",\"terms\":")
    var index: Int32 = -1
    if !cursor.take("null") { index = memory.catalog.index(of: try terms(&cursor)) }
    try cursor.expect("}")
    return DiscountUse(discount: discount, coupon: coupon, terms: index, start: start, end: end)
  }

  static func terms(_ cursor: inout JSONCursor) throws(JSONError) -> DiscountTerms {
    try cursor.expect("{\"percent\":")
    let percent = try decimal(&cursor)
    try cursor.expect(",\"amounts\":")
    var amounts: [DiscountTerms.Amount] = []
    try cursor.array { (cursor) throws(JSONError) in
      try cursor.expect("[")
      let currency = try self.currency(&cursor)
      try cursor.expect(",")
      amounts.append(DiscountTerms.Amount(currency: currency, amount: try cursor.integer()))
      try cursor.expect("]")
    }
    try cursor.expect(",\"duration\":")
    let name = try cursor.text()
    guard let duration = DiscountTerms.Duration.allCases.first(where: { $0.name == name }) else {
      throw cursor.error("expected a duration")
    }
    try cursor.expect(",\"months\":")
    let months = try cursor.integer()
    try cursor.expect("}")
    return DiscountTerms(percent: percent, amounts: amounts, duration: duration, months: months)
  }

  static func decimal(_ cursor: inout JSONCursor) throws(JSONError) -> Decimal? {
    if cursor.take("null") { return nil }
    guard cursor.take("[") else { return Decimal(digits: try cursor.integer()) }
    let digits = try cursor.integer()
    try cursor.expect(",")
    guard let scale = UInt8(exactly: try cursor.integer()) else {
      throw cursor.error("expected a scale")
    }
    try cursor.expect("]")
    return Decimal(digits: digits, scale: scale)
  }

  static func tiersMode(_ cursor: inout JSONCursor) throws(JSONError) -> ItemDraft.TiersMode? {
    if cursor.take("\"graduated\"") { return .graduated }
    if cursor.take("\"volume\"") { return .volume }
    try cursor.expect("null")
    return nil
  }
}
