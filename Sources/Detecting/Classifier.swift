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
  /// How both were worked out, for `--explain`.
  var arithmetic: (before: String?, after: String?) = (nil, nil)
}

/// Says what the differences of a batch are (rules.md, R9 to R12).
enum Classifier {
  /// Adds the movements of the batch, in no order yet.
  static func movements(
    of batch: borrowing Batch, wasPaying: Bool, isPaying: Bool, everPaid: Bool, zone: Zone,
    subscriptions: borrowing SubscriptionStates, _ memory: borrowing BillingMemory,
    into movements: inout [ClassifiedMovement]
  ) {
    for place in batch.changes.indices
    where isChanged(from: batch.changes[place].before, to: batch.changes[place].after) {
      let change = batch.changes[place]
      let subscription = subscriptions[packed: Int(change.subscription)].id
      var causes = LineCauses()
      forEachChange(from: change.before, to: change.after) { key in
        if isBalanced(change, in: key.currency) { return }
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
        let time = batch.date(of: key, in: change.subscription) ?? batch.open
        var movement = ClassifiedMovement(
          type: type, change: after - before, key: key, subscription: subscription,
          date: zone.date(of: time), isFuture: false,
          cause: causes.cause(of: key, type: type, in: change, subscriptions, memory),
          origin: change.origin, before: change.before.line(key), after: change.after.line(key))
        movement.arithmetic = (
          change.before.arithmetic(of: key), change.after.arithmetic(of: key)
        )
        movements.append(movement)
      }
    }
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

  /// Whether any key's MRR differs.
  static func isChanged(from before: Lines, to after: Lines) -> Bool {
    if let differs = before.plainlyDiffers(from: after) { return differs }
    var isChanged = false
    forEachChange(from: before, to: after) { _ in isChanged = true }
    return isChanged
  }

  /// Gives the keys whose MRR differs.
  static func forEachChange(
    from before: Lines, to after: Lines, _ body: (LineKey) -> Void
  ) {
    for place in before.indices {
      let line = before[place]
      if after.amount(line.key) != line.amount { body(line.key) }
    }
    for place in after.indices {
      let line = after[place]
      if line.amount > 0 && !before.has(line.key) { body(line.key) }
    }
  }

  /// Whether the subscription costs the same as before in a currency (R9).
  private static func isBalanced(_ change: Batch.Change, in currency: Currency) -> Bool {
    change.before.amount(in: currency) == change.after.amount(in: currency)
  }
}
