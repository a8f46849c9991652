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
  private let before: Lines
  private let after: Lines
  private let contentBefore: SubscriptionContent
  private let contentAfter: SubscriptionContent
  /// The lines that are gone and those that have come.
  private var gone: [LineKey] = []
  private var come: [LineKey] = []

  init(_ change: Batch.Change, contentAfter: SubscriptionContent) {
    before = change.before
    after = change.after
    contentBefore = change.contentBefore
    self.contentAfter = contentAfter
    if before.isEmpty || after.isEmpty { return }
    if let old = before.onlyKey, let new = after.onlyKey, old == new { return }
    for place in before.indices {
      let key = before[place].key
      if !after.has(key) { gone.append(key) }
    }
    for place in after.indices {
      let key = after[place].key
      if !before.has(key) { come.append(key) }
    }
  }

  /// The first cause that applies to the line.
  func cause(
    of key: LineKey, type: MovementType, _ memory: borrowing BillingMemory
  ) -> Cause {
    switch type {
    case .new: return .subscribed
    case .reactivation: return .resubscribed
    case .churn: return after.isEmpty ? .canceled : whileOthersRemain(key, memory) ?? .canceled
    case .expansion, .contraction:
      return whileOthersRemain(key, memory) ?? (after.amount(key) > 0 ? .added : .removed)
    }
  }

  private func whileOthersRemain(_ key: LineKey, _ memory: borrowing BillingMemory) -> Cause? {
    // One that is gone and one that has come are each other's.
    let isPair = gone.count == 1 && come.count == 1
    if gone.contains(key) {
      if isPair { return .switchedTo(come[0]) }
      return partner(of: key, in: contentBefore, among: come, in: contentAfter, memory)
        .map { .switchedTo($0) }
    }
    if come.contains(key) {
      if isPair { return .switchedFrom(gone[0]) }
      return partner(of: key, in: contentAfter, among: gone, in: contentBefore, memory)
        .map { .switchedFrom($0) }
    }
    guard let old = before.line(key), let new = after.line(key) else { return nil }
    if old.quantity != new.quantity { return .quantity(from: old.quantity, to: new.quantity) }
    return old.gross == new.gross ? .discount : .price
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
