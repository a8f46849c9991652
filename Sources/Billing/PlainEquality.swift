// Written out: the equality that Swift makes is called through a table from other modules, which costs
// more than all the comparing.

extension Symbol {
  @inline(__always)
  package static func == (first: Symbol, second: Symbol) -> Bool { first.index == second.index }
}

extension Currency {
  @inline(__always)
  package static func == (first: Currency, second: Currency) -> Bool { first.code == second.code }
}

extension BillingInterval {
  @inline(__always)
  package static func == (first: BillingInterval, second: BillingInterval) -> Bool {
    first.rawValue == second.rawValue
  }
}

extension SubscriptionRecord.Kind {
  @inline(__always)
  package static func == (
    first: SubscriptionRecord.Kind, second: SubscriptionRecord.Kind
  ) -> Bool { first.rawValue == second.rawValue }
}
