import Billing
import Notifications

/// Why a line moved, for its description (rules.md, R14).
enum Cause {
  case subscribed, resubscribed, canceled, scheduled
  case switchedTo(LineKey)
  case switchedFrom(LineKey)
  case quantity(from: Int64, to: Int64)
  case price, discount, added, removed
}

/// Finds the causes of one subscription's movements in a batch.
struct LineCauses {
  /// The lines that are gone and those that have come; nil before anybody asks.
  private var moved: (gone: [LineKey], come: [LineKey])?

  /// The first cause that applies to the line; `change` is the same each time.
  mutating func cause(
    of key: LineKey, type: MovementType, in change: Batch.Change,
    _ subscriptions: SubscriptionStates, _ memory: borrowing BillingMemory
  ) -> Cause {
    switch type {
    case .new: return .subscribed
    case .reactivation: return .resubscribed
    case .churn:
      if change.after.isEmpty { return .canceled }
      return whileOthersRemain(key, change, subscriptions, memory) ?? .canceled
    case .expansion, .contraction:
      return whileOthersRemain(key, change, subscriptions, memory)
        ?? (change.after.amount(key) > 0 ? .added : .removed)
    }
  }

  private mutating func whileOthersRemain(
    _ key: LineKey, _ change: Batch.Change, _ subscriptions: SubscriptionStates,
    _ memory: borrowing BillingMemory
  ) -> Cause? {
    let (gone, come) = moved ?? Self.moved(in: change)
    moved = (gone, come)
    let contentAfter = subscriptions[Int(change.subscription)].content
    // One that is gone and one that has come are each other's.
    let isPair = gone.count == 1 && come.count == 1
    if gone.contains(key) {
      if isPair { return .switchedTo(come[0]) }
      return partner(of: key, in: change.contentBefore, among: come, in: contentAfter, memory)
        .map { .switchedTo($0) }
    }
    if come.contains(key) {
      if isPair { return .switchedFrom(gone[0]) }
      return partner(of: key, in: contentAfter, among: gone, in: change.contentBefore, memory)
        .map { .switchedFrom($0) }
    }
    guard let old = change.before.line(key), let new = change.after.line(key) else { return nil }
    if old.quantity != new.quantity { return .quantity(from: old.quantity, to: new.quantity) }
    return old.gross == new.gross ? .discount : .price
  }

  private static func moved(in change: Batch.Change) -> (gone: [LineKey], come: [LineKey]) {
    let (before, after) = (change.before, change.after)
    if before.isEmpty || after.isEmpty { return ([], []) }
    if let old = before.onlyKey, let new = after.onlyKey, old == new { return ([], []) }
    var moved: (gone: [LineKey], come: [LineKey]) = ([], [])
    for place in before.indices {
      let key = before[place].key
      if !after.has(key) { moved.gone.append(key) }
    }
    for place in after.indices {
      let key = after[place].key
      if !before.has(key) { moved.come.append(key) }
    }
    return moved
  }

  /// The line that has the same item.
  private func partner(
    of key: LineKey, in content: SubscriptionContent, among candidates: [LineKey],
    in other: SubscriptionContent, _ memory: borrowing BillingMemory
  ) -> LineKey? {
    let items = Self.items(of: key, content, memory)
    return candidates.first { !Self.items(of: $0, other, memory).isDisjoint(with: items) }
  }

  private static func items(
    of key: LineKey, _ content: SubscriptionContent, _ memory: borrowing BillingMemory
  ) -> Set<UInt64> {
    var ids: Set<UInt64> = []
    for place in 0..<Int(content.items.count) {
      let item = memory.pool.item(place, of: content)
      if item.id != 0 && MonthlyValue.key(of: item, memory) == key { ids.insert(item.id) }
    }
    return ids
  }
}
