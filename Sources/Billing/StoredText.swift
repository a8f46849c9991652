package import JSONText

/// Writes contents and what describes them as the JSON that a ledger keeps (rules.md, L1).
///
/// The keys and their order are fixed, and a key is left out where its value is the usual one;
/// ``StoredTextReader`` reads just that.
package enum StoredText {
  /// Appends a string, or null for none.
  package static func append(
    _ symbol: Symbol, _ symbols: borrowing SymbolTable, to text: inout LineBuffer
  ) {
    if symbol.isNone {
      text.append(literal: "null")
    } else {
      symbols.withBytes(of: symbol) { text.append(string: $0, $1) }
    }
  }

  /// Appends an integer, or null.
  package static func append(_ value: Int64?, to text: inout LineBuffer) {
    if let value { text.append(integer: value) } else { text.append(literal: "null") }
  }

  /// Appends a currency as a string.
  package static func append(_ currency: Currency, to text: inout LineBuffer) {
    text.append(UInt8(ascii: "\""))
    text.append(currency.letters)
    text.append(UInt8(ascii: "\""))
  }

  /// Appends an array, each element written by `element`.
  package static func append<Elements: Collection>(
    _ elements: Elements, to text: inout LineBuffer,
    _ element: (Elements.Element, inout LineBuffer) -> Void
  ) {
    text.append(UInt8(ascii: "["))
    var isFirst = true
    for one in elements {
      if !isFirst { text.append(UInt8(ascii: ",")) }
      isFirst = false
      element(one, &text)
    }
    text.append(UInt8(ascii: "]"))
  }

  /// Appends a content, its status and effective end included.
  package static func append(
    _ content: SubscriptionContent, _ memory: borrowing BillingMemory, to text: inout LineBuffer
  ) {
    text.append(literal: "\"status\":\"")
    text.append(content.status.name)
    text.append(literal: "\",\"items\":")
    appendItems(of: content, memory, to: &text)
    if content.discounts.count > 0 {
      text.append(literal: ",\"discounts\":")
      append(content.discounts, memory, to: &text)
    }
    if let end = content.effectiveEnd {
      text.append(literal: ",\"end\":")
      text.append(integer: end)
    }
    text.append(literal: ",\"digest\":")
    text.append(integer: Int64(bitPattern: content.digest))
  }

  private static func appendItems(
    of content: SubscriptionContent, _ memory: borrowing BillingMemory, to text: inout LineBuffer
  ) {
    text.append(UInt8(ascii: "["))
    for place in 0..<Int(content.items.count) {
      if place > 0 { text.append(UInt8(ascii: ",")) }
      append(
        memory.pool.item(place, of: content), pending: memory.pendingTiers(of: place, in: content),
        memory, to: &text)
    }
    text.append(UInt8(ascii: "]"))
  }

  /// Appends an item.
  package static func append(
    _ item: Item, _ memory: borrowing BillingMemory, to text: inout LineBuffer
  ) {
    append(item, pending: nil, memory, to: &text)
  }

  private static func append(
    _ item: Item, pending: PendingTiers?, _ memory: borrowing BillingMemory,
    to text: inout LineBuffer
  ) {
    let plan = memory.catalog.plans[Int(item.plan.index)]
    text.append(literal: "{\"id\":")
    text.append(integer: Int64(bitPattern: item.id))
    if !plan.nickname.isNone {
      text.append(literal: ",\"nickname\":")
      append(plan.nickname, memory.symbols, to: &text)
    }
    if !plan.product.isNone {
      text.append(literal: ",\"product\":")
      append(plan.product, memory.symbols, to: &text)
    }
    if !plan.price.isNone {
      text.append(literal: ",\"price\":")
      append(plan.price, memory.symbols, to: &text)
    }
    text.append(literal: ",\"currency\":")
    append(item.currency, to: &text)
    if item.interval != .month {
      text.append(literal: ",\"interval\":\"")
      text.append(item.interval.name)
      text.append(UInt8(ascii: "\""))
    }
    if item.intervalCount != 1 {
      text.append(literal: ",\"interval_count\":")
      text.append(integer: Int64(item.intervalCount))
    }
    text.append(literal: ",\"gross\":")
    append(item.gross, to: &text)
    if item.quantity != 1 {
      text.append(literal: ",\"quantity\":")
      text.append(integer: item.quantity)
    }
    if item.discounts.count > 0 {
      text.append(literal: ",\"discounts\":")
      append(item.discounts, memory, to: &text)
    }
    if let pending {
      text.append(literal: ",\"tiers_of\":")
      append(pending.price, memory.symbols, to: &text)
      text.append(literal: ",\"tiers_mode\":")
      append(pending.mode, to: &text)
      text.append(literal: ",\"divide_by\":")
      append(pending.divideBy, to: &text)
      text.append(literal: ",\"rounds_up\":")
      append(pending.roundsUp.map { $0 ? 1 : 0 }, to: &text)
    }
    text.append(UInt8(ascii: "}"))
  }

  /// Appends discounts.
  package static func append(
    _ slice: PoolSlice, _ memory: borrowing BillingMemory, to text: inout LineBuffer
  ) {
    text.append(UInt8(ascii: "["))
    for index in slice.range {
      if index > slice.range.lowerBound { text.append(UInt8(ascii: ",")) }
      append(memory.pool.discounts[index], memory, to: &text)
    }
    text.append(UInt8(ascii: "]"))
  }

  static func append(
    _ use: DiscountUse, _ memory: borrowing BillingMemory, to text: inout LineBuffer
  ) {
    text.append(literal: "{\"discount\":")
    append(use.discount, memory.symbols, to: &text)
    text.append(literal: ",\"coupon\":")
    append(use.coupon, memory.symbols, to: &text)
    text.append(literal: ",\"start\":")
    append(use.start, to: &text)
    text.append(literal: ",\"end\":")
    append(use.end, to: &text)
    text.append(literal: ",\"terms\":")
    if use.terms >= 0 {
      append(memory.catalog.terms[Int(use.terms)], to: &text)
    } else {
      text.append(literal: "null")
    }
    text.append(UInt8(ascii: "}"))
  }

  static func append(_ terms: DiscountTerms, to text: inout LineBuffer) {
    text.append(literal: "{\"percent\":")
    append(terms.percent, to: &text)
    text.append(literal: ",\"amounts\":")
    append(terms.amounts, to: &text) { amount, text in
      text.append(UInt8(ascii: "["))
      append(amount.currency, to: &text)
      text.append(UInt8(ascii: ","))
      text.append(integer: amount.amount)
      text.append(UInt8(ascii: "]"))
    }
    text.append(literal: ",\"duration\":\"")
    text.append(terms.duration.name)
    text.append(literal: "\",\"months\":")
    text.append(integer: terms.months)
    text.append(UInt8(ascii: "}"))
  }

  /// A whole number, `[digits,scale]`, or null.
  static func append(_ decimal: Decimal?, to text: inout LineBuffer) {
    guard let decimal else {
      text.append(literal: "null")
      return
    }
    if decimal.scale == 0 {
      text.append(integer: decimal.digits)
      return
    }
    text.append(UInt8(ascii: "["))
    text.append(integer: decimal.digits)
    text.append(UInt8(ascii: ","))
    text.append(integer: Int64(decimal.scale))
    text.append(UInt8(ascii: "]"))
  }

  static func append(_ mode: ItemDraft.TiersMode?, to text: inout LineBuffer) {
    switch mode {
    case nil: text.append(literal: "null")
    case .graduated: text.append(literal: "\"graduated\"")
    case .volume: text.append(literal: "\"volume\"")
    }
  }
}
