import Billing
import Command

/// What became of a record that was handed to the engine.
enum Outcome {
  case applied
  /// Skipped, under this reason.
  case skipped(String)
}

extension Engine {
  /// Applies one snapshot of a subscription; everything before its time has happened.
  ///
  /// Throws where the record is refused; its subscription is then as it was.
  mutating func apply(
    _ record: SubscriptionRecord, _ memory: borrowing BillingMemory
  ) throws(Rejection) -> Outcome {
    // Neither closures nor calls that borrow the engine beside a part of it: both copy all of it.
    let index: Int32
    let customer: Int32
    var state: SubscriptionState
    // First everything that may be refused, then the changes.
    let before: Lines
    let after: Lines
    // A late record of a time before a discount ended counts as of now: that end was written.
    var moment = record.time
    if let known = entities.subscription(record.subscription) {
      index = known
      state = subscriptions[Int(known)]
      // It stays its first customer's, whoever a later record names.
      customer = state.customer
      if let reason = staleness(of: record, state) { return .skipped(reason) }
      moment = max(moment, state.settledAt)
      let discounts = customers.discounts(of: Int(customer))
      before = try MonthlyValue.lines(
        of: state.content, customerDiscounts: discounts, at: moment, explains: explains, memory)
      after = try lines(of: record.content, with: discounts, at: moment, memory)
    } else {
      index = Int32(subscriptions.count)
      customer = self.customer(record.customer)
      let discounts = customers.discounts(of: Int(customer))
      let opening = try OpeningBalance.content(before: record, window: window)
      if let opening {
        before = try lines(of: opening, with: discounts, at: record.time, memory)
      } else {
        before = .none
      }
      after = try lines(of: record.content, with: discounts, at: moment, memory)
      state = open(record, opening, before, customer)
    }
    let old = state.content
    state.content = record.content
    state.time = record.time
    state.rank = record.rank
    state.settledAt = moment
    let hasEnded = record.content.status.isEnded
    let end = hasEnded ? nil : record.content.effectiveEnd
    let endChanged = !hasEnded && end != old.effectiveEnd
    if endChanged { state.endSetAt = end == nil ? nil : record.time }
    if hasEnded || (end == nil && !after.haveMRR) { state.writtenEnd = nil }
    if Int(index) == subscriptions.count {
      subscriptions.append(state)
    } else {
      subscriptions[Int(index)] = state
    }
    note(
      Transition(
        subscription: index, before: before, after: after, content: old,
        time: record.time, date: date(of: record), origin: record.origin),
      endChanged: endChanged && after.haveMRR)
    schedule(index, after: moment, memory)
    applied += 1
    return .applied
  }

  /// Ends all subscriptions of a customer that is gone; one that a newer record tells of is not
  /// among them.
  mutating func endAll(
    of customer: Int32, at time: Int64, origin: RecordOrigin,
    _ memory: borrowing BillingMemory
  ) {
    var index = customers[packed: Int(customer)].firstSubscription
    while index >= 0 {
      let state = subscriptions[Int(index)]
      if !state.content.status.isEnded && state.time <= time {
        let before =
          (try? lines(
            of: state.content, with: customers.discounts(of: Int(customer)),
            at: max(time, state.settledAt), memory)) ?? .none
        subscriptions[Int(index)].content.status = .canceled
        subscriptions[Int(index)].time = time
        subscriptions[Int(index)].settledAt = max(time, state.settledAt)
        subscriptions[Int(index)].rank = .ended
        subscriptions[Int(index)].writtenEnd = nil
        note(
          Transition(
            subscription: index, before: before, after: .none, content: state.content, time: time,
            date: time, origin: origin),
          endChanged: false)
      }
      index = state.next
    }
  }

  /// Why a record is not applied; nil when it is news.
  private func staleness(
    of record: SubscriptionRecord, _ state: SubscriptionState
  ) -> String? {
    if record.time > state.time { return nil }
    if record.time < state.time {
      return record.time < clock ? Self.late : "already seen"
    }
    if record.rank.rawValue < state.rank.rawValue { return "already seen" }
    let isSame =
      record.content.digest == state.content.digest
      && record.content.status == state.content.status
    return isSame ? "already seen" : nil
  }

  /// Enters a subscription with what it was before its first record; gives its state, which is to be
  /// the next of all.
  private mutating func open(
    _ record: SubscriptionRecord, _ opening: SubscriptionContent?, _ lines: Lines,
    _ customer: Int32
  ) -> SubscriptionState {
    let index = Int32(subscriptions.count)
    var nothing = record.content
    nothing.status = .incomplete
    nothing.removeItems()
    nothing.effectiveEnd = nil
    nothing.digest = 0
    var state = SubscriptionState(
      id: record.subscription, customer: customer,
      next: customers[packed: Int(customer)].firstSubscription, content: opening ?? nothing,
      time: record.time, rank: record.rank, settledAt: record.time,
      since: record.start ?? record.time)
    customers[packed: Int(customer)].firstSubscription = index
    entities.setSubscription(index, record.subscription)
    if let opening {
      opened += 1
      state.writtenEnd = opening.effectiveEnd
      state.endSetAt = opening.effectiveEnd == nil ? nil : record.time
      state.hasMRR = lines.haveMRR
      customers.book(lines, of: Int(customer))
      if lines.haveMRR {
        customers[packed: Int(customer)].everHadMRR = true
        if customers[packed: Int(customer)].payment == .none {
          customers[packed: Int(customer)].payment =
            opening.status == .pastDue ? .failed : .succeeded
        }
      }
    }
    return state
  }

  /// The moment a record's movements are dated by (rules.md, R12).
  private func date(of record: SubscriptionRecord) -> Int64 {
    guard record.content.status.isEnded else { return record.time }
    if let endedAt = record.endedAt { return endedAt }
    if let end = record.periodEnd, end <= record.time { return end }
    return record.time
  }
}
