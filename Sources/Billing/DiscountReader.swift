import Command
import JSONText

/// Reads discounts and coupons, and puts what they describe into the catalog.
enum DiscountReader {
  /// A discount object, or its id; nil for null.
  static func discount(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    _ memory: inout BillingMemory
  ) throws(Rejection) -> DiscountUse? {
    var use = DiscountUse(discount: .none, coupon: .none, terms: -1, start: nil, end: nil)
    switch found[index].kind {
    case .null: return nil
    case .string:
      use.discount = try FoundReader.id(bytes, found, index, &memory.symbols)
      return use
    case .object: break
    default: throw FoundReader.expected("a discount", bytes, found, index)
    }
    var child = index + 1
    var coupon: Int?
    while child < found[index].next {
      switch Field.of(found[child].field) {
      case .id: use.discount = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .start: use.start = try FoundReader.time(bytes, found, child)
      case .end: use.end = try FoundReader.time(bytes, found, child)
      case .coupon: coupon = found[child].isNull ? coupon : child
      case .source:
        var inner = child + 1
        while inner < found[child].next {
          let value = found[inner]
          if Field.of(value.field) == .coupon && !value.isNull {
            coupon = inner
          }
          inner = Int(found[inner].next)
        }
      default: break
      }
      child = Int(found[child].next)
    }
    if let coupon {
      if found[coupon].isObject {
        (use.coupon, use.terms) = try self.coupon(bytes, found, coupon, header, &memory)
      } else {
        use.coupon = try FoundReader.id(bytes, found, coupon, &memory.symbols)
      }
    }
    if use.coupon.isNone && use.terms < 0 && use.discount.isNone {
      throw FoundReader.refusal(bytes, found, index, "a discount without a coupon")
    }
    memory.catalog.describe(discount: use, time: header.time, digest: header.digest)
    return use
  }

  /// The discounts of an array; empty for null.
  static func discounts(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    _ memory: inout BillingMemory
  ) throws(Rejection) -> [DiscountUse] {
    if found[index].isNull { return [] }
    guard found[index].kind == .array else {
      throw FoundReader.expected("an array of discounts", bytes, found, index)
    }
    var uses: [DiscountUse] = []
    var child = index + 1
    while child < found[index].next {
      if let use = try discount(bytes, found, child, header, &memory) { uses.append(use) }
      child = Int(found[child].next)
    }
    return uses
  }

  /// A coupon object: its id and the index of its terms; describes the coupon.
  @discardableResult
  static func coupon(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    _ memory: inout BillingMemory
  ) throws(Rejection) -> (id: Symbol, terms: Int32) {
    var id = Symbol.none
    var draft = TermsDraft()
    var child = index + 1
    while child < found[index].next {
      if Field.of(found[child].field) == .id {
        id = try FoundReader.id(bytes, found, child, &memory.symbols)
      } else {
        try draft.take(bytes, found, child)
      }
      child = Int(found[child].next)
    }
    let terms = memory.catalog.index(of: try draft.terms(bytes, found, index))
    if !id.isNone {
      memory.catalog.describe(
        coupon: id, terms: terms, time: header.time, digest: header.digest)
    }
    return (id, terms)
  }

  /// A discount of a native record, whose terms stand in it, or which names a coupon.
  static func nativeDiscounts(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    _ memory: inout BillingMemory
  ) throws(Rejection) -> [DiscountUse] {
    if found[index].isNull { return [] }
    guard found[index].kind == .array else {
      throw FoundReader.expected("an array of discounts", bytes, found, index)
    }
    var uses: [DiscountUse] = []
    var element = index + 1
    while element < found[index].next {
      if found[element].isString {
        let id = try FoundReader.id(bytes, found, element, &memory.symbols)
        uses.append(DiscountUse(discount: id, coupon: .none, terms: -1, start: nil, end: nil))
        element = Int(found[element].next)
        continue
      }
      var use = DiscountUse(discount: .none, coupon: .none, terms: -1, start: nil, end: nil)
      var draft = TermsDraft()
      var child = element + 1
      while child < found[element].next {
        switch Field.of(found[child].field) {
        case .id: use.discount = try FoundReader.id(bytes, found, child, &memory.symbols)
        case .coupon: use.coupon = try FoundReader.id(bytes, found, child, &memory.symbols)
        case .start: use.start = try FoundReader.time(bytes, found, child)
        case .end: use.end = try FoundReader.time(bytes, found, child)
        default: try draft.take(bytes, found, child)
        }
        child = Int(found[child].next)
      }
      if draft.isGiven || (use.discount.isNone && use.coupon.isNone) {
        use.terms = memory.catalog.index(of: try draft.terms(bytes, found, element))
        memory.catalog.describe(discount: use, time: header.time, digest: header.digest)
      }
      uses.append(use)
      element = Int(found[element].next)
    }
    return uses
  }
}
