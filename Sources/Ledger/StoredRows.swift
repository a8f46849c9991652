/// A customer as the ledger's file has it.
package struct StoredCustomer: Sendable {
  /// Its row, and its id in the billing system.
  package var number: Int64
  package var id: [UInt8]
  /// What is known of it: JSON in a fixed order of keys.
  package var state: [UInt8]
  /// When something happens to it without a record, in Unix seconds; nil for never.
  package var due: Int64?
}

/// What a product, price, coupon or discount record said of an id.
package struct StoredDescription: Sendable {
  /// What is described.
  package enum Kind: String, Sendable {
    case product, nickname, coupon, discount, tiers, rhythm
  }

  /// What is described, when (Unix seconds) and how; of two the one with the larger time and
  /// digest counts.
  package var kind: Kind
  package var id: [UInt8]
  package var time: Int64
  package var digest: UInt64
  /// JSON in a fixed order of keys.
  package var content: [UInt8]

  package init(kind: Kind, id: [UInt8], time: Int64, digest: UInt64, content: [UInt8]) {
    self.kind = kind
    self.id = id
    self.time = time
    self.digest = digest
    self.content = content
  }
}

/// A failed charge that may yet explain a failed payment.
package struct StoredCharge: Sendable {
  /// When it failed, in Unix seconds, and what for; ids are nil where there are none.
  package var time: Int64
  package var customer: [UInt8]
  package var invoice: [UInt8]?
  package var amount: Int64
  package var currency: [UInt8]
  package var reason: [UInt8]?
  package var digest: UInt64

  package init(
    time: Int64, customer: [UInt8], invoice: [UInt8]?, amount: Int64, currency: [UInt8],
    reason: [UInt8]?, digest: UInt64
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
