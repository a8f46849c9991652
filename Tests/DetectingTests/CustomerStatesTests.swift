import Billing
import TestSupport
import Testing

@testable import Detecting

@Suite struct CustomerStatesTests {
  private static let times: [Int64] = [
    .min, .min + 1, -4_000_000_000, -1, 0, 1, 1_764_115_200,
    2_147_483_647, 2_147_483_648, 4_294_967_294, 4_294_967_295, 4_294_967_296, .max,
  ]
  private static let amounts: [Int64] = [
    .min, -2_147_483_649, -2_147_483_648, -1, 1, 4900, 2_147_483_647, 2_147_483_648, .max,
  ]
  private static let currencies = ["usd", "eur", "jpy"].map { text in
    Currency([UInt8](text.utf8).span, 0..<3) ?? .none
  }

  /// A state of which anything may be out of the ordinary.
  private static func random(_ source: inout SplitMix64) -> CustomerState {
    let isWild = Bool.random(using: &source)
    // One thing out of the ordinary alone, or all of them.
    let only = Int.random(in: 0..<14, using: &source)
    func changes(_ what: Int) -> Bool { isWild || only == what }
    func time() -> Int64 { times.randomElement(using: &source) ?? 0 }
    func number() -> Int32 { Int32.random(in: -1...(.max), using: &source) }
    var state = CustomerState(id: Symbol(index: number()))
    state.name = Symbol(index: number())
    state.email = Symbol(index: number())
    state.firstSubscription = number()
    state.batch = Bool.random(using: &source) ? number() : -1
    state.everHadMRR = Bool.random(using: &source)
    state.isTouched = Bool.random(using: &source)
    state.payment = CustomerState.PaymentState.allCases.randomElement(using: &source) ?? .none
    state.namedAt = changes(0) ? time() : 1_700_000_000
    state.lastOpening = changes(1) ? time() : 1_700_000_001
    state.openings = changes(2) ? time() : Int64.random(in: 0...1, using: &source)
    for _ in 0..<Int.random(in: 0...(changes(3) ? 3 : 1), using: &source) {
      let currency = currencies.randomElement(using: &source) ?? .none
      state.booked.add((changes(4) ? amounts.randomElement(using: &source) : 4900) ?? 0, currency)
    }
    for _ in 0..<(changes(5) ? Int.random(in: 0...3, using: &source) : 0) {
      state.payments.append(
        PaymentMark(
          subscription: Symbol(index: number()), time: time(),
          succeeded: Bool.random(using: &source)))
    }
    if changes(6) { state.discounts = PoolSlice(start: number(), count: number()) }
    if changes(7) { state.discountedAt = time() }
    if changes(8) { state.reported = (0..<5).map { _ in Symbol(index: number()) } }
    if changes(9) { state.earlierOpenings = [Opening(time: time(), count: time())] }
    return state
  }

  /// Every member, those of members too: one that is forgotten shows.
  @Test func whatIsKeptComesBack() {
    var source = SplitMix64(seed: 20_251_126)
    var states = CustomerStates()
    var expected: [String] = []
    for _ in 0..<10_000 {
      let state = Self.random(&source)
      states.append(state.id)
      #expect(described(states[states.count - 1]) == described(CustomerState(id: state.id)))
      states[states.count - 1] = state
      expected.append(described(state))
      // An older one becomes another.
      let place = Int.random(in: states.indices, using: &source)
      let other = Self.random(&source)
      states[place] = other
      expected[place] = described(other)
    }
    for place in states.indices where described(states[place]) != expected[place] {
      Issue.record("\(described(states[place])) instead of \(expected[place])")
      return
    }
  }

  /// What changes in place is what a whole state would be changed to: each step on any state.
  @Test func changesInPlaceAreTheSame() {
    var source = SplitMix64(seed: 7)
    var states = CustomerStates()
    for number in 0..<3000 {
      var state = Self.random(&source)
      states.append(state.id)
      states[number] = state
      for _ in 0..<6 {
        Self.change(&state, in: &states, at: number, &source)
        #expect(described(states[number]) == described(state))
        let packed = states[packed: number]
        #expect(packed.id == state.id && packed.name == state.name && packed.email == state.email)
        #expect(packed.payment == state.payment && packed.everHadMRR == state.everHadMRR)
        #expect(packed.firstSubscription == state.firstSubscription)
        #expect(packed.isTouched == state.isTouched)
        #expect(states.batch(of: number) == state.batch)
        #expect(states.discounts(of: number) == state.discounts)
      }
    }
  }

