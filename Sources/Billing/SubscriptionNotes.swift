import Command
import JSONText
import Streams

/// Notes what a Stripe subscription says.
struct SubscriptionNotes {
  /// Whether it is of a part, whose members go over those of a whole: what says nothing there (`null`,
  /// `false`, an empty list) takes back what was.
  private let isPart: Bool
  /// Whether the quantity may be of use even beside items.
  private let keepsQuantity: Bool
  private var cancelsAtPeriodEnd = false
  /// What was noted so far, a bit each: of a key given twice the last one counts, so what says nothing
  /// takes back what was said before.
  private var noted: UInt32 = 0

  /// How many notes there may be of a text of which so many values were picked: each is about another
  /// one.
  static func most(of count: Int) -> Int { count }

  /// What is noted of the subscription's object at `index` and, where `previous` is not negative, of
  /// its former attributes there.
  static func all(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, previous: Int,
    _ prices: inout PriceNumbers
  ) throws(Rejection) -> [ScanNote] {
    try [ScanNote](capacity: most(of: found.count)) { notes throws(Rejection) in
      try add(bytes, found, index, previous: previous, &prices, to: &notes)
    }
  }

  /// The same, to room for ``most(of:)``.
  static func add(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, previous: Int,
    _ prices: inout PriceNumbers, to notes: inout OutputSpan<ScanNote>
  ) throws(Rejection) {
    var whole = SubscriptionNotes(isPart: false, keepsQuantity: previous >= 0)
    try whole.add(bytes, found, index, &prices, to: &notes)
    if previous < 0 { return }
    let start = notes.count
    do throws(Rejection) {
      let before = try Self.before(
        bytes, found, previous, cancelsAtPeriodEnd: whole.cancelsAtPeriodEnd)
      notes.append(note(.previous, found[previous], previous, before))
      if before == SubscriptionNote.Before.unchanged { return }
      var part = SubscriptionNotes(isPart: true, keepsQuantity: true)
      try part.add(bytes, found, previous, &prices, to: &notes)
    } catch {
      // Only a first record is put back, so this may never matter.
      notes.removeLast(notes.count - start)
      notes.append(note(.previous, found[previous], previous, SubscriptionNote.Before.unknown))
    }
  }

  private init(isPart: Bool, keepsQuantity: Bool) {
    self.isPart = isPart
    self.keepsQuantity = keepsQuantity
  }

  @inline(__always)
  private static func note(
    _ key: SubscriptionNote, _ about: JSONFound, _ place: Int, _ value: Int64 = 0
  ) -> ScanNote {
    ScanNote(
      key: key.rawValue, place: Int32(truncatingIfNeeded: place), value: value,
      start: about.start, end: about.end)
  }

  /// Notes an id, or a name: where the text stands whose bytes are the string's; else it must be read.
  private static func text(
    _ key: SubscriptionNote, _ value: JSONFound, _ place: Int
  ) -> ScanNote {
    guard value.isString && !value.isEscaped && !value.content.isEmpty else {
      return note(key, value, place, SubscriptionNote.null)
    }
    return ScanNote(
      key: key.rawValue, place: Int32(truncatingIfNeeded: place), value: 0,
      start: value.start + 1, end: value.end - 1)
  }

  /// What `previous_attributes` bear on.
  private static func before(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, cancelsAtPeriodEnd: Bool
  ) throws(Rejection) -> Int64 {
    var before = SubscriptionNote.Before.unchanged
    var child = index + 1
    while child < found[index].next {
      switch Field.of(found[child].field) {
      case .plan: before |= SubscriptionNote.Before.changed | SubscriptionNote.Before.plan
      case .quantity: before |= SubscriptionNote.Before.changed | SubscriptionNote.Before.quantity
      case .items: before |= SubscriptionNote.Before.changed | SubscriptionNote.Before.items
      case .status, .currency, .cancelAt, .cancelAtPeriodEnd, .discount, .discounts, .trialEnd,
        .endedAt:
        before |= SubscriptionNote.Before.changed
      case .currentPeriodEnd:
        // All that most renewals tell of: without a cancellation it bears on nothing.
        _ = try FoundReader.time(bytes, found, child)
        if cancelsAtPeriodEnd { before |= SubscriptionNote.Before.changed }
      default: break
      }
      child = Int(found[child].next)
    }
    return before
  }

  private mutating func add(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ prices: inout PriceNumbers,
    to notes: inout OutputSpan<ScanNote>
  ) throws(Rejection) {
    var plan = -1
    var hasItems = false
    var (quantity, quantityPlace): (Int64?, Int) = (nil, -1)
    var child = index + 1
    while child < found[index].next {
      let value = found[child]
      switch Field.of(value.field) {
      case .id: notes.append(Self.text(.id, value, child))
      case .customer: notes.append(Self.text(.customer, value, child))
      case .status:
        let status = try StripeSubscription.status(bytes, found, child)
        notes.append(Self.note(.status, value, child, Int64(status.rawValue)))
      case .currency:
        let currency = try FoundReader.currency(bytes, found, child)
        note(.currency, found, child, currency.map { Int64($0.code) }, to: &notes)
      case .cancelAt: try noteTime(.cancelAt, bytes, found, child, to: &notes)
      case .cancelAtPeriodEnd:
        cancelsAtPeriodEnd = try FoundReader.flag(bytes, found, child)
        note(.cancelAtPeriodEnd, found, child, cancelsAtPeriodEnd ? 1 : nil, to: &notes)
      case .currentPeriodEnd: try noteTime(.currentPeriodEnd, bytes, found, child, to: &notes)
      case .endedAt: try noteTime(.endedAt, bytes, found, child, to: &notes)
      case .canceledAt: try noteTime(.canceledAt, bytes, found, child, to: &notes)
      case .trialEnd: try noteTime(.trialEnd, bytes, found, child, to: &notes)
      case .startDate: try noteTime(.start, bytes, found, child, to: &notes)
      case .created: try noteTime(.created, bytes, found, child, to: &notes)
      case .quantity:
        quantity = try FoundReader.amount(bytes, found, child)
        quantityPlace = child
      case .discount: note(.discount, found, child, value.isNull ? nil : 0, to: &notes)
      case .discounts:
        note(.discounts, found, child, Self.isEmpty(value, child) ? nil : 0, to: &notes)
      case .plan: plan = child
      case .items: hasItems = try addItems(bytes, found, child, &prices, to: &notes)
      default: break
      }
      child = Int(found[child].next)
    }
    // Beside items the subscription's plan and quantity only repeat the first one's.
    if hasItems && !keepsQuantity { return }
    if quantityPlace >= 0 { note(.quantity, found, quantityPlace, quantity, to: &notes) }
    guard plan >= 0, !hasItems else { return }
    let isPlan = found[plan].isObject
    let number = isPlan ? prices.number(of: bytes, found, plan) : SubscriptionNote.null
    notes.append(Self.note(.plan, found[plan], plan, number))
  }

