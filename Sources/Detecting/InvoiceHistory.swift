import Billing
import Command

/// Puts subscriptions together from what invoices bill (rules.md, R23 and R24): a reader in front
/// of the same rules.
struct InvoiceHistory {
  /// One invoice's period of one subscription, all records of the invoice taken together.
  struct Period {
    var invoice: Symbol
    var customer: Symbol
    var items: [Item]
    var start: Int64
    var end: Int64
    /// When the invoice was first told of, first paid, and made void, if it was.
    var openedAt: Int64
    var paidAt: Int64?
    var voidAt: Int64?
    /// The newest record, whose lines count.
    var newest: Int64
    var origin: RecordOrigin
  }

  /// What the ledger keeps of one subscription.
  struct Kept {
    var subscription: Symbol
    var periods: [Period] = []
    var cancellations: [Int64] = []
  }

  /// Something that happens to a subscription at a moment.
  private struct Step {
    var time: Int64
    var status: SubscriptionStatus
    var items: [Item]
    var endedAt: Int64?
    var origin: RecordOrigin
  }

  private let grace: Int64
  private let asOf: Int64
  private var periods: [Symbol: [Period]] = [:]
  private var cancellations: [Symbol: [Int64]] = [:]
  /// When something next happens to a subscription that no further invoice comes for.
  private(set) var nextSteps: [Symbol: Int64] = [:]

  init(grace: Int64, asOf: Int64) {
    self.grace = grace
    self.asOf = asOf
  }

  /// Adds an invoice as it stood at a moment; throws where a price's interval is not known.
  mutating func add(_ invoice: InvoiceRecord, _ memory: borrowing BillingMemory) throws(Rejection) {
    var lines: [InvoiceLine] = []
    for line in invoice.lines {
      if let line = try line.resolved(memory) { lines.append(line) }
    }
    for subscription in Set(lines.map(\.subscription)) {
      let own = lines.filter { $0.subscription == subscription }
      let period = Period(
        invoice: invoice.id, customer: invoice.customer, items: own.map(\.item),
        start: own.map(\.start).min() ?? 0, end: own.map(\.end).max() ?? 0,
        openedAt: invoice.time, paidAt: invoice.status == .paid ? invoice.time : nil,
        voidAt: invoice.status == .void ? invoice.time : nil, newest: invoice.time,
        origin: invoice.origin)
      merge(period, into: subscription)
    }
  }

  /// Adds an explicit cancellation, by its effective date.
  mutating func cancel(_ subscription: Symbol, at time: Int64) {
    cancellations[subscription, default: []].append(time)
  }

  /// Takes over what the ledger kept.
  mutating func restore(_ kept: Kept) {
    for period in kept.periods { merge(period, into: kept.subscription) }
    if !kept.cancellations.isEmpty { cancellations[kept.subscription] = kept.cancellations }
  }

  /// How many periods of a subscription are kept: an invoice may change for a while after it was
  /// made, and a year of monthly ones is more than any system takes.
  private static let keptPeriods = 12

  /// What is to be kept, by the customers of the periods; `unpaid` subscriptions included.
  func kept(_ memory: borrowing BillingMemory) -> [Symbol: [Kept]] {
    var all: [Symbol: [Kept]] = [:]
    for subscription in periods.keys.sorted(by: { memory.symbols.precedes($0, $1) }) {
      guard let periods = periods[subscription], let customer = periods.first?.customer else {
        continue
      }
      let newest = ordered(periods, memory).suffix(Self.keptPeriods)
      let oldest = newest.first?.start ?? .min
      all[customer, default: []].append(
        Kept(
          subscription: subscription, periods: Array(newest),
          cancellations: (cancellations[subscription] ?? []).filter { $0 >= oldest }.sorted()))
    }
    return all
  }

  private func ordered(
    _ periods: [Period], _ memory: borrowing BillingMemory
  ) -> [Period] {
    periods.sorted {
      if $0.start != $1.start { return $0.start < $1.start }
      if $0.openedAt != $1.openedAt { return $0.openedAt < $1.openedAt }
      return memory.symbols.precedes($0.invoice, $1.invoice)
    }
  }

