import Billing

/// A customer's state in the bytes that the ordinary one needs.
///
/// That is one with MRR of one currency, discounts on its subscriptions only, whose batches wrote once
/// at most, and no payment. What the others have besides stands apart, in a ``CustomerExtra``.
struct PackedCustomer {
  let id: Symbol
  var name: Symbol
  var email: Symbol
  var firstSubscription: Int32
  /// Its open batch, -1 for none; or the place of its extra.
  var link: Int32
  /// Bits 0 to 23: the currency of what is booked, 0 for none; 24: whether it ever had MRR; 25 to 26:
  /// how its last payment ended; 27: whether it is touched; 28: how many batches of the last opening
  /// time wrote; 29: whether it has an extra.
  private var bits: UInt32
  /// The greatest for none.
  private var namedAt: UInt32
  private var lastOpening: UInt32
  private var bookedAmount: Int32

  private static let currencyMask: UInt32 = 1 << 24 - 1
  private static let everHadMRRBit: UInt32 = 1 << 24
  private static let paymentShift: UInt32 = 25
  private static let touchedBit: UInt32 = 1 << 27
  private static let openingBit: UInt32 = 1 << 28
  private static let extraBit: UInt32 = 1 << 29

  /// A customer of whom nothing is known.
  init(id: Symbol) {
    self.id = id
    name = .none
    email = .none
    firstSubscription = -1
    link = -1
    bits = 0
    namedAt = .max
    lastOpening = .max
    bookedAmount = 0
  }

  /// What can be packed of a state in any case.
  init(_ state: CustomerState) {
    self.init(id: state.id)
    name = state.name
    email = state.email
    firstSubscription = state.firstSubscription
    everHadMRR = state.everHadMRR
    payment = state.payment
    isTouched = state.isTouched
  }

  /// Whether it ever had MRR.
  var everHadMRR: Bool {
    get { bits & Self.everHadMRRBit != 0 }
    set { set(Self.everHadMRRBit, newValue) }
  }

  /// Whether something of it changed since it was last saved.
  var isTouched: Bool {
    get { bits & Self.touchedBit != 0 }
    set { set(Self.touchedBit, newValue) }
  }

  /// Whether its ``link`` is the place of an extra.
  var hasExtra: Bool {
    get { bits & Self.extraBit != 0 }
    set { set(Self.extraBit, newValue) }
  }

  /// How its last payment ended.
  var payment: CustomerState.PaymentState {
    get {
      guard let payment = CustomerState.PaymentState(rawValue: UInt8(bits >> Self.paymentShift & 3))
      else { preconditionFailure("a payment that was packed") }
      return payment
    }
    set { bits = bits & ~(3 << Self.paymentShift) | UInt32(newValue.rawValue) << Self.paymentShift }
  }

  private mutating func set(_ bit: UInt32, _ value: Bool) {
    if value { bits |= bit } else { bits &= ~bit }
  }
}

extension PackedCustomer {
  /// The rest of the state, where it fits; it is kept here unless there is one in an extra.
  var rest: CustomerRest {
    var rest = CustomerRest()
    move(to: &rest)
    return rest
  }

  /// Enters what is kept here into a rest of which nothing is known.
  @inline(__always)
  func move(to rest: inout CustomerRest) {
    rest.namedAt = Self.moment(namedAt)
    rest.lastOpening = Self.moment(lastOpening)
    rest.openings = bits & Self.openingBit == 0 ? 0 : 1
    let code = bits & Self.currencyMask
    if code != 0 { rest.booked.add(Int64(bookedAmount), Currency(code: code)) }
  }

  /// Keeps the rest of a state here; gives whether all of it fits.
  mutating func keep(_ rest: CustomerRest) -> Bool {
    guard rest.discountedAt == .min, rest.discounts == .empty, rest.reported.isEmpty,
      rest.earlierOpenings.isEmpty, rest.openings == 0 || rest.openings == 1,
      rest.booked.count <= 1, let namedAt = Self.packed(rest.namedAt),
      let lastOpening = Self.packed(rest.lastOpening)
    else { return false }
    var code: UInt32 = 0
    var amount: Int32 = 0
    if let money = rest.booked.first {
      guard let packed = Int32(exactly: money.amount), packed != 0,
        money.currency.code <= Self.currencyMask
      else { return false }
      code = money.currency.code
      amount = packed
    }
    bits = bits & ~Self.currencyMask | code
    set(Self.openingBit, rest.openings == 1)
    self.namedAt = namedAt
    self.lastOpening = lastOpening
    bookedAmount = amount
    return true
  }

  /// Books an amount, where the sum still fits here; gives whether it does.
  mutating func book(_ amount: Int64, _ currency: Currency) -> Bool {
    let code = bits & Self.currencyMask
    guard code == currency.code || code == 0, currency.code > 0,
      currency.code <= Self.currencyMask
    else { return false }
    let sum = Int64(bookedAmount).addingReportingOverflow(amount)
    guard !sum.overflow, let packed = Int32(exactly: sum.partialValue) else { return false }
    bookedAmount = packed
    bits = bits & ~Self.currencyMask | (packed == 0 ? 0 : currency.code)
    return true
  }

  /// Notes the first opening time; gives whether it is the first, and fits.
  mutating func noteFirstOpening(at time: Int64) -> Bool {
    guard lastOpening == .max, bits & Self.openingBit == 0, time > .min,
      let packed = Self.packed(time)
    else { return false }
    lastOpening = packed
    bits |= Self.openingBit
    return true
  }

  /// A moment in 32 bits; nil for one that does not fit them.
  private static func packed(_ time: Int64) -> UInt32? {
    if time == .min { return .max }
    guard let packed = UInt32(exactly: time), packed != .max else { return nil }
    return packed
  }

  private static func moment(_ packed: UInt32) -> Int64 {
    packed == .max ? .min : Int64(packed)
  }
}

/// What a customer has that is not ordinary: a payment, or more.
struct CustomerExtra {
  /// When its only payment was, if its rest is kept in the packed state.
  private var time: Int64 = 0
  private var subscription = Symbol.none
  /// Its open batch, -1 for none.
  var batch: Int32 = -1
  /// The place of what else there is; -1 for none.
  var rarity: Int32 = -1
  private var succeeded = false
  private var hasPayment = false

  /// Its only payment; nil for none.
  var payment: PaymentMark? {
    get {
      hasPayment ? PaymentMark(subscription: subscription, time: time, succeeded: succeeded) : nil
    }
    set {
      hasPayment = newValue != nil
      time = newValue?.time ?? 0
      subscription = newValue?.subscription ?? .none
      succeeded = newValue?.succeeded ?? false
    }
  }
}

/// What only some customers have: a rest that does not fit a packed state, or several payments.
struct CustomerRarity {
  var rest = CustomerRest()
  var payments: [PaymentMark] = []
}
