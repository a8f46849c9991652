import Command
import JSONText
import Streams

extension BillingReader {
  /// A text that is no native record: an event, an object, a list page or an array.
  mutating func readStripe(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, at place: Place
  ) throws(Rejection) {
    switch found[0].kind {
    case .object: break
    case .array:
      readElements(bytes, found, 0, at: place)
      return
    default: throw Rejection("JSON, but no billing record: expected an object")
    }
    let object = Members(found, 0)
    guard let kind = object[.object], found[kind].isString else {
      if StripeSelection.isNotification(found) {
        throw Rejection("a notification: mrr-detect has been here already")
      }
      throw Rejection(
        "JSON, but no billing record: it has neither \"object\" (Stripe) nor \"record\" (native)")
    }
    if JSONValue.equals(bytes, found[kind], "event") {
      try readEvent(bytes, found, object, at: place)
    } else if JSONValue.equals(bytes, found[kind], "list") {
      guard let data = object[.data], found[data].kind == .array else {
        throw Rejection("data: a list page without an array")
      }
      readElements(bytes, found, data, at: place)
    } else {
      try readObject(bytes, found, 0, at: place)
    }
  }

  /// The elements of a page, each by itself: one that is refused leaves the others alone.
  private mutating func readElements(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, at place: Place
  ) {
    var element = index + 1
    while element < found[index].next {
      let start = records.count
      do throws(Rejection) {
        guard found[element].isObject else {
          throw FoundReader.expected("an object", bytes, found, element)
        }
        let members = Members(found, element)
        var isObject = false
        if let kind = members[.object] { isObject = !JSONValue.equals(bytes, found[kind], "event") }
        if isObject {
          try readObject(bytes, found, element, at: place)
        } else {
          let base = Int(found[0].start)
          try readCopy(bytes, found[element].range, base: base, at: place)
        }
      } catch {
        records.removeSubrange(start...)
        // The element stands for itself from here on, and so does the place in it.
        var own = error
        own.offset = max(0, error.offset - Int(found[element].start - found[0].start))
        records.append(.refused(own, found[element].range))
      }
      element = Int(found[element].next)
    }
  }

  /// Reads an element that is an event or a native record as the text it would be by itself.
  private mutating func readCopy(
    _ bytes: Span<UInt8>, _ range: Range<Int>, base: Int, at place: Place
  ) throws(Rejection) {
    var text = LineBuffer()
    text.append(bytes, range)
    let padded = Padding.padded(text.bytes)
    var own: [BillingRecord] = []
    let expected = scan.expectsNative
    let seen = newestHere
    defer {
      scan.expectsNative = expected
      newestHere = seen
    }
    scan.expectsNative = false
    do throws(Rejection) {
      try read(padded.span, 0..<text.count, at: place, into: &own)
    } catch {
      // Its place in the page, where the caller looks for it.
      throw Rejection(error.message, offset: error.offset + range.lowerBound - base)
    }
    records += own
  }

  private mutating func readEvent(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ event: Members, at place: Place
  ) throws(Rejection) {
    guard let type = event[.type], found[type].isString else {
      throw Rejection("type: missing from the event")
    }
    var known = StripeEventType(bytes, found[type])
    if known == nil, readsInvoices { known = StripeEventType(invoice: bytes, found[type]) }
    guard let action = known else {
      if let created = event[.created] { see(time: JSONValue.integer(bytes, found[created])) }
      records.append(.skipped(JSONValue.string(bytes, found[type])))
      return
    }
    let header = try StripeEvent(action, bytes, found, event)
    try take(header, bytes, found, notes: nil, at: place)
  }

  /// Takes an event of a subscription, of which all that could be was noted.
  mutating func readNoted(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ notes: Span<ScanNote>, at place: Place
  ) throws(Rejection) {
    try take(
      StripeEvent(notes), bytes, found,
      notes: notes.extracting(droppingFirst: StripeEvent.noteCount), at: place)
  }

  private mutating func take(
    _ event: StripeEvent, _ bytes: Span<UInt8>, _ found: Span<JSONFound>,
    notes: Span<ScanNote>?, at place: Place
  ) throws(Rejection) {
    guard takes(isLive: event.isLive) else {
      records.append(.skipped("livemode"))
      return
    }
    if event.id < 0 { throw Rejection("id: missing from the event") }
    var origin = RecordOrigin(place: place, eventID: .none, digest: event.digest)
    let header = RecordHeader(time: event.time, digest: event.digest)
    see(time: event.time)
    let start = records.count
    if let notes {
      try takeSubscription(event.action, bytes, found, notes, header, origin)
    } else if event.action.isOfSubscription {
      // Something in it cannot be read, as a rule: this says what.
      let notes = try SubscriptionNotes.all(
        bytes, found, event.object, previous: Self.previous(of: event, found), &scan.prices)
      try takeSubscription(event.action, bytes, found, notes.span, header, origin)
    } else {
      try take(event.action, bytes, found, event.object, header, origin)
    }
    let (id, isNew) = try eventID(bytes, found, event.id, event.idContent)
    origin.eventID = id
    finish(from: start, origin, isRepeated: isRepeated(id, isNew: isNew))
  }

  /// Where the former attributes stand that tell what was before the event; -1 where none do.
  static func previous(of event: StripeEvent, _ found: Span<JSONFound>) -> Int {
    guard event.previous >= 0, event.action.mayPutBack else { return -1 }
    return found[event.previous].isObject ? event.previous : -1
  }

