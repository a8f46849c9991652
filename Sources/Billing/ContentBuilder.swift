import Command

/// Makes the content of a draft: prices worked out to what each item costs an interval.
package enum ContentBuilder {
  /// Adds the draft's content to the memory; throws what the rules would have to guess.
  static func content(
    of draft: borrowing SubscriptionDraft, _ memory: inout BillingMemory
  ) throws(Rejection) -> SubscriptionContent {
    guard let status = draft.status else { throw Rejection("status: missing") }
    // One that has ended costs nothing, whatever it had; of others it would have to be guessed.
    if !draft.hasItems, draft.plan == nil, !status.isEnded {
      throw Rejection("items: missing; export the subscription with its items")
    }
    if draft.hasMoreItems {
      throw Rejection("items: the list is cut off (has_more); export it with all its items")
    }
    var digest = Digest()
    let start = memory.pool.items.count
    var monthlyBound: Int64 = 0
    var drafts = draft.items
    if !draft.hasItems, var single = draft.plan {
      single.quantity = draft.quantity
      drafts = [single]
    }
    let span = drafts.span
    for place in span.indices where !span[place].isMetered && !span[place].isOneTime {
      let item: Item
      do throws(Rejection) {
        item = try self.item(of: span[place], currency: draft.currency, &memory)
        try addMonthlyBound(of: item, to: &monthlyBound)
      } catch {
        for index in start..<memory.pool.items.count + 1 { memory.pendingTiers[index] = nil }
        memory.pool.items.removeSubrange(start...)
        throw Rejection(error.message, offset: span[place].offset)
      }
      memory.pool.items.append(item)
      add(item, to: &digest, memory)
    }
    let discounts = memory.pool.add(discounts: draft.allDiscounts)
    for index in discounts.range { add(memory.pool.discounts[index], to: &digest, memory) }
    digest.add(status.rawValue)
    digest.add(draft.effectiveEnd ?? .min)
    var content = SubscriptionContent(
      status: status,
      items: PoolSlice(start: Int32(start), count: Int32(memory.pool.items.count - start)),
      discounts: discounts, effectiveEnd: draft.effectiveEnd, digest: digest.value)
    memory.share(&content)
    return content
  }

  /// Adds the content that invoice lines stand for, active as long as nothing else is said.
  package static func content(
    of items: [Item], _ memory: inout BillingMemory
  ) -> SubscriptionContent {
    var digest = Digest()
    let start = memory.pool.items.count
    for item in items {
      memory.pool.items.append(item)
      add(item, to: &digest, memory)
    }
    var content = SubscriptionContent(
      status: .active, items: PoolSlice(start: Int32(start), count: Int32(items.count)),
      discounts: .empty, effectiveEnd: nil, digest: digest.value)
    memory.share(&content)
    return content
  }

  private static func item(
    of draft: borrowing ItemDraft, currency: Currency?, _ memory: inout BillingMemory
  ) throws(Rejection) -> Item {
    guard let interval = draft.interval else {
      throw Rejection("item: no billing interval (interval)")
    }
    guard draft.intervalCount >= 1, draft.intervalCount <= Int64(Int32.max) else {
      throw Rejection("interval_count: expected 1 or more, found \(draft.intervalCount)")
    }
    guard let currency = draft.currency ?? currency else { throw Rejection("currency: missing") }
    guard !draft.nickname.isNone || !draft.product.isNone || !draft.price.isNone else {
      throw Rejection("item: no plan name, product or plan id")
    }
    let quantity = draft.quantity ?? 1
    let gross = try gross(of: draft, quantity: quantity, &memory)
    let plan = memory.catalog.reference(
      to: Catalog.Plan(nickname: draft.nickname, product: draft.product, price: draft.price),
      memory.symbols)
    return Item(
      id: draft.id, quantity: quantity, gross: gross, interval: interval,
      intervalCount: Int32(draft.intervalCount), plan: plan, currency: currency,
      discounts: memory.pool.add(discounts: draft.discounts))
  }

  /// What the item costs an interval; 0 for the moment where its tiers are yet to be told.
  private static func gross(
    of draft: borrowing ItemDraft, quantity: Int64, _ memory: inout BillingMemory
  ) throws(Rejection) -> Decimal {
    let isTiered = draft.isTiered || draft.tiersMode != nil
    guard isTiered, draft.tiers.isEmpty, !draft.price.isNone else {
      return try Pricing.gross(of: draft, quantity: quantity)
    }
    let pending = PendingTiers(
      price: draft.price, mode: draft.tiersMode, quantity: quantity, divideBy: draft.divideBy,
      roundsUp: draft.roundsUp)
    if let gross = memory.gross(of: pending) { return gross }
    memory.pendingTiers[memory.pool.items.count] = pending
    return .zero
  }

  /// Keeps the sum of all items a month, rounded up, within 64 bits: whatever is added up later
  /// of one subscription then cannot overflow.
  private static func addMonthlyBound(
    of item: Item, to bound: inout Int64
  ) throws(Rejection) {
    let months = item.interval.months
    var divisor = Int128(months.numerator)
    for _ in 0..<item.gross.scale { divisor *= 10 }
    // At most 63 + 9 bits: no overflow on the way.
    let monthly = Int128(item.gross.digits) * Int128(months.denominator) / divisor + 1
    guard let part = Int64(exactly: monthly) else { throw tooLarge }
    let (sum, overflowed) = bound.addingReportingOverflow(part)
    if overflowed { throw tooLarge }
    bound = sum
  }

  private static let tooLarge = Rejection("the amount does not fit 64 bits")

  private static func add(_ item: Item, to digest: inout Digest, _ memory: borrowing BillingMemory)
  {
    let plan = memory.catalog.planHashes[Int(item.plan.index)]
    digest.add(plan.nickname)
    digest.add(plan.product)
    digest.add(plan.price)
    digest.add(item.id)
    digest.add(item.gross.digits)
    digest.add(item.gross.scale)
    digest.add(item.quantity)
    digest.add(item.currency.code)
    digest.add(item.intervalCount)
    digest.add(item.interval.rawValue)
    for index in item.discounts.range { add(memory.pool.discounts[index], to: &digest, memory) }
  }

  private static func add(
    _ use: DiscountUse, to digest: inout Digest, _ memory: borrowing BillingMemory
  ) {
    digest.add(memory.symbols.hash(of: use.discount))
    digest.add(memory.symbols.hash(of: use.coupon))
    digest.add(use.end ?? .min)
    guard use.terms >= 0 else { return }
    let terms = memory.catalog.terms[Int(use.terms)]
    digest.add(terms.percent?.digits ?? -1)
    digest.add(terms.percent?.scale ?? 0)
    digest.add(terms.duration.rawValue)
    digest.add(terms.months)
    for amount in terms.amounts {
      digest.add(amount.currency.code)
      digest.add(amount.amount)
    }
  }
}
