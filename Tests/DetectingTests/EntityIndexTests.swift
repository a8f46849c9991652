import Billing
import TestSupport
import Testing

@testable import Detecting

@Suite struct EntityIndexTests {
  /// A symbol may be a customer, a subscription, both in either order, or none.
  @Test func knowsWhatWasPutIntoIt() {
    var index = EntityIndex()
    #expect(index.customer(.none) == nil && index.subscription(.none) == nil)
    #expect(index.customer(Symbol(index: 3)) == nil)
    var source = SplitMix64(seed: 3)
    var customers: [Int32: Int32] = [:]
    var subscriptions: [Int32: Int32] = [:]
    for _ in 0..<20_000 {
      let number = Int32.random(in: 0..<40_000, using: &source)
      let place =
        Bool.random(using: &source) ? Int32.random(in: 0...(1 << 30), using: &source) : 0
      if Bool.random(using: &source) {
        customers[number] = place
        index.setCustomer(place, Symbol(index: number))
      } else {
        subscriptions[number] = place
        index.setSubscription(place, Symbol(index: number))
      }
    }
    #expect(Set(customers.keys).intersection(subscriptions.keys).count > 1000)
    for number in -1..<Int32(40_010) {
      let symbol = Symbol(index: number)
      if index.customer(symbol) != customers[number]
        || index.subscription(symbol) != subscriptions[number]
      {
        Issue.record("symbol \(number) is another")
        return
      }
    }
  }
}