  private mutating func take(
    _ action: StripeEventType, _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ object: Int,
    _ header: RecordHeader, _ origin: RecordOrigin
  ) throws(Rejection) {
    switch action {
    case .subscriptionCreated, .subscriptionUpdated, .subscriptionDeleted, .subscriptionPaused,
      .subscriptionResumed:
      preconditionFailure("taken by its notes")
    case .customerChanged, .customerDeleted:
      var record = try CustomerReader.stripe(
        bytes, found, object, header, origin: origin, &memory)
      if action == .customerDeleted { record.isDeleted = true }
      records.append(.customer(record))
    case .discountSet, .discountDeleted:
      try takeDiscount(
        isDeleted: action == .discountDeleted, bytes, found, object, header, origin)
    case .invoiceChanged:
      let record = try StripeInvoice.record(
        bytes, found, object, time: header.time, origin, &memory)
      if let record { records.append(.invoice(record)) }
    case .paymentSucceeded, .paymentFailed:
      if readsInvoices {
        let record = try StripeInvoice.record(
          bytes, found, object, time: header.time, origin, &memory)
        if let record { records.append(.invoice(record)) }
      }
      let invoice = try StripePayment.invoice(
        bytes, found, object, keepsID: action == .paymentFailed, &memory)
      try append(invoice, succeeded: action == .paymentSucceeded, time: header.time, origin)
    case .chargeFailed:
      if let charge = try StripePayment.charge(bytes, found, object, header, &memory) {
        records.append(.charge(charge))
      }
    case .description: try describe(bytes, found, object, header)
    }
  }

  private mutating func takeSubscription(
    _ action: StripeEventType, _ bytes: Span<UInt8>, _ found: Span<JSONFound>,
    _ notes: Span<ScanNote>, _ header: RecordHeader, _ origin: RecordOrigin
  ) throws(Rejection) {
    draft.reset()
    let end = try StripeSubscription.take(notes, bytes, found, header, into: &draft, &memory)
    var before = SubscriptionRecord.Previous.nothing
    if end < notes.count {
      let previous = notes.extracting(droppingFirst: end)
      before = try takePrevious(previous, bytes, found, header)
    } else if action == .subscriptionUpdated {
      before = .unchanged
    }
    draft.start = draft.start ?? draft.created
    try Self.appendNames(of: draft, time: header.time, origin, to: &records, &memory)
    let kind: SubscriptionRecord.Kind
    switch action {
    case .subscriptionCreated: kind = .created
    case .subscriptionDeleted: kind = .ended
    default: kind = .updated
    }
    try Self.appendSubscription(
      draft, kind: kind, time: header.time, previous: before, origin, rank: action.rank,
      to: &records, &memory)
  }

  /// What was before, as the notes from the former attributes' on tell.
  private mutating func takePrevious(
    _ notes: Span<ScanNote>, _ bytes: Span<UInt8>, _ found: Span<JSONFound>,
    _ header: RecordHeader
  ) throws(Rejection) -> SubscriptionRecord.Previous {
    if notes[0].value == SubscriptionNote.Before.unknown { return .unknown }
    do throws(Rejection) {
      let isChanged = try StripeSubscription.takePrevious(
        of: draft, notes, bytes, found, header, into: &draftBefore, &memory)
      if !isChanged { return .unchanged }
      return .content(try ContentBuilder.content(of: draftBefore, &memory))
    } catch {
      // Only a first record is put back, so this may never matter.
      return .unknown
    }
  }

  private mutating func takeDiscount(
    isDeleted: Bool, _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ object: Int,
    _ header: RecordHeader, _ origin: RecordOrigin
  ) throws(Rejection) {
    guard let use = try DiscountReader.discount(bytes, found, object, header, &memory) else {
      return
    }
    let members = Members(found, object)
    if let subscription = members[.subscription], !found[subscription].isNull {
      // A subscription's discount: its own records say when it holds.
      records.append(.description)
      return
    }
    guard let customer = members[.customer] else {
      throw FoundReader.refusal(bytes, found, object, "a discount without a customer")
    }
    let id = try FoundReader.id(bytes, found, customer, &memory.symbols)
    if id.isNone {
      throw FoundReader.refusal(bytes, found, object, "a discount without a customer")
    }
    var record = CustomerRecord(time: header.time, customer: id, origin: origin)
    record.discounts = memory.pool.add(discounts: isDeleted ? [] : [use])
    records.append(.customer(record))
  }

  mutating func append(
    _ invoice: StripePayment.Invoice, succeeded: Bool, time: Int64, _ origin: RecordOrigin
  ) throws(Rejection) {
    if invoice.customer.isNone { throw Rejection("customer: missing from the invoice") }
    if invoice.currency == .none { throw Rejection("currency: missing from the invoice") }
    records.append(
      .payment(
        PaymentRecord(
          time: time, succeeded: succeeded, customer: invoice.customer,
          subscription: invoice.subscription, invoice: invoice.id,
          amount: succeeded ? invoice.amountPaid : invoice.amountDue, currency: invoice.currency,
          attempts: invoice.attempts,
          reason: invoice.failureCode.isNone ? invoice.declineReason : invoice.failureCode,
          origin: origin)))
  }
}