  /// Changes a state by the plain rules, and where it is kept by the ways of its own.
  private static func change(
    _ state: inout CustomerState, in states: inout CustomerStates, at place: Int,
    _ source: inout SplitMix64
  ) {
    switch Int.random(in: 0..<6, using: &source) {
    case 0:
      state.batch = Int32.random(in: -1...100, using: &source)
      states.setBatch(state.batch, of: place)
    case 1:
      let amount = amounts.randomElement(using: &source) ?? 0
      let currency = currencies.randomElement(using: &source) ?? .none
      state.booked.add(amount, currency)
      states.book(amount, currency, of: place)
      if Bool.random(using: &source) {
        state.booked.add(0 &- amount, currency)
        states.book(0 &- amount, currency, of: place)
      }
    case 2:
      let time = times.randomElement(using: &source) ?? 0
      // As many as there may be would overflow by one more.
      if state.openings == .max || state.earlierOpenings.contains(where: { $0.count == .max }) {
        return
      }
      let number = state.rest.noteOpening(at: time)
      #expect(states.noteOpening(at: time, of: place) == number)
    case 3:
      let invoice = Symbol(index: Int32.random(in: 0...9, using: &source))
      let isNew = !state.reported.contains(invoice)
      if isNew { state.reported.append(invoice) }
      #expect(states.report(invoice, of: place) == isNew)
    case 4:
      let payment = PaymentMark(
        subscription: Symbol(index: Int32.random(in: -1...2, using: &source)),
        time: times.randomElement(using: &source) ?? 0, succeeded: Bool.random(using: &source))
      let known = state.payments.firstIndex { $0.subscription == payment.subscription }
      let found = states.payment(of: place, for: payment.subscription)
      #expect(found.map(described) == known.map { described(state.payments[$0]) })
      if let known { state.payments[known] = payment } else { state.payments.append(payment) }
      states.note(payment, of: place)
    default:
      state.everHadMRR.toggle()
      state.payment = .failed
      state.isTouched.toggle()
      state.firstSubscription = 5
      state.name = Symbol(index: 77)
      state.email = .none
      states[packed: place].everHadMRR = state.everHadMRR
      states[packed: place].payment = state.payment
      states[packed: place].isTouched = state.isTouched
      states[packed: place].firstSubscription = state.firstSubscription
      states[packed: place].name = state.name
      states[packed: place].email = state.email
    }
  }

  /// The ordinary ones need nothing besides, and what is needed no more is used again.
  @Test func ordinaryStatesAreSmall() {
    #expect(MemoryLayout<PackedCustomer>.stride == 36)
    #expect(MemoryLayout<CustomerExtra>.stride <= 24)
    let usd = Self.currencies[0]
    var states = CustomerStates()
    for number in 0..<1000 {
      states.append(Symbol(index: Int32(number)))
      states.setBatch(Int32(number), of: number)
      states.book(4900, usd, of: number)
      #expect(states.noteOpening(at: 1_700_000_000, of: number) == 1)
      states.setBatch(-1, of: number)
    }
    #expect(states.extraCount == 0 && states.rarityCount == 0)
    for _ in 1...3 {
      for number in 0..<1000 { states[number].discountedAt = 5 }
      #expect(states.extraCount == 1000 && states.rarityCount == 1000)
      for number in 0..<1000 { states[number].discountedAt = .min }
      #expect(states.extraCount == 0 && states.rarityCount == 0)
    }
    for number in 0..<1000 {
      states.note(
        PaymentMark(subscription: Symbol(index: 3), time: 9, succeeded: true), of: number)
    }
    #expect(states.extraCount == 1000 && states.rarityCount == 0)
  }
}
