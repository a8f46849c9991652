import Billing
import Command
import JSONText

// Whole inputs: all of it is read, put in order, then applied.
extension DetectStage {
  /// Keeps one of the records of a line; it is looked at where it stands, for its size.
  mutating func keep(
    _ records: Span<BillingRecord>, _ index: Int, _ bytes: Span<UInt8>, _ line: Range<Int>,
    at place: Place, into output: inout Output
  ) {
    if let (time, asOf) = future(records, index) {
      // What stands inside a subscription's record is refused with it.
      if case .customer(let record) = records[index], record.isEmbedded { return }
      output.reject(
        LateRejection(
          Rejection(
            "is dated \(Timestamp(seconds: time).text), after the export was taken (--as-of"
              + " \(Timestamp(seconds: asOf).text))"), at: place, text: copy(bytes, line)))
      return
    }
    switch records[index] {
    case .subscription(let record):
      if settings.keepsRejects && (record.needsDescriptions || record.mayNotBePutBack) {
        store.texts[Int32(store.subscriptions.count)] = copy(bytes, line)
      }
      store.add(record)
    case .customer(var record):
      // What invoices bill has its discounts taken off.
      if settings.readsInvoices { record.discounts = nil }
      store.add(record)
    case .invoice(let invoice):
      if settings.keepsRejects && invoice.lines.contains(where: { !$0.price.isNone }) {
        store.invoiceTexts[Int32(store.invoices.count)] = copy(bytes, line)
      }
      store.invoices.append(invoice)
    case .payment(let record): store.add(record)
    case .charge(let charge):
      store.charges.append(charge)
      describes += 1
    case .description: describes += 1
    case .skipped(let reason): output.skip(reason)
    case .refused(let rejection, let range):
      output.reject(LateRejection(rejection, at: place, text: copy(bytes, range)))
    }
  }

  /// The time of a record that lies more than a day behind the moment the export was taken, and that
  /// moment; nil for all others.
  ///
  /// What is to come has not happened: an end in the future is `cancel_at`, and a ledger would take
  /// it for said that everything until then has happened. A day is for clocks and zones that differ.
  private func future(
    _ records: Span<BillingRecord>, _ index: Int
  ) -> (time: Int64, asOf: Int64)? {
    guard case .at(let asOf) = settings.asOf else { return nil }
    let time: Int64?
    switch records[index] {
    case .subscription(let record): time = record.kind == .bare ? nil : record.time
    case .customer(let record): time = record.time
    case .payment(let record): time = record.time
    case .invoice(let record): time = record.time
    case .charge, .description, .skipped, .refused: time = nil
    }
    guard let time, time > asOf.addingReportingOverflow(86_400).partialValue else { return nil }
    return (time, asOf)
  }

  func copy(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var text = LineBuffer()
    text.append(bytes, range)
    return text.bytes
  }

  /// Puts everything in order, once all of it is known.
  mutating func prepare(into output: inout Output) throws(Failure) {
    position = 0
    warnOfOtherInput(into: &output)
    asOf = resolvedAsOf(orElse: reader.newest ?? keeper?.clock)
    try keeper?.restoreCharges(&engine, &reader.memory)
    for charge in store.charges { engine.failures.keep(charge) }
    try meetAll()
    reader.memory.resolveTiers()
    refuseUndescribed(into: &output)
    if settings.readsInvoices {
      takeInvoices(into: &output)
    } else {
      dateBareObjects(into: &output)
    }
    store.sort(reader.memory)
  }

  /// Says so where an input holds nothing that could move: its silence would look like good news.
  ///
  /// A night's input of a ledger may well hold no subscription.
  private func warnOfOtherInput(into output: inout Output) {
    guard hasRead, keeper == nil else { return }
    if settings.readsInvoices {
      if !store.invoices.isEmpty { return }
      return output.warn(
        "no invoice that counts was read, so nothing can have moved (to detect from subscriptions leave out "
          + "--basis invoices)")
    }
    guard store.subscriptions.isEmpty, store.payments.allSatisfy(\.succeeded) else { return }
    output.warn(
      "no subscription was read, so nothing can have moved"
        + (store.payments.isEmpty ? "" : " (to detect from invoices alone: --basis invoices)"))
  }

  /// Refuses the records that name a discount which nothing describes.
  private mutating func refuseUndescribed(into output: inout Output) {
    var refused: Set<Int32> = []
    for index in store.subscriptions.indices where store.subscriptions[index].needsDescriptions {
      let record = store.subscriptions[index]
      do throws(Rejection) {
        var content = record.content
        content.status = .active
        _ = try MonthlyValue.lines(
          of: content, customerDiscounts: .empty, at: record.time, reader.memory)
      } catch {
        refused.insert(Int32(index))
        // A page may hold many subscriptions, and its place is that of all.
        let id = reader.memory.symbols.string(of: record.subscription)
        reject(Rejection("subscription \(id): \(error.message)"), Int32(index), into: &output)
      }
    }
    if refused.isEmpty { return }
    store.order.removeAll { $0.kind == .subscription && refused.contains($0.index) }
  }

  mutating func reject(
    _ rejection: Rejection, _ index: Int32, into output: inout Output
  ) {
    output.reject(
      LateRejection(
        rejection, at: store.subscriptions[Int(index)].origin.place,
        text: store.texts.removeValue(forKey: index)))
  }

