/// What the rules say of a history, done once more and naively: sections 1 to 5 over the snapshots.
struct Reference {
  /// A line of a subscription.
  struct Key: Hashable {
    var sub: String
    var plan: String
    var interval: String
    var currency: String
  }

  /// Everything that is expected of a notification line.
  struct Expected: Equatable, CustomStringConvertible {
    var at: Int
    var customer: String
    var event: String
    var text: String
    /// Compared only where the rules are plain about it here.
    var wording: String?
    /// The customer's name and e-mail, where they did not change while the batch was open.
    var who: String?

    var description: String {
      "\(customer) at \(Instant(seconds: at).rfc3339) \(event): \(text) (\(wording ?? "any words")) \(who ?? "anyone")"
    }
  }

  private let history: History
  private let dialect: History.Dialect
  private let window: Int
  private let reckoning: Reckoning
  private let zone: Zone

  private(set) var expected: [Expected] = []

  private var lines: [Key: Int] = [:]
  private var before: [Key: Int] = [:]
  private var openedAt: Instant?
  private var changedAt: [Key: Instant] = [:]
  private var hadMRR = false
  /// The effective end of each subscription with one, and when it was first set.
  private var ends: [String: (end: Instant, setAt: Instant)] = [:]
  private var writtenEnds: [String: Instant] = [:]
  private var lastPayment: String?
  private var reportedInvoices: Set<String> = []
  private var met: Set<String> = []
  private var passed: Set<Int> = []
  private var wording = ReferenceWording(before: [:], after: [:])

  init(
    _ history: History, _ dialect: History.Dialect, window: Int, zone: Zone = .utc
  ) {
    self.zone = zone
    self.history = history
    self.dialect = dialect
    self.window = window
    reckoning = Reckoning(history)
    for moment in reckoning.moments {
      closeIfDue(moment)
      // One record after the other, as what is undone within a second opens a batch too.
      let now = history.steps.indices.filter { history.steps[$0].at == moment }
      for index in now.sorted(by: { (rank($0), $0) < (rank($1), $1) }) {
        meet(history.steps[index])
        passed.insert(index)
        apply(moment)
      }
      apply(moment)
      pay(moment)
    }
    close(HistoryGenerator.end)
  }

  private func rank(_ index: Int) -> Int { history.steps[index].rank }

  /// The subscriptions as the records passed so far leave them.
  private var subscriptions: [Sub] {
    var last: [String: Sub] = [:]
    for (index, step) in history.steps.enumerated() where passed.contains(index) {
      if case .sub(_, let sub, _) = step { last[sub.id] = sub }
    }
    return Array(last.values)
  }

  private var isGoneAt: Instant? {
    for case .gone(let at) in history.steps { return at }
    return nil
  }

  private mutating func closeIfDue(_ moment: Instant) {
    if let openedAt, moment.seconds >= openedAt.seconds + max(window, 1) { close(moment + -1) }
  }

  /// The opening balance of a subscription that is first met now.
  private mutating func meet(_ step: History.Step) {
    if case .sub(let at, let sub, let was) = step, met.insert(sub.id).inserted {
      guard let was else { return }
      let old = Reckoning.putBack(sub, was, at, dialect)
      let values = keyed(old, Reckoning.lines(of: old, at: at, reckoning.customerDiscount(at: at)))
      lines.merge(values) { $1 }
      if openedAt != nil {
        before.merge(values) { $1 }
        wording.before.merge(ReferenceWording.infos(of: old)) { $1 }
      } else {
        wording.after.merge(ReferenceWording.infos(of: old)) { $1 }
      }
      if let end = effectiveEnd(old) {
        ends[sub.id] = (end, at)
        writtenEnds[sub.id] = end
      }
      guard !values.isEmpty else { return }
      hadMRR = true
      if lastPayment == nil { lastPayment = old.status == "past_due" ? "failed" : "ok" }
    }
  }

