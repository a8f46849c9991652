import Command
import JSONText
import Streams

/// Reads what was noted of Stripe's subscription objects, and `previous_attributes` into a copy of one.
enum StripeSubscription {
  /// Takes what was noted of an object over what `draft` holds, up to the notes' end or to
  /// ``SubscriptionNote/previous``; gives where it stopped.
  static func take(
    _ notes: Span<ScanNote>, _ bytes: Span<UInt8>, _ found: Span<JSONFound>,
    _ header: RecordHeader, into draft: inout SubscriptionDraft, _ memory: inout BillingMemory
  ) throws(Rejection) -> Int {
    var index = 0
    while index < notes.count {
      let note = notes[index]
      let place = Int(note.place)
      let value = note.value == SubscriptionNote.null ? nil : note.value
      switch SubscriptionNote(rawValue: note.key) {
      case .id:
        draft.id = try id(note, bytes, found, &memory.symbols)
      case .customer:
        draft.customer = try id(note, bytes, found, &memory.symbols)
        if value == nil {
          try CustomerReader.names(
            bytes, found, place, name: &draft.customerName, email: &draft.customerEmail,
            &memory.symbols)
        }
      case .status:
        draft.status = SubscriptionStatus(rawValue: UInt8(truncatingIfNeeded: note.value))
      case .currency: draft.currency = value.map { Currency(code: UInt32(truncatingIfNeeded: $0)) }
      case .cancelAt: draft.cancelAt = value
      case .cancelAtPeriodEnd: draft.cancelAtPeriodEnd = value == 1
      case .currentPeriodEnd: draft.currentPeriodEnd = value
      case .endedAt: draft.endedAt = value
      case .canceledAt: draft.canceledAt = value
      case .trialEnd: draft.trialEnd = value
      case .start: draft.start = value
      case .created: draft.created = value
      case .quantity: draft.quantity = value
      case .discount:
        draft.discount = try DiscountReader.discount(bytes, found, place, header, &memory)
      case .discounts:
        draft.discounts = try DiscountReader.discounts(bytes, found, place, header, &memory)
      case .plan: try takePlan(note, bytes, found, header, into: &draft, &memory)
      case .itemList, .items:
        draft.items.removeFew()
        draft.hasItems = note.key == SubscriptionNote.items.rawValue
        draft.hasMoreItems = false
      case .hasMoreItems: draft.hasMoreItems = true
      case .item:
        // Added first, and told of in its place: added last, it would be copied.
        draft.items.append(
          try StripePrice.item(bytes, found, place, number: note.value, header, &memory))
        index = try takeItem(
          notes, from: index + 1, bytes, found, header,
          into: &draft.items[draft.items.count - 1], &memory)
        continue
      case .previous: return index
      case .itemID, .itemQuantity, .itemPeriodEnd, .itemDiscounts, .itemNickname, nil:
        preconditionFailure("no note of a subscription")
      }
      index += 1
    }
    return index
  }

  /// Takes what the notes from `start` on say of an item; gives where they are about something else.
  private static func takeItem(
    _ notes: Span<ScanNote>, from start: Int, _ bytes: Span<UInt8>, _ found: Span<JSONFound>,
    _ header: RecordHeader, into item: inout ItemDraft, _ memory: inout BillingMemory
  ) throws(Rejection) -> Int {
    var index = start
    while index < notes.count {
      let note = notes[index]
      switch SubscriptionNote(rawValue: note.key) {
      case .itemID:
        item.offset = Int(note.start) - Int(found[0].start)
        item.id = UInt64(bitPattern: note.value)
      case .itemQuantity: item.quantity = note.value
      case .itemPeriodEnd: item.currentPeriodEnd = note.value
      case .itemDiscounts:
        item.discounts = try DiscountReader.discounts(
          bytes, found, Int(note.place), header, &memory)
      case .itemNickname:
        if item.nickname.isNone { item.nickname = try name(note, bytes, found, &memory.symbols) }
      default: return index
      }
      index += 1
    }
    return index
  }

