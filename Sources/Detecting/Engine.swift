import Billing
import Command

/// Applies records in the order of time and turns what they change into payloads.
///
/// One engine serves both modes: the default one sorts its records first. The engine's clock is the
/// time of the records, never the wall's. Batches close in the order in which they opened, since
/// all stay open equally long; what is due without a record (the end of a discount) comes in
/// between, at its own time.
struct Engine {
  var customers = CustomerStates()
  var subscriptions = SubscriptionStates()
  /// Those that changed since they were last saved; kept only where there is a ledger.
  var touched: [Int32] = []
  let remembers: Bool
  /// Customers whose names a customer object without a date gave last.
  var namedByExport: Set<Int32> = []
  var entities = EntityIndex()
  var batches: [Batch] = []
  /// Places in `batches` of batches that are closed, for new ones.
  var freeBatches: [Int32] = []
  var queue = PayloadQueue()
  /// Kept for their memory: empty, but while batches are closed.
  private var closing: [PayloadQueue.Entry] = []
  var movements: [ClassifiedMovement] = []
  var dues = DueQueue()
  var failures = FailedPayments()
  var payloads: PayloadWriter
  /// The time up to which everything has happened.
  var clock = Int64.min
  let window: Int64
  let explains: Bool

  /// Subscriptions that were known before their first record, and records that were applied.
  var opened = 0
  var applied = 0
  /// Transitions that changed something.
  var changes = 0

  /// The reason of records that came too late.
  static let late = "older than the last record of its subscription"

  init(_ settings: DetectSettings) {
    remembers = settings.remembers
    window = settings.window
    explains = settings.explains
    payloads = PayloadWriter(settings)
  }

  /// The lines of a content at a moment, for a customer with these discounts.
  func lines(
    of content: SubscriptionContent, with discounts: PoolSlice, at time: Int64,
    _ memory: borrowing BillingMemory
  ) throws(Rejection) -> Lines {
    try MonthlyValue.lines(
      of: content, customerDiscounts: discounts, at: time, explains: explains, memory)
  }

  /// The customer of that id, made where it is new.
  mutating func customer(_ id: Symbol) -> Int32 {
    if let known = entities.customer(id) { return known }
    let index = Int32(customers.count)
    customers.append(id)
    entities.setCustomer(index, id)
    return index
  }

  /// Dates names that no record dated: by the moment the export was taken.
  mutating func dateNames(by asOf: Int64) {
    for index in touched {
      let customer = customers[Int(index)]
      let isNamed = !customer.name.isNone || !customer.email.isNone
      if namedByExport.contains(index) || (isNamed && customer.namedAt == .min) {
        customers[Int(index)].namedAt = max(customer.namedAt, asOf)
      }
    }
    namedByExport.removeAll()
  }

  /// What the contents and discounts of customers refer to and that may be described elsewhere.
  func references(
    of customers: [Int32], _ memory: borrowing BillingMemory
  ) -> [DescribedID] {
    var ids: [DescribedID] = []
    for customer in customers {
      ids += memory.references(of: self.customers.discounts(of: Int(customer)))
      var index = self.customers[packed: Int(customer)].firstSubscription
      while index >= 0 {
        ids += memory.references(of: subscriptions[Int(index)].content)
        index = subscriptions[packed: Int(index)].next
      }
    }
    return ids
  }

  /// Marks a customer as one that is to be saved.
  mutating func touch(_ customer: Int32) {
    guard remembers, !customers[packed: Int(customer)].isTouched else { return }
    customers[packed: Int(customer)].isTouched = true
    touched.append(customer)
  }

  /// Lets everything happen that happens before `time`: batches close, discounts end.
  mutating func advance(
    to time: Int64, _ memory: borrowing BillingMemory, into output: inout Output
  ) {
    while true {
      let closing = queue.nextClosing(window: window) ?? .max
      let due = dues.next ?? .max
      guard min(closing, due) <= time else { break }
      if closing <= due {
        close(memory, into: &output)
      } else {
        applyDue(memory)
      }
    }
    clock = max(clock, time)
  }

  /// Lets what is due until `time`, that moment included, happen and closes every open batch.
  mutating func finish(at time: Int64, _ memory: borrowing BillingMemory, into output: inout Output)
  {
    advance(to: max(time, clock), memory, into: &output)
    closeAll(memory, into: &output)
  }

  /// Closes every open batch.
  mutating func closeAll(_ memory: borrowing BillingMemory, into output: inout Output) {
    while !queue.isEmpty { close(memory, into: &output) }
  }

  /// Closes the batches of the oldest opening time and writes their payloads, and the failed
  /// payments of that time.
  private mutating func close(_ memory: borrowing BillingMemory, into output: inout Output) {
    var entries: [PayloadQueue.Entry] = []
    swap(&entries, &closing)
    queue.takeOldest(into: &entries)
    defer {
      entries.removeAll(keepingCapacity: true)
      swap(&entries, &closing)
    }
    if entries.count > 1 {
      entries.sort { first, second in
        if first.customer == second.customer { return first.rank < second.rank }
        return memory.symbols.precedes(
          customers[packed: Int(first.customer)].id,
          customers[packed: Int(second.customer)].id)
      }
    }
    for entry in entries {
      touch(entry.customer)
      switch entry.payload {
      case .batch(let index):
        var batch = Batch.none
        swap(&batch, &batches[Int(index)])
        customers.setBatch(-1, of: Int(entry.customer))
        settle(batch, memory, into: &output)
        // Its memory is for the next one.
        swap(&batch, &batches[Int(index)])
        freeBatches.append(index)
      case .failedPayment(let failure):
        payloads.write(failure, memory, into: &output)
      }
    }
  }