  private mutating func merge(_ period: Period, into subscription: Symbol) {
    guard
      let index = periods[subscription]?.firstIndex(where: { $0.invoice == period.invoice })
    else {
      periods[subscription, default: []].append(period)
      return
    }
    guard var known = periods[subscription]?[index] else { return }
    let isNewer =
      (period.newest, period.origin.digest) > (known.newest, known.origin.digest)
    if isNewer {
      known.items = period.items
      known.start = period.start
      known.end = period.end
      known.newest = period.newest
      known.origin = period.origin
    }
    known.openedAt = min(known.openedAt, period.openedAt)
    known.paidAt = Self.earlier(known.paidAt, period.paidAt)
    known.voidAt = Self.earlier(known.voidAt, period.voidAt)
    periods[subscription]?[index] = known
  }

  private static func earlier(_ first: Int64?, _ second: Int64?) -> Int64? {
    guard let first, let second else { return first ?? second }
    return min(first, second)
  }

  /// The records of all subscriptions, up to the moment of the export.
  mutating func records(_ memory: inout BillingMemory) -> [SubscriptionRecord] {
    var records: [SubscriptionRecord] = []
    let moment = asOf
    let subscriptions = periods.keys.sorted { memory.symbols.precedes($0, $1) }
    for subscription in subscriptions {
      guard let periods = periods[subscription], let customer = periods.first?.customer else {
        continue
      }
      let steps = steps(
        of: ordered(periods, memory),
        cancellations: (cancellations[subscription] ?? []).sorted())
      nextSteps[subscription] = steps.map(\.time).filter { $0 > moment }.min()
      for step in steps where step.time <= asOf {
        var content = ContentBuilder.content(of: step.items, &memory)
        content.status = step.status
        content.digest ^= UInt64(step.status.rawValue) << 8
        records.append(
          SubscriptionRecord(
            time: step.time, subscription: subscription, customer: customer, content: content,
            endedAt: step.endedAt, origin: step.origin))
      }
    }
    return records
  }

  /// What happens to one subscription whose periods are in the order of their starts.
  private func steps(of periods: [Period], cancellations: [Int64]) -> [Step] {
    var steps: [Step] = []
    /// The end of what is billed without a gap, and since when; nil while nothing runs.
    var running: (end: Int64, since: Int64, last: Period)?
    var lapseNotBefore = Int64.min

    func stop(before start: Int64) {
      guard let current = running else { return }
      let lapse = max(current.end + grace, lapseNotBefore)
      let cancelled = cancellations.first { $0 >= current.since && $0 <= lapse && $0 < start }
      if let cancelled {
        steps.append(ended(current.last, at: cancelled, dated: cancelled))
      } else if start > current.end + grace {
        steps.append(ended(current.last, at: lapse, dated: current.end))
      } else {
        return
      }
      running = nil
    }

    for period in periods {
      stop(before: period.start)
      let known = max(period.start, period.openedAt)
      let paid = period.paidAt.map { max($0, period.start) }
      guard var current = running else {
        // The first period, or the first after an end, counts once it is paid.
        guard let paid, period.voidAt == nil else { continue }
        steps.append(active(period, at: paid))
        running = (period.end, paid, period)
        lapseNotBefore = .min
        continue
      }
      if known < paid ?? .max {
        steps.append(
          Step(
            time: known, status: .pastDue, items: current.last.items, endedAt: nil,
            origin: period.origin))
      }
      if let voidAt = period.voidAt, paid == nil {
        lapseNotBefore = max(lapseNotBefore, voidAt)
        continue
      }
      current.end = max(current.end, period.end)
      if let paid {
        steps.append(active(period, at: paid))
        current.last = period
        current.since = max(current.since, paid)
      }
      running = current
    }
    stop(before: .max)
    return withoutLatecomers(steps)
  }

  /// An old period that is paid after a later one began changes nothing any more.
  private func withoutLatecomers(_ steps: [Step]) -> [Step] {
    var newest = Int64.min
    return steps.filter { step in
      if step.time < newest && step.status == .active { return false }
      newest = max(newest, step.time)
      return true
    }
  }

  private func active(_ period: Period, at time: Int64) -> Step {
    Step(
      time: time, status: .active, items: period.items, endedAt: nil, origin: period.origin)
  }

  private func ended(_ period: Period, at time: Int64, dated date: Int64) -> Step {
    Step(
      time: time, status: .canceled, items: period.items, endedAt: date, origin: period.origin)
  }
}
