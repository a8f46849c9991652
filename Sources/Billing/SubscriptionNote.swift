/// What is noted of a Stripe subscription: all that its text says without anything being looked up.
///
/// Numbers, times and words are read; of ids, names, prices and discounts it is noted where they
/// stand. That needs nothing that was read before, so it can be done ahead of the reader, in another
/// thread; ``StripeSubscription/take(_:_:_:_:into:_:)`` does the rest.
enum SubscriptionNote: Int32 {
  // Where it stands.
  case id, customer, discount, discounts
  /// The plan of a subscription without items, and its number.
  case plan
  // What it says: ``null`` where it says that there is none.
  case status, currency, cancelAt, cancelAtPeriodEnd, currentPeriodEnd, endedAt, canceledAt
  case trialEnd, start, created, quantity
  /// The place for items, with none in it, not even an empty list.
  case itemList
  /// A list of items: what follows are all of them.
  case items
  /// The list is cut off.
  case hasMoreItems
  /// An item begins: its price, and the number of that.
  case item
  /// Of the item: itself, and the hash of its id.
  case itemID
  case itemQuantity, itemPeriodEnd, itemDiscounts
  /// The nickname of the plan beside the item's price.
  case itemNickname
  /// What comes next was so before: a sum of ``Before``'s.
  case previous

  /// A value that is `null`: neither a time nor an amount can be that.
  static let null = Int64.min

  /// What former attributes tell.
  enum Before {
    /// Nothing that bears on MRR or on the end.
    static let unchanged: Int64 = 0
    /// Something that cannot be read.
    static let unknown: Int64 = 1
    /// Something, among it a plan, a quantity, items.
    static let changed: Int64 = 2
    static let plan: Int64 = 4
    static let quantity: Int64 = 8
    static let items: Int64 = 16
  }
}
