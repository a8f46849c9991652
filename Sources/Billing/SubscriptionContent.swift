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
  ///
  /// The items are read by ``ContentPool/item(_:of:)`` alone: one that many contents share begins at
  /// the complement of its place among the shared ones.
  package internal(set) var items: PoolSlice
  package var discounts: PoolSlice
  /// The ``Item/id`` of a shared item, which is this content's own.
  package internal(set) var sharedItemID: UInt64 = 0
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

  /// The same content again, of all its parts.
  package init(
    status: SubscriptionStatus, items: PoolSlice, discounts: PoolSlice, sharedItemID: UInt64,
    effectiveEnd: Int64?, digest: UInt64
  ) {
    self.init(
      status: status, items: items, discounts: discounts, effectiveEnd: effectiveEnd,
      digest: digest)
    self.sharedItemID = sharedItemID
  }

  /// The same as it is without items and discounts.
  package mutating func removeItems() {
    items = .empty
    discounts = .empty
    sharedItemID = 0
  }

  /// When it will end as things stand, in Unix seconds (rules.md, R16).
  package var effectiveEnd: Int64? {
    get { end.value }
    set { end = OptionalTime(newValue) }
  }
}

/// The items and discounts of many contents, in a few arrays instead of many small ones.
package struct ContentPool: ~Copyable {
  /// What the slices of the contents point into.
  var items: [Item] = []
  package var discounts: [DiscountUse] = []
  /// Items of contents that have no other, and no discount on it: most are bought by many.
  private var shared = SharedItems()

  package init() {}

  /// How many items it keeps.
  package var itemCount: Int { items.count + shared.count }

  /// The item of a content that stands at `place`.
  @inline(__always)
  package func item(_ place: Int, of content: SubscriptionContent) -> Item {
    let start = Int(content.items.start)
    if start >= 0 { return items[start + place] }
    precondition(place == 0)
    var item = shared[~start]
    item.id = content.sharedItemID
    return item
  }

  /// Whether an item of the content has a discount of its own.
  package func hasItemDiscounts(_ content: SubscriptionContent) -> Bool {
    if content.items.start < 0 { return false }
    for index in content.items.range where items[index].discounts.count > 0 { return true }
    return false
  }

  /// Keeps the last item that was added, which is the only one of `content` and without a discount,
  /// once for all contents that have the same.
  mutating func share(_ content: inout SubscriptionContent) {
    guard content.items.count == 1, Int(content.items.start) == items.count - 1,
      var item = items.last, item.discounts.count == 0
    else { return }
    content.sharedItemID = item.id
    item.id = 0
    content.items.start = Int32(~shared.place(of: item))
    items.removeLast()
  }

  /// Copies a content's items and discounts from another pool into this one.
  package mutating func adopt(
    _ content: SubscriptionContent, from other: borrowing ContentPool
  ) -> SubscriptionContent {
    var copy = content
    if content.items.start < 0 {
      copy.items.start = Int32(~shared.place(of: other.shared[Int(~content.items.start)]))
      copy.discounts = adopt(content.discounts, from: other)
      return copy
    }
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
