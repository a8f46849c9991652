import Command
import JSONText

/// A coupon's terms while they are read.
struct TermsDraft {
  private var percent: Decimal?
  private var amount: Int64?
  private var currency: Currency?
  private var duration: DiscountTerms.Duration?
  private var months: Int64?
  private var options: [DiscountTerms.Amount] = []
  /// Whether anything about the amount or the duration was given.
  private(set) var isGiven = false

  /// Takes one member of a coupon, or of a native discount.
  mutating func take(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) {
    switch Field.of(found[index].field) {
    case .percentOff: percent = try FoundReader.decimal(bytes, found, index)
    case .amountOff: amount = try FoundReader.amount(bytes, found, index)
    case .currency: currency = try FoundReader.currency(bytes, found, index)
    case .duration: duration = try Self.duration(bytes, found, index)
    case .durationInMonths: months = try FoundReader.amount(bytes, found, index)
    case .currencyOptions: options = try CurrencyOptions.read(bytes, found, index)
    default: return
    }
    isGiven = true
  }

  /// The terms; throws where they would have to be guessed.
  func terms(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> DiscountTerms {
    guard let duration else {
      throw FoundReader.refusal(
        bytes, found, index, "a discount without a duration (once, repeating or forever)")
    }
    if percent != nil && amount != nil {
      throw FoundReader.refusal(
        bytes, found, index, "a discount with both percent_off and amount_off")
    }
    if let percent {
      // 100 = digits / 10^scale at most.
      var limit: Int64 = 100
      for _ in 0..<percent.scale { limit = limit.multipliedReportingOverflow(by: 10).0 }
      guard percent.scale <= 12, percent.digits <= limit else {
        throw FoundReader.refusal(bytes, found, index, "percent_off: expected 0 to 100")
      }
      return DiscountTerms(percent: percent, amounts: [], duration: duration, months: months ?? 0)
    }
    guard let amount else {
      throw FoundReader.refusal(
        bytes, found, index, "a discount with neither percent_off nor amount_off")
    }
    guard let currency else {
      throw FoundReader.refusal(bytes, found, index, "amount_off without a currency")
    }
    let own = DiscountTerms.Amount(currency: currency, amount: amount)
    return DiscountTerms(
      percent: nil, amounts: [own] + options.filter { $0.currency != currency },
      duration: duration, months: months ?? 0)
  }

  private static func duration(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> DiscountTerms.Duration? {
    let value = found[index]
    if value.isNull { return nil }
    if JSONValue.equals(bytes, value, "forever") { return .forever }
    if JSONValue.equals(bytes, value, "repeating") { return .repeating }
    if JSONValue.equals(bytes, value, "once") { return .once }
    throw FoundReader.expected("once, repeating or forever", bytes, found, index)
  }
}

/// A coupon's amounts in other currencies: `{"eur":{"amount_off":900}}`.
enum CurrencyOptions {
  private static let scanner: JSONScanner = {
    var selection = JSONSelection()
    selection.pick("amount_off", .amountOff, in: selection.root)
    return JSONScanner(selection)
  }()

  static func read(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> [DiscountTerms.Amount] {
    var amounts: [DiscountTerms.Amount] = []
    var child = index + 1
    while child < found[index].next {
      let keyStart = Int(found[child].keyStart) + 1
      guard let currency = Currency(bytes, keyStart..<keyStart + 3) else {
        throw FoundReader.refusal(bytes, found, child, "expected a currency of three letters")
      }
      // The members have no fixed names, so each is read by itself, from a copy: rare.
      var text: [UInt8] = []
      for at in found[child].range { text.append(bytes[at]) }
      var inner: [JSONFound] = []
      let padded = Padding.padded(text)
      do throws(JSONError) {
        try scanner.scan(padded.span, 0..<text.count, into: &inner)
      } catch {
        throw Rejection(error, recordStart: 0)
      }
      for value in inner where Field.of(value.field) == .amountOff {
        guard let amount = JSONValue.integer(padded.span, value), amount >= 0 else { continue }
        amounts.append(DiscountTerms.Amount(currency: currency, amount: amount))
      }
      child = Int(found[child].next)
    }
    return amounts
  }
}
