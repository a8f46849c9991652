/// Where the members of a line stand: indices into ``NotificationReader/found``, -1 for what the
/// line does not hold.
///
/// `account`, `customerID`, `timestamp`, `invoiceID` and `at` are looked for only by a reader that
/// was asked for the identity.
package struct Places: Sendable {
  /// A string.
  package var event = -1
  /// An object.
  package var customer = -1
  /// An array.
  package var movements = -1
  /// An object.
  package var meta = -1
  /// A string: the payload's id.
  package var metaID = -1
  /// A positive integer.
  package var part = -1
  /// A boolean.
  package var last = -1
  /// A string or null: when the batch opened.
  package var at = -1
  /// A string or null.
  package var account = -1
  /// A string.
  package var customerID = -1
  /// A string or null.
  package var timestamp = -1
  /// A string or null.
  package var invoiceID = -1

  var payment = -1
  var amount = -1
  var currentMRR = -1

  init() {}

  /// Notes that the member `field` stands at `index`; of a repeated one the last counts, with what
  /// is inside it.
  mutating func note(_ field: UInt16, at index: Int) {
    typealias Field = NotificationField
    switch field {
    case Field.event: event = index
    case Field.account: account = index
    case Field.timestamp: timestamp = index
    case Field.movements: movements = index
    case Field.customer:
      customer = index
      customerID = -1
      currentMRR = -1
    case Field.customerID: customerID = index
    case Field.currentMRR: currentMRR = index
    case Field.payment:
      payment = index
      amount = -1
      invoiceID = -1
    case Field.amount: amount = index
    case Field.invoiceID: invoiceID = index
    case Field.meta:
      meta = index
      metaID = -1
      part = -1
      last = -1
      at = -1
    case Field.metaID: metaID = index
    case Field.part: part = index
    case Field.last: last = index
    case Field.at: at = index
    default: break
    }
  }
}
