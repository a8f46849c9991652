import Billing
import JSONText

/// Writes what is known of a customer as the JSON that the ledger keeps.
///
/// The keys and their order are fixed, and a key is left out where its value is the usual one;
/// ``CustomerTextReader`` reads just that. Times are Unix
/// seconds, amounts minor units.
enum CustomerText {
  /// Appends a customer.
  ///
  /// `failures` are its failed payments that wait to be written, `invoices` the
  /// periods of its invoices (`--basis invoices`).
  static func append(
    _ customer: CustomerState, of engine: borrowing Engine, failures: [FailedPayment],
    invoices: [InvoiceHistory.Kept], _ memory: borrowing BillingMemory, to text: inout LineBuffer
  ) {
    text.append(literal: "{\"name\":")
    StoredText.append(customer.name, memory.symbols, to: &text)
    text.append(literal: ",\"email\":")
    StoredText.append(customer.email, memory.symbols, to: &text)
    append(",\"named_at\":", moment: customer.namedAt, to: &text)
    if customer.discounts.count > 0 {
      text.append(literal: ",\"discounts\":")
      StoredText.append(customer.discounts, memory, to: &text)
    }
    append(",\"discounted_at\":", moment: customer.discountedAt, to: &text)
    if !customer.everHadMRR { text.append(literal: ",\"ever_had_mrr\":false") }
    text.append(literal: ",\"booked\":")
    append(customer.booked, to: &text)
    if customer.payment != .none {
      text.append(literal: ",\"payment\":\"")
      text.append(customer.payment.name)
      text.append(UInt8(ascii: "\""))
    }
    appendPayments(of: customer, memory, to: &text)
    append(",\"last_opening\":", moment: customer.lastOpening, to: &text)
    if customer.openings != 1 {
      text.append(literal: ",\"openings\":")
      text.append(integer: customer.openings)
    }
    if !customer.earlierOpenings.isEmpty {
      text.append(literal: ",\"earlier_openings\":")
      StoredText.append(customer.earlierOpenings, to: &text) { opening, text in
        text.append(UInt8(ascii: "["))
        text.append(integer: opening.time)
        text.append(UInt8(ascii: ","))
        text.append(integer: opening.count)
        text.append(UInt8(ascii: "]"))
      }
    }
    text.append(literal: ",\"subscriptions\":[")
    var index = customer.firstSubscription
    while index >= 0 {
      let state = engine.subscriptions[Int(index)]
      append(state, mrr: engine.mrr(of: index, memory), memory, to: &text)
      index = state.next
      if index >= 0 { text.append(UInt8(ascii: ",")) }
    }
    text.append(UInt8(ascii: "]"))
    if customer.batch >= 0 {
      text.append(literal: ",\"batch\":")
      append(engine.batches[Int(customer.batch)], of: engine, memory, to: &text)
    }
    if !failures.isEmpty {
      text.append(literal: ",\"failures\":")
      StoredText.append(failures, to: &text) { append($0, memory, to: &$1) }
    }
    if !invoices.isEmpty {
      text.append(literal: ",\"invoices\":")
      StoredText.append(invoices, to: &text) { append($0, memory, to: &$1) }
    }
    text.append(UInt8(ascii: "}"))
  }

  private static func appendPayments(
    of customer: CustomerState, _ memory: borrowing BillingMemory, to text: inout LineBuffer
  ) {
    if !customer.payments.isEmpty {
      text.append(literal: ",\"payments\":")
      StoredText.append(customer.payments, to: &text) { mark, text in
        text.append(UInt8(ascii: "["))
        StoredText.append(mark.subscription, memory.symbols, to: &text)
        text.append(UInt8(ascii: ","))
        text.append(integer: mark.time)
        text.append(UInt8(ascii: ","))
        append(mark.succeeded, to: &text)
        text.append(UInt8(ascii: "]"))
      }
    }
    if !customer.reported.isEmpty {
      text.append(literal: ",\"reported\":")
      StoredText.append(customer.reported, to: &text) { invoice, text in
        StoredText.append(invoice, memory.symbols, to: &text)
      }
    }
  }

  /// A key and a moment; nothing for one before all times.
  private static func append(_ key: StaticString, moment: Int64, to text: inout LineBuffer) {
    if moment == .min { return }
    text.append(literal: key)
    text.append(integer: moment)
  }

  private static func append(_ value: Bool, to text: inout LineBuffer) {
    text.append(value ? "true" : "false")
  }

  private static func append(_ amounts: Sums, to text: inout LineBuffer) {
    StoredText.append(amounts, to: &text) { money, text in
      text.append(UInt8(ascii: "["))
      StoredText.append(money.currency, to: &text)
      text.append(UInt8(ascii: ","))
      text.append(integer: money.amount)
      text.append(UInt8(ascii: "]"))
    }
  }

  private static func append(
    _ state: SubscriptionState, mrr: Sums, _ memory: borrowing BillingMemory,
    to text: inout LineBuffer
  ) {
    text.append(literal: "{\"id\":")
    StoredText.append(state.id, memory.symbols, to: &text)
    text.append(literal: ",\"since\":")
    text.append(integer: state.since)
    text.append(literal: ",\"time\":")
    text.append(integer: state.time)
    if state.rank != .updated {
      text.append(literal: ",\"rank\":")
      text.append(integer: Int64(state.rank.rawValue))
    }
    append(",\"end_set_at\":", moment: state.endSetAt ?? .min, to: &text)
    append(",\"written_end\":", moment: state.writtenEnd ?? .min, to: &text)
    text.append(literal: ",\"mrr\":")
    append(mrr, to: &text)
    text.append(UInt8(ascii: ","))
    StoredText.append(state.content, memory, to: &text)
    text.append(UInt8(ascii: "}"))
  }

