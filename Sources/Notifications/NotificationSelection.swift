import JSONText

/// What is picked out of a notification, by number.
///
/// Numbers are constants and not an enum: a scan gives numbers, and reading them is a switch.
enum NotificationField {
  // Members with nothing picked inside.
  static let event: UInt16 = 1
  static let account: UInt16 = 2
  static let timestamp: UInt16 = 3
  static let customerID: UInt16 = 4
  static let currentMRR: UInt16 = 5
  static let amount: UInt16 = 6
  static let invoiceID: UInt16 = 7
  static let metaID: UInt16 = 8
  static let part: UInt16 = 9
  static let last: UInt16 = 10
  static let at: UInt16 = 11

  // Members with others inside.
  static let customer: UInt16 = 12
  static let movements: UInt16 = 13
  static let payment: UInt16 = 14
  static let meta: UInt16 = 15

  // Each movement.
  static let movement: UInt16 = 16
  static let type: UInt16 = 17
  static let mrrChange: UInt16 = 18
  static let currency: UInt16 = 19
  static let date: UInt16 = 20

  /// The selection of what every reader of notifications needs; with `amounts` of what tells how
  /// much a change is worth; with `identity` of what tells whom and when a line is about, and of
  /// the keys that have no name here.
  ///
  /// In the payload's order, which is the one that is scanned fastest.
  static func selection(amounts: Bool, identity: Bool) -> JSONSelection {
    var selection = JSONSelection()
    let root = selection.root
    selection.pick("event", as: event, in: root)
    selection.pick("account_id", as: account, in: root, if: identity)
    let customer = selection.pick("customer", as: Self.customer, in: root)
    let movements = selection.pick("movements", as: Self.movements, in: root)
    let meta = selection.pick("meta", as: Self.meta, in: root)
    // Of a failed payment, which is rarer.
    selection.pick("timestamp", as: timestamp, in: root, if: identity)
    let payment = selection.pick("payment", as: Self.payment, in: root)
    if identity { selection.reportUnknown(in: root) }

    selection.pick("id", as: customerID, in: customer, if: identity)
    selection.pass("name", in: customer)
    selection.pass("email", in: customer)
    selection.pass("status", in: customer)
    selection.pick("current_mrr", as: currentMRR, in: customer)

    let movement = selection.pickElements(as: Self.movement, in: movements)
    selection.pick("type", as: type, in: movement)
    selection.pick("mrr_change", as: mrrChange, in: movement)
    selection.pick("currency", as: currency, in: movement, if: amounts)
    selection.pick("date", as: date, in: movement, if: amounts || identity)
    selection.pass("plan_name", in: movement)
    selection.pass("subscription_id", in: movement)
    selection.pass("description", in: movement)
    selection.pass("is_future", in: movement)

    selection.pick("invoice_id", as: invoiceID, in: payment, if: identity)
    selection.pick("amount", as: amount, in: payment)

    selection.pick("id", as: metaID, in: meta)
    selection.pick("part", as: part, in: meta)
    selection.pick("last", as: last, in: meta)
    selection.pick("at", as: at, in: meta, if: identity)
    return selection
  }
}

extension JSONSelection {
  /// Picks the member, or passes it.
  fileprivate mutating func pick(
    _ key: String, as field: UInt16, in node: Node, if isWanted: Bool
  ) {
    if isWanted { pick(key, as: field, in: node) } else { pass(key, in: node) }
  }
}
