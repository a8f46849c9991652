import Billing
import Command

extension Engine {
  /// Applies what a record says of a customer at `time` (its own, or what the caller dates it by).
  mutating func apply(
    _ record: CustomerRecord, at time: Int64, _ memory: borrowing BillingMemory
  ) throws(Rejection) -> Outcome {
    let index = customer(record.customer)
    var isNews = false
    if let slice = record.discounts, time >= customers[Int(index)].discountedAt {
      try setDiscounts(slice, of: index, at: time, origin: record.origin, memory)
      customers[Int(index)].discountedAt = time
      isNews = true
    }
    var customer = customers[Int(index)]
    if time >= customer.namedAt {
      if case .given(let name) = record.name { customer.name = name }
      if case .given(let email) = record.email { customer.email = email }
      customer.namedAt = time
      customers[Int(index)] = customer
      if time > .min { namedByExport.remove(index) }
      isNews = true
    }
    touch(index)
    if record.isDeleted {
      endAll(of: index, at: time, origin: record.origin, memory)
      isNews = true
    }
    if isNews && !record.isEmbedded { applied += 1 }
    return isNews ? .applied : .skipped("already seen")
  }

  /// Gives a customer other discounts: all of its subscriptions may change by it.
  private mutating func setDiscounts(
    _ slice: PoolSlice, of index: Int32, at time: Int64, origin: RecordOrigin,
    _ memory: borrowing BillingMemory
  ) throws(Rejection) {
    // A discount that is described nowhere refuses the record before it changes anything.
    _ = try Discounts.counting(slice, at: time, memory)
    let old = customers.discounts(of: Int(index))
    var transitions: [Transition] = []
    var subscription = customers[packed: Int(index)].firstSubscription
    while subscription >= 0 {
      let state = subscriptions[Int(subscription)]
      // What ended since a late record's time is not to come again.
      let moment = max(time, state.settledAt)
      let before = try lines(of: state.content, with: old, at: moment, memory)
      let after = try lines(of: state.content, with: slice, at: moment, memory)
      transitions.append(
        Transition(
          subscription: subscription, before: before, after: after, content: state.content,
          time: time, date: time, origin: origin))
      subscription = state.next
    }
    customers[Int(index)].discounts = slice
    for transition in transitions {
      note(transition, endChanged: false)
      let subscription = Int(transition.subscription)
      let moment = max(time, subscriptions[subscription].settledAt)
      subscriptions[subscription].settledAt = moment
      schedule(transition.subscription, after: moment, memory)
    }
  }

  /// The customer's status for the payload (rules.md, R15).
  func status(of customer: Int32) -> SubscriptionStatus {
    var status = SubscriptionStatus.canceled
    var index = customers[packed: Int(customer)].firstSubscription
    while index >= 0 {
      let state = subscriptions[packed: Int(index)]
      switch state.status {
      case .pastDue: return .pastDue
      case .active: status = .active
      case .trialing: if status != .active { status = .trialing }
      default: break
      }
      index = state.next
    }
    return status
  }

  /// The customer's MRR in one currency at a moment.
  func currentMRR(
    of customer: Int32, in currency: Currency, at time: Int64, _ memory: borrowing BillingMemory
  ) -> Int64 {
    var sum: Int64 = 0
    var index = customers[packed: Int(customer)].firstSubscription
    while index >= 0 {
      let state = subscriptions[Int(index)]
      let lines =
        (try? lines(
          of: state.content, with: customers.discounts(of: Int(customer)), at: time,
          memory)) ?? .none
      for line in lines where line.key.currency == currency {
        // Each fits; what they make together is told to nobody but by a failed payment.
        let (total, overflowed) = sum.addingReportingOverflow(line.amount)
        sum = overflowed ? .max : total
      }
      index = state.next
    }
    return sum
  }
}
