import Billing
package import Command
import JSONText
import Notifications
import Streams

// What a run has to do with its ledger (rules.md, section 9).
extension DetectStage {
  // MARK: Meeting those who are known

  /// Brings in whom a whole input speaks of, and to whom something happens by then.
  mutating func meetAll() throws(Failure) {
    guard let keeper, !keeper.isNew else { return }
    reader.memory.catalog.dateUndated(by: asOf ?? 0)
    var customers: Set<Symbol> = []
    var subscriptions: Set<Symbol> = []
    for record in store.subscriptions {
      customers.insert(record.customer)
      subscriptions.insert(record.subscription)
    }
    for record in store.customers { customers.insert(record.customer) }
    for record in store.payments { customers.insert(record.customer) }
    for invoice in store.invoices {
      customers.insert(invoice.customer)
      for line in invoice.lines { subscriptions.insert(line.subscription) }
    }
    // In the order of the file's index: what is read together then lies together.
    for customer in inOrder(customers) {
      try keeper.bringIn(customer: customer, &engine, &reader.memory)
    }
    for subscription in inOrder(subscriptions) {
      try keeper.bringIn(ownerOf: subscription, &engine, &reader.memory)
    }
    try keeper.bringInOpen(&engine, &reader.memory)
    let newest = store.order.map(\.time).max() ?? .min
    try keeper.bringInDue(until: max(asOf ?? .min, newest), &engine, &reader.memory)
    try describeAll()
    reader.memory.resolveTiers()
    keeper.settleArrived(&engine, reader.memory)
  }

  private func inOrder(_ symbols: Set<Symbol>) -> [Symbol] {
    symbols.filter { !$0.isNone }.sorted { reader.memory.symbols.precedes($0, $1) }
  }

  /// Takes in what the ledger says of all that is referred to.
  private mutating func describeAll() throws(Failure) {
    guard let keeper else { return }
    var ids = reader.memory.references
    for invoice in store.invoices {
      for line in invoice.lines where !line.price.isNone { ids.append(.rhythm(line.price)) }
    }
    try keeper.describe(ids, &reader.memory)
    // A discount that is described now may name a coupon.
    try keeper.describe(reader.memory.references, &reader.memory)
  }

  /// Brings in whom a record of a stream speaks of, and to whom something happened before it.
  mutating func meet(_ record: BillingRecord) throws(Failure) {
    guard let keeper else { return }
    var time = Int64.min
    switch record {
    case .subscription(let record):
      time = record.time
      try keeper.bringIn(customer: record.customer, &engine, &reader.memory)
      try keeper.bringIn(ownerOf: record.subscription, &engine, &reader.memory)
      try describe(reader.memory.references(of: record.content))
      if case .content(let previous) = record.previous {
        try describe(reader.memory.references(of: previous))
      }
    case .customer(let record):
      time = record.time ?? streamClock
      try keeper.bringIn(customer: record.customer, &engine, &reader.memory)
      if let slice = record.discounts { try describe(reader.memory.references(of: slice)) }
    case .payment(let record):
      time = record.time
      try keeper.bringIn(customer: record.customer, &engine, &reader.memory)
    case .charge, .invoice, .description, .skipped, .refused: return
    }
    try keeper.bringInDue(until: time, &engine, &reader.memory)
    try settleArrived()
  }

  /// What is to be done before a stream's first record.
  mutating func beginStream() throws(Failure) {
    guard let keeper else { return }
    try keeper.restoreCharges(&engine, &reader.memory)
    try keeper.bringInOpen(&engine, &reader.memory)
    try settleArrived()
  }

  private mutating func describe(_ ids: [DescribedID]) throws(Failure) {
    try keeper?.describe(ids, &reader.memory)
  }

  /// Describes what those who arrived refer to, and looks at their sums.
  mutating func settleArrived() throws(Failure) {
    guard let keeper, keeper.hasArrived else { return }
    for _ in 0..<2 {
      try keeper.describe(
        engine.references(of: keeper.arrivedCustomers, reader.memory), &reader.memory)
    }
    reader.memory.resolveTiers()
    keeper.settleArrived(&engine, reader.memory)
  }

  // MARK: Bare objects