  private func keyed(_ sub: Sub, _ values: [NaiveArithmetic.Value]) -> [Key: Int] {
    var result: [Key: Int] = [:]
    for value in values {
      result[
        Key(sub: sub.id, plan: value.plan, interval: value.interval, currency: sub.currency)] =
        value.mrr
    }
    return result
  }

  private func effectiveEnd(_ sub: Sub) -> Instant? {
    if let at = sub.cancelAt { return at }
    return sub.cancelAtPeriodEnd ? sub.periodEnd : nil
  }

  private mutating func apply(_ moment: Instant) {
    var now: [Key: Int] = [:]
    var infos: [Key: ReferenceWording.Info] = [:]
    var endsNow: [String: (end: Instant, setAt: Instant)] = [:]
    let isGone = isGoneAt.map { $0 <= moment } ?? false
    for sub in isGone ? [] : subscriptions {
      let own = reckoning.customerDiscount(at: moment)
      now.merge(keyed(sub, Reckoning.lines(of: sub, at: moment, own))) { $1 }
      infos.merge(ReferenceWording.infos(of: sub)) { $1 }
      guard sub.status != "canceled", let end = effectiveEnd(sub) else { continue }
      let known = ends[sub.id]
      endsNow[sub.id] = known?.end == end ? known : (end, moment)
    }
    let changed = Set(lines.keys).union(now.keys).filter { lines[$0] != now[$0] }
    let paying = Set(lines.keys.map(\.sub)).union(now.keys.map(\.sub))
    let moved = Set(ends.keys).union(endsNow.keys).filter {
      paying.contains($0) && ends[$0]?.end != endsNow[$0]?.end
    }
    if openedAt == nil, !changed.isEmpty || !moved.isEmpty {
      openedAt = moment
      before = lines
      wording.before = wording.after
    }
    wording.after = infos
    for key in changed { changedAt[key] = moment }
    lines = now
    ends = endsNow
  }

  private mutating func pay(_ moment: Instant) {
    let attempts = history.steps.compactMap { step -> History.Payment? in
      guard case .payment(moment, let payment) = step, payment.amount > 0 else { return nil }
      return payment
    }
    if attempts.contains(where: { $0.failure == nil }) { lastPayment = "ok" }
    for payment in attempts {
      guard let failure = payment.failure else { continue }
      defer { lastPayment = "failed" }
      guard lastPayment == "ok", reportedInvoices.insert(payment.invoice).inserted else { continue }
      let mrr = lines.filter { $0.key.currency == payment.currency }.values.reduce(0, +)
      expected.append(
        Expected(
          at: moment.seconds, customer: history.customer, event: "failed_payment",
          text: "past_due \(mrr) \(payment.currency) \(payment.invoice) \(payment.amount)"
            + " \(failure) \(payment.attempt) \(zone.date(moment))"))
    }
  }

  private mutating func close(_ moment: Instant) {
    defer {
      openedAt = nil
      hadMRR = hadMRR || !lines.isEmpty
      // What was undone or is over may be written again.
      for sub in writtenEnds.keys where ends[sub] == nil { writtenEnds[sub] = nil }
    }
    guard let openedAt else { return }
    movements(openedAt, status(moment))
    scheduled(openedAt, status(moment))
  }

  private mutating func movements(_ openedAt: Instant, _ status: String) {
    var differences: [Key: Int] = [:]
    for key in Set(before.keys).union(lines.keys) where before[key] != lines[key] {
      differences[key] = (lines[key] ?? 0) - (before[key] ?? 0)
    }
    for (group, members) in Dictionary(
      grouping: differences.keys, by: { "\($0.sub) \($0.currency)" })
    where members.reduce(0, { $0 + (differences[$1] ?? 0) }) == 0 {
      for key in differences.keys where "\(key.sub) \(key.currency)" == group {
        differences[key] = nil
      }
    }
    for (key, change) in differences.sorted(by: { Self.order($0) < Self.order($1) }) {
      let type =
        before.isEmpty
        ? (hadMRR ? "reactivation" : "new")
        : lines.isEmpty ? "churn" : change > 0 ? "expansion" : "contraction"
      expected.append(
        Expected(
          at: openedAt.seconds, customer: history.customer, event: "mrr_movement",
          text:
            "\(status) \(type) \(change) \(key.currency) \(changedAt[key].map(zone.date) ?? "?")"
            + " \(key.plan) \(key.sub)",
          wording: wording.text(key, type: type), who: who(openedAt)))
    }
  }

