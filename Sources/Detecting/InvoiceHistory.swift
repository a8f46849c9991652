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
      let newest = Self.newest(of: ordered(periods, memory))
      let oldest = newest.first?.start ?? .min
      all[customer, default: []].append(
        Kept(
          subscription: subscription, periods: Array(newest),
          cancellations: (cancellations[subscription] ?? []).filter { $0 >= oldest }.sorted()))
    }
    return all
  }

  /// The newest periods, with as many before them as lead back to one that was paid: only such a
  /// one begins a subscription.
  private static func newest(of periods: [Period]) -> ArraySlice<Period> {
    var start = max(0, periods.count - keptPeriods)
    while start > 0, periods[start].paidAt == nil || periods[start].voidAt != nil { start -= 1 }
    return periods[start...]
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
    var running: Chain?

    func stop(before start: Int64) {
      guard let chain = running else { return }
      let lapse = max(chain.end + grace, chain.lapseNotBefore)
      let cancelled = cancellations.first { $0 >= chain.since && $0 <= lapse && $0 < start }
      if let cancelled {
        steps += chain.steps(endingAt: cancelled, dated: cancelled)
      } else if start > chain.end + grace {
        steps += chain.steps(endingAt: lapse, dated: chain.end)
      } else {
        return
      }
      running = nil
    }

    for (index, period) in periods.enumerated() {
      stop(before: period.start)
      // What was not paid before a later one was changes nothing by then.
      let overtaken = periods[(index + 1)...].lazy.filter { $0.start > period.start }
        .compactMap(\.countsFrom).min()
      let paid = period.countsFrom.flatMap { $0 < overtaken ?? .max ? $0 : nil }
      let voidAt = period.voidAt.flatMap { $0 < overtaken ?? .max ? $0 : nil }
      guard var chain = running else {
        // The first period, or the first after an end, counts once it is paid.
        if let paid, period.voidAt == nil {
          running = Chain(from: paid, with: period)
        }
        continue
      }
      chain.parts.append(
        Chain.Part(
          period: period, knownAt: max(period.start, period.openedAt), paidAt: paid))
      // A period that all has lapsed with by then is not taken away any more.
      var reach = max(chain.end, period.end)
      for later in periods[(index + 1)...] where later.start <= reach + grace {
        reach = max(reach, later.end)
      }
      if let voidAt, period.paidAt == nil, voidAt <= reach + grace {
        chain.lapseNotBefore = max(chain.lapseNotBefore, voidAt)
      } else {
        chain.end = max(chain.end, period.end)
        chain.since = max(chain.since, period.start)
      }
      running = chain
    }
    stop(before: .max)
    return steps
  }

  /// Periods that follow each other without a gap.
  private struct Chain {
    struct Part {
      var period: Period
      /// When it was told of, where it was not the first, and when it was paid, if that counts.
      var knownAt: Int64?
      var paidAt: Int64?
    }

    /// When its first period was paid.
    var first: Int64
    /// The end of what is billed, and what a cancellation must not lie before.
    var end: Int64
    var since: Int64
    var lapseNotBefore = Int64.min
    var parts: [Part]

    init(from first: Int64, with period: Period) {
      self.first = first
      end = period.end
      since = first
      parts = [Part(period: period, knownAt: nil, paidAt: first)]
    }

    /// What happens until it ends: nothing before its first payment, and nothing after its end,
    /// whatever is paid then.
    func steps(endingAt end: Int64, dated date: Int64) -> [Step] {
      let end = max(end, first)
      var steps: [Step] = []
      for part in parts {
        if let known = part.knownAt, known > first, known < part.paidAt ?? .max, known <= end {
          steps.append(step(part, at: known, .pastDue, items(at: known)))
        }
        if let paid = part.paidAt, paid <= end {
          steps.append(step(part, at: paid, .active, part.period.items))
        }
      }
      guard let last = parts.last(where: { $0.paidAt.map { $0 <= end } ?? false }) else {
        return steps
      }
      steps.append(
        Step(
          time: end, status: .canceled, items: last.period.items, endedAt: date,
          origin: last.period.origin))
      return steps
    }

    /// What was paid for by then.
    private func items(at time: Int64) -> [Item] {
      let paid = parts.last { $0.paidAt.map { $0 <= time } ?? false }
      return (paid ?? parts[0]).period.items
    }

    private func step(
      _ part: Part, at time: Int64, _ status: SubscriptionStatus, _ items: [Item]
    ) -> Step {
      Step(time: time, status: status, items: items, endedAt: nil, origin: part.period.origin)
    }
  }
}

extension InvoiceHistory.Period {
  /// When it was paid, at the earliest when it began; nil where it was not.
  fileprivate var countsFrom: Int64? { paidAt.map { max($0, start) } }
}
