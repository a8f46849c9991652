/// What is kept of the records read so far, in a compact form: strings, names and terms, contents.
package struct BillingMemory: ~Copyable {
  /// Every id, name and e-mail that was read.
  package var symbols = SymbolTable()
  /// The ids of the events read, in a table of their own: they are many and asked for once.
  package var eventIDs = SymbolTable()
  package var catalog = Catalog()
  package var pool = ContentPool()
  /// Tiered items whose tiers stand in no record of theirs, by their place in the pool: only a
  /// price object may tell them, and it may come later.
  var pendingTiers: [Int: PendingTiers] = [:]
  var prices = PriceItems()

  package init() {}
}

/// A pool that is being left for a new one.
package struct OlderPool: ~Copyable {
  /// The contents as they stood.
  package let pool: ContentPool
  let pendingTiers: [Int: PendingTiers]

  init(pool: consuming ContentPool, pendingTiers: [Int: PendingTiers]) {
    self.pool = pool
    self.pendingTiers = pendingTiers
  }
}

/// An item that waits for the tiers of its price.
package struct PendingTiers {
  var price: Symbol
  var mode: ItemDraft.TiersMode?
  var quantity: Int64
  var divideBy: Int64?
  var roundsUp: Bool?
}

extension BillingMemory {
  /// Keeps the only item of a content that was just added once for all that have the same, unless
  /// its price is still to be told.
  mutating func share(_ content: inout SubscriptionContent) {
    if pendingTiers.isEmpty || pendingTiers[Int(content.items.start)] == nil {
      pool.share(&content)
    }
  }

  /// Whether the price of any item of the content is not known.
  package func isPending(_ content: SubscriptionContent) -> Bool {
    if pendingTiers.isEmpty || content.items.start < 0 { return false }
    for index in content.items.range where pendingTiers[index] != nil { return true }
    return false
  }

  /// What the item at `place` waits for; nil where it waits for nothing.
  func pendingTiers(of place: Int, in content: SubscriptionContent) -> PendingTiers? {
    content.items.start < 0 ? nil : pendingTiers[Int(content.items.start) + place]
  }

  /// Moves a content from an older pool into this one's.
  package mutating func keep(
    _ content: inout SubscriptionContent, from older: borrowing OlderPool
  ) {
    let old = content.items
    content = pool.adopt(content, from: older.pool)
    if older.pendingTiers.isEmpty || old.start < 0 { return }
    for (offset, index) in old.range.enumerated() {
      guard let pending = older.pendingTiers[index] else { continue }
      pendingTiers[Int(content.items.start) + offset] = pending
    }
  }

  /// Begins a new pool and gives the old one, whose contents that are still of use are then moved
  /// by `keep`: under `--stream` memory must not grow with the input.
  package mutating func renewPool() -> OlderPool {
    var older = ContentPool()
    swap(&older, &pool)
    let pending = pendingTiers
    pendingTiers = [:]
    return OlderPool(pool: older, pendingTiers: pending)
  }

  /// Works out the items whose tiers a price object has told by now.
  package mutating func resolveTiers() {
    for (index, pending) in pendingTiers {
      guard let gross = gross(of: pending) else { continue }
      pool.items[index].gross = gross
      pendingTiers[index] = nil
    }
  }

  /// What an item costs an interval by its price's tiers; nil while they are not known.
  func gross(of pending: PendingTiers) -> Decimal? {
    guard let known = catalog.tiers(ofPrice: pending.price) else { return nil }
    var draft = ItemDraft()
    draft.isTiered = true
    draft.tiers = known.tiers
    draft.tiersMode = pending.mode ?? known.mode
    draft.divideBy = pending.divideBy
    draft.roundsUp = pending.roundsUp
    return try? Pricing.gross(of: draft, quantity: pending.quantity)
  }
}

/// What a record says of itself, for those who read its parts.
struct RecordHeader {
  /// Unix seconds; of a bare object what dates it, `Int64.max` where nothing does: descriptions
  /// without a time are those of the moment the export was taken.
  var time: Int64
  var digest: UInt64
}
