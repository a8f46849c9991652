import Billing

extension Engine {
  /// Leaves behind what no subscription, customer or open batch refers to any more.
  ///
  /// A record that is about to be applied must not refer to the pool yet.
  mutating func compact(_ memory: inout BillingMemory) {
    let older = memory.renewPool()
    for index in subscriptions.indices { memory.keep(&subscriptions[index].content, from: older) }
    for index in customers.indices where customers.discounts(of: index).count > 0 {
      customers[index].discounts = memory.pool.adopt(
        customers.discounts(of: index), from: older.pool)
    }
    for index in batches.indices {
      for change in batches[index].changes.indices {
        memory.keep(&batches[index].changes[change].contentBefore, from: older)
      }
    }
  }
}
