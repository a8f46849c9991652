import Billing
import JSONText

/// Reads what ``CustomerText`` wrote into the engine's state.
///
/// What it has read before it throws stays in the engine: a damaged ledger ends the run.
struct CustomerTextReader {
  private var cursor: JSONCursor

  init(_ text: [UInt8]) { cursor = JSONCursor(text) }

  /// Enters the customer, which the engine does not know yet.
  ///
  /// Gives what of it is kept elsewhere:
  /// the MRR its subscriptions had when they were saved, and the periods of its invoices.
  mutating func read(
    _ id: Symbol, into engine: inout Engine, _ memory: inout BillingMemory
  ) throws(JSONError) -> (mrr: [Sums], invoices: [InvoiceHistory.Kept]) {
    let index = engine.customer(id)
    var customer = engine.customers[Int(index)]
    try cursor.expect("{\"name\":")
    customer.name = try StoredTextReader.symbol(&cursor, &memory.symbols)
    try cursor.expect(",\"email\":")
    customer.email = try StoredTextReader.symbol(&cursor, &memory.symbols)
    customer.namedAt = cursor.take(",\"named_at\":") ? try cursor.integer() : .min
    if cursor.take(",\"discounts\":") {
      customer.discounts = try StoredTextReader.discounts(&cursor, &memory)
    }
    customer.discountedAt = cursor.take(",\"discounted_at\":") ? try cursor.integer() : .min
    customer.everHadMRR = !cursor.take(",\"ever_had_mrr\":false")
    try cursor.expect(",\"booked\":")
    customer.booked = try amounts()
    let payment = cursor.take(",\"payment\":") ? try cursor.text() : "none"
    guard let state = CustomerState.PaymentState.allCases.first(where: { $0.name == payment })
    else { throw cursor.error("expected a payment state") }
    customer.payment = state
    try readPayments(of: &customer, &memory)
    customer.lastOpening = cursor.take(",\"last_opening\":") ? try cursor.integer() : .min
    customer.openings = cursor.take(",\"openings\":") ? try cursor.integer() : 1
    var earlier: [Opening] = []
    try cursor.optionalArray(",\"earlier_openings\":") { (cursor) throws(JSONError) in
      try cursor.expect("[")
      let time = try cursor.integer()
      try cursor.expect(",")
      earlier.append(Opening(time: time, count: try cursor.integer()))
      try cursor.expect("]")
    }
    customer.earlierOpenings = earlier
    try cursor.expect(",\"subscriptions\":")
    var mrr: [Sums] = []
    var last: Int32 = -1
    try cursor.array { (cursor) throws(JSONError) in
      let (state, amounts) = try Self.subscription(&cursor, of: index, &memory)
      mrr.append(amounts)
      let place = Int32(engine.subscriptions.count)
      if last < 0 {
        customer.firstSubscription = place
      } else {
        engine.subscriptions[packed: Int(last)].next = place
      }
      last = place
      engine.entities.setSubscription(place, state.id)
      engine.subscriptions.append(state)
    }
    engine.customers[Int(index)] = customer
    if cursor.take(",\"batch\":") {
      let batch = try self.batch(of: index, engine, &memory)
      engine.enter(batch)
    }
    if cursor.take(",\"failures\":") { try readFailures(of: index, id, &engine, &memory) }
    var invoices: [InvoiceHistory.Kept] = []
    if cursor.take(",\"invoices\":") {
      try cursor.array { (cursor) throws(JSONError) in
        invoices.append(try Self.kept(&cursor, of: id, &memory))
      }
    }
    try cursor.expect("}")
    try cursor.expectEnd()
    return (mrr, invoices)
  }

  private mutating func amounts() throws(JSONError) -> Sums { try Self.amounts(&cursor) }

  private static func amounts(_ cursor: inout JSONCursor) throws(JSONError) -> Sums {
    var amounts = Sums()
    try cursor.array { (cursor) throws(JSONError) in
      try cursor.expect("[")
      let currency = try StoredTextReader.currency(&cursor)
      try cursor.expect(",")
      amounts.add(try cursor.integer(), currency)
      try cursor.expect("]")
    }
    return amounts
  }

