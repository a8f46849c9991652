import Command
import JSONText

/// Reads bare objects, as the list endpoints give them.
extension BillingReader {
  mutating func readObject(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, at place: Place
  ) throws(Rejection) {
    let members = Members(found, index)
    let value = found[index]
    let isLive = try FoundReader.isLive(bytes, found, members[.livemode])
    guard takes(isLive: isLive) else {
      records.append(.skipped("livemode"))
      return
    }
    if let created = members[.created] { see(time: JSONValue.integer(bytes, found[created])) }
    let kind = members[.object].map { JSONValue.string(bytes, found[$0]) } ?? ""
    let origin = RecordOrigin(
      place: place, eventID: .none, digest: SymbolTable.hash(bytes, value.range))
    let header = RecordHeader(time: undated, digest: origin.digest)
    switch kind {
    case "subscription":
      var draft = SubscriptionDraft()
      let notes = try SubscriptionNotes.all(
        bytes, found, index, previous: -1, &scan.prices)
      _ = try StripeSubscription.take(notes.span, bytes, found, header, into: &draft, &memory)
      draft.start = draft.start ?? draft.created
      guard let start = draft.start else { throw Rejection("start_date: missing") }
      try Self.appendNames(of: draft, time: nil, origin, to: &records, &memory)
      // Its time is decided when all of the input is known; until then the newest it tells of.
      let newest = [draft.created, draft.endedAt, draft.canceledAt].compactMap(\.self).max()
      see(time: start)
      see(time: newest)
      try Self.appendSubscription(
        draft, kind: .bare, time: max(start, newest ?? start), origin, to: &records, &memory)
    case "customer":
      var record = try CustomerReader.stripe(
        bytes, found, index, header, origin: origin, &memory)
      record.time = nil
      records.append(.customer(record))
    case "invoice": try readInvoice(bytes, found, index, origin)
    case "charge":
      guard let createdIndex = members[.created],
        let created = try FoundReader.time(bytes, found, createdIndex)
      else { throw Rejection("created: missing from the charge") }
      let dated = RecordHeader(time: created, digest: origin.digest)
      if let charge = try StripePayment.charge(bytes, found, index, dated, &memory) {
        records.append(.charge(charge))
      } else {
        records.append(.skipped("charge"))
      }
    case "coupon", "product", "price", "plan", "discount":
      try describe(bytes, found, index, header)
    default: records.append(.skipped(kind))
    }
  }

  private mutating func readInvoice(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ origin: RecordOrigin
  ) throws(Rejection) {
    if readsInvoices {
      let record = try StripeInvoice.record(bytes, found, index, time: nil, origin, &memory)
      if let record {
        see(time: record.time)
        records.append(.invoice(record))
      }
    }
    let invoice = try StripePayment.invoice(bytes, found, index, &memory)
    guard invoice.isPaid, let paidAt = invoice.paidAt else {
      // A failed one does not say when it failed (rules.md, R21).
      if !readsInvoices { records.append(.skipped("invoice without a payment")) }
      return
    }
    see(time: paidAt)
    try append(invoice, succeeded: true, time: paidAt, origin)
  }

  /// Takes what a coupon, product, price, plan or discount object describes.
  mutating func describe(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader
  ) throws(Rejection) {
    let members = Members(found, index)
    guard let idIndex = members[.id] else { throw Rejection("id: missing") }
    let kind = members[.object].map { JSONValue.string(bytes, found[$0]) } ?? ""
    let id = try FoundReader.id(bytes, found, idIndex, &memory.symbols)
    switch kind {
    case "coupon": try DiscountReader.coupon(bytes, found, index, header, &memory)
    case "discount":
      _ = try DiscountReader.discount(bytes, found, index, header, &memory)
    case "product":
      var child = index + 1
      while child < found[index].next {
        if Field.of(found[child].field) == .name {
          let name = try FoundReader.symbol(bytes, found, child, &memory.symbols)
          memory.catalog.describe(
            product: id, name: name, time: header.time, digest: header.digest)
        }
        child = Int(found[child].next)
      }
    default:
      var item = ItemDraft()
      // For the name of an expanded product.
      try StripePrice.read(bytes, found, index, header, into: &item, &memory)
      memory.catalog.describe(
        price: id, nickname: item.nickname, time: header.time, digest: header.digest)
      if !item.tiers.isEmpty {
        memory.catalog.describe(
          price: id,
          tiers: Catalog.Tiers(
            tiers: item.tiers, mode: item.tiersMode, time: header.time, digest: header.digest))
      }
      if let interval = item.interval {
        memory.catalog.describe(
          price: id, interval: interval, count: item.intervalCount, time: header.time,
          digest: header.digest)
      }
    }
    records.append(.description)
  }
}