  /// The first discount change that is due changes what its subscription costs.
  private mutating func applyDue(_ memory: borrowing BillingMemory) {
    let (time, subscription) = dues.take()
    let state = subscriptions[Int(subscription)]
    let discounts = customers.discounts(of: Int(state.customer))
    // Both were worked out before, so neither can throw.
    guard
      let before = try? lines(
        of: state.content, with: discounts, at: time - 1, memory),
      let after = try? lines(
        of: state.content, with: discounts, at: time, memory)
    else { return }
    subscriptions[Int(subscription)].settledAt = max(state.settledAt, time)
    note(
      Transition(
        subscription: subscription, before: before, after: after, content: state.content,
        time: time, date: time, origin: nil),
      endChanged: false)
    schedule(subscription, after: time, memory)
  }

  /// Puts the next change of a discount that bears on the subscription into the queue.
  mutating func schedule(
    _ subscription: Int32, after time: Int64, _ memory: borrowing BillingMemory
  ) {
    if let next = nextDue(of: subscription, after: time, memory) {
      dues.add(subscription, at: next)
    }
  }

  /// When a discount that bears on the subscription next begins or ends; nil for never.
  func nextDue(
    of subscription: Int32, after time: Int64, _ memory: borrowing BillingMemory
  ) -> Int64? {
    let packed = subscriptions[packed: Int(subscription)]
    if packed.status.isEnded { return nil }
    let shared = self.customers.discounts(of: Int(packed.customer))
    if packed.isOrdinary && shared.count == 0 { return nil }
    let state = subscriptions[Int(subscription)]
    let haveItems = memory.pool.hasItemDiscounts(state.content)
    if state.content.discounts.count == 0 && shared.count == 0 && !haveItems { return nil }
    var next = Discounts.nextChange(state.content.discounts, after: time, memory)
    let customers = Discounts.nextChange(shared, after: time, memory)
    if let customers { next = min(next ?? customers, customers) }
    if !haveItems { return next }
    for place in 0..<Int(state.content.items.count) {
      let own = memory.pool.item(place, of: state.content).discounts
      if own.count > 0, let end = Discounts.nextChange(own, after: time, memory) {
        next = min(next ?? end, end)
      }
    }
    return next
  }
}

/// One subscription's lines before and after something happened.
struct Transition {
  var subscription: Int32
  var before: Lines
  var after: Lines
  /// The content before.
  var content: SubscriptionContent
  /// When it happened, and the moment its movements are dated by.
  var time: Int64
  var date: Int64
  var origin: RecordOrigin?
}

extension Engine {
  /// Takes a transition into the customer's open batch, or into a new one; opens none for nothing.
  mutating func note(_ transition: Transition, endChanged: Bool) {
    let isChanged = Classifier.isChanged(from: transition.before, to: transition.after)
    subscriptions[packed: Int(transition.subscription)].hasMRR = transition.after.haveMRR
    let customer = subscriptions[packed: Int(transition.subscription)].customer
    touch(customer)
    if !isChanged && !endChanged {
      // Lines that came or went for free still belong to an open batch's picture.
      // What was before the batch, too: a subscription that came inside it was nothing.
      let batch = customers.batch(of: Int(customer))
      guard batch >= 0 else { return }
      let index = Int(batch)
      if let place = batches[index].change(of: transition.subscription) {
        batches[index].changes[place].after = transition.after
      } else {
        batches[index].changes.append(
          Batch.Change(
            subscription: transition.subscription, before: transition.before,
            contentBefore: transition.content, after: transition.after))
      }
      return
    }
    changes += 1
    let index = openBatch(of: customer, at: transition.time)
    let place: Int
    if let known = batches[index].change(of: transition.subscription) {
      place = known
    } else {
      place = batches[index].changes.count
      batches[index].changes.append(
        Batch.Change(
          subscription: transition.subscription, before: transition.before,
          contentBefore: transition.content, after: .none))
    }
    batches[index].changes[place].after = transition.after
    batches[index].changes[place].origin = transition.origin
    Classifier.forEachChange(from: transition.before, to: transition.after) { key in
      batches[index].setDate(of: key, in: transition.subscription, to: transition.date)
    }
  }

  /// Enters a batch that was open when its customer was saved.
  mutating func enter(_ batch: Batch) {
    let index = Int32(batches.count)
    batches.append(batch)
    customers.setBatch(index, of: Int(batch.customer))
    queue.add(
      PayloadQueue.Entry(time: batch.open, customer: batch.customer, payload: .batch(index)))
  }

  /// The MRR of a subscription as its customer's booked sums have it, but for an open batch.
  func mrr(of subscription: Int32, _ memory: borrowing BillingMemory) -> Sums {
    let state = subscriptions[Int(subscription)]
    guard state.hasMRR else { return Sums() }
    let discounts = customers.discounts(of: Int(state.customer))
    var mrr = Sums()
    // What has come to be was worked out before, so this cannot throw.
    mrr.add(
      (try? lines(
        of: state.content, with: discounts, at: max(state.settledAt, clock), memory))
        ?? .none
    )
    return mrr
  }

  private mutating func openBatch(of customer: Int32, at time: Int64) -> Int {
    let known = customers.batch(of: Int(customer))
    if known >= 0 { return Int(known) }
    let index: Int32
    if let free = freeBatches.popLast() {
      index = free
      batches[Int(free)].reopen(for: customer, at: time)
    } else {
      index = Int32(batches.count)
      batches.append(Batch(customer: customer, open: time))
    }
    customers.setBatch(index, of: Int(customer))
    queue.add(PayloadQueue.Entry(time: time, customer: customer, payload: .batch(index)))
    return Int(index)
  }
}
