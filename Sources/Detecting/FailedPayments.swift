import Billing
import Command

/// A failed payment that is to be written, with what was so at that moment.
struct FailedPayment {
  var time: Int64
  var customerID: Symbol
  var name: Symbol
  var email: Symbol
  var currentMRR: Int64
  var invoice: Symbol
  var amount: Int64
  var currency: Currency
  var reason: Symbol
  var attempts: Int64
}

/// What payments must be remembered by (rules.md, section 5).
struct FailedPayments {
  /// How far a failed charge may be from the payment it explains, in seconds.
  static let joinReach: Int64 = 600

  private var charges: [Symbol: [ChargeRecord]] = [:]
  /// Whether charges came since the last time they were saved.
  var isUnsaved = false
  /// Failures of customers that were never seen paying.
  var unpaid = 0

  /// Keeps a failed charge for the payments it may explain.
  mutating func keep(_ charge: ChargeRecord) {
    charges[charge.customer, default: []].append(charge)
    isUnsaved = true
  }

  /// Forgets the charges that are too old to explain anything that is still to come.
  mutating func forgetCharges(before time: Int64) {
    charges = charges.compactMapValues { kept in
      let near = kept.filter { $0.time >= time - Self.joinReach }
      return near.isEmpty ? nil : near
    }
  }

  /// The charges that may still explain a payment that comes at `time` or later, in their order.
  func charges(since time: Int64) -> [ChargeRecord] {
    // Before the first record there is no time yet.
    let oldest = time < .min + Self.joinReach ? .min : time - Self.joinReach
    return charges.values.joined().filter { $0.time >= oldest }.sorted {
      ($0.time, $0.digest) < ($1.time, $1.digest)
    }
  }

  /// Why a payment failed, as a charge of the same invoice tells it, or of the same customer,
  /// amount and currency nearest in time; none where none does.
  func reason(of payment: PaymentRecord) -> Symbol {
    guard let candidates = charges[payment.customer] else { return .none }
    var best: ChargeRecord?
    for charge in candidates where !charge.reason.isNone {
      let isSameInvoice = !charge.invoice.isNone && charge.invoice == payment.invoice
      let isAlike =
        charge.amount == payment.amount && charge.currency == payment.currency
        && distance(charge, payment) <= Self.joinReach
        && (charge.invoice.isNone || charge.invoice == payment.invoice)
      guard isSameInvoice || isAlike else { continue }
      guard let known = best else {
        best = charge
        continue
      }
      if comes(charge, before: known, for: payment) { best = charge }
    }
    return best?.reason ?? .none
  }

  /// Whether a charge explains a payment better than another: by its invoice, then by its nearness.
  private func comes(
    _ charge: ChargeRecord, before other: ChargeRecord, for payment: PaymentRecord
  ) -> Bool {
    let isSame = charge.invoice == payment.invoice
    if isSame != (other.invoice == payment.invoice) { return isSame }
    let first = (distance(charge, payment), charge.time, charge.digest)
    let second = (distance(other, payment), other.time, other.digest)
    return first < second
  }

  private func distance(_ charge: ChargeRecord, _ payment: PaymentRecord) -> Int64 {
    Int64(clamping: (charge.time - payment.time).magnitude)
  }
}

extension Engine {
  /// Applies a payment of an invoice.
  mutating func apply(_ payment: PaymentRecord, _ memory: borrowing BillingMemory) -> Outcome {
    if payment.amount <= 0 { return .skipped("payment of nothing") }
    if payment.invoice.isNone { return .skipped("payment without an invoice") }
    let index = customer(payment.customer)
    let mark = PaymentMark(
      subscription: payment.subscription, time: payment.time, succeeded: payment.succeeded)
    if let known = customers.payment(of: Int(index), for: payment.subscription) {
      let isNewer =
        mark.time > known.time
        || (mark.time == known.time && known.succeeded && !mark.succeeded)
      if !isNewer { return .skipped("already seen") }
    }
    customers.note(mark, of: Int(index))
    touch(index)
    applied += 1
    if payment.succeeded {
      customers[packed: Int(index)].payment = .succeeded
      return .applied
    }
    let before = customers[packed: Int(index)].payment
    customers[packed: Int(index)].payment = .failed
    if before == .none { failures.unpaid += 1 }
    guard before == .succeeded, customers.report(payment.invoice, of: Int(index)) else {
      return .applied
    }
    let customer = customers[packed: Int(index)]
    queue.add(
      PayloadQueue.Entry(
        time: payment.time, customer: index,
        payload: .failedPayment(
          FailedPayment(
            time: payment.time, customerID: customer.id, name: customer.name,
            email: customer.email,
            currentMRR: currentMRR(
              of: index, in: payment.currency, at: payment.time, memory),
            invoice: payment.invoice, amount: payment.amount, currency: payment.currency,
            reason: payment.reason.isNone ? failures.reason(of: payment) : payment.reason,
            attempts: max(1, payment.attempts)))))
    return .applied
  }
}
