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
  /// A customer and an invoice, or a customer and a subscription.
  struct Pair: Hashable {
    var customer: Symbol
    var other: Symbol
  }

  /// How far a failed charge may be from the payment it explains, in seconds.
  static let joinReach: Int64 = 600

  /// The invoices that were reported.
  var reported: Set<Pair> = []
  /// The newest payment applied to each customer and subscription.
  var newest: [Pair: (time: Int64, succeeded: Bool)] = [:]
  private var charges: [Symbol: [ChargeRecord]] = [:]
  /// Failures of customers that were never seen paying.
  var unpaid = 0

  /// Keeps a failed charge for the payments it may explain.
  mutating func keep(_ charge: ChargeRecord) {
    charges[charge.customer, default: []].append(charge)
  }

  /// Forgets the charges that are too old to explain anything that is still to come.
  mutating func forgetCharges(before time: Int64) {
    charges = charges.compactMapValues { kept in
      let near = kept.filter { $0.time >= time - Self.joinReach }
      return near.isEmpty ? nil : near
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
    let key = FailedPayments.Pair(customer: payment.customer, other: payment.subscription)
    if let known = failures.newest[key] {
      let isNewer =
        payment.time > known.time
        || (payment.time == known.time && known.succeeded && !payment.succeeded)
      if !isNewer { return .skipped("already seen") }
    }
    failures.newest[key] = (payment.time, payment.succeeded)
    let index = customer(payment.customer)
    applied += 1
    if payment.succeeded {
      customers[Int(index)].payment = .succeeded
      return .applied
    }
    let before = customers[Int(index)].payment
    customers[Int(index)].payment = .failed
    if before == .none { failures.unpaid += 1 }
    let invoice = FailedPayments.Pair(customer: payment.customer, other: payment.invoice)
    guard before == .succeeded, failures.reported.insert(invoice).inserted else {
      return .applied
    }
    let customer = customers[Int(index)]
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