  private static func append(
    _ batch: Batch, of engine: borrowing Engine, _ memory: borrowing BillingMemory,
    to text: inout LineBuffer
  ) {
    text.append(literal: "{\"open\":")
    text.append(integer: batch.open)
    text.append(literal: ",\"changes\":")
    let subscriptions = engine.subscriptions
    StoredText.append(batch.changes, to: &text) { change, text in
      text.append(literal: "{\"subscription\":")
      StoredText.append(
        subscriptions[Int(change.subscription)].id, memory.symbols, to: &text)
      text.append(literal: ",\"before\":")
      StoredText.append(change.before, to: &text) { append($0, memory, to: &$1) }
      text.append(literal: ",\"after\":")
      StoredText.append(change.after, to: &text) { append($0, memory, to: &$1) }
      text.append(literal: ",\"dates\":")
      let dates = batch.dates.filter { $0.subscription == change.subscription }
      StoredText.append(dates, to: &text) { date, text in
        text.append(literal: "{\"time\":")
        text.append(integer: date.time)
        append(date.key, memory, to: &text)
        text.append(UInt8(ascii: "}"))
      }
      text.append(UInt8(ascii: ","))
      StoredText.append(change.contentBefore, memory, to: &text)
      text.append(UInt8(ascii: "}"))
    }
    text.append(UInt8(ascii: "}"))
  }

  private static func append(
    _ key: LineKey, _ memory: borrowing BillingMemory, to text: inout LineBuffer
  ) {
    text.append(literal: ",\"plan\":")
    StoredText.append(key.name, memory.symbols, to: &text)
    text.append(literal: ",\"currency\":")
    StoredText.append(key.currency, to: &text)
    text.append(literal: ",\"interval\":\"")
    text.append(key.interval.name)
    text.append(literal: "\",\"interval_count\":")
    text.append(integer: Int64(key.intervalCount))
  }

  private static func append(
    _ line: Line, _ memory: borrowing BillingMemory, to text: inout LineBuffer
  ) {
    text.append(literal: "{\"amount\":")
    text.append(integer: line.amount)
    text.append(literal: ",\"quantity\":")
    text.append(integer: line.quantity)
    // 128 bits: as text.
    text.append(literal: ",\"gross\":[\"")
    text.append("\(line.gross.numerator)")
    text.append(literal: "\",\"")
    text.append("\(line.gross.denominator)")
    text.append(literal: "\"]")
    append(line.key, memory, to: &text)
    text.append(UInt8(ascii: "}"))
  }

  private static func append(
    _ failure: FailedPayment, _ memory: borrowing BillingMemory, to text: inout LineBuffer
  ) {
    text.append(literal: "{\"time\":")
    text.append(integer: failure.time)
    text.append(literal: ",\"name\":")
    StoredText.append(failure.name, memory.symbols, to: &text)
    text.append(literal: ",\"email\":")
    StoredText.append(failure.email, memory.symbols, to: &text)
    text.append(literal: ",\"current_mrr\":")
    text.append(integer: failure.currentMRR)
    text.append(literal: ",\"invoice\":")
    StoredText.append(failure.invoice, memory.symbols, to: &text)
    text.append(literal: ",\"amount\":")
    text.append(integer: failure.amount)
    text.append(literal: ",\"currency\":")
    StoredText.append(failure.currency, to: &text)
    text.append(literal: ",\"reason\":")
    StoredText.append(failure.reason, memory.symbols, to: &text)
    text.append(literal: ",\"attempts\":")
    text.append(integer: failure.attempts)
    text.append(UInt8(ascii: "}"))
  }

  private static func append(
    _ kept: InvoiceHistory.Kept, _ memory: borrowing BillingMemory, to text: inout LineBuffer
  ) {
    text.append(literal: "{\"subscription\":")
    StoredText.append(kept.subscription, memory.symbols, to: &text)
    text.append(literal: ",\"cancellations\":")
    StoredText.append(kept.cancellations, to: &text) { $1.append(integer: $0) }
    text.append(literal: ",\"periods\":")
    StoredText.append(kept.periods, to: &text) { period, text in
      text.append(literal: "{\"invoice\":")
      StoredText.append(period.invoice, memory.symbols, to: &text)
      text.append(literal: ",\"start\":")
      text.append(integer: period.start)
      text.append(literal: ",\"end\":")
      text.append(integer: period.end)
      text.append(literal: ",\"opened_at\":")
      text.append(integer: period.openedAt)
      text.append(literal: ",\"paid_at\":")
      StoredText.append(period.paidAt, to: &text)
      text.append(literal: ",\"void_at\":")
      StoredText.append(period.voidAt, to: &text)
      text.append(literal: ",\"newest\":")
      text.append(integer: period.newest)
      text.append(literal: ",\"digest\":")
      text.append(integer: Int64(bitPattern: period.origin.digest))
      text.append(literal: ",\"items\":")
      StoredText.append(period.items, to: &text) { StoredText.append($0, memory, to: &$1) }
      text.append(UInt8(ascii: "}"))
    }
    text.append(UInt8(ascii: "}"))
  }
}

extension CustomerState.PaymentState {
  /// The word that the ledger keeps.
  var name: String {
    switch self {
    case .none: "none"
    case .succeeded: "succeeded"
    case .failed: "failed"
    }
  }
}
