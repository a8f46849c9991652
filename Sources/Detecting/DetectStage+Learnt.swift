import Billing
import Command
import Notifications

extension DetectStage {
  /// What a new ledger learnt, in one sentence, to be held against what a person knows:
  /// `4,210 customers, 3,977 paying, MRR usd 412,300.00, as of 2026-11-23`.
  var learnt: String {
    var customers = 0
    var paying = 0
    var mrr = Sums()
    for place in engine.customers.indices {
      let customer = engine.customers[place]
      var index = customer.firstSubscription
      if index >= 0 { customers += 1 }
      var isPaying = false
      while index >= 0 {
        isPaying = isPaying || engine.subscriptions[packed: Int(index)].hasMRR
        index = engine.subscriptions[packed: Int(index)].next
      }
      if isPaying { paying += 1 }
      for money in customer.booked { mrr.add(money.amount, money.currency) }
    }
    let sorted = mrr.sorted { ($1.amount, $0.currency) < ($0.amount, $1.currency) }
    let sums = sorted.map { "\($0.currency.string) \(Self.units($0))" }.joined(separator: ", ")
    let end = asOf.map { ", as of \(engine.payloads.zone.date(of: $0).text)" } ?? ""
    if customers == 0 { return "0 customers: the next run will take every customer as new" }
    return "\(Self.grouped(customers)) customer\(customers == 1 ? "" : "s"),"
      + " \(Self.grouped(paying)) paying, \(sums.isEmpty ? "no MRR" : "MRR \(sums)")\(end)"
  }

  /// An amount in whole units, with the digits of its minor units: `412,300.00`.
  private static func units(_ money: Money) -> String {
    let exponent = MinorUnit.exponent(of: money.currency.string)
    let padded = String(money.amount)
    let digits = String(repeating: "0", count: max(0, exponent + 1 - padded.count)) + padded
    let whole = grouped(Int(digits.dropLast(exponent)) ?? 0)
    return exponent == 0 ? whole : "\(whole).\(digits.suffix(exponent))"
  }

  /// A number with a comma between each three digits.
  private static func grouped(_ number: Int) -> String {
    var text = ""
    for (place, digit) in String(number).reversed().enumerated() {
      if place > 0 && place % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }
}
