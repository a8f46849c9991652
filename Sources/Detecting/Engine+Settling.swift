import Billing
import Command
import Notifications

extension Engine {
  /// Works out what a closed batch comes to, and writes it (rules.md, R9 to R18).
  mutating func settle(_ batch: Batch, _ memory: borrowing BillingMemory, into output: inout Output)
  {
    var movements: [ClassifiedMovement] = []
    swap(&movements, &self.movements)
    defer {
      movements.removeFew()
      swap(&movements, &self.movements)
    }
    Classifier.movements(
      of: batch, wasPaying: wasPaying(batch), isPaying: isPaying(batch.customer),
      everPaid: customers[packed: Int(batch.customer)].everHadMRR, zone: payloads.zone,
      subscriptions: subscriptions, memory, into: &movements)
    let scheduled = scheduledCancellations(of: batch, memory)
    touch(batch.customer)
    for movement in movements {
      customers.book(movement.change, movement.key.currency, of: Int(batch.customer))
    }
    if isPaying(batch.customer) { customers[packed: Int(batch.customer)].everHadMRR = true }
    if movements.isEmpty && scheduled.isEmpty { return }

    let number = customers.noteOpening(at: batch.open, of: Int(batch.customer))
    let customer = customers[packed: Int(batch.customer)]
    let heading = PayloadWriter.Heading(
      customer: customer.id, name: customer.name, email: customer.email,
      status: status(of: batch.customer), open: batch.open, opening: number)
    if movements.count > 1 {
      movements.sort { Classifier.precedes($0, $1, memory.symbols) }
    }
    payloads.write(movements, under: .mrrMovement, heading, memory, into: &output)
    if scheduled.isEmpty { return }
    payloads.write(
      scheduled.sorted { Classifier.precedes($0, $1, memory.symbols) },
      under: .scheduledCancellation, heading, memory, into: &output)
  }

  /// Whether the customer had MRR before the batch.
  private func wasPaying(_ batch: Batch) -> Bool {
    var index = customers[packed: Int(batch.customer)].firstSubscription
    while index >= 0 {
      if let change = batch.change(of: index) {
        if batch.changes[change].before.haveMRR { return true }
      } else if subscriptions[packed: Int(index)].hasMRR {
        return true
      }
      index = subscriptions[packed: Int(index)].next
    }
    return false
  }

  private func isPaying(_ customer: Int32) -> Bool {
    var index = customers[packed: Int(customer)].firstSubscription
    while index >= 0 {
      if subscriptions[packed: Int(index)].hasMRR { return true }
      index = subscriptions[packed: Int(index)].next
    }
    return false
  }

  /// The ends that are to be told of now; remembers them as written.
  private mutating func scheduledCancellations(
    of batch: Batch, _ memory: borrowing BillingMemory
  ) -> [ClassifiedMovement] {
    var movements: [ClassifiedMovement] = []
    var index = customers[packed: Int(batch.customer)].firstSubscription
    while index >= 0 {
      defer { index = subscriptions[packed: Int(index)].next }
      // An ordinary one has no end, and none that was written.
      if subscriptions[packed: Int(index)].isOrdinary { continue }
      let state = subscriptions[Int(index)]
      if state.content.status.isEnded { continue }
      guard let end = state.content.effectiveEnd else {
        subscriptions[Int(index)].writtenEnd = nil
        continue
      }
      guard state.hasMRR, end != state.writtenEnd, let setAt = state.endSetAt, end > setAt else {
        continue
      }
      let change = batch.change(of: index)
      let lines =
        change.map { batch.changes[$0].after }
        ?? (try? lines(
          of: state.content, with: customers.discounts(of: Int(batch.customer)),
          at: batch.open, memory)) ?? .none
      let date = payloads.zone.date(of: end)
      let type: MovementType = remains(after: date, besides: index) ? .contraction : .churn
      for line in lines where line.amount > 0 {
        var movement = ClassifiedMovement(
          type: type, change: -line.amount, key: line.key, subscription: state.id, date: date,
          isFuture: true, cause: .scheduled, origin: change.flatMap { batch.changes[$0].origin },
          before: line, after: nil)
        movement.arithmetic.before = lines.arithmetic(of: line.key)
        movements.append(movement)
      }
      subscriptions[Int(index)].writtenEnd = end
    }
    return movements
  }

  /// Whether another subscription of the customer would still have MRR on the day `date`.
  private func remains(after date: CalendarDate, besides ending: Int32) -> Bool {
    let customer = Int(subscriptions[packed: Int(ending)].customer)
    var index = customers[packed: customer].firstSubscription
    while index >= 0 {
      let state = subscriptions[Int(index)]
      if index != ending && state.hasMRR {
        guard let end = state.content.effectiveEnd else { return true }
        if payloads.zone.date(of: end) > date { return true }
      }
      index = state.next
    }
    return false
  }
}