  private mutating func readPayments(
    of customer: inout CustomerState, _ memory: inout BillingMemory
  ) throws(JSONError) {
    var payments: [PaymentMark] = []
    try cursor.optionalArray(",\"payments\":") { (cursor) throws(JSONError) in
      try cursor.expect("[")
      let subscription = try StoredTextReader.symbol(&cursor, &memory.symbols)
      try cursor.expect(",")
      let time = try cursor.integer()
      try cursor.expect(",")
      payments.append(
        PaymentMark(subscription: subscription, time: time, succeeded: try cursor.boolean()))
      try cursor.expect("]")
    }
    customer.payments = payments
    var reported: [Symbol] = []
    try cursor.optionalArray(",\"reported\":") { (cursor) throws(JSONError) in
      reported.append(try StoredTextReader.symbol(&cursor, &memory.symbols))
    }
    customer.reported = reported
  }

  private static func subscription(
    _ cursor: inout JSONCursor, of customer: Int32, _ memory: inout BillingMemory
  ) throws(JSONError) -> (SubscriptionState, Sums) {
    try cursor.expect("{\"id\":")
    let id = try StoredTextReader.symbol(&cursor, &memory.symbols)
    try cursor.expect(",\"since\":")
    let since = try cursor.integer()
    try cursor.expect(",\"time\":")
    let time = try cursor.integer()
    let rankNumber =
      cursor.take(",\"rank\":") ? try cursor.integer() : Int64(RecordRank.updated.rawValue)
    guard let number = UInt8(exactly: rankNumber), let rank = RecordRank(rawValue: number)
    else { throw cursor.error("expected a rank") }
    let endSetAt = cursor.take(",\"end_set_at\":") ? try cursor.integer() : nil
    let writtenEnd = cursor.take(",\"written_end\":") ? try cursor.integer() : nil
    try cursor.expect(",\"mrr\":")
    let mrr = try amounts(&cursor)
    try cursor.expect(",")
    let content = try StoredTextReader.content(&cursor, &memory)
    try cursor.expect("}")
    var state = SubscriptionState(
      id: id, customer: customer, next: -1, content: content, time: time, rank: rank,
      settledAt: time, since: since)
    state.hasMRR = !mrr.isEmpty
    state.endSetAt = endSetAt
    state.writtenEnd = writtenEnd
    return (state, mrr)
  }

  private mutating func batch(
    of customer: Int32, _ engine: borrowing Engine, _ memory: inout BillingMemory
  ) throws(JSONError) -> Batch {
    try cursor.expect("{\"open\":")
    var batch = Batch(customer: customer, open: try cursor.integer())
    try cursor.expect(",\"changes\":")
    let entities = engine.entities
    try cursor.array { (cursor) throws(JSONError) in
      try cursor.expect("{\"subscription\":")
      let id = try StoredTextReader.symbol(&cursor, &memory.symbols)
      guard let place = entities.subscription(id) else {
        throw cursor.error("an unknown subscription")
      }
      try cursor.expect(",\"before\":")
      let before = try Self.lines(&cursor, &memory)
      try cursor.expect(",\"after\":")
      let after = try Self.lines(&cursor, &memory)
      try cursor.expect(",\"dates\":")
      try cursor.array { (cursor) throws(JSONError) in
        try cursor.expect("{\"time\":")
        let time = try cursor.integer()
        batch.setDate(of: try Self.key(&cursor, &memory), in: place, to: time)
        try cursor.expect("}")
      }
      try cursor.expect(",")
      let content = try StoredTextReader.content(&cursor, &memory)
      try cursor.expect("}")
      batch.changes.append(
        Batch.Change(
          subscription: place, before: before, contentBefore: content, after: after))
    }
    try cursor.expect("}")
    return batch
  }

  private static func key(
    _ cursor: inout JSONCursor, _ memory: inout BillingMemory
  ) throws(JSONError) -> LineKey {
    try cursor.expect(",\"plan\":")
    let name = try StoredTextReader.symbol(&cursor, &memory.symbols)
    try cursor.expect(",\"currency\":")
    let currency = try StoredTextReader.currency(&cursor)
    try cursor.expect(",\"interval\":")
    guard let interval = try cursor.string({ BillingInterval($0, $1) }) else {
      throw cursor.error("expected an interval")
    }
    try cursor.expect(",\"interval_count\":")
    guard let count = Int32(exactly: try cursor.integer()) else {
      throw cursor.error("expected an interval count")
    }
    return LineKey(name: name, currency: currency, interval: interval, intervalCount: count)
  }

