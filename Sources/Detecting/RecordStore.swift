import Billing
import Command

/// The records of a whole input, until they are put in order.
struct RecordStore {
  enum Kind: UInt8 {
    case customer, subscription, payment
  }

  /// A record's place in the order of time (rules.md, R1), and where it is kept.
  struct Key {
    var time: Int64
    var rank: RecordRank
    var kind: Kind
    var index: Int32
  }

  var subscriptions: [SubscriptionRecord] = []
  var payments: [PaymentRecord] = []
  var customers: [CustomerRecord] = []
  var charges: [ChargeRecord] = []
  var invoices: [InvoiceRecord] = []
  var order: [Key] = []
  /// The snapshots without a date that stand for the moment of the export.
  var isDatedByAsOf: Set<Int32> = []
  /// The bytes of those subscription records that may be refused yet, by their index.
  var texts: [Int32: [UInt8]] = [:]
  /// The same of invoices.
  var invoiceTexts: [Int32: [UInt8]] = [:]

  mutating func add(_ record: SubscriptionRecord) {
    order.append(
      Key(
        time: record.time, rank: record.rank, kind: .subscription,
        index: Int32(subscriptions.count)))
    subscriptions.append(record)
  }

  /// Puts a record in another one's place; it is not in the order yet.
  mutating func replace(_ index: Int, _ record: SubscriptionRecord) {
    order.append(
      Key(time: record.time, rank: record.rank, kind: .subscription, index: Int32(index)))
    subscriptions[index] = record
  }

  mutating func add(_ record: CustomerRecord) {
    order.append(
      Key(
        time: record.time ?? .min, rank: .description, kind: .customer,
        index: Int32(customers.count)))
    customers.append(record)
  }

  mutating func add(_ record: PaymentRecord) {
    order.append(
      Key(
        time: record.time, rank: record.succeeded ? .paymentSucceeded : .paymentFailed,
        kind: .payment, index: Int32(payments.count)))
    payments.append(record)
  }

  /// Sorts by time and rank; records alike in both by event id, else by what they are.
  mutating func sort(_ memory: borrowing BillingMemory) {
    var sorted: [Key] = []
    swap(&sorted, &order)
    sorted.sort { first, second in
      if first.time != second.time { return first.time < second.time }
      if first.rank != second.rank { return first.rank.rawValue < second.rank.rawValue }
      if first.kind != second.kind { return first.kind.rawValue < second.kind.rawValue }
      let one = origin(of: first)
      let other = origin(of: second)
      if one.eventID != other.eventID {
        return memory.eventIDs.precedes(one.eventID, other.eventID)
      }
      return one.digest < other.digest
    }
    order = sorted
  }

  func origin(of key: Key) -> RecordOrigin {
    switch key.kind {
    case .customer: customers[Int(key.index)].origin
    case .subscription: subscriptions[Int(key.index)].origin
    case .payment: payments[Int(key.index)].origin
    }
  }
}