  /// An id: of what was noted, or of what stands there.
  private static func id(
    _ note: ScanNote, _ bytes: Span<UInt8>, _ found: Span<JSONFound>,
    _ symbols: inout SymbolTable
  ) throws(Rejection) -> Symbol {
    if note.value != SubscriptionNote.null { return symbols.intern(bytes, note.range) }
    return try FoundReader.id(bytes, found, Int(note.place), &symbols)
  }

  /// The same of a name.
  private static func name(
    _ note: ScanNote, _ bytes: Span<UInt8>, _ found: Span<JSONFound>,
    _ symbols: inout SymbolTable
  ) throws(Rejection) -> Symbol {
    if note.value != SubscriptionNote.null {
      return note.start == note.end ? .none : symbols.intern(bytes, note.range)
    }
    return try FoundReader.symbol(bytes, found, Int(note.place), &symbols)
  }

  /// The subscription's own plan, of the older API versions.
  private static func takePlan(
    _ note: ScanNote, _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ header: RecordHeader,
    into draft: inout SubscriptionDraft, _ memory: inout BillingMemory
  ) throws(Rejection) {
    // Beside items it only repeats the first one's.
    if draft.hasItems { return }
    draft.plan = nil
    guard note.value != SubscriptionNote.null else { return }
    var item = try StripePrice.item(
      bytes, found, Int(note.place), number: note.value, header, &memory)
    item.offset = Int(note.start) - Int(found[0].start)
    draft.plan = item
  }

  /// What was before an `updated` record: the draft with `previous_attributes` put back, which are
  /// what `notes` tell.
  ///
  /// False where they hold nothing that bears on MRR or on the end.
  static func takePrevious(
    of draft: borrowing SubscriptionDraft, _ notes: Span<ScanNote>, _ bytes: Span<UInt8>,
    _ found: Span<JSONFound>, _ header: RecordHeader, into previous: inout SubscriptionDraft,
    _ memory: inout BillingMemory
  ) throws(Rejection) -> Bool {
    let before = notes[0].value
    if before == SubscriptionNote.Before.unchanged { return false }
    previous.become(copy draft)
    _ = try take(
      notes.extracting(droppingFirst: 1), bytes, found, header, into: &previous, &memory)
    let changesPlan = before & SubscriptionNote.Before.plan != 0
    let changesQuantity = before & SubscriptionNote.Before.quantity != 0
    let changesItems = before & SubscriptionNote.Before.items != 0
    if !changesItems && draft.hasItems && (changesPlan || changesQuantity) {
      // The older API versions tell of the one item by the subscription's plan and quantity.
      guard previous.items.count == 1 else {
        throw Rejection("previous_attributes: a plan without items cannot be put back")
      }
      if changesPlan {
        try putBackPlan(
          bytes, found, Int(notes[0].place), header, into: &previous.items[0], &memory)
      }
      if changesQuantity { previous.items[0].quantity = previous.quantity }
    }
    return true
  }

  private static func putBackPlan(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    into item: inout ItemDraft, _ memory: inout BillingMemory
  ) throws(Rejection) {
    var child = index + 1
    while child < found[index].next {
      let value = found[child]
      if Field.of(value.field) == .plan && value.isObject {
        // The members are those that changed, so they go over those of the item.
        item.unitAmountDecimal = nil
        try StripePrice.read(bytes, found, child, header, into: &item, &memory)
      }
      child = Int(found[child].next)
    }
  }

  static func status(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> SubscriptionStatus {
    guard let status = SubscriptionStatus(bytes, found[index]) else {
      let names = SubscriptionStatus.allCases.map(\.name).joined(separator: ", ")
      throw FoundReader.expected("one of \(names)", bytes, found, index)
    }
    return status
  }
}
