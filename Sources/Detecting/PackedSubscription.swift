import Billing

/// A subscription's state in the bytes that the ordinary one needs.
///
/// That is one of a single item which others have as well, without discounts and without an end, whose
/// lines were last worked out for its last record. What the others have besides stands apart, in a
/// ``SubscriptionRest``.
struct PackedSubscription {
  private var digest: UInt64
  private var itemID: UInt64
  /// Bits 0 to 23: the place of its item among the shared ones; 24 to 26: its status; 27 to 29: the
  /// rank of its last record; 30: whether it has MRR; 31: whether it has a rest.
  private var bits: UInt32
  let id: Symbol
  let customer: Int32
  var next: Int32
  /// The time of its last record, or the place of its rest.
  private var time: UInt32
  private var since: UInt32

  private static let placeMask: UInt32 = 1 << 24 - 1
  private static let statusShift: UInt32 = 24
  private static let rankShift: UInt32 = 27
  private static let hasMRRBit: UInt32 = 1 << 30
  private static let restBit: UInt32 = 1 << 31

  /// The parts that all have; what else there is stands in the rest at `rest`.
  private init(_ state: SubscriptionState, place: UInt32, time: UInt32, since: UInt32) {
    digest = state.content.digest
    itemID = state.content.sharedItemID
    bits =
      place | UInt32(state.content.status.rawValue) << Self.statusShift
      | UInt32(state.rank.rawValue) << Self.rankShift
    id = state.id
    customer = state.customer
    next = state.next
    self.time = time
    self.since = since
    hasMRR = state.hasMRR
  }

  /// An ordinary state; nil for one that is not.
  @inline(__always)
  init?(_ state: SubscriptionState) {
    let items = state.content.items
    guard items.start < 0, items.count == 1, state.content.discounts == .empty,
      state.content.effectiveEnd == nil, state.endSetAt == nil, state.writtenEnd == nil,
      state.settledAt == state.time
    else { return nil }
    let place = UInt32(~items.start)
    guard place <= Self.placeMask, let time = UInt32(exactly: state.time),
      let since = UInt32(exactly: state.since)
    else { return nil }
    self.init(state, place: place, time: time, since: since)
  }

  /// Any other state, whose rest stands at `rest`.
  init(_ state: SubscriptionState, rest: Int32) {
    self.init(state, place: 0, time: UInt32(rest), since: 0)
    bits |= Self.restBit
  }

  /// The place of its rest; nil where it has none.
  var rest: Int32? { bits & Self.restBit == 0 ? nil : Int32(time) }

  /// Whether it is an ordinary subscription's: of one item without discounts, and without an end.
  var isOrdinary: Bool { bits & Self.restBit == 0 }

  var status: SubscriptionStatus {
    guard let status = SubscriptionStatus(rawValue: UInt8(bits >> Self.statusShift & 7)) else {
      preconditionFailure("a status that was packed")
    }
    return status
  }

  /// Whether its lines have MRR now.
  var hasMRR: Bool {
    get { bits & Self.hasMRRBit != 0 }
    set { if newValue { bits |= Self.hasMRRBit } else { bits &= ~Self.hasMRRBit } }
  }

  private var rank: RecordRank {
    guard let rank = RecordRank(rawValue: UInt8(bits >> Self.rankShift & 7)) else {
      preconditionFailure("a rank that was packed")
    }
    return rank
  }

  /// The state of an ordinary subscription.
  var ordinary: SubscriptionState {
    state(
      content: SubscriptionContent(
        status: status,
        items: PoolSlice(start: Int32(bitPattern: ~(bits & Self.placeMask)), count: 1),
        discounts: .empty, sharedItemID: itemID, effectiveEnd: nil, digest: digest),
      time: Int64(time), settledAt: Int64(time), since: Int64(since))
  }

  /// The state of any other.
  func state(with rest: SubscriptionRest) -> SubscriptionState {
    var state = state(
      content: SubscriptionContent(
        status: status, items: rest.items, discounts: rest.discounts, sharedItemID: itemID,
        effectiveEnd: rest.effectiveEnd.value, digest: digest),
      time: rest.time, settledAt: rest.settledAt, since: rest.since)
    state.endSetAt = rest.endSetAt.value
    state.writtenEnd = rest.writtenEnd.value
    return state
  }

  @inline(__always)
  private func state(
    content: SubscriptionContent, time: Int64, settledAt: Int64, since: Int64
  ) -> SubscriptionState {
    var state = SubscriptionState(
      id: id, customer: customer, next: next, content: content, time: time, rank: rank,
      settledAt: settledAt, since: since)
    state.hasMRR = hasMRR
    return state
  }
}

/// What a subscription has that is not ordinary.
struct SubscriptionRest {
  var items: PoolSlice
  var discounts: PoolSlice
  var effectiveEnd: OptionalTime
  var time: Int64
  var settledAt: Int64
  var since: Int64
  var endSetAt: OptionalTime
  var writtenEnd: OptionalTime

  init(_ state: SubscriptionState) {
    items = state.content.items
    discounts = state.content.discounts
    effectiveEnd = OptionalTime(state.content.effectiveEnd)
    time = state.time
    settledAt = state.settledAt
    since = state.since
    endSetAt = OptionalTime(state.endSetAt)
    writtenEnd = OptionalTime(state.writtenEnd)
  }
}
