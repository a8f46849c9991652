import Billing

/// What is known of one subscription.
///
/// ``SubscriptionStates`` keeps it in fewer bytes: there are millions of these.
struct SubscriptionState {
  var content: SubscriptionContent
  var rank: RecordRank
  /// Whether its lines have MRR now.
  var hasMRR = false
  var id: Symbol
  var customer: Int32
  /// The customer's next subscription; -1 for none.
  var next: Int32
  /// The last record applied.
  var time: Int64
  /// The moment that its lines were last worked out for: of its last record, or of a discount that
  /// ended since.
  var settledAt: Int64
  /// Since when it is known: its start where a record told it, else the time of its first record.
  var since: Int64
  private var endSet = OptionalTime(nil)
  private var written = OptionalTime(nil)

  init(
    id: Symbol, customer: Int32, next: Int32, content: SubscriptionContent, time: Int64,
    rank: RecordRank, settledAt: Int64, since: Int64
  ) {
    self.content = content
    self.rank = rank
    self.id = id
    self.customer = customer
    self.next = next
    self.time = time
    self.settledAt = settledAt
    self.since = since
  }

  /// When the effective end was set (rules.md, R16).
  var endSetAt: Int64? {
    get { endSet.value }
    set { endSet = OptionalTime(newValue) }
  }

  /// Which effective end was written last (rules.md, R18).
  var writtenEnd: Int64? {
    get { written.value }
    set { written = OptionalTime(newValue) }
  }
}
