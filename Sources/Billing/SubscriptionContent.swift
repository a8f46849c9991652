/// A part of a ``ContentPool`` array.
package struct PoolSlice: Sendable, Equatable {
  /// The first element and how many there are.
  package var start: Int32
  package var count: Int32

  package init(start: Int32, count: Int32) {
    self.start = start
    self.count = count
  }

  /// No elements.
  package static let empty = PoolSlice(start: 0, count: 0)

  /// The indices of its elements.
  package var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// One priced item of a subscription.
///
/// The members are in the order in which they take the least memory: there are millions of items.
package struct Item: Sendable {
  /// A digest of the item's id, by which a plan switch is recognised; 0 where it has none.
  package var id: UInt64
  /// What was bought, for the description.
  package var quantity: Int64
  /// What the item costs an interval before discounts, in minor units.
  package var gross: Decimal
  package var interval: BillingInterval
  package var intervalCount: Int32
  package var plan: PlanReference
  package var currency: Currency
  package var discounts: PoolSlice
}

/// A discount where it is used: expanded, or by the ids under which it is described elsewhere.
package struct DiscountUse: Sendable, Equatable {
  /// The ids it goes by; none where it has none.
  package var discount: Symbol
  package var coupon: Symbol
  /// The index of its terms in the catalog; -1 where they are not given here.
  package var terms: Int32
  /// When it started and when it ends, in Unix seconds, where it says so.
  package var start: Int64?
  package var end: Int64?
}

/// A moment in Unix seconds, or none, in eight bytes: an optional takes sixteen.
package struct OptionalTime: Sendable, Equatable {
  private var seconds: Int64

  package init(_ seconds: Int64?) { self.seconds = seconds ?? .min }

  /// The moment; no record has the least one of 64 bits.
  package var value: Int64? { seconds == .min ? nil : seconds }
}

/// What a snapshot says of a subscription, as far as it bears on MRR.
package struct SubscriptionContent: Sendable {
  /// Its items, and the discounts on all of them, in listed order.
  package var items: PoolSlice
  package var discounts: PoolSlice
  /// A digest of all of it, the same in every run.
  package var digest: UInt64
  private var end: OptionalTime
  package var status: SubscriptionStatus

  init(
    status: SubscriptionStatus, items: PoolSlice, discounts: PoolSlice, effectiveEnd: Int64?,
    digest: UInt64
  ) {
    self.items = items
    self.discounts = discounts
    self.digest = digest
    end = OptionalTime(effectiveEnd)
    self.status = status
  }

  /// When it will end as things stand, in Unix seconds (rules.md, R16).
  package var effectiveEnd: Int64? {
    get { end.value }
    set { end = OptionalTime(newValue) }
  }
}

/// The items and discounts of many contents, in two arrays instead of many small ones.
package struct ContentPool: ~Copyable {
  /// What the slices of the contents point into.
  package var items: [Item] = []
  package var discounts: [DiscountUse] = []

  package init() {}

  /// Copies a content's items and discounts from another pool into this one.
  package mutating func adopt(
    _ content: SubscriptionContent, from other: borrowing ContentPool
  ) -> SubscriptionContent {
    var copy = content
    copy.items.start = Int32(items.count)
    for index in content.items.range {
      var item = other.items[index]
      item.discounts = adopt(item.discounts, from: other)
      items.append(item)
    }
    copy.discounts = adopt(content.discounts, from: other)
    return copy
  }

  /// Copies a slice of discounts from another pool into this one.
  package mutating func adopt(
    _ slice: PoolSlice, from other: borrowing ContentPool
  ) -> PoolSlice {
    if slice.count == 0 { return .empty }
    let start = Int32(discounts.count)
    for index in slice.range { discounts.append(other.discounts[index]) }
    return PoolSlice(start: start, count: slice.count)
  }

  /// Adds discounts; gives where they stand.
  package mutating func add(discounts uses: [DiscountUse]) -> PoolSlice {
    if uses.isEmpty { return .empty }
    let start = Int32(discounts.count)
    discounts += uses
    return PoolSlice(start: start, count: Int32(uses.count))
  }
}
