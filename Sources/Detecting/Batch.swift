import Billing

/// What occurs together for one customer (rules.md, R8).
struct Batch {
  /// What a batch changed in one subscription.
  struct Change {
    var subscription: Int32
    /// The state before the batch.
    var before: [Line]
    var contentBefore: SubscriptionContent
    /// The state now.
    var after: [Line]
    /// When each line changed last.
    var dates: [LineDate] = []
    /// The record that changed it last, for `--explain`.
    var origin: RecordOrigin?
  }

  /// The moment a line's movement is dated by.
  struct LineDate {
    var key: LineKey
    var time: Int64
  }

  var customer: Int32
  /// When it opened, in Unix seconds.
  var open: Int64
  var changes: [Change] = []

  /// The change of that subscription, if the batch has one.
  func change(of subscription: Int32) -> Int? {
    changes.firstIndex { $0.subscription == subscription }
  }
}
