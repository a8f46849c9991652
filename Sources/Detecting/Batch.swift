import Billing

/// What occurs together for one customer (rules.md, R8).
struct Batch {
  /// What a batch changed in one subscription.
  struct Change {
    var subscription: Int32
    /// The state before the batch.
    var before: Lines
    var contentBefore: SubscriptionContent
    /// The state now.
    var after: Lines
    /// The record that changed it last, for `--explain`.
    var origin: RecordOrigin?
  }

  /// The moment a line's movement is dated by.
  struct LineDate {
    var subscription: Int32
    var key: LineKey
    var time: Int64
  }

  var customer: Int32
  /// When it opened, in Unix seconds.
  var open: Int64
  var changes: [Change] = []
  /// When each line changed last.
  var dates: [LineDate] = []

  /// No batch: what stands where one was taken out.
  static let none = Batch(customer: -1, open: .min)

  /// The change of that subscription, if the batch has one.
  func change(of subscription: Int32) -> Int? {
    for place in changes.indices where changes[place].subscription == subscription { return place }
    return nil
  }

  /// When the line of that key changed last.
  func date(of key: LineKey, in subscription: Int32) -> Int64? {
    for date in dates where date.subscription == subscription && date.key == key {
      return date.time
    }
    return nil
  }

  /// Notes that the line of that key changed.
  mutating func setDate(of key: LineKey, in subscription: Int32, to time: Int64) {
    for place in dates.indices
    where dates[place].subscription == subscription && dates[place].key == key {
      dates[place].time = time
      return
    }
    dates.append(LineDate(subscription: subscription, key: key, time: time))
  }

  /// Becomes another customer's, its memory kept.
  mutating func reopen(for customer: Int32, at open: Int64) {
    self.customer = customer
    self.open = open
    changes.removeFew()
    dates.removeFew()
  }
}
