/// The reference of a priced item to its plan: an index into the catalog's plans.
package struct PlanReference: Hashable, Sendable {
  /// Into ``Catalog/plans``.
  package var index: Int32
}

/// What descriptions say: names of plans, terms of coupons and discounts (rules.md, R1f).
///
/// Of two descriptions the newer counts; of two of one second the one with the larger digest, so
/// that the order of the input does not matter.
package struct Catalog: ~Copyable {
  /// What names a plan: a nickname, else its product's name, else the product's id, else its own.
  package struct Plan: Hashable, Sendable {
    /// Each is none where it is not given.
    package var nickname: Symbol
    package var product: Symbol
    package var price: Symbol

    package init(nickname: Symbol, product: Symbol, price: Symbol) {
      self.nickname = nickname
      self.product = product
      self.price = price
    }
  }

  /// Hashes of a plan's names that are the same in every run.
  struct PlanHashes: Sendable {
    var nickname: UInt64
    var product: UInt64
    var price: UInt64
  }

  /// A price's tiers, as a price object tells them.
  struct Tiers: Sendable {
    var tiers: [ItemDraft.Tier]
    var mode: ItemDraft.TiersMode?
    var time: Int64
    var digest: UInt64
  }

  /// How often a price is billed, as a price object tells it.
  package struct Rhythm: Sendable {
    /// Once every `count` intervals.
    package var interval: BillingInterval
    package var count: Int64
    var time: Int64
    var digest: UInt64
  }

  struct Named {
    var name: Symbol
    var time: Int64
    var digest: UInt64
  }

  struct Described {
    var use: DiscountUse
    var time: Int64
    var digest: UInt64
  }

  /// What ``PlanReference`` refers to, and the hashes of each one's names.
  package private(set) var plans: [Plan] = []
  private(set) var planHashes: [PlanHashes] = []
  private var planIndices: [Plan: Int32] = [:]
  /// What ``DiscountUse/terms`` refers to.
  package private(set) var terms: [DiscountTerms] = []
  private var termIndices: [DiscountTerms: Int32] = [:]
  private(set) var products: [Symbol: Named] = [:]
  private(set) var nicknames: [Symbol: Named] = [:]
  private(set) var coupons: [Symbol: Described] = [:]
  private(set) var discounts: [Symbol: Described] = [:]
  private(set) var tiersOfPrices: [Symbol: Tiers] = [:]
  private(set) var rhythms: [Symbol: Rhythm] = [:]
  /// Whether ``changed`` is kept.
  package var tracksChanges = false
  /// The ids that were described since it was emptied.
  package var changed: Set<DescribedID> = []
  /// Whether an id came to be described otherwise than before, so that what costs something by it
  /// may cost something else.
  package private(set) var hasRedescribed = false
  /// The plan last asked for: most records repeat it.
  private var lastPlan: (plan: Plan, index: Int32)?

  package init() {}

  /// The reference of a plan.
  package mutating func reference(
    to plan: Plan, _ symbols: borrowing SymbolTable
  ) -> PlanReference {
    if let lastPlan, lastPlan.plan == plan { return PlanReference(index: lastPlan.index) }
    let index: Int32
    if let known = planIndices[plan] {
      index = known
    } else {
      index = Int32(plans.count)
      plans.append(plan)
      planHashes.append(
        PlanHashes(
          nickname: symbols.hash(of: plan.nickname), product: symbols.hash(of: plan.product),
          price: symbols.hash(of: plan.price)))
      planIndices[plan] = index
    }
    lastPlan = (plan, index)
    return PlanReference(index: index)
  }

  /// The index of some terms.
  package mutating func index(of terms: DiscountTerms) -> Int32 {
    if let known = termIndices[terms] { return known }
    let index = Int32(self.terms.count)
    self.terms.append(terms)
    termIndices[terms] = index
    return index
  }

  /// The name of a plan: the first known of those in ``Plan``.
  package func name(of reference: PlanReference) -> Symbol {
    let plan = plans[Int(reference.index)]
    if let nickname = nicknames[plan.price]?.name, !nickname.isNone { return nickname }
    if !plan.nickname.isNone { return plan.nickname }
    if let name = products[plan.product]?.name, !name.isNone { return name }
    return plan.product.isNone ? plan.price : plan.product
  }

  /// Takes a product's name.
  package mutating func describe(product: Symbol, name: Symbol, time: Int64, digest: UInt64) {
    let named = Named(name: name, time: time, digest: digest)
    if let known = products[product], !Self.isNewer(named, than: known) { return }
    products[product] = named
    note(.product(product))
  }

  /// Takes a price's or a plan's nickname.
  package mutating func describe(price: Symbol, nickname: Symbol, time: Int64, digest: UInt64) {
    let named = Named(name: nickname, time: time, digest: digest)
    if let known = nicknames[price], !Self.isNewer(named, than: known) { return }
    nicknames[price] = named
    note(.nickname(price))
  }

  /// Takes how often a price is billed.
  package mutating func describe(
    price: Symbol, interval: BillingInterval, count: Int64, time: Int64, digest: UInt64
  ) {
    if let known = rhythms[price], (known.time, known.digest) >= (time, digest) { return }
    rhythms[price] = Rhythm(interval: interval, count: count, time: time, digest: digest)
    note(.rhythm(price))
  }

  /// How often a price is billed; nil where no price object told it.
  package func rhythm(of price: Symbol) -> Rhythm? { rhythms[price] }

  /// Takes a price's tiers.
  mutating func describe(price: Symbol, tiers: Tiers) {
    if let known = tiersOfPrices[price], (known.time, known.digest) >= (tiers.time, tiers.digest) {
      return
    }
    tiersOfPrices[price] = tiers
    note(.tiers(price))
  }

  /// The tiers of a price, where a price object told them.
  func tiers(ofPrice price: Symbol) -> Tiers? { tiersOfPrices[price] }

  /// Takes a coupon's terms.
  package mutating func describe(coupon: Symbol, terms: Int32, time: Int64, digest: UInt64) {
    let use = DiscountUse(discount: .none, coupon: coupon, terms: terms, start: nil, end: nil)
    let described = Described(use: use, time: time, digest: digest)
    if let known = coupons[coupon] {
      guard Self.isNewer(described, than: known) else { return }
      hasRedescribed = hasRedescribed || known.use.terms != terms
    }
    coupons[coupon] = described
    note(.coupon(coupon))
  }

  /// Takes what an expanded discount says of its id.
  package mutating func describe(discount use: DiscountUse, time: Int64, digest: UInt64) {
    if use.discount.isNone || (use.terms < 0 && use.coupon.isNone) { return }
    let described = Described(use: use, time: time, digest: digest)
    if let known = discounts[use.discount] {
      guard Self.isNewer(described, than: known) else { return }
      hasRedescribed = hasRedescribed || known.use != use
    }
    discounts[use.discount] = described
    note(.discount(use.discount))
  }

  /// The use with all that is known of it filled in.
  ///
  /// Its terms are taken from the discount's or the coupon's description; they stay -1 where
  /// nothing describes them.
  package func resolved(_ use: DiscountUse) -> DiscountUse {
    var full = use
    if full.terms < 0, let known = discounts[use.discount]?.use {
      full.terms = known.terms
      full.coupon = known.coupon
      full.start = full.start ?? known.start
      full.end = full.end ?? known.end
    }
    if full.terms < 0, let known = coupons[full.coupon]?.use { full.terms = known.terms }
    return full
  }

  /// Dates by `time` what no record dated: the moment the export was taken (rules.md, R1f).
  package mutating func dateUndated(by time: Int64) {
    for (id, one) in products where one.time == .max { products[id]?.time = time }
    for (id, one) in nicknames where one.time == .max { nicknames[id]?.time = time }
    for (id, one) in coupons where one.time == .max { coupons[id]?.time = time }
    for (id, one) in discounts where one.time == .max { discounts[id]?.time = time }
    for (id, one) in tiersOfPrices where one.time == .max { tiersOfPrices[id]?.time = time }
    for (id, one) in rhythms where one.time == .max { rhythms[id]?.time = time }
  }

  private mutating func note(_ id: DescribedID) {
    if tracksChanges { changed.insert(id) }
  }

  private static func isNewer(_ named: Named, than known: Named) -> Bool {
    (named.time, named.digest) > (known.time, known.digest)
  }

  private static func isNewer(_ described: Described, than known: Described) -> Bool {
    (described.time, described.digest) > (known.time, known.digest)
  }
}
