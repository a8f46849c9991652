import Billing

/// The states of all customers, each in as few bytes as it needs.
struct CustomerStates {
  private var packed = Blocks<PackedCustomer>()
  private var extras = Recycled<CustomerExtra>()
  private var rarities = Recycled<CustomerRarity>()

  /// How many there are.
  var count: Int { packed.count }
  var indices: Range<Int> { 0..<packed.count }

  /// How many have an extra, and how many of these a rarity.
  var extraCount: Int { extras.count }
  var rarityCount: Int { rarities.count }

  /// Adds a customer of whom nothing is known.
  mutating func append(_ id: Symbol) { packed.append(PackedCustomer(id: id)) }

  /// What is at hand of a state without unpacking it: all but its link.
  subscript(packed place: Int) -> PackedCustomer {
    @inline(__always) get { packed[place] }
    @inline(__always) _modify { yield &packed[place] }
  }

  /// A state as a whole: it is unpacked and packed again.
  subscript(place: Int) -> CustomerState {
    get {
      let known = packed[place]
      var state = CustomerState(id: known.id)
      state.name = known.name
      state.email = known.email
      state.firstSubscription = known.firstSubscription
      state.everHadMRR = known.everHadMRR
      state.payment = known.payment
      state.isTouched = known.isTouched
      state.batch = batch(of: place)
      if let rarity = rarity(of: place) {
        state.rest = rarities[rarity].rest
        state.payments = rarities[rarity].payments
      } else {
        state.rest = known.rest
        if known.hasExtra, let payment = extras[known.link].payment {
          state.payments = [payment]
        }
      }
      return state
    }
    set {
      release(place)
      packed[place] = PackedCustomer(newValue)
      let fits = packed[place].keep(newValue.rest) && newValue.payments.count <= 1
      if fits && newValue.payments.isEmpty {
        packed[place].link = newValue.batch
        return
      }
      packed[place].link = newValue.batch
      let extra = addExtra(to: place)
      if fits {
        extras[extra].payment = newValue.payments.first
      } else {
        extras[extra].rarity = rarities.add(
          CustomerRarity(rest: newValue.rest, payments: newValue.payments))
      }
    }
  }

  // MARK: Parts of a state

  /// Its open batch, -1 for none.
  func batch(of place: Int) -> Int32 {
    let link = packed[place].link
    return packed[place].hasExtra ? extras[link].batch : link
  }

  mutating func setBatch(_ batch: Int32, of place: Int) {
    if packed[place].hasExtra {
      extras[packed[place].link].batch = batch
    } else {
      packed[place].link = batch
    }
  }

  /// Its own discounts.
  func discounts(of place: Int) -> PoolSlice {
    guard let rarity = rarity(of: place) else { return .empty }
    return rarities[rarity].rest.discounts
  }

  /// Adds an amount to what is booked.
  mutating func book(_ amount: Int64, _ currency: Currency, of place: Int) {
    if rarity(of: place) == nil && packed[place].book(amount, currency) { return }
    rarities[makeRarity(of: place)].rest.booked.add(amount, currency)
  }

  /// Adds the MRR of lines to what is booked.
  mutating func book(_ lines: Lines, of place: Int) {
    for line in lines { book(line.amount, line.key.currency, of: place) }
  }

  /// Notes that a batch of that opening time writes; gives its number among those of that time.
  mutating func noteOpening(at time: Int64, of place: Int) -> Int64 {
    if rarity(of: place) == nil && packed[place].noteFirstOpening(at: time) { return 1 }
    return rarities[makeRarity(of: place)].rest.noteOpening(at: time)
  }

  /// Notes that an invoice is reported as failed; gives whether it was not before.
  mutating func report(_ invoice: Symbol, of place: Int) -> Bool {
    rarities[makeRarity(of: place)].rest.report(invoice)
  }

  /// The newest payment of one of its subscriptions; nil for none.
  func payment(of place: Int, for subscription: Symbol) -> PaymentMark? {
    if let rarity = rarity(of: place) {
      return rarities[rarity].payments.first { $0.subscription == subscription }
    }
    guard packed[place].hasExtra, let payment = extras[packed[place].link].payment,
      payment.subscription == subscription
    else { return nil }
    return payment
  }

  /// Takes the newest payment of one of its subscriptions.
  mutating func note(_ payment: PaymentMark, of place: Int) {
    if rarity(of: place) == nil {
      let extra = packed[place].hasExtra ? packed[place].link : addExtra(to: place)
      let isOnly = extras[extra].payment.map { $0.subscription == payment.subscription } ?? true
      if isOnly {
        extras[extra].payment = payment
        return
      }
    }
    let rarity = makeRarity(of: place)
    let known = rarities[rarity].payments.firstIndex { $0.subscription == payment.subscription }
    if let known {
      rarities[rarity].payments[known] = payment
    } else {
      rarities[rarity].payments.append(payment)
    }
  }

  // MARK: Where the parts stand

  @inline(__always)
  private func rarity(of place: Int) -> Int32? {
    guard packed[place].hasExtra else { return nil }
    let rarity = extras[packed[place].link].rarity
    return rarity < 0 ? nil : rarity
  }

  /// The place of a customer's rarity, which one that has none is given, with what is known.
  ///
  /// It is changed there: a list that is taken out and put back is copied.
  private mutating func makeRarity(of place: Int) -> Int32 {
    if let known = rarity(of: place) { return known }
    let extra = packed[place].hasExtra ? packed[place].link : addExtra(to: place)
    let made = rarities.add(CustomerRarity())
    packed[place].move(to: &rarities[made].rest)
    if let payment = extras[extra].payment {
      rarities[made].payments = [payment]
      extras[extra].payment = nil
    }
    extras[extra].rarity = made
    return made
  }

  /// Gives a customer that has none an extra, to which its batch moves.
  private mutating func addExtra(to place: Int) -> Int32 {
    var extra = CustomerExtra()
    extra.batch = packed[place].link
    let made = extras.add(extra)
    packed[place].link = made
    packed[place].hasExtra = true
    return made
  }

  /// Gives back what a customer has besides its packed state.
  private mutating func release(_ place: Int) {
    guard packed[place].hasExtra else { return }
    if let rarity = rarity(of: place) {
      rarities[rarity] = CustomerRarity()
      rarities.remove(rarity)
    }
    extras.remove(packed[place].link)
  }
}