  private static func lines(
    _ cursor: inout JSONCursor, _ memory: inout BillingMemory
  ) throws(JSONError) -> Lines {
    var lines: [Line] = []
    try cursor.array { (cursor) throws(JSONError) in
      try cursor.expect("{\"amount\":")
      let amount = try cursor.integer()
      try cursor.expect(",\"quantity\":")
      let quantity = try cursor.integer()
      try cursor.expect(",\"gross\":[")
      let numerator = Int128(try cursor.text())
      try cursor.expect(",")
      let denominator = Int128(try cursor.text())
      guard let numerator, let denominator, denominator > 0 else {
        throw cursor.error("expected a fraction")
      }
      try cursor.expect("]")
      lines.append(
        Line(
          key: try key(&cursor, &memory), amount: amount, quantity: quantity,
          gross: Fraction(numerator, over: denominator)))
      try cursor.expect("}")
    }
    return Lines(lines)
  }

  private mutating func readFailures(
    of index: Int32, _ id: Symbol, _ engine: inout Engine, _ memory: inout BillingMemory
  ) throws(JSONError) {
    try cursor.array { (cursor) throws(JSONError) in
      try cursor.expect("{\"time\":")
      let time = try cursor.integer()
      try cursor.expect(",\"name\":")
      let name = try StoredTextReader.symbol(&cursor, &memory.symbols)
      try cursor.expect(",\"email\":")
      let email = try StoredTextReader.symbol(&cursor, &memory.symbols)
      try cursor.expect(",\"current_mrr\":")
      let currentMRR = try cursor.integer()
      try cursor.expect(",\"invoice\":")
      let invoice = try StoredTextReader.symbol(&cursor, &memory.symbols)
      try cursor.expect(",\"amount\":")
      let amount = try cursor.integer()
      try cursor.expect(",\"currency\":")
      let currency = try StoredTextReader.currency(&cursor)
      try cursor.expect(",\"reason\":")
      let reason = try StoredTextReader.symbol(&cursor, &memory.symbols)
      try cursor.expect(",\"attempts\":")
      let attempts = try cursor.integer()
      try cursor.expect("}")
      engine.queue.add(
        PayloadQueue.Entry(
          time: time, customer: index,
          payload: .failedPayment(
            FailedPayment(
              time: time, customerID: id, name: name, email: email, currentMRR: currentMRR,
              invoice: invoice, amount: amount, currency: currency, reason: reason,
              attempts: attempts))))
    }
  }

  private static func kept(
    _ cursor: inout JSONCursor, of customer: Symbol, _ memory: inout BillingMemory
  ) throws(JSONError) -> InvoiceHistory.Kept {
    try cursor.expect("{\"subscription\":")
    var kept = InvoiceHistory.Kept(
      subscription: try StoredTextReader.symbol(&cursor, &memory.symbols))
    try cursor.expect(",\"cancellations\":")
    try cursor.array { (cursor) throws(JSONError) in
      kept.cancellations.append(try cursor.integer())
    }
    try cursor.expect(",\"periods\":")
    try cursor.array { (cursor) throws(JSONError) in
      try cursor.expect("{\"invoice\":")
      let invoice = try StoredTextReader.symbol(&cursor, &memory.symbols)
      try cursor.expect(",\"start\":")
      let start = try cursor.integer()
      try cursor.expect(",\"end\":")
      let end = try cursor.integer()
      try cursor.expect(",\"opened_at\":")
      let openedAt = try cursor.integer()
      try cursor.expect(",\"paid_at\":")
      let paidAt = try cursor.optionalInteger()
      try cursor.expect(",\"void_at\":")
      let voidAt = try cursor.optionalInteger()
      try cursor.expect(",\"newest\":")
      let newest = try cursor.integer()
      try cursor.expect(",\"digest\":")
      let digest = UInt64(bitPattern: try cursor.integer())
      try cursor.expect(",\"items\":")
      var items: [Item] = []
      try cursor.array { (cursor) throws(JSONError) in
        items.append(try StoredTextReader.item(&cursor, &memory).item)
      }
      try cursor.expect("}")
      kept.periods.append(
        InvoiceHistory.Period(
          invoice: invoice, customer: customer, items: items, start: start, end: end,
          openedAt: openedAt, paidAt: paidAt, voidAt: voidAt, newest: newest,
          origin: .unknown(digest: digest)))
    }
    try cursor.expect("}")
    return kept
  }
}
