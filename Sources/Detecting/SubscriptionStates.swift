import Billing

/// The states of all subscriptions, each in as few bytes as it needs.
struct SubscriptionStates {
  private var packed = Blocks<PackedSubscription>()
  private var rests = Recycled<SubscriptionRest>()

  /// How many there are.
  var count: Int { packed.count }
  var indices: Range<Int> { 0..<packed.count }

  /// How many of them are not ordinary.
  var restCount: Int { rests.count }

  /// A state as a whole: it is unpacked and packed again.
  subscript(place: Int) -> SubscriptionState {
    get {
      let known = packed[place]
      guard let rest = known.rest else { return known.ordinary }
      return known.state(with: rests[rest])
    }
    set {
      let rest = packed[place].rest
      if let ordinary = PackedSubscription(newValue) {
        packed[place] = ordinary
        if let rest { rests.remove(rest) }
      } else if let rest {
        packed[place] = PackedSubscription(newValue, rest: rest)
        rests[rest] = SubscriptionRest(newValue)
      } else {
        packed[place] = PackedSubscription(newValue, rest: rests.add(SubscriptionRest(newValue)))
      }
    }
  }

  /// What is at hand of a state without unpacking it.
  subscript(packed place: Int) -> PackedSubscription {
    @inline(__always) get { packed[place] }
    @inline(__always) _modify { yield &packed[place] }
  }

  mutating func append(_ state: SubscriptionState) {
    if let ordinary = PackedSubscription(state) {
      packed.append(ordinary)
    } else {
      packed.append(PackedSubscription(state, rest: rests.add(SubscriptionRest(state))))
    }
  }
}
