package import Command

/// The order of records of one second (rules.md, R1).
package enum RecordRank: UInt8, Sendable, CaseIterable {
  case description, created, updated, pausedOrResumed, ended, paymentSucceeded, paymentFailed
}

/// Where a record came from, for order, repetition and messages.
package struct RecordOrigin: Sendable {
  /// The input and the line.
  package var place: Place
  /// The event id (native: `event_id`), none where there is none; of the reader's `eventIDs`.
  package var eventID: Symbol
  /// A digest of the record's bytes: the order of what has neither time nor id to tell it apart.
  package var digest: UInt64

  /// The origin of a record of an earlier run: where it stood is not kept.
  package static func unknown(digest: UInt64) -> RecordOrigin {
    RecordOrigin(place: Place(source: -1, line: 0), eventID: .none, digest: digest)
  }
}

/// One snapshot of a subscription.
///
/// In the mode that sorts, memory holds one of these for each record: they are kept small.
package struct SubscriptionRecord: Sendable {
  /// What the record is in the subscription's life.
  package enum Kind: UInt8, Sendable {
    /// A Stripe event.
    case created, updated, ended
    /// A native record.
    case native
    /// A Stripe object without a time of its own.
    case bare
  }

  /// What was before this record, as the record itself tells it (rules.md, R1d).
  package enum Previous: Sendable {
    /// Nothing is said.
    case nothing
    /// The same content.
    case unchanged
    // Beside the record: few have one.
    indirect case content(SubscriptionContent)
    /// Something that cannot be put back, with the reason.
    case unknown
  }

  /// When it was so, in Unix seconds, and what it is about.
  package var time: Int64
  package var rank: RecordRank
  package var kind: Kind
  package var subscription: Symbol
  package var customer: Symbol
  package var content: SubscriptionContent
  package var previous: Previous
  private var startTime: OptionalTime
  private var trialEndTime: OptionalTime
  private var endedAtTime: OptionalTime
  private var canceledAtTime: OptionalTime
  private var periodEndTime: OptionalTime
  /// Whether a discount or tiers are named that this record does not describe.
  package var needsDescriptions: Bool
  package var origin: RecordOrigin

  package init(
    time: Int64, rank: RecordRank, kind: Kind, subscription: Symbol, customer: Symbol,
    content: SubscriptionContent, previous: Previous, start: Int64?, trialEnd: Int64?,
    endedAt: Int64?, canceledAt: Int64?, periodEnd: Int64?, needsDescriptions: Bool,
    origin: RecordOrigin
  ) {
    self.time = time
    self.rank = rank
    self.kind = kind
    self.subscription = subscription
    self.customer = customer
    self.content = content
    self.previous = previous
    startTime = OptionalTime(start)
    trialEndTime = OptionalTime(trialEnd)
    endedAtTime = OptionalTime(endedAt)
    canceledAtTime = OptionalTime(canceledAt)
    periodEndTime = OptionalTime(periodEnd)
    self.needsDescriptions = needsDescriptions
    self.origin = origin
  }

  /// Native `start`; of a bare object `start_date`, else `created`.
  package var start: Int64? {
    get { startTime.value }
    set { startTime = OptionalTime(newValue) }
  }

  /// When its trial ends, and when it ended.
  package var trialEnd: Int64? { trialEndTime.value }
  package var endedAt: Int64? {
    get { endedAtTime.value }
    set { endedAtTime = OptionalTime(newValue) }
  }

  /// When the cancellation was asked for: never the date of a movement.
  package var canceledAt: Int64? { canceledAtTime.value }
  /// The end of the period that it was billed for last.
  package var periodEnd: Int64? { periodEndTime.value }
}

/// One payment of an invoice that succeeded or failed.
package struct PaymentRecord: Sendable {
  /// When it was so, in Unix seconds, and what it is about.
  package var time: Int64
  package var succeeded: Bool
  package var customer: Symbol
  package var subscription: Symbol
  package var invoice: Symbol
  /// In minor units: paid, or due.
  package var amount: Int64
  package var currency: Currency
  package var attempts: Int64
  /// Why it failed, none where the record does not say.
  package var reason: Symbol
  package var origin: RecordOrigin
}

/// One line of an invoice that bills a subscription for a period.
package struct InvoiceLine: Sendable {
  /// What is billed.
  package var subscription: Symbol
  package var item: Item
  /// The period [start, end) in Unix seconds.
  package var start: Int64
  package var end: Int64
  /// The price whose interval is told by a price object only; none where the line tells it.
  package var price: Symbol
}

/// An invoice as it stood at a moment (rules.md, R23): what MRR is taken from under
/// `--basis invoices`.
package struct InvoiceRecord: Sendable {
  /// What became of it.
  package enum Status: UInt8, Sendable {
    case open, paid, void
  }

  /// When it was so, in Unix seconds, and what it is about.
  package var time: Int64
  package var id: Symbol
  package var customer: Symbol
  package var status: Status
  /// The lines that recur; without proration, one-off items, and periods cut short.
  package var lines: [InvoiceLine]
  package var origin: RecordOrigin
}

/// A failed charge, which knows why a payment failed.
package struct ChargeRecord: Sendable {
  /// When it was so, in Unix seconds, and what it is about.
  package var time: Int64
  package var customer: Symbol
  package var invoice: Symbol
  package var amount: Int64
  package var currency: Currency
  package var reason: Symbol
  /// A digest of the record, to tell two of one second apart.
  package var digest: UInt64

  package init(
    time: Int64, customer: Symbol, invoice: Symbol, amount: Int64, currency: Currency,
    reason: Symbol, digest: UInt64
  ) {
    self.time = time
    self.customer = customer
    self.invoice = invoice
    self.amount = amount
    self.currency = currency
    self.reason = reason
    self.digest = digest
  }
}

/// What a record says of a customer: names, discounts, deletion.
package struct CustomerRecord: Sendable {
  /// An attribute that may be left out, cleared or given.
  package enum Attribute: Sendable {
    case absent
    case given(Symbol)
  }

  /// In Unix seconds; nil for an object without a time of its own.
  package var time: Int64?
  package var customer: Symbol
  package var name = Attribute.absent
  package var email = Attribute.absent
  /// The customer's own discounts, nil where the record does not speak of them.
  package var discounts: PoolSlice?
  package var isDeleted = false
  /// Whether it stands inside a record of something else.
  package var isEmbedded = false
  package var origin: RecordOrigin
}

/// A record of billing, as far as MRR is concerned.
package enum BillingRecord: Sendable {
  case subscription(SubscriptionRecord)
  case payment(PaymentRecord)
  case charge(ChargeRecord)
  case invoice(InvoiceRecord)
  case customer(CustomerRecord)
  /// A name or terms, which are in the catalog now.
  case description
  /// Nothing to do with MRR, or told apart already: counted under this reason.
  case skipped(String)
  /// One element of a page that is refused, with the bytes it stands in.
  case refused(Rejection, Range<Int>)
}

extension SubscriptionRecord {
  /// A record that was put together from something else: nothing was before it.
  package init(
    time: Int64, subscription: Symbol, customer: Symbol, content: SubscriptionContent,
    endedAt: Int64?, origin: RecordOrigin
  ) {
    self.init(
      time: time, rank: content.status.isEnded ? .ended : .updated, kind: .created,
      subscription: subscription, customer: customer, content: content, previous: .nothing,
      start: nil, trialEnd: nil, endedAt: endedAt, canceledAt: nil, periodEnd: nil,
      needsDescriptions: false, origin: origin)
  }
}