  /// Takes names from a customer object without a date, of a customer the ledger knows: as of the
  /// export, unless something newer gave them.
  ///
  /// Gives whether they were taken.
  mutating func takeNames(_ record: CustomerRecord, of customer: Int32) -> Bool {
    guard let asOf, asOf >= engine.customers[Int(customer)].namedAt else { return false }
    let place = Int(customer)
    if case .given(let name) = record.name { engine.customers[packed: place].name = name }
    if case .given(let email) = record.email { engine.customers[packed: place].email = email }
    engine.namedByExport.insert(customer)
    engine.touch(customer)
    return true
  }

  /// When a customer object without a date changed the customer's own discounts; nil where it
  /// changed nothing.
  func discountTime(_ slice: PoolSlice, of customer: Int32) -> Int64? {
    let state = engine.customers[Int(customer)]
    if slice.count == 0 { return state.discounts.count > 0 ? asOf : nil }
    let starts = reader.memory.pool.discounts[slice.range].compactMap(\.start)
    // One that is yet to begin is known as of the export, and begins by itself.
    if let start = starts.min(), start > state.discountedAt { return min(start, asOf ?? start) }
    return asOf
  }

  /// Refuses a subscription object without a date that differs from what the ledger knows, where
  /// nothing says that it is newer.
  func refuseUndated(_ record: SubscriptionRecord) throws(Rejection) {
    guard keeper != nil, record.kind == .bare, settings.asOf == .newest,
      let known = engine.entities.subscription(record.subscription)
    else { return }
    let state = engine.subscriptions[Int(known)]
    let discounts = engine.customers.discounts(of: Int(state.customer))
    var differs =
      record.content.status != state.content.status
      || record.content.effectiveEnd != state.content.effectiveEnd
    if !differs {
      let moment = state.settledAt
      let before = try engine.lines(of: state.content, with: discounts, at: moment, reader.memory)
      let after = try engine.lines(of: record.content, with: discounts, at: moment, reader.memory)
      differs = before.differs(from: after)
    }
    if differs {
      throw Rejection(
        "differs from what the ledger knows, and has no date: say when the export was taken"
          + " (--as-of)")
    }
  }

  // MARK: Saving

  /// What follows when everything given so far was written: the lines are kept, and a stream's
  /// state is saved at least every second.
  package mutating func flushed() throws(Failure) {
    guard let keeper else { return }
    if let failure { throw failure }
    let hasWritten = !engine.payloads.kept.isEmpty
    if hasWritten {
      try keeper.keep(engine.payloads.kept.bytes, now: Clock.unixSeconds())
      engine.payloads.kept.removeAll()
    }
    guard settings.isStream, hasWritten || wakeMilliseconds == 0 else { return }
    try save()
    try keeper.goOn()
  }

  package var wakeMilliseconds: Int? {
    guard keeper != nil, settings.isStream, isUnsaved else { return nil }
    return max(0, savedAt + 1000 - Clock.monotonicMilliseconds())
  }

  private var isUnsaved: Bool {
    !engine.touched.isEmpty || !reader.memory.catalog.changed.isEmpty
      || engine.failures.isUnsaved
  }

  /// Saves everything: from now on a run goes on from here.
  package mutating func save() throws(Failure) {
    guard let keeper else { return }
    if let failure { throw failure }
    if let asOf { engine.dateNames(by: asOf) }
    let now = Clock.unixSeconds()
    try keeper.save(&engine, &reader.memory, history: history, now: now)
    try keeper.commit(now: now)
    savedAt = Clock.monotonicMilliseconds()
  }

  // MARK: Again

  /// Writes what was written before, before anything else (rules.md, L4).
  package mutating func begin(into output: inout Output) throws(Failure) {
    if settings.isStream, repeated == 0 { try keeper?.holdLittle() }
    if let again = settings.again, let keeper {
      let lines = try keeper.lines(since: again, after: lastRepeated)
      var parts = NotificationReader()
      for (number, line) in lines {
        let text = Padding.padded(line)
        let isUnfinished = parts.readUnfinished(text.span, 0..<line.count)
        output.append(line: text.span, 0..<line.count, isUnfinished: isUnfinished)
        repeated += 1
        lastRepeated = number
      }
      if !lines.isEmpty { return }
      output.endParts()
    }
    isBegun = true
    if settings.isStream { try beginStream() }
  }
}

extension Lines {
  /// Whether any line has another MRR.
  fileprivate func differs(from other: Lines) -> Bool {
    contains { other.amount($0.key) != $0.amount } || other.contains { amount($0.key) != $0.amount }
  }
}
