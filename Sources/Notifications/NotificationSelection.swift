import JSONText

/// What is picked out of a notification, by number.
///
/// Numbers are constants and not an enum: a scan gives numbers, and reading them is a switch.
enum NotificationField {
  static let event: UInt16 = 1
  static let account: UInt16 = 2
  static let timestamp: UInt16 = 3
  static let customer: UInt16 = 4
  static let customerID: UInt16 = 5
  static let currentMRR: UInt16 = 6
  static let movements: UInt16 = 7
  static let movement: UInt16 = 8
  static let type: UInt16 = 9
  static let mrrChange: UInt16 = 10
  static let currency: UInt16 = 11
  static let date: UInt16 = 12
  static let payment: UInt16 = 13
  static let amount: UInt16 = 14
  static let invoiceID: UInt16 = 15
  static let meta: UInt16 = 16
  static let metaID: UInt16 = 17
  static let part: UInt16 = 18
  static let last: UInt16 = 19
  static let at: UInt16 = 20

  /// The selection of what every reader of notifications needs and, if `identity` is asked for,
  /// of what tells whom a line is about and of the keys that have no name here.
  static func selection(identity: Bool) -> JSONSelection {
    var selection = JSONSelection()
    let root = selection.root
    selection.pick("event", as: event, in: root)
    let customer = selection.pick("customer", as: Self.customer, in: root)
    selection.pick("current_mrr", as: currentMRR, in: customer)
    let movements = selection.pick("movements", as: Self.movements, in: root)
    let movement = selection.pickElements(as: Self.movement, in: movements)
    selection.pick("type", as: type, in: movement)
    selection.pick("mrr_change", as: mrrChange, in: movement)
    selection.pick("currency", as: currency, in: movement)
    selection.pick("date", as: date, in: movement)
    let payment = selection.pick("payment", as: Self.payment, in: root)
    selection.pick("amount", as: amount, in: payment)
    let meta = selection.pick("meta", as: Self.meta, in: root)
    selection.pick("id", as: metaID, in: meta)
    selection.pick("part", as: part, in: meta)
    selection.pick("last", as: last, in: meta)
    guard identity else { return selection }
    selection.pick("account_id", as: account, in: root)
    selection.pick("timestamp", as: timestamp, in: root)
    selection.pick("id", as: customerID, in: customer)
    selection.pick("invoice_id", as: invoiceID, in: payment)
    selection.pick("at", as: at, in: meta)
    selection.reportUnknown(in: root)
    return selection
  }
}