  /// Whether a list says nothing.
  private static func isEmpty(_ value: JSONFound, _ index: Int) -> Bool {
    value.isNull || (value.kind == .array && value.next == index + 1)
  }

  private mutating func note(
    _ key: SubscriptionNote, _ found: Span<JSONFound>, _ place: Int, _ value: Int64?,
    to notes: inout OutputSpan<ScanNote>
  ) {
    let bit = UInt32(1) &<< UInt32(truncatingIfNeeded: key.rawValue)
    if value == nil && !isPart && noted & bit == 0 { return }
    noted |= bit
    notes.append(Self.note(key, found[place], place, value ?? SubscriptionNote.null))
  }

  private mutating func noteTime(
    _ key: SubscriptionNote, _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int,
    to notes: inout OutputSpan<ScanNote>
  ) throws(Rejection) {
    let time = try FoundReader.time(bytes, found, index)
    note(key, found, index, time, to: &notes)
  }

  /// Notes the items of a list; false where it holds none, not even an empty list of them.
  private func addItems(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ prices: inout PriceNumbers,
    to notes: inout OutputSpan<ScanNote>
  ) throws(Rejection) -> Bool {
    var hasItems = false
    var hasMore = false
    var child = index + 1
    while child < found[index].next {
      switch Field.of(found[child].field) {
      case .hasMore: hasMore = try FoundReader.flag(bytes, found, child)
      case .data:
        hasItems = true
        notes.append(Self.note(.items, found[child], child))
        var element = child + 1
        while element < found[child].next {
          try addItem(bytes, found, element, &prices, to: &notes)
          element = Int(found[element].next)
        }
      default: break
      }
      child = Int(found[child].next)
    }
    if !hasItems { notes.append(Self.note(.itemList, found[index], index)) }
    if hasMore { notes.append(Self.note(.hasMoreItems, found[index], index)) }
    return hasItems
  }

  /// Notes the item at `index`, if it is not one that was taken away.
  private func addItem(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ prices: inout PriceNumbers,
    to notes: inout OutputSpan<ScanNote>
  ) throws(Rejection) {
    var id: UInt64 = 0
    var quantity: Int64?
    var currentPeriodEnd: Int64?
    var discounts = -1
    var price = -1
    var plan = -1
    var isDeleted = false
    var child = index + 1
    while child < found[index].next {
      let value = found[child]
      switch Field.of(value.field) {
      case .id:
        if value.isString { id = SymbolTable.hash(bytes, value.content) }
      case .quantity: quantity = try FoundReader.amount(bytes, found, child)
      case .currentPeriodEnd: currentPeriodEnd = try FoundReader.time(bytes, found, child)
      case .deleted: isDeleted = try FoundReader.flag(bytes, found, child)
      case .price: price = value.isNull ? -1 : child
      case .plan: plan = value.isObject ? child : -1
      case .discounts: discounts = Self.isEmpty(value, child) ? -1 : child
      default: break
      }
      child = Int(found[child].next)
    }
    if isDeleted { return }
    if price >= 0, !found[price].isObject {
      throw FoundReader.refusal(bytes, found, price, "the price is not expanded")
    }
    let source = price >= 0 ? price : plan
    guard source >= 0 else {
      throw FoundReader.refusal(bytes, found, index, "an item without a price")
    }
    let number = prices.number(of: bytes, found, source)
    notes.append(Self.note(.item, found[source], source, number))
    notes.append(Self.note(.itemID, found[index], index, Int64(bitPattern: id)))
    if let quantity { notes.append(Self.note(.itemQuantity, found[index], index, quantity)) }
    if let currentPeriodEnd {
      notes.append(Self.note(.itemPeriodEnd, found[index], index, currentPeriodEnd))
    }
    if discounts >= 0 { notes.append(Self.note(.itemDiscounts, found[discounts], discounts)) }
    if price >= 0 && plan >= 0 { Self.noteNickname(found, plan, to: &notes) }
  }

  /// Notes the nickname of a plan, where it has one.
  private static func noteNickname(
    _ found: Span<JSONFound>, _ plan: Int, to notes: inout OutputSpan<ScanNote>
  ) {
    var nickname = -1
    var child = plan + 1
    while child < found[plan].next {
      if found[child].field == Field.nickname.rawValue { nickname = child }
      child = Int(found[child].next)
    }
    if nickname < 0 { return }
    if !found[nickname].isNull { notes.append(text(.itemNickname, found[nickname], nickname)) }
  }
}
