package import Command
package import JSONText
package import Streams

/// Reads billing texts of every dialect into records.
package struct BillingReader: ~Copyable {
  /// What was read so far.
  package var memory = BillingMemory()
  /// Sentences for the user, said once each; whoever reads them empties the list.
  package var warnings: [String] = []

  /// The newest time read that lies in the past by its meaning, in Unix seconds (rules.md, R1c).
  package private(set) var newest: Int64?

  /// The time of descriptions that have none: `Int64.max` until it is known when they were taken.
  package var undated = Int64.max

  /// `--livemode`: take only live (true) or only test-mode (false) records.
  var livemode: Bool?
  /// Whether invoices are read for what they bill (`--basis invoices`).
  var readsInvoices: Bool
  /// Whether an event id that was read before is told apart here (not under `--stream`).
  var remembersEvents: Bool
  var records: [BillingRecord] = []

  var scan = BillingScan()
  private var found: [JSONFound] = []
  private var notes: [ScanNote] = []
  /// Of the Stripe event at hand, and what was before it: kept for their memory.
  var draft = SubscriptionDraft()
  var draftBefore = SubscriptionDraft()
  /// The newest such time of the text being read, which counts only if it is not refused.
  var newestHere: Int64?
  private var sawLive = false
  private var sawTest = false
  private var warnedOfModes = false
  private var warnedKeys: Set<String> = []
  private var warnedOfUnits = false

  package init(livemode: Bool?, readsInvoices: Bool, remembersEvents: Bool) {
    self.livemode = livemode
    self.readsInvoices = readsInvoices
    self.remembersEvents = remembersEvents
  }

  /// Reads the text `bytes[range]` and appends what it holds to `records`.
  ///
  /// Throws where the text is refused; then nothing was appended.
  package mutating func read(
    _ bytes: Span<UInt8>, _ range: Range<Int>, at place: Place,
    into records: inout [BillingRecord]
  ) throws(Rejection) {
    // Taken out so that their spans can be lent while the memory is written to.
    var found: [JSONFound] = []
    var notes: [ScanNote] = []
    swap(&found, &self.found)
    swap(&notes, &self.notes)
    defer {
      swap(&found, &self.found)
      swap(&notes, &self.notes)
    }
    // Emptied now and then: each time costs as much as a dozen notes.
    if notes.count > 1024 { notes.removeAll(keepingCapacity: true) }
    let noted = notes.count
    let count: Int
    let sort: BillingScan.Sort
    do throws(JSONError) {
      (count, sort) = try scan.scan(text: bytes, range, over: &found, notes: &notes)
    } catch {
      throw Rejection(error, recordStart: range.lowerBound)
    }
    try read(
      bytes, found.span.extracting(0..<count), notes.span.extracting(droppingFirst: noted), sort,
      at: place, into: &records)
  }

  /// Reads a text that was scanned already, by a ``BillingScan``, which says of what sort it is.
  package mutating func read(
    _ bytes: Span<UInt8>, scanned found: Span<JSONFound>, notes: Span<ScanNote>, sort: Int,
    at place: Place, into records: inout [BillingRecord]
  ) throws(Rejection) {
    try read(
      bytes, found, notes, BillingScan.Sort(rawValue: sort) ?? .stripe, at: place, into: &records)
  }

  private mutating func read(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ notes: Span<ScanNote>,
    _ sort: BillingScan.Sort, at place: Place, into records: inout [BillingRecord]
  ) throws(Rejection) {
    newestHere = nil
    swap(&records, &self.records)
    defer { swap(&records, &self.records) }
    let start = self.records.count
    do throws(Rejection) {
      switch sort {
      case .native: try readNative(bytes, found, at: place)
      case .stripe: try readStripe(bytes, found, at: place)
      case .notedEvent: try readNoted(bytes, found, notes, at: place)
      }
    } catch {
      self.records.removeSubrange(start...)
      throw error
    }
    if let seen = newestHere { newest = max(newest ?? seen, seen) }
  }

  /// Says of a record's mode whether it is taken; warns once of a mixture.
  mutating func takes(isLive: Bool) -> Bool {
    if isLive { sawLive = true } else { sawTest = true }
    if let livemode { return livemode == isLive }
    if sawLive && sawTest && !warnedOfModes {
      warnedOfModes = true
      warnings.append(
        "the input mixes live and test-mode records; --livemode true takes the live ones only")
    }
    return true
  }

  mutating func see(time: Int64?) {
    if let time { newestHere = max(newestHere ?? time, time) }
  }

  /// Warns once of an amount that looks as if it were written in dollars and cents.
  ///
  /// It is a hundred times too small then. Fractions of a cent are rare above one cent, but right.
  mutating func warnOfUnits(_ bytes: Span<UInt8>, _ found: Span<JSONFound>) {
    if warnedOfUnits { return }
    for index in 1..<found.count {
      let amount = found[index]
      if amount.field != Field.unitAmount.rawValue || !amount.isString { continue }
      let text = amount.content
      if text.count <= 3 { continue }
      let first = bytes[text.lowerBound]
      let third = bytes[text.upperBound - 3]
      if third != UInt8(ascii: ".") || first == UInt8(ascii: "0") { continue }
      warnedOfUnits = true
      let value = FoundReader.shown(bytes, found, index)
      warnings.append(
        "unit_amount \(value) is read as minor units (cents): dollars must be multiplied by 100")
      return
    }
  }

  mutating func warnOnce(ofKey key: String) {
    guard warnedKeys.insert(key).inserted else { return }
    warnings.append("unknown key \(key) in a native record is not used; is it misspelt?")
  }
}