  /// Puts the subscriptions together that the invoices bill; subscription records give names and
  /// explicit cancellations only.
  private mutating func takeInvoices(into output: inout Output) {
    let asOf = asOf ?? 0
    var history = InvoiceHistory(grace: settings.grace, asOf: asOf)
    for kept in keeper?.invoices ?? [] { history.restore(kept) }
    for (index, invoice) in store.invoices.enumerated() {
      do throws(Rejection) {
        try history.add(invoice, reader.memory)
      } catch {
        output.reject(
          LateRejection(
            error, at: invoice.origin.place,
            text: store.invoiceTexts.removeValue(forKey: Int32(index))))
      }
    }
    var order: [RecordStore.Key] = []
    for key in store.order {
      guard key.kind == .subscription else {
        order.append(contentsOf: dateBareCustomer(key, asOf, into: &output))
        continue
      }
      let record = store.subscriptions[Int(key.index)]
      if record.content.status.isEnded {
        history.cancel(record.subscription, at: record.endedAt ?? record.time)
      }
    }
    store.order = order
    for record in history.records(&reader.memory) where isNews(record) { store.add(record) }
    self.history = history
  }

  /// Whether a record put together from invoices says what an earlier run did not know.
  private func isNews(_ record: SubscriptionRecord) -> Bool {
    guard let known = engine.entities.subscription(record.subscription) else { return true }
    let state = engine.subscriptions[Int(known)]
    if record.time != state.time { return record.time > state.time }
    return record.content.digest != state.content.digest
      || record.content.status != state.content.status
  }

  /// Applies records until the output is worth writing, or all are done.
  mutating func applyOrdered(into output: inout Output) {
    var index = position ?? 0
    while index < store.order.count {
      if output.lines.count >= 256 * 1024 {
        position = index
        return
      }
      chooseFitting(index)
      let key = store.order[index]
      engine.advance(to: key.time, reader.memory, into: &output)
      apply(key, into: &output)
      index += 1
    }
    engine.finish(at: max(asOf ?? .min, keeper?.clock ?? .min), reader.memory, into: &output)
    position = store.order.count + 1
  }

  /// Of several `updated` of one second the one that fits what is known goes first, and of those
  /// that fit one that changes nothing: the others would take its state back (rules.md, R1).
  private mutating func chooseFitting(_ index: Int) {
    let key = store.order[index]
    guard key.kind == .subscription, key.rank == .updated else { return }
    let record = store.subscriptions[Int(key.index)]
    // A record that tells nothing of what was before it stays where it is.
    guard record.previousDigest != nil,
      let known = engine.entities.subscription(record.subscription)
    else { return }
    var candidates: [Int] = []
    var other = index
    while other < store.order.count, store.order[other].time == key.time,
      store.order[other].rank == key.rank
    {
      let candidate = store.order[other]
      if candidate.kind == .subscription,
        store.subscriptions[Int(candidate.index)].subscription == record.subscription
      {
        candidates.append(other)
      }
      other += 1
    }
    guard candidates.count > 1 else { return }
    let chosen = fitting(candidates, engine.subscriptions[Int(known)], at: key.time)
    guard let chosen, chosen != index else { return }
    let first = store.order.remove(at: chosen)
    store.order.insert(first, at: index)
  }

  /// Which of these places in the order goes first; nil where none is better than another.
  private func fitting(
    _ candidates: [Int], _ state: SubscriptionState, at time: Int64
  ) -> Int? {
    func record(_ place: Int) -> SubscriptionRecord {
      store.subscriptions[Int(store.order[place].index)]
    }
    let digest = state.content.digest
    let fitting = candidates.filter { record($0).previousDigest == digest }
    if let idle = fitting.first(where: { record($0).content.digest == digest }) { return idle }
    guard state.time == time else { return fitting.first }
    // Some of them were applied before. They are gone through again from the one that no other
    // leads to, so that the last of them counts whatever was applied.
    let contents = Set(candidates.map { record($0).content.digest })
    let heads = candidates.filter { place in
      record(place).previousDigest.map { !contents.contains($0) } ?? false
    }
    return heads.first { record($0).content.digest == digest } ?? fitting.first ?? heads.first
  }

  private mutating func apply(_ key: RecordStore.Key, into output: inout Output) {
    do throws(Rejection) {
      let outcome: Outcome
      switch key.kind {
      case .customer:
        let record = store.customers[Int(key.index)]
        outcome = try engine.apply(record, at: key.time, reader.memory)
        if record.isEmbedded { return }
      case .subscription:
        let record = store.subscriptions[Int(key.index)]
        let changes = engine.changes
        outcome = try engine.apply(record, reader.memory)
        if store.isDatedByAsOf.contains(key.index) && engine.changes > changes
          && settings.asOf == .newest
        {
          warnOfAsOf(into: &output)
        }
      case .payment: outcome = engine.apply(store.payments[Int(key.index)], reader.memory)
      }
      if case .skipped(let reason) = outcome {
        if key.kind == .subscription {
          try refuseUndated(store.subscriptions[Int(key.index)])
        }
        output.skip(reason, at: store.origin(of: key).place)
      }
    } catch {
      switch key.kind {
      case .subscription: reject(error, key.index, into: &output)
      default:
        output.reject(LateRejection(error, at: store.origin(of: key).place, text: nil))
      }
    }
  }
}

extension SubscriptionRecord {
  /// Whether it is refused if it turns out to be the first of its subscription.
  fileprivate var mayNotBePutBack: Bool {
    if case .unknown = previous { return true }
    return false
  }

  /// The digest of what was before it, by its own word.
  fileprivate var previousDigest: UInt64? {
    switch previous {
    case .content(let content): content.digest
    case .unchanged: content.digest
    case .nothing, .unknown: nil
    }
  }
}
