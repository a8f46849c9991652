// The plans of the numbered cases.
let pro = Item("Pro", 4900)
let biz = Item("Biz", 9900)
let plus = Item("Plus", 4900)
let gratis = Item("Free", 0)
let seats = Item("Seats", 1000, quantity: 3, id: "si_2")

extension RuleCase {
  /// Every row of every table.
  static let all: [RuleCase] =
    intervals + changes + several + statuses + discounts + cancellations + times + openings
    + payments + ledger + invoiceBasis + filtering + grouping
    + ledgerRows + invoiceRows + reading + values + movements + failures
}

/// What a new subscription gives, as a native record and as Stripe's event.
func lone(_ name: String, _ items: Item..., gives: String...) -> [RuleCase] {
  var sub = Sub()
  sub.items = items
  return [
    RuleCase(name, steps: .init("mrr-detect", [native("03-15", sub)], gives)),
    RuleCase(
      name.hasSuffix(")") ? String(name.dropLast()) + ", Stripe)" : "\(name) (Stripe)",
      steps: .init("mrr-detect", [created("03-15", sub)], gives)),
  ]
}
