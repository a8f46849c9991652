import Command
package import JSONText
package import Streams

/// Picks out of billing texts what their readers ask for, and tells the dialects apart.
package struct BillingScan: LineScan {
  /// The sorts of ``LineScan/scan(_:_:over:from:notes:)``.
  enum Sort: Int {
    case stripe, native
    /// An event of a Stripe subscription that was noted: its ``StripeEvent``, then what
    /// ``SubscriptionNotes`` say.
    case notedEvent
  }

  /// Whether the last text was native: the next one probably is too.
  var expectsNative = false

  /// Of the prices that stood in what was scanned.
  var prices = PriceNumbers()

  private let stripeScanner = JSONScanner(StripeSelection.selection)
  private let nativeScanner = JSONScanner(NativeSelection.selection)
  private var stripeTrail: JSONTrail
  private var nativeTrail: JSONTrail

  package init() {
    stripeTrail = stripeScanner.trail
    nativeTrail = nativeScanner.trail
    stripeTrail.comparesTexts = true
    nativeTrail.comparesTexts = true
  }

  /// Scans the text `bytes[range]`; what is picked is written over the elements of `found`, what can be
  /// said of it without anything else is appended to `notes`.
  mutating func scan(
    text bytes: Span<UInt8>, _ range: Range<Int>, over found: inout [JSONFound],
    from start: Int = 0, notes: inout [ScanNote]
  ) throws(JSONError) -> (count: Int, sort: Sort) {
    if expectsNative {
      let count = try nativeScanner.scan(
        bytes, range, over: &found, from: start, learning: &nativeTrail)
      expectsNative = Self.isRecord(found, start)
      if expectsNative { return (count, .native) }
    }
    let count = try stripeScanner.scan(
      bytes, range, over: &found, from: start, learning: &stripeTrail)
    if let sort = sort(bytes, found.span.extracting(start..<start + count), noting: &notes) {
      return (count, sort)
    }
    expectsNative = true
    let ownCount = try nativeScanner.scan(
      bytes, range, over: &found, from: start, learning: &nativeTrail)
    return (ownCount, .native)
  }

  /// See ``LineScan``.
  package mutating func scan(
    _ bytes: Span<UInt8>, _ range: Range<Int>, over found: inout [JSONFound], from start: Int,
    notes: inout [ScanNote]
  ) -> (count: Int, sort: Int)? {
    do throws(JSONError) {
      let (count, sort) = try scan(text: bytes, range, over: &found, from: start, notes: &notes)
      return (count, sort.rawValue)
    } catch {
      return nil
    }
  }

  /// The sort of a text that was scanned as one of Stripe's; nil where it is a native record.
  private mutating func sort(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, noting notes: inout [ScanNote]
  ) -> Sort? {
    guard found[0].isObject else { return .stripe }
    let members = Members(found, 0)
    if members[.record] != nil { return nil }
    return note(bytes, found, members, to: &notes) ? .notedEvent : .stripe
  }

  /// Notes what the text of these members says, if it is an event of a subscription and can be read.
  private mutating func note(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ members: Members,
    to notes: inout [ScanNote]
  ) -> Bool {
    guard let object = members[.object], let type = members[.type] else { return false }
    let isEvent = JSONValue.equals(bytes, found[object], "event")
    guard isEvent, let action = StripeEventType(bytes, found[type]), action.isOfSubscription
    else { return false }
    let noted = notes.count
    let most = StripeEvent.noteCount + SubscriptionNotes.most(of: found.count)
    do throws(Rejection) {
      let event = try StripeEvent(action, bytes, found, members)
      let previous = BillingReader.previous(of: event, found)
      try notes.append(addingCapacity: most) { notes throws(Rejection) in
        event.note(to: &notes)
        try SubscriptionNotes.add(
          bytes, found, event.object, previous: previous, &prices, to: &notes)
      }
      return true
    } catch {
      // What is wrong is said when its turn comes.
      notes.removeSubrange(noted...)
      return false
    }
  }

  /// Whether the text whose values begin at `start` names its kind of record, as native ones do.
  private static func isRecord(_ found: [JSONFound], _ start: Int) -> Bool {
    guard found[start].isObject else { return false }
    let count = Int(found[start].next)
    var child = 1
    while child < count {
      if found[start + child].field == Field.record.rawValue { return true }
      child = Int(found[start + child].next)
    }
    return false
  }
}
