import Billing
import TestSupport
import Testing

@testable import Detecting

@Suite struct SubscriptionStatesTests {
  /// A state that packs to few bytes.
  private static func ordinary(_ number: Int32) -> SubscriptionState {
    SubscriptionState(
      id: Symbol(index: number), customer: number, next: -1,
      content: SubscriptionContent(
        status: .active, items: PoolSlice(start: ~number, count: 1), discounts: .empty,
        sharedItemID: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, effectiveEnd: nil,
        digest: UInt64.max - UInt64(number)),
      time: 1_700_000_000, rank: .updated, settledAt: 1_700_000_000, since: 1_600_000_000)
  }

  private static let times: [Int64] = [
    .min, .min + 1, -4_000_000_000, -1, 0, 1, 1_764_115_200,
    2_147_483_647, 2_147_483_648, 4_294_967_294, 4_294_967_295, 4_294_967_296, .max,
  ]
  private static let numbers: [Int32] = [.min, -1, 0, 1, 16_777_214, 16_777_215, 16_777_216, .max]

  /// A state of which anything may be out of the ordinary.
  private static func random(_ source: inout SplitMix64) -> SubscriptionState {
    var state = ordinary(Int32.random(in: 0...Int32.max, using: &source))
    let isWild = Bool.random(using: &source)
    // One thing out of the ordinary alone, or all of them.
    let only = Int.random(in: 0..<12, using: &source)
    func changes(_ what: Int) -> Bool { isWild || only == what }
    func time() -> Int64 { times.randomElement(using: &source) ?? 0 }
    func number() -> Int32 { numbers.randomElement(using: &source) ?? 0 }
    state.next = number()
    state.customer = number()
    state.id = Symbol(index: number())
    state.hasMRR = Bool.random(using: &source)
    state.rank = RecordRank.allCases.randomElement(using: &source) ?? .created
    let status = SubscriptionStatus.allCases.randomElement(using: &source) ?? .active
    let isSame = !changes(0)
    state.time = time()
    state.settledAt = isSame ? state.time : time()
    state.since = changes(1) ? time() : 1_600_000_000
    if changes(2) { state.endSetAt = time() }
    if changes(3) { state.writtenEnd = time() }
    state.content = SubscriptionContent(
      status: status,
      items: PoolSlice(start: changes(4) ? number() : -7, count: changes(5) ? number() : 1),
      discounts: changes(6) ? PoolSlice(start: number(), count: number()) : .empty,
      sharedItemID: UInt64.random(in: .min ... .max, using: &source),
      effectiveEnd: changes(7) ? time() : nil,
      digest: UInt64.random(in: .min ... .max, using: &source))
    return state
  }

  /// Every member, those of members too: one that is forgotten shows.
  @Test func whatIsKeptComesBack() {
    var source = SplitMix64(seed: 20_251_126)
    var states = SubscriptionStates()
    var expected: [String] = []
    for _ in 0..<20_000 {
      let state = Self.random(&source)
      states.append(state)
      expected.append(described(state))
      // An older one becomes another.
      let place = Int.random(in: states.indices, using: &source)
      let other = Self.random(&source)
      states[place] = other
      expected[place] = described(other)
    }
    #expect(states.count == expected.count)
    for place in states.indices where described(states[place]) != expected[place] {
      Issue.record("\(described(states[place])) instead of \(expected[place])")
      return
    }
  }

  /// What is at hand without unpacking is what the whole state says.
  @Test func whatIsAtHandIsTheSame() {
    var source = SplitMix64(seed: 1)
    var states = SubscriptionStates()
    for _ in 0..<2000 {
      let state = Self.random(&source)
      states.append(state)
      let packed = states[packed: states.count - 1]
      #expect(packed.id == state.id && packed.customer == state.customer)
      #expect(packed.next == state.next && packed.hasMRR == state.hasMRR)
      #expect(packed.status == state.content.status)
      var changed = state
      changed.next = Int32.random(in: .min ... .max, using: &source)
      changed.hasMRR.toggle()
      states[packed: states.count - 1].next = changed.next
      states[packed: states.count - 1].hasMRR = changed.hasMRR
      #expect(described(states[states.count - 1]) == described(changed))
    }
  }

  /// The ordinary ones need no rest, and a rest that is needed no more is used again.
  @Test func ordinaryStatesAreSmall() {
    #expect(MemoryLayout<PackedSubscription>.stride == 40)
    var states = SubscriptionStates()
    for number in 0..<1000 { states.append(Self.ordinary(Int32(number))) }
    #expect(states.restCount == 0)
    for round in 1...3 {
      for number in 0..<1000 { states[number].writtenEnd = Int64(round) }
      #expect(states.restCount == 1000)
      for number in 0..<1000 { states[number].writtenEnd = nil }
      #expect(states.restCount == 0)
    }
    #expect(described(states[999]) == described(Self.ordinary(999)))
  }
}
