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
  private let before: [Line]
  private let after: [Line]
  /// The lines that are gone and those that have come, with the items of each.
  private var gone: [(key: LineKey, items: Set<UInt64>)] = []
  private var come: [(key: LineKey, items: Set<UInt64>)] = []

  init(_ change: Batch.Change, contentAfter: SubscriptionContent, _ memory: borrowing BillingMemory)
  {
    before = change.before
    after = change.after
    if before.isEmpty || after.isEmpty { return }
    for line in before where after.line(line.key) == nil {
      gone.append((line.key, Self.items(of: line.key, change.contentBefore, memory)))
    }
    for line in after where before.line(line.key) == nil {
      come.append((line.key, Self.items(of: line.key, contentAfter, memory)))
    }
  }

  /// The first cause that applies to the line.
  func cause(of key: LineKey, type: MovementType) -> Cause {
    switch type {
    case .new: return .subscribed
    case .reactivation: return .resubscribed
    case .churn: return after.isEmpty ? .canceled : whileOthersRemain(key) ?? .canceled
    case .expansion, .contraction:
      return whileOthersRemain(key) ?? (after.amount(key) > 0 ? .added : .removed)
    }
  }

  private func whileOthersRemain(_ key: LineKey) -> Cause? {
    if let place = gone.firstIndex(where: { $0.key == key }) {
      return partner(of: gone[place], in: come, others: gone).map { .switchedTo($0) }
    }
    if let place = come.firstIndex(where: { $0.key == key }) {
      return partner(of: come[place], in: gone, others: come).map { .switchedFrom($0) }
    }
    guard let old = before.line(key), let new = after.line(key) else { return nil }
    if old.quantity != new.quantity { return .quantity(from: old.quantity, to: new.quantity) }
    return old.gross == new.gross ? .discount : .price
  }

  /// The line that took another's place: the same item, else the one gone and the one come.
  private func partner(
    of line: (key: LineKey, items: Set<UInt64>),
    in candidates: [(key: LineKey, items: Set<UInt64>)],
    others: [(key: LineKey, items: Set<UInt64>)]
  ) -> LineKey? {
    if let same = candidates.first(where: { !$0.items.isDisjoint(with: line.items) }) {
      return same.key
    }
    return candidates.count == 1 && others.count == 1 ? candidates[0].key : nil
  }

  private static func items(
    of key: LineKey, _ content: SubscriptionContent, _ memory: borrowing BillingMemory
  ) -> Set<UInt64> {
    var ids: Set<UInt64> = []
    for item in memory.pool.items[content.items.range]
    where item.id != 0 && MonthlyValue.key(of: item, memory) == key {
      ids.insert(item.id)
    }
    return ids
  }
}