  /// Negative first, then by subscription, plan, interval, count, currency.
  private static func order(_ entry: (key: Key, value: Int)) -> (Int, String, String, String) {
    let parts = entry.key.interval.split(separator: "/")
    let count = "\(1_000_000 + (Int(parts[1]) ?? 0))"
    return (
      entry.value > 0 ? 1 : 0, entry.key.sub, entry.key.plan, "\(parts[0]) \(count)"
    )
  }

  private mutating func scheduled(_ openedAt: Instant, _ status: String) {
    var rows: [(Key, Int, Instant)] = []
    for (sub, found) in ends {
      let own = lines.filter { $0.key.sub == sub }
      guard !own.isEmpty, found.end > found.setAt, writtenEnds[sub] != found.end else { continue }
      writtenEnds[sub] = found.end
      rows += own.map { ($0.key, -$0.value, found.end) }
    }
    for (key, change, end) in rows.sorted(by: {
      Self.order(($0.0, $0.1)) < Self.order(($1.0, $1.1))
    }) {
      let remains = lines.keys.contains { other in
        other.sub != key.sub && (ends[other.sub].map { zone.date($0.end) > zone.date(end) } ?? true)
      }
      expected.append(
        Expected(
          at: openedAt.seconds, customer: history.customer, event: "scheduled_cancellation",
          text: "\(status) \(remains ? "contraction" : "churn") \(change) \(key.currency)"
            + " \(zone.date(end)) \(key.plan) \(key.sub)",
          wording: wording.text(key, type: "", isScheduled: true), who: who(openedAt)))
    }
  }

  private func who(_ openedAt: Instant) -> String? {
    var who = "- -"
    // A customer's last event, too, has a name or none.
    if let isGoneAt, isGoneAt.seconds < openedAt.seconds + max(window, 1) { return nil }
    for case .name(let at, let name, let email) in history.steps {
      if at >= openedAt, at.seconds < openedAt.seconds + max(window, 1) { return nil }
      if at < openedAt { who = "\(name) \(email)" }
    }
    return who
  }

  private func status(_ moment: Instant) -> String {
    if let isGoneAt, isGoneAt <= moment { return "canceled" }
    let all = Set(subscriptions.map(\.status))
    return ["past_due", "active", "trialing"].first { all.contains($0) } ?? "canceled"
  }
}

extension Reference.Expected {
  /// What a notification line says, in the same words.
  init(_ notice: Notice) {
    at = notice.openingSeconds ?? 0
    customer = notice.customer.id
    event = notice.event
    text = notice.customer.status
    who = "\(notice.customer.name ?? "-") \(notice.customer.email ?? "-")"
    if let payment = notice.payment {
      text +=
        " \(notice.customer.current_mrr ?? -1) \(payment.currency) \(payment.invoice_id)"
        + " \(payment.amount) \(payment.failure_reason) \(payment.attempt_count) \(payment.date)"
    }
    if let movement = notice.movements?.first {
      text +=
        " \(movement.type) \(movement.mrr_change) \(movement.currency) \(movement.date)"
        + " \(movement.plan_name) \(movement.subscription_id)"
      wording = movement.description
    }
  }

  func agrees(with other: Self) -> Bool {
    at == other.at && customer == other.customer && event == other.event && text == other.text
      && (wording == nil || other.wording == nil || wording == other.wording)
      && (who == nil || other.who == nil || who == other.who)
  }
}
