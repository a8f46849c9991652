import Command
import JSONText

/// Reads what records say of customers.
enum CustomerReader {
  /// The name and e-mail of the customer object at `index`, where it is one.
  static func names(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int,
    name: inout CustomerRecord.Attribute, email: inout CustomerRecord.Attribute,
    _ symbols: inout SymbolTable
  ) throws(Rejection) {
    guard found[index].isObject else { return }
    var child = index + 1
    while child < found[index].next {
      switch Field.of(found[child].field) {
      case .name: name = .given(try FoundReader.symbol(bytes, found, child, &symbols))
      case .email: email = .given(try FoundReader.symbol(bytes, found, child, &symbols))
      default: break
      }
      child = Int(found[child].next)
    }
  }

  /// Stripe's customer object at `index`.
  static func stripe(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ header: RecordHeader,
    origin: RecordOrigin, _ memory: inout BillingMemory
  ) throws(Rejection) -> CustomerRecord {
    var record = CustomerRecord(time: header.time, customer: .none, origin: origin)
    try names(
      bytes, found, index, name: &record.name, email: &record.email, &memory.symbols)
    var child = index + 1
    while child < found[index].next {
      switch Field.of(found[child].field) {
      case .id: record.customer = try FoundReader.id(bytes, found, child, &memory.symbols)
      case .deleted: record.isDeleted = try FoundReader.flag(bytes, found, child)
      case .discount:
        let use = try DiscountReader.discount(bytes, found, child, header, &memory)
        record.discounts = memory.pool.add(discounts: use.map { [$0] } ?? [])
      default: break
      }
      child = Int(found[child].next)
    }
    if record.customer.isNone { throw FoundReader.refusal(bytes, found, index, "no customer id") }
    return record
  }
}
