import Command
import JSONText
import Notifications

/// `--over AMOUNT`: which changes are worth more than so many US dollars (rules.md, F3 to F5).
///
/// A change passes if |change| / 10^exponent × US dollars a unit > amount. All of it but the change
/// depends on the currency and the day alone, so the largest change that does not pass is computed
/// once for these, exactly; a change is then compared as an integer.
package struct Threshold: Sendable {
  private let amount: Decimal
  private let rates: ExchangeRates?

  /// The largest change in cents that does not pass.
  private let dollarLimit: UInt64
  /// The same for other currencies by day, where it was asked for; nil where no rate is known.
  private var limits: [Key: UInt64?] = [:]
  /// The currencies that were warned of.
  private var missing: Set<String> = []

  private struct Key: Hashable {
    var currency: CurrencyCode
    var date: CalendarDate
  }

  /// More currencies than there are: what bounds the memory that a hostile input can take.
  private static let mostLimits = 100_000
  private static let mostWarnings = 1000

  /// Makes the threshold; without rates only US dollars can be compared.
  package init(over amount: Decimal, rates: ExchangeRates?) {
    self.amount = amount
    self.rates = rates
    dollarLimit = Self.limit(amount, exponent: 2, perDollar: .one, perUnit: .one)
  }

  /// Whether `movement` passes; one of which nothing is known does, with a warning for its currency.
  mutating func isPassed(
    by movement: FoundMovement, _ number: Int, _ bytes: Span<UInt8>, _ reader: NotificationReader,
    start: Int, into output: inout Output
  ) throws(Rejection) -> Bool {
    let found = reader.found
    // A closure, since the text is wanted only where something is wrong.
    let path = { "movements[\(number)]" }
    guard movement.currency >= 0 else {
      throw Rejection(
        "\(path()).currency: missing", offset: Int(found[movement.object].start) - start)
    }
    let text = found[movement.currency]
    guard let currency = CurrencyCode(bytes, text.content) else {
      warn(
        of: JSONValue.text(bytes, text).map { String(decoding: $0, as: UTF8.self) } ?? "?", &output)
      return true
    }
    let change = reader.mrrChange(of: movement, bytes).magnitude
    if currency == .usd { return change > dollarLimit }
    guard let rates else {
      warn(of: currency.text, &output)
      return true
    }
    guard movement.date >= 0 else {
      throw Rejection("\(path()).date: missing", offset: Int(found[movement.object].start) - start)
    }
    guard let date = CalendarDate(bytes, found[movement.date].content) else {
      throw Rejection(
        "\(path()).date: expected a day such as 2025-03-14",
        offset: Int(found[movement.date].start) - start)
    }
    guard let limit = limit(Key(currency: currency, date: date), rates) else {
      warn(of: currency.text, &output)
      return true
    }
    return change > limit
  }

  private mutating func limit(_ key: Key, _ rates: ExchangeRates) -> UInt64? {
    if let known = limits[key] { return known }
    let limit = rates.pair(.usd, key.currency, upTo: key.date).map { perDollar, perUnit in
      Self.limit(
        amount, exponent: MinorUnit.exponent(of: key.currency.text), perDollar: perDollar,
        perUnit: perUnit)
    }
    if limits.count == Self.mostLimits { limits.removeAll() }
    limits[key] = .some(limit)
    return limit
  }

  /// The largest |change| with |change| / 10^exponent × dollars / units ≤ amount, `dollars` and
  /// `units` being what the same sum buys of both currencies.
  ///
  /// Cross-multiplied, so that nothing is divided: |change| × dollars ≤ amount × units × 10^exponent.
  private static func limit(
    _ amount: Decimal, exponent: Int, perDollar dollars: Decimal, perUnit units: Decimal
  ) -> UInt64 {
    var left = dollars.digits
    var right = amount.digits * units.digits
    let shift = exponent + dollars.scale - amount.scale - units.scale
    if shift >= 0 {
      right.multiply(byPowerOfTen: shift)
    } else {
      left.multiply(byPowerOfTen: -shift)
    }
    var limit: UInt64 = 0
    for bit in (0..<64).reversed() {
      let candidate = limit | 1 << UInt64(bit)
      if left * Natural(candidate) <= right { limit = candidate }
    }
    return limit
  }

  private mutating func warn(of currency: String, _ output: inout Output) {
    guard missing.count < Self.mostWarnings, missing.insert(currency).inserted else { return }
    let reason = rates == nil && currency != "usd" ? " (--rates FILE)" : ""
    output.warn(
      "no exchange rate for \(currency)\(reason): its movements are kept whatever their size")
  }
}