extension BillingReader {
  /// Whether the event was read before; remembers it if not.
  mutating func isRepeated(_ eventID: Symbol, isNew: Bool) -> Bool {
    remembersEvents && !eventID.isNone && !isNew
  }

  /// The event's id in the table of ids, and whether it is new there; none without ids.
  mutating func eventID(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> (id: Symbol, isNew: Bool) {
    if index < 0 || !remembersEvents { return (.none, true) }
    let value = found[index]
    let content = value.isString ? value.content : 0..<0
    return try eventID(bytes, found, index, content)
  }

  /// The same of an id whose content is known; that is empty where it is none.
  mutating func eventID(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ content: Range<Int>
  ) throws(Rejection) -> (id: Symbol, isNew: Bool) {
    if !remembersEvents { return (.none, true) }
    if content.isEmpty { throw FoundReader.expected("an event id", bytes, found, index) }
    let (id, isNew) = memory.eventIDs.insert(bytes, content)
    return (id, isNew)
  }

  mutating func readNative(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, at place: Place
  ) throws(Rejection) {
    let common = try NativeDialect.common(bytes, found)
    if common.unknown >= 0 {
      for index in 1..<found.count where found[index].field == JSONSelection.unknownField {
        warnOnce(ofKey: FoundReader.path(bytes, found, index).filter { !$0.isNumber })
      }
    }
    guard takes(isLive: common.isLive) else {
      records.append(.skipped("livemode"))
      return
    }
    guard let at = common.at else { throw Rejection("at: missing") }
    see(time: at)
    let kind = found[common.record]
    guard common.id >= 0 else { throw Rejection("id: missing") }
    guard found[common.id].isString else {
      throw FoundReader.expected("a string", bytes, found, common.id)
    }
    // A payment's id is its event's, if it names no other.
    let isPayment = JSONValue.equals(bytes, kind, "payment")
    let idIndex = common.eventID >= 0 ? common.eventID : isPayment ? common.id : -1
    var origin = RecordOrigin(
      place: place, eventID: .none, digest: SymbolTable.hash(bytes, found[0].range))
    let header = RecordHeader(time: at, digest: origin.digest)
    let start = records.count
    if JSONValue.equals(bytes, kind, "subscription") {
      warnOfUnits(bytes, found)
      let draft = try NativeDialect.subscription(bytes, found, header, &memory)
      try Self.appendNames(of: draft, time: at, origin, to: &records, &memory)
      try Self.appendSubscription(
        draft, kind: .native, time: at, origin, to: &records, &memory)
    } else if isPayment {
      records.append(
        .payment(
          try NativeDialect.payment(bytes, found, time: at, origin: origin, &memory)))
    } else if JSONValue.equals(bytes, kind, "customer") {
      records.append(
        .customer(try NativeDialect.customer(bytes, found, header, origin: origin, &memory)))
    } else if JSONValue.equals(bytes, kind, "invoice") {
      try readNativeInvoice(bytes, found, time: at, origin)
    } else {
      throw FoundReader.expected(
        "subscription, payment, customer or invoice", bytes, found, common.record)
    }
    let (id, isNew) = try eventID(bytes, found, idIndex)
    origin.eventID = id
    finish(from: start, origin, isRepeated: isRepeated(id, isNew: isNew))
  }

  /// Gives the records from `start` on their event id, or takes them back where it was read before.
  mutating func finish(from start: Int, _ origin: RecordOrigin, isRepeated: Bool) {
    if isRepeated {
      records.removeSubrange(start...)
      records.append(.skipped("already seen"))
      return
    }
    // Without an id it is the one that they have.
    if origin.eventID.isNone { return }
    for index in start..<records.count { records[index].setOrigin(origin) }
  }

  /// A customer record for the names and discounts that a subscription record carries.
  static func appendNames(
    of draft: borrowing SubscriptionDraft, time: Int64?, _ origin: RecordOrigin,
    to records: inout [BillingRecord], _ memory: inout BillingMemory
  ) throws(Rejection) {
    if case .absent = draft.customerName, case .absent = draft.customerEmail,
      draft.customerDiscounts == nil
    {
      return
    }
    var record = CustomerRecord(time: time, customer: draft.customer, origin: origin)
    record.isEmbedded = true
    record.name = draft.customerName
    record.email = draft.customerEmail
    if let discounts = draft.customerDiscounts {
      record.discounts = memory.pool.add(discounts: discounts)
    }
    records.append(.customer(record))
  }

  static func appendSubscription(
    _ draft: borrowing SubscriptionDraft, kind: SubscriptionRecord.Kind, time: Int64,
    previous: SubscriptionRecord.Previous = .nothing, _ origin: RecordOrigin,
    rank: RecordRank? = nil, to records: inout [BillingRecord], _ memory: inout BillingMemory
  ) throws(Rejection) {
    if draft.id.isNone { throw Rejection("subscription: no id") }
    if draft.customer.isNone { throw Rejection("customer: no id") }
    var content = try ContentBuilder.content(of: draft, &memory)
    if kind == .ended && !content.status.isEnded {
      // A deleted subscription has ended, whatever status the object still shows.
      content.status = .canceled
      content.digest ^= 1
    }
    let rank = rank ?? (content.status.isEnded ? .ended : .updated)
    records.append(
      .subscription(
        SubscriptionRecord(
          time: time, rank: rank, kind: kind, subscription: draft.id, customer: draft.customer,
          content: content, previous: previous, start: draft.start ?? nil,
          trialEnd: draft.trialEnd, endedAt: draft.endedAt,
          canceledAt: draft.canceledAt, periodEnd: draft.periodEnd,
          needsDescriptions: memory.hasBareDiscounts(content) || memory.isPending(content),
          origin: origin)
      ))
  }

}

extension BillingMemory {
  /// Whether the content names a discount that its record does not describe.
  func hasBareDiscounts(_ content: SubscriptionContent) -> Bool {
    for index in content.discounts.range where pool.discounts[index].terms < 0 { return true }
    if !pool.hasItemDiscounts(content) { return false }
    for place in 0..<Int(content.items.count) {
      let own = pool.item(place, of: content).discounts
      for index in own.range where pool.discounts[index].terms < 0 { return true }
    }
    return false
  }
}

extension BillingRecord {
  mutating func setOrigin(_ origin: RecordOrigin) {
    switch self {
    case .subscription(var record):
      record.origin = origin
      self = .subscription(record)
    case .payment(var record):
      record.origin = origin
      self = .payment(record)
    case .customer(var record):
      record.origin = origin
      self = .customer(record)
    case .invoice(var record):
      record.origin = origin
      self = .invoice(record)
    case .charge, .skipped, .refused, .description: break
    }
  }
}
