import Billing
import Command
import Notifications

/// One movement of a payload, before it is written.
struct ClassifiedMovement {
  var type: MovementType
  /// In minor units, never 0.
  var change: Int64
  var key: LineKey
  var subscription: Symbol
  var date: CalendarDate
  var isFuture: Bool
  var cause: Cause
  /// The record that caused it last.
  var origin: RecordOrigin?
  /// The line's MRR before and after.
  var before: Line?
  var after: Line?
}

/// Says what the differences of a batch are (rules.md, R9 to R12).
enum Classifier {
  /// The movements of the batch, in no order yet.
  static func movements(
    of batch: Batch, wasPaying: Bool, isPaying: Bool, everPaid: Bool, zone: Zone,
    subscriptions: [SubscriptionState], _ memory: borrowing BillingMemory
  ) -> [ClassifiedMovement] {
    var movements: [ClassifiedMovement] = []
    for change in batch.changes {
      let state = subscriptions[Int(change.subscription)]
      let keys = differingKeys(change)
      if keys.isEmpty { continue }
      let balanced = balancedCurrencies(change)
      let causes = LineCauses(change, contentAfter: state.content, memory)
      for key in keys where !balanced.contains(key.currency) {
        let before = change.before.amount(key)
        let after = change.after.amount(key)
        let isGain = after > before
        let type: MovementType
        if !wasPaying && isPaying {
          type = everPaid ? .reactivation : .new
        } else if wasPaying && !isPaying {
          type = .churn
        } else {
          type = isGain ? .expansion : .contraction
        }
        let time = change.dates.first { $0.key == key }?.time ?? batch.open
        movements.append(
          ClassifiedMovement(
            type: type, change: after - before, key: key, subscription: state.id,
            date: zone.date(of: time), isFuture: false, cause: causes.cause(of: key, type: type),
            origin: change.origin, before: change.before.line(key),
            after: change.after.line(key)))
      }
    }
    return movements
  }

  /// The order inside a payload (rules.md, R11).
  static func precedes(
    _ first: ClassifiedMovement, _ second: ClassifiedMovement, _ symbols: borrowing SymbolTable
  ) -> Bool {
    if (first.change < 0) != (second.change < 0) { return first.change < 0 }
    if first.subscription != second.subscription {
      return symbols.precedes(first.subscription, second.subscription)
    }
    if first.key.name != second.key.name {
      return symbols.precedes(first.key.name, second.key.name)
    }
    return (first.key.interval.rawValue, first.key.intervalCount, first.key.currency)
      < (second.key.interval.rawValue, second.key.intervalCount, second.key.currency)
  }

  private static func differingKeys(_ change: Batch.Change) -> [LineKey] {
    var keys: [LineKey] = []
    for line in change.before where change.after.amount(line.key) != line.amount {
      keys.append(line.key)
    }
    for line in change.after where line.amount > 0 && change.before.line(line.key) == nil {
      keys.append(line.key)
    }
    return keys
  }

  /// The currencies in which the subscription costs the same as before (R9).
  private static func balancedCurrencies(_ change: Batch.Change) -> Set<Currency> {
    var sums: [Currency: Int64] = [:]
    for line in change.before { sums[line.key.currency, default: 0] -= line.amount }
    for line in change.after { sums[line.key.currency, default: 0] += line.amount }
    return Set(sums.filter { $0.value == 0 }.keys)
  }
}
